"""What the sections of a report draw on: the results, their figures, the names that readers know."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from diplosim import files
from diplosim.analysis.summary import SummaryRows, by_arm_and_outcome
from diplosim.experiment import FolderError
from diplosim.figures.arms import History, figures_of, labels
from diplosim.figures.listing import drawn_by_itself, why_not
from diplosim.metrics.columns import LEADING, headlines
from diplosim.report.blocks import Missing, Picture
from diplosim.report.drawing import Drawing, Styles, as_drawing
from diplosim.results import Results, stored
from diplosim.wording.names import arm_name, capital

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from diplosim.scenario import Scenario

Line = dict[str, str]
"""A row of a table that an analysis left in the folder, as text."""
#: Up to so many arms a table has a column for each; more have a row each.
FEW = 3
#: Runs of an experiment that were repeated with their log and are told as histories.
RERUNS_MOST = 2


@dataclass
class Material:
    """A results folder, opened once, with the SVG files of figures that were drawn already, by name."""

    results: Results
    figures: dict[str, bytes] = field(default_factory=dict)
    styles: Styles = field(default_factory=Styles)

    @cached_property
    def arms(self) -> list[Scenario]:
        """The scenarios, the reference first."""
        return self.results.scenarios

    @property
    def reference(self) -> Scenario:
        """What all others are compared with."""
        return self.arms[0]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Arm -> name in the report, as in the figures."""
        return labels(self.arms)

    @cached_property
    def rows(self) -> SummaryRows:
        """The summary by arm and outcome; a missing number is ``None``."""
        return by_arm_and_outcome(self.results.summary)

    @property
    def few(self) -> bool:
        """Whether tables have a column for each arm."""
        return len(self.arms) <= FEW

    @cached_property
    def outcomes(self) -> list[str]:
        """The outcomes that tables show: those that an experiment asks for, else the headlines."""
        if self.results.chosen:
            return list(self.results.chosen)
        return [c.name for c in headlines() if c.name in self.results.outcomes] if self.few else list(LEADING)

    @cached_property
    def leading(self) -> list[str]:
        """The outcomes that sentences are about."""
        return list(self.results.chosen or LEADING)

    @property
    def counts(self) -> Mapping[str, int]:
        """Runs planned, finished and failed."""
        counts: Mapping[str, int] = self.results.manifest["counts"]
        return counts

    @cached_property
    def histories(self) -> dict[str, History]:
        """Name of the figures -> a history with its decisions: of each arm, or of the runs that were repeated."""
        if not self.results.traced:
            return _repeated(self.results, [int(row["run"]) for row in self.analysis("histories")])
        return _histories(self.results, "") if self.shows("lanes") else {}

    def shows(self, name: str) -> bool:
        """Whether the report shows a figure: just those that the end of a run draws by itself."""
        return name in self._by_itself

    @cached_property
    def _by_itself(self) -> list[str]:
        return drawn_by_itself(self.results)

    def picture(self, name: str, describes: str, rank: int = 0) -> Picture | None:
        """A figure of the folder by name, drawn unless it is there; ``None`` if the folder cannot have it."""
        if name not in self.figures:
            if why_not(self.results, name):
                return None
            self.figures |= {key: _svg(draw) for key, draw in figures_of(self.results, name).items()}
        return self._picture(name, describes, rank)

    def drawn(self, name: str, draw: Callable[[], Figure], describes: str, rank: int = 0) -> Picture:
        """A figure by its name in the folder, drawn unless it is there."""
        if name not in self.figures:
            self.figures[name] = _svg(draw)
        return self._picture(name, describes, rank)

    def kept(self, name: str, describes: str, rank: int = 0) -> Picture | None:
        """A figure that was drawn already, or that an analysis left in the folder; ``None`` if it left none."""
        if name in self.figures:
            return self._picture(name, describes, rank)
        file = self.results.folder / "figures" / f"{name}.svg"
        if f"figures/{name}.svg" not in self.results.manifest["files"] or not file.is_file():
            return None
        try:
            drawing = as_drawing(files.read_bytes(file, files.DOCUMENT), name, self.styles)
        except ValueError as error:
            raise FolderError(f"{file}: {error}; delete it, and ask the analysis again") from error
        return _as_picture(name, drawing, describes, rank)

    def analysis(self, name: str) -> list[Line]:
        """The rows of a table that an analysis left in the folder, as text; empty if there is none."""
        file = self.results.folder / "analysis" / f"{name}.csv"
        if f"analysis/{name}.csv" not in self.results.manifest["files"] or not file.is_file():
            return []
        stored.check(self.results, file)
        return list(csv.DictReader(io.StringIO(files.read_text(file, files.DOCUMENT), newline="")))

    def missing(self, title: str, why: str, command: str) -> Missing:
        """A part that is not here: for the reason that the end of the sweep noted, else for the one given."""
        noted = next((row for row in self.analysis("left_out") if row["title"] == title), None)
        return (
            Missing(title, why, command) if noted is None else Missing(title, noted["why"], noted["command"])
        )

    def label(self, arm: str) -> str:
        """Name of an arm with a capital; its own if it is not one of the folder's."""
        return capital(self.labels.get(arm, arm_name(arm)))

    def whole(self, arm: str) -> str:
        """What else differs between an arm and the reference than its policies; for the end of a caption."""
        told = {c.arm: "world and policies together" if c.policies_too else "another world, the same policies"
                for c in self.results.changes}  # fmt: skip
        return f", {told[arm]}" if arm in told else ""

    def _picture(self, name: str, describes: str, rank: int) -> Picture:
        return _as_picture(name, as_drawing(self.figures[name], name, self.styles), describes, rank)


def _svg(draw: Callable[[], Figure]) -> bytes:
    from diplosim.figures import render

    return render(draw(), "svg")


def _as_picture(key: str, drawing: Drawing, describes: str, rank: int) -> Picture:
    return Picture(
        key, drawing.headline, drawing.caption, describes, Markup(drawing.inside),
        drawing.left, drawing.top, drawing.width, drawing.height, rank,
    )  # fmt: skip


def _histories(results: Results, prefix: str) -> dict[str, History]:
    """The history of every arm whose traced run finished."""
    from diplosim.experiment import safe_name

    named = labels(results.scenarios)
    found = {}
    for arm in results.scenarios:
        history = History(results, arm, named[arm.name])
        suffix = f"_{safe_name(arm.name)}" if len(results.scenarios) > 1 else ""
        if not history.trajectory.empty:
            found[f"{prefix}{suffix}"] = history
    return found


def _repeated(results: Results, usual: Sequence[int]) -> dict[str, History]:
    """Histories of runs that were repeated with their log: those that somebody asked for before the ``usual`` ones."""
    found: dict[str, History] = {}
    named = [f"{number:06d}" for number in usual]
    folders = sorted((results.folder / "reruns").glob("*/manifest.json"))
    folders.sort(
        key=lambda manifest: named.index(manifest.parent.name) if manifest.parent.name in named else -1
    )
    for manifest in folders[:RERUNS_MOST]:
        found |= _histories(Results.open(manifest.parent), f"_run{manifest.parent.name}")
    return found
