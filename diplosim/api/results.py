"""Finished runs, in a folder or in memory: their frames, their figures and every analysis."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.api.frames import Frames
from diplosim.cases import speak_of
from diplosim.experiment import FolderError, How, run_plan
from diplosim.results import ResultsInMemory

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplosim.analysis.discovery.answer import Discovery
    from diplosim.analysis.sensitivity import Sensitivity


class Results(Frames):
    """The finished runs of a scenario, a comparison or an experiment, with their figures and every analysis."""

    # Analyses.

    def compare(
        self, outcomes: Sequence[str] = (), arms: Sequence[str] = (), reference: str | None = None
    ) -> pd.DataFrame:
        """Mean paired differences with Student's t intervals over samples and replicates, by arm and outcome."""
        import pandas as pd

        from diplosim.analysis.compare import compare

        chosen = self.reader.restricted(arms, reference)
        return pd.DataFrame(compare(chosen, chosen.named(outcomes)))

    def sensitivity(self, outcomes: Sequence[str] = (), **how: Any) -> Sensitivity:
        """What drives the outcomes; see :func:`diplosim.analysis.sensitivity`."""
        from diplosim.analysis.sensitivity import sensitivity

        return sensitivity(self._saved("sensitivity"), outcomes, **how)

    def robustness(
        self, outcomes: Sequence[str] = (), arms: Sequence[str] = (), reference: str | None = None
    ) -> pd.DataFrame:
        """Wins, losses and regret of every arm over the samples."""
        import pandas as pd

        from diplosim.analysis.robustness.regret import robustness

        chosen = self.reader.restricted(arms, reference)
        return pd.DataFrame(robustness(chosen, chosen.named(outcomes, directed=True)))

    def discover(self, arm: str | None, outcome: str, **how: Any) -> Discovery:
        """In which worlds an arm fails; the options are those of ``diplosim discover``."""
        from diplosim.analysis.discovery.answer import discovery_of

        return discovery_of(self._saved("discover"), arm, outcome, **how)

    def ablation(self, outcomes: Sequence[str] = (), arms: Sequence[str] = ()) -> pd.DataFrame:
        """Which part of a bundle does the work, alone and in company."""
        import pandas as pd

        from diplosim.analysis.ablation.effects import ablation_of

        return pd.DataFrame(ablation_of(self._saved("ablation"), arms, outcomes).rows)

    def mechanisms(self, outcomes: Sequence[str] = (), arms: Sequence[str] = ()) -> pd.DataFrame:
        """Through which mechanism of the model every arm works: its effect with each one off, and what it carries."""
        import pandas as pd

        from diplosim.analysis.ablation.mechanisms import decomposition_of

        return pd.DataFrame(decomposition_of(self._saved("mechanisms"), arms, outcomes).rows)

    def structure(
        self, by: str | None = None, outcomes: Sequence[str] = (), arms: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Whether findings survive other forms of the model, such as another rule of trust."""
        import pandas as pd

        from diplosim.analysis.structure.findings import structure_of

        return pd.DataFrame(structure_of(self._saved("structure"), by, arms, outcomes).rows)

    def to_ema(self, outcomes: Sequence[str] = (), **how: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
        """The runs as the EMA Workbench takes them; see :func:`diplosim.analysis.sensitivity.conversions.to_ema`."""
        from diplosim.analysis.sensitivity.conversions import to_ema

        return to_ema(self._saved("to_ema"), outcomes, **how)

    def to_salib(
        self, outcomes: Sequence[str] = (), **how: Any
    ) -> tuple[dict[str, Any], Any, dict[str, Any]]:
        """The samples as SALib takes them; see :func:`diplosim.analysis.sensitivity.conversions.to_salib`."""
        from diplosim.analysis.sensitivity.conversions import to_salib

        return to_salib(self._saved("to_salib"), outcomes, **how)

    def explain(self, arm: str | None = None, **chosen: Any) -> str:
        """The reasons of decisions in the traced run of an arm (default: the last), as text.

        ``month``, ``actor``, ``kind`` and ``refused`` choose among them.
        """
        from diplosim.wording.explain import explain

        name = self.arms[-1] if arm is None else self.reader.restricted([arm]).arms[-1]
        [scenario] = [scenario for scenario in self.scenarios if scenario.name == name]
        return explain([event for event in self.events if event["arm"] == name], scenario.names, **chosen)

    def reasons(self, arm: str | None = None, most: int | None = None, **chosen: Any) -> pd.DataFrame:
        """Why the decisions of all runs of an arm (default: the last) fell as they did, one row a kind of decision.

        At most ``most`` runs (default 2000), evenly spread, are played again with their decisions. ``month``,
        ``actor``, ``kind`` and ``refused`` choose among these.
        """
        import pandas as pd

        from diplosim.analysis.reasons import MOST_RUNS, reasons
        from diplosim.results.rerun import plan_of

        name = self.arms[-1] if arm is None else self.reader.restricted([arm]).arms[-1]
        return pd.DataFrame(
            reasons(plan_of(self._saved("reasons")), name, most or MOST_RUNS, **chosen).as_json()
        )

    # Pictures and files.

    def plot(
        self, names: Sequence[str] | None = None, *, figure: str | None = None, arm: str | None = None
    ) -> Figure:
        """Draw one figure; by default ``effects`` where arms are compared, else ``fan``.

        ``fan``: how futures unfold; ``names`` are metrics (by default trust, provocations, aid and health).
        ``health``: access, coverage, disease burden, and the deaths read from them.
        ``policies``: one metric (the first of ``names``) of every arm in a panel of its own, best first.
        ``effects``: what each arm changes against the reference, pair by pair; ``names`` are outcomes.
        ``pipeline``: where the aid of one history of each arm got to.
        ``lanes``, ``ripeness``, ``money``, ``network``: one history of ``arm`` (default: the last one).
        ``history``: the same month by month; `diplosim.figures.layout.save` with ``("gif",)`` writes it as a film.
        ``map``: where each arm does better and where worse, on a grid of two quantities; ``names`` is an outcome.
        ``sobol``, ``morris``, ``tornado``: what drives the outcomes of ``arm``. ``regret``, ``pareto``: how policies
        hold up. ``boxes``: where ``arm`` fails. ``portfolios``: what `diplosim design` found. These need results in a
        folder: `save` runs in memory first.
        """
        from diplosim.figures.folder import plot_results

        speak_of(self.reader.spoken_of)
        usual = "effects" if len(self.arms) > 1 else "fan"
        return plot_results(self.reader, names, figure or usual, arm)

    def report(self, out: str | Path | None = None) -> Path:
        """Write ``report.html`` (or ``out``) and return its path."""
        from diplosim.report import write_report

        self._saved("report")
        speak_of(self.reader.spoken_of)
        return write_report(self.reader, out=None if out is None else Path(out))

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write runs in memory into a results folder; never over results of other inputs unless ``force``."""
        from diplosim.analysis import summary_file
        from diplosim.policies import loaded_plugins

        if not isinstance(self.reader, ResultsInMemory):
            raise FolderError(f"these results are in {self.folder} already")
        memory, target = self.reader.memory, Path(folder)
        how = How(force=force, known=memory.chunks, plugins=[str(plugin) for plugin in loaded_plugins()])
        run_plan(self.reader.definition, memory.plan, target, how, summary_file)
        return target

    def _saved(self, what: str) -> Path:
        """The folder; raises ``FolderError`` for runs in memory."""
        if self.folder is None:
            raise FolderError(
                f"{what} reads a results folder, and these runs are in memory; save them first: "
                f"diplosim.open_results(results.save('results/{self.name}')).{what}(...)"
            )
        return self.folder
