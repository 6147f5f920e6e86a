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
from typing import TYPE_CHECKING, Any

from diplosim.analysis.compare.assumptions import differences
from diplosim.analysis.compare.effects import Row, paired_row
from diplosim.analysis.keep import Frame
from diplosim.experiment.ablate import parts_of, variants
from diplosim.metrics.columns import outcome
from diplosim.results import AnalysisError, Results, open_results
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from diplosim.results import Results
    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]

#: Columns of ``analysis/ablation.csv``.
ABLATION_NAMES = (
    "whole", "part", "effect", "arm", "against", "outcome", "unit", "better", "n_pairs", "n_dropped", "samples",
    "replicates", "diff_mean", "diff_low", "diff_high", "share_better", "share_equal", "share_worse", "verdict",
)  # fmt: skip
#: What a row tells, as its ``effect`` says; ``part`` is empty for what concerns the whole.
WHOLE, WITHOUT, LAST, ALONE, INTERACTION, SUM, RIVAL = (
    "whole", "whole without it", "added last", "alone", "interaction", "sum of parts alone", "against another whole",
)  # fmt: skip


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
    same_world = [name for name in results.arms[1:] if not any(differences(own, scenarios[name]))]

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


def ablation(results: Results, found: Sequence[Whole], names: Sequence[str]) -> list[Row]:
    """Rows of ``analysis/ablation.csv``: every whole and part, outcome by outcome."""
    rows = []
    for whole in found:
        for name in names:
            column, cube = outcome(name), results.cube(name)
            values = {arm: cube[place] for place, arm in enumerate(results.arms)}
            head: Row = {"whole": whole.arm, "outcome": name, "unit": column.unit, "better": column.better}
            for words, before, after in _contrasts(whole, values, results.reference):
                rows.append(head | words | paired_row(before, after, column))
    return rows + _rivals(results, found, names)


def _contrasts(
    whole: Whole, values: dict[str, Floats], reference: str
) -> Iterator[tuple[Row, Floats, Floats]]:
    """Each difference as words, what is taken away, and what it is taken from."""
    base, full = values[reference], values[whole.arm]
    yield {"effect": WHOLE, "arm": whole.arm, "against": reference}, base, full
    for part in whole.parts:
        if part.without is not None:
            less = values[part.without]
            yield (
                {"part": part.name, "effect": WITHOUT, "arm": part.without, "against": reference},
                base,
                less,
            )
            yield {"part": part.name, "effect": LAST, "arm": whole.arm, "against": part.without}, less, full
        if part.alone is not None:
            alone = values[part.alone]
            yield {"part": part.name, "effect": ALONE, "arm": part.alone, "against": reference}, base, alone
        if part.without is not None and part.alone is not None:
            words = {"part": part.name, "effect": INTERACTION}
            yield words, values[part.alone] - base, full - values[part.without]
    singles = [values[part.alone] for part in whole.parts if part.alone is not None]
    if len(singles) == len(whole.parts):
        total = base + sum(single - base for single in singles)
        yield {"effect": SUM, "arm": "", "against": reference}, base, total


def _rivals(results: Results, found: Sequence[Whole], names: Sequence[str]) -> list[Row]:
    """Wholes against each other: the bundle against the bundle with conditions."""
    rows = []
    for one, two in combinations(found, 2):
        for name in names:
            column, cube = outcome(name), results.cube(name)
            first, second = (cube[results.arms.index(whole.arm)] for whole in (one, two))
            head: Row = {
                "whole": one.arm,
                "effect": RIVAL,
                "arm": one.arm,
                "against": two.arm,
                "outcome": name,
            }
            head |= {"unit": column.unit, "better": column.better}
            rows.append(head | paired_row(second, first, column))
    return rows


@dataclass(frozen=True)
class Ablation:
    """Wholes and their parts, with their effects."""

    results: Results
    wholes: list[Whole]
    rows: list[dict[str, Any]]

    def frames(self) -> dict[str, Frame]:
        """``ablation``."""
        return {"ablation": (self.rows, ABLATION_NAMES)}


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
