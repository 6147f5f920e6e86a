"""The end of a sweep: the analyses that apply are done, what has no answer is noted, and findings are told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from diplosim.analysis.ablation.effects import ablation_of
from diplosim.analysis.discovery.answer import discovery_of
from diplosim.analysis.discovery.failures import FailureShare, failure_shares
from diplosim.analysis.output import columns_of, keep, keep_files
from diplosim.analysis.robustness.answer import robustness_of
from diplosim.analysis.robustness.regret import counted_in
from diplosim.analysis.sensitivity import CannotAnalyseError
from diplosim.analysis.sensitivity.answer import sensitivity_of
from diplosim.analysis.sensitivity.source import named
from diplosim.analysis.structure.findings import structure_of, worded
from diplosim.analysis.summary import History, histories
from diplosim.experiment import FolderError, add_files
from diplosim.experiment.owned import RERUNS
from diplosim.experiment.plan import Plan
from diplosim.figures.answers import drawn
from diplosim.metrics.columns import title_of
from diplosim.report.material import Line, Material
from diplosim.report.sections.sensitivity import leading
from diplosim.report.words import title
from diplosim.results import AnalysisError, Results, open_results
from diplosim.results.rerun import differing, repeat, rerun_folder
from diplosim.wording.names import arm_name, plain_name
from diplosim.wording.numbers import part_of, percent

if TYPE_CHECKING:
    from diplosim.figures.answers import Answer

#: What could not be answered; its presence says that a sweep has been brought to its end.
LEFT_OUT = "left_out"
LEFT_OUT_NAMES = ("title", "why", "command")
#: Boxes that are looked for in each policy that is searched, and relabellings that a box is held against: enough to
#: see noise at one in twenty; ``diplosim discover`` takes more.
BOXES, SHUFFLES = 2, 39


class Step(NamedTuple):
    """One question that a sweep puts to itself."""

    title: str
    """Of the section of the report that tells it."""
    command: str
    """What asks the same by hand."""
    traces: str
    """Pattern of files that are there once it has been asked, by whomever."""
    applies: Callable[[Results], bool]
    answer: Callable[[Results, Plan], None]
    """Keeps the answer in the folder; raises an error that says why there is none."""


def answer_all(folder: Path, plan: Plan) -> None:
    """Ask a finished sweep everything that applies and has not been asked yet, and keep the answers.

    What has been asked before, with whatever options, stays as it is. What cannot be answered goes to
    ``analysis/left_out.csv`` with its reason.

    Raises:
        OSError: the folder cannot be written.
    """
    _enter(folder)
    results, left = open_results(folder), []
    for step in STEPS:
        if not any(folder.glob(step.traces)) and step.applies(results):
            try:
                step.answer(results, plan)
            except (ValueError, CannotAnalyseError, FolderError) as error:
                why = re.sub(rf"(?<![\w/.-]){re.escape(str(folder))}(?![\w-])", "RESULTS", str(error))
                left.append({"title": step.title, "why": why, "command": step.command})
    keep_files(folder, {LEFT_OUT: (left, LEFT_OUT_NAMES)})


def is_answered(results: Results) -> bool:
    """Whether a sweep has been brought to its end and nothing of that was deleted since."""
    listed = [name for name in results.manifest["files"] if name.startswith("analysis/")]
    return f"analysis/{LEFT_OUT}.csv" in listed and all((results.folder / name).is_file() for name in listed)


def _enter(folder: Path) -> None:
    """List in the manifest what an earlier one listed: runs that had to be computed again give the same answers."""
    there = [*folder.glob("analysis/*.csv"), *folder.glob("figures/*.svg"), *folder.glob("figures/*.png")]
    names = sorted(path.relative_to(folder).as_posix() for path in there)
    listed = Results.open(folder).manifest["files"]
    new = [name for name in names if name not in listed]
    if new:
        add_files(folder, new)


def _several(results: Results) -> bool:
    return len(results.arms) > 1 and len(results.samples) > 1


def _keep(results: Results, answer: Answer) -> None:
    keep(results.folder, answer, drawn(answer))


def _drivers(results: Results, plan: Plan) -> None:
    _keep(results, sensitivity_of(results.folder))


def _rivals(results: Results, plan: Plan) -> None:
    _keep(results, robustness_of(results.folder))


def _parts(results: Results, plan: Plan) -> None:
    _keep(results, ablation_of(results.folder))


def _rules(results: Results, plan: Plan) -> None:
    _keep(results, structure_of(results.folder))


def _boxes(results: Results, plan: Plan) -> None:
    """Search the policies whose failures most depend on the assumptions, in the first outcome with a direction."""
    if results.linked:
        raise AnalysisError(
            f"the samples of the design '{results.design}' differ from their neighbours in one assumption, so they "
            "come in groups; a search for boxes and its test need samples that are drawn apart, as by lhs or sobol"
        )
    names = results.named((), directed=True)
    if not names:
        raise AnalysisError(
            "none of the experiment's outcomes has a better direction, so say what failure is"
        )
    rows = failure_shares(results, names[0])
    keep_files(results.folder, {"failure_shares": (rows, columns_of(FailureShare))})
    chosen = [row["arm"] for row in rows if row["searched"]]
    if not chosen:
        about = title_of(names[0])
        raise AnalysisError(
            f"no policy does worse than the reference in 5 to 95 % of the samples, with ten samples or more on either "
            f"side, in the first outcome ({about}): {_shares_in_words(rows)}"
        )
    for arm in chosen:
        found = discovery_of(results.folder, arm, names[0], boxes=BOXES, shuffles=SHUFFLES, tree=False)
        _keep(results, found)


def _shares_in_words(rows: Sequence[FailureShare], most: int = 3) -> str:
    """Policies with their shares, for a sentence on why nothing is searched."""
    told = [f"{arm_name(row['arm'])} {percent(row['share'])}" for row in rows[:most]]
    return ", ".join(told) + (f" and {len(rows) - most} more" if len(rows) > most else "")


def _histories(results: Results, plan: Plan) -> None:
    """Repeat one run of the reference and of the policy that helps most, with their logs."""
    rows = histories(results)
    if not rows:
        raise AnalysisError("no future has finished in the reference and in a policy")
    for row in rows:
        repeated = repeat(plan, row["run"])
        if not repeated.result.ok:
            raise AnalysisError(f"run {row['run']} fails: {repeated.result.error}")
        changed = differing(results.folder, repeated)
        if changed:
            raise AnalysisError(f"run {row['run']} comes out differently now, in {', '.join(changed)}")
        repeated.write(rerun_folder(results.folder, row["run"]))
    keep_files(results.folder, {"histories": (rows, columns_of(History))})


STEPS = (
    Step("Which part does it", "diplosim ablation RESULTS", "analysis/ablation.csv",
         lambda results: bool(results.taken_apart), _parts),
    Step("Does it hold under every rule", "diplosim structure RESULTS", "analysis/structure.csv",
         lambda results: len(results.arms) > 1 and len(worded(results)) == 1, _rules),
    Step("What drives it", "diplosim sensitivity RESULTS", "analysis/sensitivity*.csv",
         lambda results: len(results.samples) > 1, _drivers),
    Step("Robustness", "diplosim robustness RESULTS", "analysis/robustness.csv", _several, _rivals),
    Step("Where it fails", "diplosim discover RESULTS --arm ARM --outcome NAME --fails RULE",
         "analysis/discover_*.csv", _several, _boxes),
    Step("One history with its reasons", "diplosim rerun RESULTS 0", f"{RERUNS}/*/manifest.json",
         lambda results: True, _histories),
)  # fmt: skip
"""In the order of the report."""


#: What shares are counted in, unless only chance was drawn.
SAMPLES = "samples of the assumptions"


def highlights(results: Results) -> list[str]:
    """Who wins and loses most often in the first outcome that robustness judges, and what drives the first outcome."""
    material = Material(results)
    words = SAMPLES if counted_in(results) == "sample" else "replicates"
    return [*_winner(material.analysis("robustness"), words), *_driver(material.analysis("sensitivity"))]


def _winner(rows: list[Line], samples: str = SAMPLES) -> list[str]:
    own = [row for row in rows if row["outcome"] == rows[0]["outcome"] and row["share_best"]]
    if not own:
        return []
    if len(rows) == len({row["outcome"] for row in rows}) * 2:
        return _pair(own, samples)
    own = [row for row in own if int(row["n_samples"]) > int(row["n_missing"])] or own
    best = max(own, key=lambda row: float(row["share_best"]))
    worst = max(own, key=lambda row: float(row["share_worst"]))
    if best is worst and best is own[0]:  # the reference: most policies are the same in most samples
        return [f"{title(own[0]['outcome'])}: no policy stands out."]
    if best is worst:
        return [
            f"{title(own[0]['outcome'])}: {plain_name(best['arm'])} both wins and loses most often, in "
            f"{_counted(best, 'share_best')} and {_counted(best, 'share_worst')} {samples}."
        ]
    return [
        f"{title(own[0]['outcome'])}: {plain_name(best['arm'])} wins in {_counted(best, 'share_best')} {samples}, "
        f"{plain_name(worst['arm'])} loses in {_counted(worst, 'share_worst')}."
    ]


def _counted(row: Line, key: str) -> str:
    """In how many of the samples that have a value."""
    return part_of(float(row[key]), int(row["n_samples"]))


def _pair(own: list[Line], samples: str) -> list[str]:
    """The only policy against the reference."""
    policy = own[-1]
    if not policy["share_beats_reference"]:
        return []
    shares = [_counted(policy, f"share_{word}_reference") for word in ("beats", "loses_to")]
    if any(
        int(row["n_missing"]) for row in own
    ):  # shares are of the pairs, and how many there are nobody has written
        shares = [percent(float(policy[f"share_{word}_reference"])) for word in ("beats", "loses_to")]
        samples = f"of the {samples} in which both have a value"
    return [
        f"{title(policy['outcome'])}: {plain_name(policy['arm'])} is better in {shares[0]} and worse in {shares[1]} "
        f"{samples} than {arm_name(own[0]['arm'])}."
    ]


def _driver(rows: list[Line]) -> list[str]:
    if not rows:
        return []
    name = rows[0]["outcome"]
    first = leading([row for row in rows if row["clear"] == "True"], name)
    if not first:
        return [f"{title(name)}: no assumption drives it beyond chance."]
    arms = len({row["arm"] for row in rows})
    counts = Counter(first.values()).most_common(2 if arms > 1 else 1)
    told = [
        f"{named(parameter)}{f', for {count} of {arms} policies' if arms > 1 else ''}"
        for parameter, count in counts
    ]
    about = f"Effects on “{title(name)}” depend" if rows[0]["reference"] else f"{title(name)} depends"
    return [f"{about} most on {'; on '.join(told)}."]
