from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from diplosim.engine.engine import Job, play
from diplosim.engine.pack import Packed, Template, pack
from diplosim.policies.registry import builtin_policies
from diplosim.scenario import PARAMETERS, Scenario

ROOT = "scenarios/status_quo.yaml"
OTHERS = {"provocation.iota": 0.31, "trust.lam_neg": 3.5, "trust.L0_rival": -1.0, "sanctions.e_law0": 0.2,
          "sanctions.U_trade": 0.7, "provocation.p2": 0.1}  # fmt: skip


def bits(packed: Packed) -> list[bytes]:
    """All numbers of a packed world; what fills the gaps between them does not matter."""
    arrays = [packed.worlds, packed.params, packed.levers, *packed.book]
    return [part for array in arrays for part in _fields(array)]


def _fields(array: np.ndarray[Any, Any]) -> Iterator[bytes]:
    if array.dtype.names is None:
        yield array.tobytes()
    for name in array.dtype.names or ():
        yield from _fields(array[name])


@pytest.mark.parametrize("policies", [[], ["pooled_fund"], ["unconditional_easing"]])
def test_a_variant_from_a_template_is_the_variant_packed_anew(policies: list[str]) -> None:
    base = Scenario.load(ROOT).with_(policies=policies)
    template = Template(base)
    for changes in ({}, OTHERS, {"trust.lam_neg": 1.5}):
        variant = base.with_(parameters=changes)
        found = template.pack(variant)
        assert bits(found) == bits(pack(variant))
        assert found.room == pack(variant).room
    assert bits(template.pack(base)) == bits(pack(base))


def test_where_a_policy_follows_a_parameter_its_levers_are_made_anew() -> None:
    moved = 0
    for policy in builtin_policies():
        base = Scenario.load(ROOT).with_(policies=[policy.name])
        template = Template(base)
        for name in {option.parameter for option in policy.options if option.parameter}:
            parameter = PARAMETERS[name]
            variant = base.with_(parameters={name: parameter.accept(parameter.low)})
            found = template.pack(variant)
            assert bits(found) == bits(pack(variant))
            moved += found.levers.tobytes() != pack(base).levers.tobytes()
    assert moved > 0


def test_runs_of_worlds_taken_in_turns_are_those_of_each_alone() -> None:
    base = Scenario.load(ROOT)
    template, replicates = Template(base), np.arange(3)
    other = pack(base.with_(policies=["pooled_fund"], months=30))
    variant = template.pack(base.with_(parameters=OTHERS))
    jobs = [Job(packed, 5, replicates) for packed in (template.pack(base), variant, other)]
    alone = [play([job], threads=1)[0].outcomes.tobytes() for job in jobs]
    again = [play([jobs[place]], threads=1)[0].outcomes.tobytes() for place in (2, 0, 1, 0, 2)]
    assert again == [alone[place] for place in (2, 0, 1, 0, 2)]
