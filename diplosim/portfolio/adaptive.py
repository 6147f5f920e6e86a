"""Adaptive rules: one signpost is read off each run, and the runs that meet it go on with other policies.

How a rule is simulated exactly. A run's draws have addresses (seed, replicate, month, actor, channel) and no history,
and a policy does nothing before it starts. So the run of the static portfolio and the run of the same portfolio that
changes in month ``by`` are equal to the last bit in every month before ``by``; the signpost reads only those. The
adaptive run is therefore one of the two, whole: the switched one where the signpost is met, else the static one. Both
are played for every draw and replicate, and the outcomes are taken run by run from the one or the other: no state is
saved, nothing is approximated, and both engines give the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from diplosim.metrics.columns import METRIC_NAMES
from diplosim.scenario import Findings, Scenario, unknown
from diplosim.scenario.checking import read_model, unknown_keys
from diplosim.scenario.nodes import Node
from diplosim.wording.names import arm_name, listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

#: Policies as a scenario lists them: each a mapping from a name to its settings.
Uses = list[dict[str, Any]]
Reading = Literal["total", "mean", "highest", "lowest", "last"]
_OWN = ("by", "add", "stop")


class Signpost(BaseModel):
    """What is read off the months before the switch."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    metric: str = Field(max_length=80, description="The metric that is read, of 'diplosim metrics'.")
    read: Reading = Field(default="total", description="What is read off its months.")
    below: float | None = Field(
        default=None, ge=-1e9, le=1e9, description="Met if what is read is below this."
    )
    least: float | None = Field(
        default=None, ge=-1e9, le=1e9, description="Met if what is read is at least this."
    )


@dataclass(frozen=True)
class Rule:
    """If a signpost is met in the months before ``by``, policies are added or stopped from ``by`` on."""

    name: str
    signpost: Signpost
    by: int
    """The first month with the change, counted from 0: the signpost reads the months before it."""
    add: tuple[Mapping[str, Any], ...]
    stop: tuple[str, ...]

    @property
    def column(self) -> int:
        """The place of its metric among the trajectories."""
        return METRIC_NAMES.index(self.signpost.metric)

    @property
    def then(self) -> str:
        """What changes, in words."""
        added = [arm_name(name) for use in self.add for name in use]
        parts = [f"add {listed(added)}"] if added else []
        return " and ".join(
            [*parts, *([f"stop {listed([arm_name(n) for n in self.stop])}"] if self.stop else [])]
        )

    def told(self, base: Scenario) -> str:
        """The rule in words."""
        sign = self.signpost
        limit = f"below {sign.below:g}" if sign.below is not None else f"at least {sign.least:g}"
        what = f"the {sign.read} of {arm_name(sign.metric)} is {limit} before {base.date(self.by)}"
        return f"if {what}, {self.then}"

    def met(self, months: Floats) -> Truths:
        """Whether each run meets the signpost, from its metric by ``[..., month]``."""
        import numpy as np

        seen, sign = months[..., : self.by], self.signpost
        reader: dict[str, Any] = {"total": np.sum, "mean": np.mean, "highest": np.max, "lowest": np.min}
        value: Floats = seen[..., -1] if sign.read == "last" else reader[sign.read](seen, axis=-1)
        if sign.below is not None:
            return np.asarray(value < sign.below)
        return np.asarray(value >= (0.0 if sign.least is None else sign.least))

    def changes(self, uses: Uses) -> bool:
        """Whether the rule changes anything about these policies."""
        names = {name for use in uses for name in use}
        return bool(names & set(self.stop)) or any(name not in names for use in self.add for name in use)


def switched(rule: Rule, uses: Uses, base: Scenario) -> Uses:
    """The policies with the rule's change from its month on: what is stopped ends, what is new begins there."""
    names = {name for use in uses for name in use}
    found: Uses = []
    for use in uses:
        [(name, settings)] = use.items()
        if name not in rule.stop:
            found.append(use)
        elif _month(settings.get("from", 0), base) < rule.by:
            until = settings.get("until")
            end = rule.by if until is None else min(rule.by, _month(until, base))
            found.append({name: {**settings, "until": end}})
    new = [(name, settings) for use in rule.add for name, settings in use.items() if name not in names]
    return found + [{name: {**settings, "from": rule.by}} for name, settings in new]


def _month(value: Any, base: Scenario) -> int:
    """A month of the run, given by its number or its date."""
    from diplosim.scenario.header import parse_month

    return value if isinstance(value, int) else (parse_month(str(value)) or 0) - base.calendar.first


def spliced(met: Truths, static: Floats, after: Floats) -> Floats:
    """Outcomes of the adaptive runs from ``[..., outcome]``: the switched run where the signpost is met."""
    import numpy as np

    found: Floats = np.where(met[..., None], after, static)
    return found


def arm_of(rule: str) -> str:
    """Name of the arm in which the policies of a rule are checked."""
    return f"rule_{rule}"


def rule_arms(rules: Node) -> dict[str, Node]:
    """For every rule that adds policies an arm of these alone, so that they are checked where they are written."""
    found = {}
    for name, node in rules.value.items():
        add = node.value.get("add") if node.is_map else None
        if add is not None and add.is_list:
            found[arm_of(name)] = add
    return found


def read_rules(
    rules: Node, base: Scenario, arms: Mapping[str, Scenario], levers: Sequence[str], findings: Findings
) -> tuple[Rule, ...]:
    """Every rule of a design."""
    found = []
    for name, node in rules.value.items():
        if not node.is_map:
            findings.problem(node.mark, f"rules.{name} must say metric, by, below or least, and add or stop")
            continue
        rule = _rule(name, node, base, arms, levers, findings)
        if rule is not None:
            found.append(rule)
    return tuple(found)


def _rule(
    name: str,
    node: Node,
    base: Scenario,
    arms: Mapping[str, Scenario],
    levers: Sequence[str],
    findings: Findings,
) -> Rule | None:
    subject = f"rules.{name}"
    known = unknown_keys(node, [*Signpost.model_fields, *_OWN], subject, findings)
    before = len(findings.problems)
    own = {key: child for key, child in known.value.items() if key not in _OWN}
    signpost = read_model(Signpost, Node(own, node.mark, node.key_marks), subject, findings, {})
    if signpost is not None and signpost.metric not in METRIC_NAMES:
        findings.problem(node.at(("metric",)), unknown("metric", signpost.metric, list(METRIC_NAMES)))
    if signpost is not None and (signpost.below is None) == (signpost.least is None):
        findings.problem(node.mark, f"{subject} needs one of 'below' and 'least': when the signpost is met")
    by = None
    if "by" not in known.value:
        findings.problem(node.mark, f"{subject} needs 'by', the month of the switch")
    else:
        by = base.calendar.read(known.value["by"], f"{subject}.by", findings)
        if by == 0:
            findings.problem(
                known.value["by"].mark, f"{subject}.by is the first month: there is nothing to read yet"
            )
    if "add" in known.value and not known.value["add"].is_list:
        findings.problem(known.value["add"].mark, f"{subject}.add must list policies, as a scenario does")
    stop = _stopped(known, subject, base, levers, findings)
    if not stop and "add" not in known.value:
        findings.problem(node.mark, f"{subject} needs 'add' or 'stop': what changes when the signpost is met")
    add = arms[arm_of(name)].to_dict()["policies"] if arm_of(name) in arms else []
    for use in add:
        for policy, settings in use.items():
            if {"from", "until"} & settings.keys():
                text = f"{subject}.add: '{policy}' begins when the rule says ('by'); leave 'from' and 'until' out"
                findings.problem(node.at(("add",)), text)
    if signpost is None or by is None or len(findings.problems) > before:
        return None
    return Rule(name, signpost, by, tuple(add), stop)


def _stopped(
    node: Node, subject: str, base: Scenario, levers: Sequence[str], findings: Findings
) -> tuple[str, ...]:
    """The policies that a rule stops: levers, or policies of the scenario."""
    stop = node.value.get("stop")
    if stop is None:
        return ()
    names = [*levers, *(use.name for use in base.policies)]
    items = stop.value if stop.is_list else [stop]
    for item in items:
        if not isinstance(item.value, str) or item.value not in names:
            text = unknown("lever or policy of the scenario", str(item.plain()), names)
            findings.problem(item.mark, f"{subject}.stop: {text}")
    return tuple(str(item.value) for item in items)
