"""What each part of a policy does: the whole without it, it alone, and what it is worth in company.

All numbers are paired differences under the same shocks, with the interval of
:mod:`diplosim.analysis.paired`. The four arms *reference*, *alone*, *without* and *whole* form a 2 x 2 square for each
part; its interaction is the difference of differences (whole - without) - (alone - reference).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from diplosim.analysis.compare import Difference, paired_row
from diplosim.analysis.output import Frame, columns_of
from diplosim.experiment.ablate import parts_of, variants
from diplosim.experiment.attribution import world_of
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError, Results, open_results
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.metrics.column import Column, Direction
    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]

#: What a row tells, as its ``effect`` says; ``part`` is empty for what concerns the whole.
WHOLE, WITHOUT, LAST, ALONE, INTERACTION, SUM, RIVAL = (
    "whole", "whole without it", "added last", "alone", "interaction", "sum of parts alone", "against another whole",
)  # fmt: skip


class Contrast(TypedDict):
    """What a row is about: two arms, or two differences, in one outcome."""

    whole: str
    part: str
    """Empty for what concerns the whole."""
    effect: str
    """One of the words above."""
    arm: str
    against: str
    outcome: str
    unit: str
    better: Direction | None


class PartEffect(Contrast, Difference):
    """A row of ``analysis/ablation.csv``."""


class _Words(TypedDict):
    part: str
    effect: str
    arm: str
    against: str


def _words(effect: str, arm: str = "", against: str = "", part: str = "") -> _Words:
    return _Words(part=part, effect=effect, arm=arm, against=against)


@dataclass(frozen=True)
class Part:
    """One part of a whole, and the arms that show what it does; an arm that the folder lacks is ``None``."""

    name: str
    without: str | None
    alone: str | None


@dataclass(frozen=True)
class Whole:
    """An arm whose parts other arms leave out or hold alone."""

    arm: str
    parts: tuple[Part, ...]


def wholes(results: Results) -> list[Whole]:
    """The arms of a folder that it takes apart: those of the line ``ablate``, else whichever have parts of their own.

    Ablation are recognised by what their levers do, not by name.
    """
    scenarios = {scenario.name: scenario for scenario in results.scenarios}
    levers = {name: _levers(scenarios[name]) for name in results.arms}
    named = [arm for arm in results.taken_apart if arm in results.arms[1:]]
    found = [_whole(arm, scenarios, levers, results) for arm in named or results.arms[1:]]
    there = [whole for whole in found if whole is not None]
    pieces = {arm for whole in there for part in whole.parts for arm in (part.without, part.alone)}
    return there if named else [whole for whole in there if whole.arm not in pieces]


def _whole(
    arm: str, scenarios: dict[str, Scenario], levers: dict[str, Any], results: Results
) -> Whole | None:
    """What an arm consists of, if at least one of its parts has an arm of its own."""
    own = scenarios[arm]
    uses = own.to_dict()["policies"]
    world = world_of(own)
    same_world = [name for name in results.arms[1:] if world_of(scenarios[name]) == world]

    def arm_with(policies: list[Any]) -> str | None:
        wanted = _levers(own.with_(policies=policies))
        return next((name for name in same_world if name != arm and levers[name] == wanted), None)

    arms: dict[str, dict[str, str | None]] = {part: {} for part in parts_of(uses)}
    for variant in variants(uses):
        arms[variant.part][variant.kind] = arm_with(variant.policies)
    if not any(name for kinds in arms.values() for name in kinds.values()):
        return None
    return Whole(arm, tuple(Part(part, kinds["without"], kinds["only"]) for part, kinds in arms.items()))


def _levers(scenario: Scenario) -> Any:
    """What the policies of a scenario do, month by month."""
    from diplosim.policies import compose

    schedule = compose(scenario)
    return schedule.changes, schedule.levers


def ablation(results: Results, found: Sequence[Whole], names: Sequence[str]) -> list[PartEffect]:
    """Rows of ``analysis/ablation.csv``: every whole and part, outcome by outcome; then wholes against each other."""
    rows: list[PartEffect] = []
    for whole in found:
        for name in names:
            values = {arm: results.cube(name)[place] for place, arm in enumerate(results.arms)}
            for words, before, after in _contrasts(whole, values, results.reference):
                rows.append(_row(whole.arm, words, outcome(name), before, after))
    for one, two in combinations(found, 2):
        for name in names:
            first, second = (results.cube(name)[results.arms.index(whole.arm)] for whole in (one, two))
            rows.append(_row(one.arm, _words(RIVAL, one.arm, two.arm), outcome(name), second, first))
    return rows


def _row(whole: str, words: _Words, column: Column, before: Floats, after: Floats) -> PartEffect:
    head = Contrast(
        whole=whole, part=words["part"], effect=words["effect"], arm=words["arm"], against=words["against"],
        outcome=column.name, unit=column.unit, better=column.better,
    )  # fmt: skip
    return {**head, **paired_row(before, after, column)}


def _contrasts(
    whole: Whole, values: dict[str, Floats], reference: str
) -> Iterator[tuple[_Words, Floats, Floats]]:
    """Each difference as words, what is taken away, and what it is taken from."""
    base, full = values[reference], values[whole.arm]
    yield _words(WHOLE, whole.arm, reference), base, full
    for part in whole.parts:
        if part.without is not None:
            less = values[part.without]
            yield _words(WITHOUT, part.without, reference, part.name), base, less
            yield _words(LAST, whole.arm, part.without, part.name), less, full
        if part.alone is not None:
            yield _words(ALONE, part.alone, reference, part.name), base, values[part.alone]
        if part.without is not None and part.alone is not None:
            yield _words(INTERACTION, part=part.name), values[part.alone] - base, full - values[part.without]
    singles = [values[part.alone] for part in whole.parts if part.alone is not None]
    if len(singles) == len(whole.parts):
        total = base + sum(single - base for single in singles)
        yield _words(SUM, against=reference), base, total


@dataclass(frozen=True)
class Ablation:
    """Wholes and their parts, with their effects."""

    results: Results
    wholes: list[Whole]
    rows: list[PartEffect]

    def frames(self) -> dict[str, Frame]:
        """``ablation``."""
        return {"ablation": (self.rows, columns_of(PartEffect))}


def ablation_of(folder: Path, arms: Sequence[str] = (), outcomes: Sequence[str] = ()) -> Ablation:
    """Take policies apart; the arguments are the options of ``diplosim ablation``.

    Raises:
        AnalysisError: no arm is taken apart by others.
        FolderError: the folder holds no finished results.
    """
    results = open_results(folder)
    found = wholes(results)
    if not found:
        raise AnalysisError(
            f"{folder} has no arm that others take apart; add to the experiment a line such as "
            f"ablate: [{results.arms[-1]}], and run it again"
        )
    known = [whole.arm for whole in found]
    wrong = [unknown("arm that is taken apart", arm, known) for arm in arms if arm not in known]
    if wrong:
        raise AnalysisError("\n".join(wrong))
    chosen = [whole for whole in found if whole.arm in (arms or known)]
    return Ablation(results, chosen, ablation(results, chosen, results.named(outcomes)))
