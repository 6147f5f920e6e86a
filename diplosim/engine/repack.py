"""Worlds that differ from a packed one in their parameters only, as most samples of a sweep do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.engine.pack import Packed, fill_priors, fill_references, pack, params_of
from diplosim.policies import compose

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


class Template:
    """A packed scenario from which its variants are made in a third of the time."""

    def __init__(self, scenario: Scenario) -> None:
        self._schedule = compose(scenario)
        self._packed = pack(scenario)

    def pack(self, variant: Scenario) -> Packed:
        """What ``pack(variant)`` gives, for a variant with other parameters and nothing else.

        Policies may follow parameters, or contradict each other through them (raises ScenarioError): they are composed
        anew, and all is packed anew where a lever moves.
        """
        if variant.policies and compose(variant) != self._schedule:
            return pack(variant)
        worlds = self._packed.worlds.copy()
        fill_priors(worlds[0], variant)
        fill_references(worlds[0], variant)
        return self._packed._replace(worlds=worlds, params=params_of(variant))
