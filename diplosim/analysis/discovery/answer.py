"""Where, among the assumptions, a policy fails: boxes and a tree beside them, and what ``diplosim discover`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from diplosim.analysis.discovery.boxes import Axis, axes_of, meaning, short_names, where
from diplosim.analysis.discovery.failures import CHANGED, Failures, failing, failures, read_rule
from diplosim.analysis.discovery.search import (
    MOST_BOXES,
    PERMUTATIONS,
    BoxRow,
    Finding,
    box_rows,
    discover,
)
from diplosim.analysis.discovery.tree import LeafRow, Tree, grow
from diplosim.analysis.output import Frame, columns_of, gaps
from diplosim.experiment import safe_name
from diplosim.experiment.grown import larger
from diplosim.results import AnalysisError, Results, open_results
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.numbers import percent


class Asked(TypedDict):
    """The row of ``analysis/discover_..._asked.csv``: the options of ``diplosim discover``, as they were given."""

    arm: str
    outcome: str
    fails: str | None
    density: float | None
    boxes: int
    reference: str | None
    shuffles: int


@dataclass(frozen=True)
class Discovery:
    """The failures of one arm in one outcome, and what holds them."""

    results: Results
    found: Failures
    axes: list[Axis]
    findings: list[Finding]
    tree: Tree | None
    no_tree: str
    """Why there is no tree."""
    asked: Asked

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return f"discover_{safe_name(self.found.arm)}_{self.found.outcome}"

    def frames(self) -> dict[str, Frame]:
        """Discovery, tree, and the options as they were given."""
        frames: dict[str, Frame] = {
            f"{self.stem}_asked": ([self.asked], columns_of(Asked)),
            f"{self.stem}_boxes": (box_rows(self.axes, self.findings, self.found.rate), columns_of(BoxRow)),
        }
        if self.tree is not None:
            rows: list[LeafRow] = [
                {"leaf": number, "where": where(self.axes, leaf.box), "samples": leaf.n, "failures": leaf.k,
                 "share": leaf.k / leaf.n, "base_rate": self.found.rate}
                for number, leaf in enumerate(self.tree.leaves, start=1)
            ]  # fmt: skip
            frames[f"{self.stem}_tree"] = (rows, columns_of(LeafRow))
        return frames


def discovery_of(
    folder: Path,
    arm: str | None,
    name: str,
    *,
    fails: str | None = None,
    density: float | None = None,
    boxes: int = MOST_BOXES,
    reference: str | None = None,
    shuffles: int = PERMUTATIONS,
    tree: bool = True,
) -> Discovery:
    """Look for the assumptions under which an arm fails; the arguments are the options of ``diplosim discover``.

    Without ``tree`` only boxes are looked for.

    Raises:
        AnalysisError: the arm hardly ever fails, or nearly always, or the question is not clear.
        FolderError: the folder holds no finished results.
    """
    results = open_results(folder).restricted((), reference)
    arm = _arm(results, arm)
    results = results.restricted([arm], reference)
    [name] = results.named([name])
    found = failures(results, arm, name, read_rule(fails, name))
    axes = axes_of(results, found.kept)
    grown, no_tree = None, ""
    try:
        grown = grow(axes, found.failed) if tree else None
    except AnalysisError as error:
        no_tree = str(error)
    asked = Asked(
        arm=arm,
        outcome=name,
        fails=fails,
        density=density,
        boxes=boxes,
        reference=reference,
        shuffles=shuffles,
    )
    findings = discover(axes, found.failed, boxes=boxes, density=density, shuffles=shuffles)
    return Discovery(results, found, axes, findings, grown, no_tree, asked)


def _arm(results: Results, arm: str | None) -> str:
    """The arm asked for, or the only one there is."""
    others = results.arms[1:]
    if arm is None and len(others) != 1:
        raise AnalysisError(f"say which policy with --arm: {', '.join(others) or 'there is none'}")
    if arm == results.reference:
        raise AnalysisError(f"'{arm}' is the reference; choose another arm: {', '.join(others)}")
    return others[0] if arm is None else arm


def print_failures(results: Results, found: Failures) -> None:
    """Base rate, missing samples, and how many labels other shocks would change."""
    out = console()
    n, k = len(found.failed), int(found.failed.sum())
    rule = f"{found.outcome}, mean over {results.replicates} replicates, {found.rule.words()}"
    tell(out, "")
    tell(out, f"Where does {found.arm} fail against {results.reference}? ({rule})", "bold")
    tell(out, f"Base rate: it fails in {k} of {n} samples ({percent(found.rate)}).")
    lost = len(found.kept) - n
    if lost:
        tell(
            out,
            f"{lost} of {len(found.kept)} samples have no value (the question does not arise) and are left out.",
        )
    for sentence in gaps(results):
        tell(out, sentence)
    if found.changed is None:
        tell(
            out,
            f"One replicate: nobody can tell which of these failures are chance. To tell: {larger(results.folder, 10)}",
        )
        return
    warning = " More replicates would sharpen what follows." if found.changed > CHANGED else ""
    tell(
        out,
        f"Chance: with other shocks about {percent(found.changed)} of the samples would change sides.{warning}",
    )


def print_boxes(axes: Sequence[Axis], found: Failures, findings: Sequence[Finding]) -> None:
    """One sentence per box that noise cannot explain, and what its limits rest on."""
    out = console()
    tell(out, "")
    number = 0
    for number, finding in enumerate(findings, start=1):
        if not finding.real:
            tell(out, _no_more(found, finding, number))
            break
        also = "" if number == 1 else "of the rest, "
        base = f"base rate{'' if number == 1 else ' of the rest'} {percent(finding.rest)}"
        tell(
            out,
            f"{number}. {also}{failing(found)} where {where(axes, finding.found.box)}: {percent(finding.coverage)} of "
            f"its failures, {percent(finding.density)} pure ({base}).",
            "bold",
        )
        tell(out, f"   {finding.found.k} failures in {finding.found.n} samples; p {_p(finding.p_value)} against "
                  "shuffled labels.")  # fmt: skip
        for (place, side), chance in finding.quasi_p.items():
            limit = where(axes, {(place, side): finding.found.box[place, side]})
            back = percent(finding.reproduced[place, side])
            tell(out, f"   {limit}: quasi-p {_p(chance)}, back in {back} of random halves of the samples")
    used = {axes[place].name for finding in findings if finding.real for place, _ in finding.found.box}
    names = short_names([axis.name for axis in axes])
    for axis in axes:
        if axis.name in used and meaning(axis.name):
            tell(out, f"{names[axis.name]} = {axis.name}: {meaning(axis.name)}", "dim")
    tell(out, "")


def _no_more(found: Failures, finding: Finding, number: int) -> str:
    """That the search ends, and why."""
    if number == 1:
        return (
            f"No box stands out: shuffled labels give as clear a one in {percent(finding.p_value)} of cases. With "
            f"these samples nothing better can be said than that {failing(found)} in {percent(found.rate)} of them."
        )
    return f"No further box stands out from noise (p {_p(finding.p_value)})."


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}" if value < 0.1 else f"= {value:.2f}"


def print_tree(axes: Sequence[Axis], tree: Tree, found: Failures) -> None:
    """The leaves of the tree, worst first, and whether the tree is worth anything."""
    out = console()
    worth = "" if tree.right > tree.guess else ", so it tells nothing that the base rate does not"
    tell(
        out,
        f"A tree of at most three questions is right in {percent(tree.right)} of samples that it has not seen "
        f"(always guessing the commoner answer: {percent(tree.guess)}){worth}.",
    )
    if not worth:
        for leaf in tree.leaves:
            told = f"{leaf.k} of {leaf.n} samples fail ({percent(leaf.k / leaf.n)})"
            tell(out, f"   {told}: {where(axes, leaf.box)}")
    tell(out, DISCLAIMER, "italic")
