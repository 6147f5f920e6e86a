"""What carries a headline: its comparison with each mechanism and each lever off, alone, and Shapley's shares.

Mechanisms are switched off in both arms. Shapley's value of a mechanism is what it adds on average when mechanisms are
switched off one after the other in random order; the values and what is left with all of them off add up to the whole
change, in every sample exactly. Here every sample has an order of its own and the same one backwards (Shapley 1953;
permutation sampling after Castro, Gomez and Tejada 2009, antithetic), so that the error over samples is that of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from diplosim.analysis.ablation.mechanisms import PATHS, mechanisms_off, without
from diplosim.analysis.claims.screen import (
    Seen,
    Tests,
    behind_headlines,
    chance_of,
    mean_error,
    seen,
    smaller,
)
from diplosim.experiment.ablate import variants
from diplosim.scenario import ScenarioError
from diplosim.wording.names import with_recipient
from diplosim.wording.verdicts import FEWEST_PAIRS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from diplosim.analysis.claims.declared import Claims
    from diplosim.analysis.claims.records import Decomposed, Part
    from diplosim.analysis.claims.screen import Pair
    from diplosim.experiment import Definition, How, Plan
    from diplosim.experiment.vary import Sample
    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]

Subset = frozenset[str]
Off = dict[str, Any]
#: Size of a decomposition: it says what carries a change, not how often it is there. Parts of the second model are
#: switched off in the first samples only, since every one of them takes arms of its own.
SIZE = {"samples": 20, "replicates": 5}
SWITCHED = 10
#: A part carries all if with it off less than this share of the change is left, by more than this chance.
LEFT, CHANCE = 0.25, 0.01
#: From this chance on a change is not clear of zero.
CLEAR = 0.05


def _paths(*names: str) -> Off:
    return {key: value for name in names for key, value in PATHS[name].items()}


#: Mechanisms that share a change: the paths to provocations, in groups, and those by which crises and mistrust work on
#: aid. Name -> parameters that switch it off.
MECHANISMS: dict[str, Off] = {
    "talks and agreements restrain": _paths(
        "talks and agreements restrain", "agreements restrain as talks do", "talks without rivals restrain"
    ),
    with_recipient("the recipient's stance"): _paths("an open stance calms", "policies move the stance"),
    "having something to lose restrains": _paths("what is at stake restrains"),
    "trust reassures": _paths("trust reassures"),
    "resources fuel and arm": _paths("resources fuel", "resources arm"),
    "pressure and its answers": _paths(
        "sanctions provoke or deter",
        "exercises provoke",
        "restraint calms or invites",
        "answers feed a spiral",
    ),
    "trust spills over between fields": {"trust.omega": 0.0, "trust.chi": 0.0},
    "crises derail, pools shield": {"politics.k_d": 0.0, "politics.pi_pool": 0.0},
    "face, and what donors misjudge": {"bargaining.J": 0.0, "bargaining.misp": 0.0},
}


@dataclass(frozen=True)
class Orders:
    """How mechanisms are switched off in the samples."""

    orders: tuple[tuple[str, ...], ...]
    """For every sample the order."""
    off: tuple[tuple[Subset, ...], ...]
    """For every sample the sets that are off, world by world: nothing, all, each, all but each, and along the order."""

    @property
    def names(self) -> tuple[str, ...]:
        """The mechanisms, in the order of their worlds."""
        return tuple(next(iter(one)) for one in self.off[0][2 : 2 + len(self.orders[0])])


def orders_of(names: Sequence[str], samples: int, seed: int = 1) -> Orders:
    """A random order for every sample, and the worlds that it needs."""
    source = np.random.default_rng(seed)
    every = frozenset(names)
    usual = [Subset(), every, *(Subset({name}) for name in names), *(every - {name} for name in names)]
    orders, offs = [], []
    for _ in range(samples):
        order = tuple(names[place] for place in source.permutation(len(names)))
        ways = (order, order[::-1])
        orders.append(order)
        offs.append((*usual, *(Subset(one[:length]) for one in ways for length in range(2, len(names) - 1))))
    return Orders(tuple(orders), tuple(offs))


def switched(plan: Plan, mechanisms: Mapping[str, Off], orders: Orders) -> tuple[Plan, list[list[Sample]]]:
    """The plan with all switches among what varies, and the worlds of every sample."""
    switches = dict.fromkeys(key for off in mechanisms.values() for key in off)
    usual = {key: plan.arms[0].parameters[key] for key in switches if key not in plan.names}
    worlds: list[list[Sample]] = []
    for sample, subsets in zip(plan.samples, orders.off, strict=True):
        own = {**dict(zip(plan.names, sample, strict=True)), **usual}
        zeros = [{key: value for name in off for key, value in mechanisms[name].items()} for off in subsets]
        worlds.append([tuple((own | zero).values()) for zero in zeros])
    return replace(plan, names=(*plan.names, *usual)), worlds


def shapley(orders: Orders, change: Floats) -> dict[str, Floats]:
    """What each mechanism adds, by sample; NaN where one of its worlds has no value."""
    added = {name: np.zeros(len(change)) for name in orders.names}
    for place, row in enumerate(change):
        value = dict(zip(orders.off[place], row, strict=True))
        for order in (orders.orders[place], orders.orders[place][::-1]):
            for length, name in enumerate(order):
                added[name][place] += (value[Subset(order[:length])] - value[Subset(order[: length + 1])]) / 2
    return added


def decomposed(claims: Claims, definition: Definition, how: How) -> list[Decomposed]:
    """Every comparison behind a headline that has a reference, taken apart."""
    tests = {key: test for key, test in behind_headlines(claims).items() if test.reference is not None}
    plan = smaller(definition, tests)
    orders = orders_of(list(MECHANISMS), len(plan.samples))
    found = seen(*switched(plan, MECHANISMS, orders), tests, definition, how)
    rows = {key: _by_mechanism(key, orders, one) for key, one in found.items()}
    alone = [[sample] for sample in plan.samples]
    for name, off in _switches():
        for key, one in seen(without(plan, off), alone[:SWITCHED], tests, definition, how).items():
            rows[key]["parts"] += _part(name, "second model", found[key].of(0, SWITCHED), one.of(0))
    for key, parts in _by_lever(tests, plan, definition, how, found).items():
        rows[key]["parts"] += parts
    return list(rows.values())


def _switches() -> list[tuple[str, Off]]:
    """The parts of the second model, each off, and all of them."""
    single = [(name, off) for name, (kind, off) in mechanisms_off().items() if kind == "second model"]
    return [*single, ("all of mechanisms.", {key: value for _, off in single for key, value in off.items()})]


def _by_mechanism(key: str, orders: Orders, found: Seen) -> Decomposed:
    """Shapley's values, and each mechanism off and alone; those that add most first."""
    usual, nothing, count = found.of(0), found.of(1), len(orders.names)
    parts: list[Part] = []
    for place, (name, own) in enumerate(shapley(orders, found.change).items()):
        mean, error = mean_error(own)
        for part in _part(name, "mechanism", usual, found.of(2 + place), found.of(2 + count + place)):
            parts.append({**part, "shapley": mean, "shapley_error": error})
    parts.sort(key=lambda part: -abs(part["shapley"] or 0.0))
    (share, _), (change, error) = (mean_error(one) for one in usual)
    (share_off, _), (change_off, _) = (mean_error(one) for one in nothing)
    return {
        "test": key, "samples": int(np.isfinite(found.change).all(axis=1).sum()), "share": share, "change": change,
        "change_error": error, "share_all_off": share_off, "change_all_off": change_off, "parts": parts,
    }  # fmt: skip


def _part(name: str, kind: str, usual: Pair, off: Pair, alone: Pair | None = None) -> list[Part]:
    """A part's row; none if too few samples have a value."""
    there = np.isfinite(usual[1]) & np.isfinite(off[1])
    if there.sum() < FEWEST_PAIRS:
        return []
    whole, left = usual[1][there], off[1][there]
    mean, rest = float(whole.mean()), float(left.mean())
    clear = chance_of(whole) <= CLEAR
    same = rest * (1.0 if mean > 0 else -1.0)
    return [{
        "name": name, "kind": kind, "shapley": None, "shapley_error": None,
        "share_without": float(off[0][there].mean()), "change_without": rest,
        "share_alone": None if alone is None else mean_error(alone[0])[0],
        "change_alone": None if alone is None else mean_error(alone[1])[0],
        "gone": bool(clear and same < LEFT * abs(mean) and chance_of(whole - left) <= CHANCE),
        "turns": bool(clear and same < 0 and chance_of(left) <= CLEAR),
    }]  # fmt: skip


def _by_lever(
    tests: Tests, plan: Plan, definition: Definition, how: How, found: Mapping[str, Seen]
) -> dict[str, list[Part]]:
    """Each policy of a bundle, or lever of a policy, left out and alone; only against the usual reference."""
    first = plan.arms[0].name
    arms = {arm.name: arm for arm in plan.arms}
    chosen = {key: test for key, test in tests.items() if test.reference == first}
    split = {test.arm: _split(arms[test.arm]) for test in chosen.values()}
    extra = {
        arm.name: arm for pieces in split.values() for kinds in pieces.values() for arm in kinds.values()
    }
    asked = {
        f"{key} {lever} {kind}": test.model_copy(update={"arm": kinds[kind].name})
        for key, test in chosen.items()
        for lever, kinds in split[test.arm].items()
        for kind in ("without", "only")
    }
    own = replace(plan, arms=(plan.arms[0], *extra.values()))
    come = seen(own, [[sample] for sample in plan.samples], asked, definition, how)
    return {
        key: [part for lever in split[test.arm] for part in _part(
            lever, "lever", found[key].of(0), come[f"{key} {lever} without"].of(0), come[f"{key} {lever} only"].of(0)
        )]
        for key, test in chosen.items()
    }  # fmt: skip


def _split(arm: Scenario) -> dict[str, dict[str, Scenario]]:
    """Part -> arms without it and with it alone, of the parts that can be both."""
    found: dict[str, dict[str, Scenario]] = {}
    for name, kind, made in _variants(arm):
        found.setdefault(name, {})[kind] = made
    return {name: kinds for name, kinds in found.items() if len(kinds) == 2}


def _variants(arm: Scenario) -> Iterator[tuple[str, str, Scenario]]:
    for number, variant in enumerate(variants(arm.to_dict()["policies"])):
        try:
            made = arm.with_(name=f"{arm.name}_{number}", policies=variant.policies)
        except ScenarioError:  # parts that only work together
            continue
        yield variant.part, variant.kind, made
