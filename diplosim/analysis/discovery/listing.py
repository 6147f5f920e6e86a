"""The printed side of ``diplosim discover``: plain sentences about where a policy fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.cells import gaps
from diplosim.analysis.discovery.failures import CHANGED
from diplosim.analysis.discovery.words import failing, meaning, short_names, where
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.numbers import percent

if TYPE_CHECKING:
    from diplosim.analysis.discovery.boxes import Axis
    from diplosim.analysis.discovery.failures import Failures
    from diplosim.analysis.discovery.search import Finding
    from diplosim.analysis.discovery.tree import Tree
    from diplosim.results import Results


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
            "One replicate: nobody can tell which of these failures are chance. Run with --replicates 10 or more.",
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
