"""Where, among the assumptions, a policy fails: boxes, and a tree beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diplosim.analysis.discovery.boxes import Axis
from diplosim.analysis.discovery.failures import Failures, failures, read_rule
from diplosim.analysis.discovery.search import (
    ASKED,
    BOX_NAMES,
    MOST_BOXES,
    PERMUTATIONS,
    Finding,
    box_rows,
    discover,
)
from diplosim.analysis.discovery.tree import TREE_NAMES, Tree, grow
from diplosim.analysis.discovery.words import axes_of, where
from diplosim.analysis.keep import Frame
from diplosim.experiment import safe_name
from diplosim.results import AnalysisError, Results, open_results


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
    asked: dict[str, Any]

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return f"discover_{safe_name(self.found.arm)}_{self.found.outcome}"

    def frames(self) -> dict[str, Frame]:
        """Discovery, tree, and the options as they were given."""
        frames: dict[str, Frame] = {
            f"{self.stem}_asked": ([self.asked], ASKED),
            f"{self.stem}_boxes": (box_rows(self.axes, self.findings, self.found.rate), BOX_NAMES),
        }
        if self.tree is not None:
            rows = [
                {"leaf": number, "where": where(self.axes, leaf.box), "samples": leaf.n, "failures": leaf.k,
                 "share": leaf.k / leaf.n, "base_rate": self.found.rate}
                for number, leaf in enumerate(self.tree.leaves, start=1)
            ]  # fmt: skip
            frames[f"{self.stem}_tree"] = (rows, TREE_NAMES)
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
    asked = dict(zip(ASKED, (arm, name, fails, density, boxes, reference, shuffles), strict=True))
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
