"""The world of a run: an arm of an experiment with the values of one sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from diplosim.scenario import PARAMETERS, Findings, FrozenMap, Mark
from diplosim.scenario.settings import check_together

if TYPE_CHECKING:
    from diplosim.engine.pack import Packed, Template
    from diplosim.scenario import Scenario

#: Worlds that differ in more than parameters are checked anew, which takes long; so many are remembered.
_REMEMBERED = 256


class Worlds:
    """Makes the scenario of any arm and sample."""

    def __init__(self, arms: Sequence[Scenario]) -> None:
        self.arms = tuple(arms)
        self._changed = lru_cache(maxsize=_REMEMBERED)(self._change)
        self._template = lru_cache(maxsize=None)(self._make_template)

    def world(self, arm: int, values: Mapping[str, Any]) -> Scenario:
        """The scenario of an arm with these values; raises ``ScenarioError`` if they do not fit together.

        Values of a policy that the arm does not have do not concern it.
        """
        parameters = {name: value for name, value in values.items() if name in PARAMETERS}
        others = FrozenMap(
            {name: _hashable(value) for name, value in values.items() if name not in PARAMETERS}
        )
        scenario = self._changed(arm, others) if others else self.arms[arm]
        if not parameters:
            return scenario
        # Each value was checked when the experiment was read; checking the whole scenario again for every
        # sample would take longer than running it.
        joined = scenario.parameters.merged(parameters)
        findings = Findings()
        check_together(joined, Mark(), findings)
        findings.stop_if_any()
        return scenario.model_copy(update={"parameters": joined})

    def packed(self, arm: int, values: Mapping[str, Any], world: Scenario) -> Packed:
        """``world``, made of this arm with these values, as the compiled engine takes it.

        Raises ``ScenarioError`` if its policies do not fit its parameters.
        """
        from diplosim.engine.pack import pack

        only_parameters = all(name in PARAMETERS for name in values)
        return self._template(arm).pack(world) if only_parameters else pack(world)

    def _make_template(self, arm: int) -> Template:
        from diplosim.engine.pack import Template

        return Template(self.arms[arm])

    def _change(self, arm: int, values: FrozenMap[Any]) -> Scenario:
        """The arm with other attributes of actors and other settings of policies, checked."""
        scenario = self.arms[arm]
        changes: dict[str, Any] = {}
        policies = scenario.to_dict()["policies"]
        for name, value in values.items():
            head, code, key = name.split(".", 2)
            plain = list(value) if isinstance(value, tuple) else value
            if head == "actors":
                entry = changes.setdefault("actors", {}).setdefault(code, {})
                _put(entry, key, plain)
            else:
                for use in policies:
                    if code in use:
                        use[code][key] = plain
        return scenario.with_(policies=policies, **changes)


def _put(entry: dict[str, Any], key: str, value: Any) -> None:
    """Set ``ceiling_musd``, or one tie of ``ties.DPRK``."""
    field, _, other = key.partition(".")
    if other:
        entry.setdefault(field, {})[other] = value
    else:
        entry[field] = value


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
