"""What drives the outcomes of a sweep: from a results folder to findings of every outcome and arm asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from diplosim.analysis.output import Frame, columns_of
from diplosim.analysis.sensitivity.any_samples import pawn_indices, rank_indices
from diplosim.analysis.sensitivity.designed import base_rows, morris_indices, sobol_indices
from diplosim.analysis.sensitivity.indices import Indices, ends, noise_of
from diplosim.analysis.sensitivity.question import (
    Method,
    Question,
    arms_of,
    broken,
    chosen,
    objection,
    values_of,
)
from diplosim.analysis.sensitivity.refusals import CannotAnalyseError
from diplosim.analysis.sensitivity.result import CSV_COLUMNS, Finding, Sensitivity
from diplosim.analysis.sensitivity.source import Input, Source, open_sweep
from diplosim.experiment.design import Design
from diplosim.metrics.columns import ordered
from diplosim.metrics.declared import OUTCOMES
from diplosim.scenario import unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


#: Outcomes looked at if neither the reader nor the experiment names any.
USUAL = ("events_per_year", "trust_rivals_end", "aid_absorbed_musd", "disease_burden_end")


def sensitivity(
    folder: str | Path,
    outcomes: Sequence[str] = (),
    *,
    method: Method = "auto",
    effects: bool | None = None,
    arms: Sequence[str] = (),
    seed: int = 0,
) -> Sensitivity:
    """What drives the outcomes of a finished sweep.

    Args:
        folder: results folder of a sweep.
        outcomes: names of outcomes; none: those that the experiment names.
        method: ``morris``, ``sobol``, ``pawn``, ``rank``, or ``auto``: what the design was made for.
        effects: True: the paired effect of each arm (arm minus reference, same sample and shocks); False: the
            outcome as it is. None: effects if there is more than one arm.
        arms: names of arms; none: for effects all but the reference, else the reference.
        seed: seed of resampling; 0 works.

    Raises:
        CannotAnalyseError: the sweep is unfinished, broken, too small or of another design; the message says
            how to complete it. What only one outcome lacks is told in its finding (``refused``).
        FolderError: the folder holds no results.
    """
    source = open_sweep(Path(folder))
    methods = chosen(method, source)
    names = _outcomes(outcomes, source)
    asked = _questions(names, effects, arms, source)
    findings = tuple(_finding(question, source, methods, seed) for question in asked)
    return Sensitivity(
        source.folder, source.definition.name, source.definition.question, source.design.method,
        source.samples * len(source.arms) * source.replicates, source.replicates, tuple(methods), findings,
    )  # fmt: skip


def _outcomes(given: Sequence[str], source: Source) -> list[str]:
    known = ordered(OUTCOMES, set())
    wrong = [unknown("outcome", name, known) for name in given if name not in known]
    if wrong:
        raise CannotAnalyseError("; ".join(wrong))
    return list(dict.fromkeys(given or source.definition.outcomes or USUAL))


def _questions(
    outcomes: Sequence[str], effects: bool | None, arms: Sequence[str], source: Source
) -> list[Question]:
    """Arms in their order, then outcomes in theirs."""
    reference, *others = source.arms
    for arm in arms:
        if arm not in source.arms:
            raise CannotAnalyseError(unknown("arm", arm, source.arms))
    paired = bool(others) and reference not in arms if effects is None else effects
    if paired and not others:
        raise CannotAnalyseError(
            "there is one arm, so there are no effects of policies; leave out --effects, or add an arm with a "
            "policy to the experiment and sweep again"
        )
    if paired and reference in arms:
        raise CannotAnalyseError(
            f"'{reference}' is the reference and has no effect against itself; ask for --absolute, or for "
            f"one of: {', '.join(others)}"
        )
    wanted = list(dict.fromkeys(arms)) or (others if paired else [reference])
    return [Question(name, arm, reference if paired else None) for arm in wanted for name in outcomes]


def _finding(question: Question, source: Source, methods: Sequence[str], seed: int) -> Finding:
    """The drivers of one outcome of one arm."""
    lost, spoilt = broken(source, arms_of(question, source))
    if spoilt:
        raise CannotAnalyseError(spoilt)
    values = values_of(question, source)[~lost]
    kept = (~lost).nonzero()[0].tolist()
    inputs = tuple(_kept(given, kept) for given in source.inputs) if lost.any() else source.inputs
    if len(values) < 2:
        raise CannotAnalyseError(
            f"runs failed in {int(lost.sum()):,} of {len(lost):,} samples: {source.reason(0)}"
        )
    refused = objection(question, values)
    if refused:
        return Finding(question, inputs, len(values), dropped=int(lost.sum()), refused=refused)
    return analyse(question, source.design, inputs, values, methods, seed, int(lost.sum()))


def analyse(
    question: Question,
    design: Design,
    inputs: tuple[Input, ...],
    values: Floats,
    methods: Sequence[str],
    seed: int,
    dropped: int = 0,
) -> Finding:
    """The finding from values by sample and replicate (``[sample, replicate]``, all finite) over a design."""
    import numpy as np

    means = values.mean(axis=1)
    base = base_rows(design, len(inputs), len(values))
    noise = noise_of(values[base])
    spread = inputs if len(base) == len(values) else tuple(_kept(given, base) for given in inputs)
    indices = {}
    for method in methods:
        whole = method in ("sobol", "morris")
        indices[method] = _indices(
            method, design, inputs if whole else spread, values if whole else values[base], seed
        )
    low, high = np.quantile(means[base], (0.05, 0.95))
    return Finding(
        question=question,
        inputs=inputs,
        samples=len(values) if set(methods) & {"sobol", "morris"} else len(base),
        indices=indices,
        noise=noise,
        ends=() if design.method == "morris" else tuple(ends(given, means[base]) for given in spread),
        centre=float(means[base].mean()),
        middle=(float(low), float(high)),
        dropped=dropped,
    )


def _indices(method: str, design: Design, inputs: Sequence[Input], values: Floats, seed: int) -> Indices:
    if method == "sobol":
        return sobol_indices(design, inputs, values, seed)
    if method == "morris":
        return morris_indices(design, inputs, values, seed)
    means = values.mean(axis=1)
    if method == "rank":
        return rank_indices(inputs, means, values)
    return pawn_indices(inputs, means, seed, values)


def _kept(given: Input, rows: Sequence[int]) -> Input:
    """The input over some of the samples."""
    values = tuple(given.values[row] for row in rows)
    return replace(given, values=values, positions=given.positions[list(rows)])


class Asked(TypedDict):
    """The row of ``analysis/sensitivity_asked.csv``: the options of ``diplosim sensitivity``, as they were given."""

    outcomes: str | None
    """Names, with blanks between."""
    method: Method
    effects: bool | None
    arms: str | None
    seed: int


@dataclass(frozen=True)
class SensitivityAnswer:
    """What ``sensitivity`` found, and what it was asked."""

    found: Sensitivity
    asked: Asked

    def frames(self) -> dict[str, Frame]:
        """``sensitivity``, and ``sensitivity_asked``, from which ``diplosim plot`` draws the same again."""
        return {
            "sensitivity": (self.found.rows(), CSV_COLUMNS),
            "sensitivity_asked": ([self.asked], columns_of(Asked)),
        }


def sensitivity_of(
    folder: Path,
    outcomes: Sequence[str] = (),
    *,
    method: Method = "auto",
    effects: bool | None = None,
    arms: Sequence[str] = (),
    seed: int = 0,
) -> SensitivityAnswer:
    """Explain outcomes; the arguments are the options of ``diplosim sensitivity``.

    Raises:
        CannotAnalyseError: the sweep cannot answer this for any outcome; the message says how to complete it.
        FolderError: the folder holds no results.
    """
    found = sensitivity(folder, outcomes, method=method, effects=effects, arms=arms, seed=seed)
    if not found.answered:
        raise CannotAnalyseError("; ".join(f"{f.question.outcome}: {f.refused}" for f in found.findings))
    asked = Asked(
        outcomes=" ".join(outcomes) or None, method=method, effects=effects, arms=" ".join(arms) or None, seed=seed
    )  # fmt: skip
    return SensitivityAnswer(found, asked)
