"""All tests of a table of claims over finished sweeps, as data to store; and whether a small sweep contradicts them.

A share of samples is not the same number in a small sweep: fewer replicates leave more chance in each sample and pull
every share towards one half. So two things are compared that do not depend on the number of runs: the sign of
the mean change, whose estimate is unbiased at any size, and the side of one half on which a share lies, which
chance can blur but not move.

With M statements checked, a reduced interval has the confidence 1 - ``ALARM`` / M (Bonferroni): if every statement is
true, the chance of any false alarm is at most ``ALARM``. Since every sample is addressed, the same code gives the same
answer each time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from diplosim import files
from diplosim.analysis.claims.declared import Claims, Expect, Test
from diplosim.analysis.claims.judge import compared, deciders, judge, place
from diplosim.analysis.claims.records import Alone, Findings, Fitted, Judgement, Looked, Tested
from diplosim.analysis.crossed import Z
from diplosim.analysis.sensitivity.source import open_sweep
from diplosim.results import AnalysisError, Results, open_results
from diplosim.wording.verdicts import MOSTLY, TOO_FEW_SAMPLES, claim_side, claim_verdict
from diplosim.wording.verdicts import sign as sign_of

#: Significant figures that are kept: more would be noise, and differ between versions of numerical libraries.
FIGURES = 6
#: Among folders: the sweep over draws of the posterior, under the main rule of trust.
POSTERIOR = "posterior"
#: What is asked of every policy by itself: outcome and the direction that is better.
ALONE: dict[str, Expect] = {
    "events_per_year": "lower",
    "disease_burden_end": "lower",
    "trust_rivals_end": "higher",
    "aid_absorbed_musd": "higher",
}


def measure(
    claims: Claims,
    folders: Mapping[str, Path],
    *,
    deep: bool = True,
    say: Callable[[str], None] | None = None,
) -> Findings:
    """Judge every test under every rule of trust.

    Args:
        claims: the table.
        folders: rule of trust, or ``posterior``, -> results folder of the experiment under it.
        deep: also what decides each test and where it fails, under the main rule (minutes).
        say: told the key of each test as it begins.

    Raises:
        AnalysisError: a folder lacks an arm, an outcome or an assumption that the table names.
        FolderError: a folder holds no finished sweep.
    """
    results = {rule: open_results(folder) for rule, folder in folders.items()}
    main, fitted = results[claims.rule], results.pop(POSTERIOR, None)
    source = open_sweep(main.folder) if deep else None
    rows: list[Tested] = []
    for key, claim, test in claims.tests():
        if say is not None:
            say(key)
        try:
            row = judge(main, test)
            others = {rule: judge(own, test) for rule, own in results.items() if rule != claims.rule}
            looked: Looked = {}
            if source is not None and row["verdict"] != TOO_FEW_SAMPLES:
                asked = compared(main, test)
                looked = {"drivers": deciders(source, asked, test), "place": place(main, asked)}
            told: Fitted = {} if fitted is None else {"posterior": judge(fitted, test)}
        except AnalysisError as error:
            raise AnalysisError(f"{key}: {error}") from error
        rows.append(
            {
                "test": key,
                "claim": claim.id,
                **row,
                **looked,
                "others": others,
                "flips": flips(row, others),
                **told,
            }
        )
    found: Findings = {
        "experiment": claims.experiment, "rule": claims.rule, "samples": len(main.samples),
        "replicates": main.replicates, "arms": len(main.arms), "varied": list(main.varied), "tests": rows,
    }  # fmt: skip
    if deep and claims.alone:
        found["alone"] = [_alone(arm, main, fitted) for arm in claims.alone]
    return rounded(found)


def _alone(arm: str, main: Results, fitted: Results | None) -> Alone:
    """What one policy does by itself."""
    title = next(one.title for one in main.scenarios if one.name == arm)
    row: Alone = {"arm": arm, "title": title or arm, "judged": _everywhere(arm, main)}
    return row if fitted is None else {**row, "posterior": _everywhere(arm, fitted)}


def _everywhere(arm: str, results: Results) -> dict[str, Judgement]:
    return {
        outcome: judge(results, Test(says="", arm=arm, outcome=outcome, expect=expect))
        for outcome, expect in ALONE.items()
    }


def flips(row: Judgement, others: Mapping[str, Judgement]) -> list[str]:
    """The rules of trust under which the verdict is on the other side."""
    return [
        rule
        for rule, other in others.items()
        if claim_side(row["verdict"]) * claim_side(other["verdict"]) < 0
    ]


def rounded(found: Findings) -> Findings:
    """The findings as they are stored."""
    return cast("Findings", _rounded(found))


def _rounded(value: Any) -> Any:
    """Floats with ``FIGURES`` significant figures; what is no number becomes missing."""
    if isinstance(value, float):
        return float(f"{value:.{FIGURES}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def to_json(found: Findings) -> bytes:
    """The findings as stable bytes: keys in their order, one number in one way."""
    return (json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_stored(path: Path) -> Findings:
    """Read ``findings.json``; raises ``AnalysisError`` if it is none."""
    try:
        found = json.loads(files.read_text(path, files.DOCUMENT))
    except files.UnreadableError as error:
        raise AnalysisError(f"{error}; make it with: diplosim findings") from error
    except (ValueError, RecursionError) as error:
        raise AnalysisError(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict) or "tests" not in found:
        raise AnalysisError(f"{path} holds no findings; make them with: diplosim findings")
    return cast("Findings", found)


#: Chance of any false alarm in one check.
ALARM = 0.01
#: Share of the decided signs that a reduced sweep must see again, so that a check of nothing cannot pass.
SEEN = 0.5


@dataclass(frozen=True)
class Checked:
    """What came of a check."""

    statements: int
    """Signs and sides that were compared."""
    decided: int
    """Of the signs, those that the full size decides."""
    seen: int
    """Of these, those that the reduced size shows by itself, at 95 %."""
    wrong: tuple[str, ...]
    """Contradictions, in words."""


def check(full: Findings, reduced: Findings) -> Checked:
    """Compare the findings of a reduced sweep (``measure(..., deep=False)``) with the stored ones."""
    stored, fresh = ({row["test"]: row for row in one["tests"]} for one in (full, reduced))
    wrong = [f"{key}: not in the stored findings" for key in fresh if key not in stored]
    wrong += [f"{key}: no longer in the table of claims" for key in stored if key not in fresh]
    pairs = [pair for key in stored if key in fresh for pair in _pairs(key, stored[key], fresh[key])]
    pairs = [
        (name, one, two)
        for name, one, two in pairs
        if TOO_FEW_SAMPLES not in (one["verdict"], two["verdict"])
    ]
    statements = 2 * len(pairs)
    level = ALARM / max(1, statements)
    for name, one, two in pairs:
        wrong += [
            f"{name}: {text}" for text in (*_inside(one), *_sign(one, two, level), *_side(one, two, level))
        ]
    decided = [(one, two) for _, one, two in pairs if sign(one) != 0]
    seen = sum(sign(one) == _sign_at(two, 0.05) for one, two in decided)
    if seen < SEEN * len(decided):
        wrong.append(
            f"only {seen} of {len(decided)} signs could be seen again; the reduced size is too small to check anything"
        )
    return Checked(statements, len(decided), seen, tuple(wrong))


def _pairs(key: str, one: Tested, two: Tested) -> list[tuple[str, Judgement, Judgement]]:
    """A test under the main rule of trust and under each other rule that both have."""
    found: list[tuple[str, Judgement, Judgement]] = [(key, one, two)]
    both = [rule for rule in one["others"] if rule in two["others"]]
    return found + [(f"{key} under {rule}", one["others"][rule], two["others"][rule]) for rule in both]


def sign(row: Judgement) -> int:
    """Sign of the mean change as its interval decides it; 0 if it contains zero."""
    return sign_of(row["mean_low"], row["mean_high"])


def _sign_at(row: Judgement, level: float) -> int:
    return sign_of(*_mean_interval(row, level))


def _mean_interval(row: Judgement, level: float) -> tuple[float, float]:
    """Student's interval of the mean with this error level."""
    from scipy.special import stdtrit

    half = float(stdtrit(row["mean_freedom"] or 1.0, 1 - level / 2)) * (row["mean_error"] or 0.0)
    return row["mean"] - half, row["mean"] + half


def _inside(one: Judgement) -> list[str]:
    """The stored verdict must follow from the stored share."""
    expected = claim_verdict(one["share"], one["share_low"], one["share_high"])
    return (
        []
        if one["verdict"] == expected
        else [f"its share of samples says '{expected}', not '{one['verdict']}'"]
    )


def _sign(one: Judgement, two: Judgement, level: float) -> list[str]:
    low, high = _mean_interval(two, level)
    told = f"mean change {two['mean']:.3g} ({low:.3g} to {high:.3g}) at the reduced size"
    stated = sign(one)
    if (stated > 0 and high < 0) or (stated < 0 and low > 0):
        return [f"stated {'above' if stated > 0 else 'below'} zero, but {told}"]
    if stated == 0 and (high < one["mean_low"] or low > one["mean_high"]):
        return [f"stated between {one['mean_low']:.3g} and {one['mean_high']:.3g}, but {told}"]
    return []


def _side(one: Judgement, two: Judgement, level: float) -> list[str]:
    """The side of one half; an undecided share must not be mostly on one side."""
    low, high = _share_interval(two, level)
    told = f"{two['share']:.0%} of samples ({low:.0%} to {high:.0%}) at the reduced size"
    stated = claim_side(one["verdict"])
    if (stated > 0 and high < 0.5) or (stated < 0 and low > 0.5):
        return [f"stated '{one['verdict']}', but {told}"]
    if stated == 0 and (low > max(MOSTLY, one["share_high"]) or high < min(1 - MOSTLY, one["share_low"])):
        return [f"stated '{one['verdict']}', but {told}"]
    return []


def _share_interval(row: Judgement, level: float) -> tuple[float, float]:
    """The interval of the share, stretched from 95 % to this error level."""
    from scipy.special import ndtri

    stretch = float(-ndtri(level / 2)) / Z
    return (
        max(0.0, row["share"] - stretch * (row["share"] - row["share_low"])),
        min(1.0, row["share"] + stretch * (row["share_high"] - row["share"])),
    )
