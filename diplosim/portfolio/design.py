"""A design from end to end: search on one half of the draws, test on the other, results of the test in a folder.

The folder is that of an experiment, whose arms are the portfolios that were tested, so everything that reads results
(report, robustness, explain, rerun) reads it. ``search/`` in it holds what the search has played: killed at any moment,
the same call goes on from there and ends with the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.analysis import summary_file
from diplosim.analysis.output import Frame
from diplosim.experiment import (
    Ended,
    FolderError,
    How,
    choose_engine,
    definition_from_dict,
    make_plan,
    run_plan,
)
from diplosim.experiment.definition import Definition
from diplosim.experiment.folder import LOCK
from diplosim.experiment.owned import SEARCH, is_ours
from diplosim.experiment.vary import Sample
from diplosim.portfolio.judging import (
    STATIC,
    SWITCHED,
    Candidate,
    Compared,
    Judgement,
    Standing,
    compared,
    frames_of,
    in_words,
    judged,
    standings,
)
from diplosim.portfolio.levers import Genes
from diplosim.portfolio.playing import Draws, Player
from diplosim.portfolio.question import REFERENCE, Question
from diplosim.portfolio.search import Search, Tried, chosen
from diplosim.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Designed:
    """What a design found."""

    question: Question
    portfolios: Sequence[Genes]
    """Those that were tested."""
    tried: Sequence[Tried]
    refused: int
    judgements: Sequence[Judgement]
    rows: Sequence[Standing]
    adaptive: Sequence[Compared]
    futures: int
    """Fresh draws of the test; with one world only, its replicates."""

    @property
    def answer(self) -> str:
        """The answer in a sentence."""
        return in_words(self.judgements, len(self.tried), self.futures, self.question.asked, self.unit)

    @property
    def unit(self) -> str:
        """What the futures of the test are."""
        return "draws" if self.question.definition.dimensions else "replicates"

    def frames(self) -> Mapping[str, Frame]:
        """``design``: the answer; ``portfolios``; ``adaptive`` if there are rules; ``tried``: all that was played."""
        space, columns = self.question.space, self.question.columns
        rows = [
            {"title": space.told(t.genes), **dict(zip(columns, t.costs, strict=True))} for t in self.tried
        ]
        asked = self.question.asked
        answer = {"answer": self.answer, "share": asked.share, "budget": asked.budget, "futures": self.futures,
                  "tried": len(self.tried), "refused": self.refused, "tested": len(self.portfolios)}  # fmt: skip
        told = {"design": ([answer], tuple(answer)), "tried": (rows, ("title", *columns))}
        return {**frames_of(self.rows, self.adaptive), **told}


def players(question: Question, folder: Path, how: How) -> tuple[Player, Player]:
    """Who plays for the search, and who for the test: other draws, other replicates."""
    definition = question.definition
    names = tuple(dimension.name for dimension in definition.dimensions)
    base = question.space.base

    def player(samples: Sequence[Sample], first: int) -> Player:
        draws = Draws(names, tuple(samples), base.seed, definition.first_replicate + first, base.replicates)
        return Player(
            question.space, draws, question.columns, folder / SEARCH, how.workers, how.plugins, how.say
        )

    one, two = question.halves()
    return player(one, 0), player(two, base.replicates)


def find_portfolios(
    question: Question, folder: Path, how: How, progress: Callable[[int, int], None] = lambda done, of: None
) -> Designed:
    """Search, then judge what was found on fresh draws.

    Raises:
        FolderError: the folder holds something else; nothing is written into it.
    """
    there = {path.name for path in folder.iterdir()} - {SEARCH, LOCK} if folder.is_dir() else set()
    if there and not is_ours(folder) and not how.force:
        text = "is not empty and holds no results of diplosim; choose another folder with --out, or write into it with"
        raise FolderError(f"{folder} {text} --force")
    searching, testing = players(question, folder, how)
    search = Search(searching, question.asked, progress)
    tried = search.run(question.space.base.seed)
    candidates = [each.genes for each in chosen(tried, question.asked)]
    return judge(question, testing, candidates, tried, len(search.refused))


def judge(
    question: Question,
    testing: Player,
    portfolios: Sequence[Genes],
    tried: Sequence[Tried] = (),
    refused: int = 0,
) -> Designed:
    """The verdict on portfolios in the draws of ``testing``."""
    asked, columns = question.asked, question.columns
    reference = testing.reference()
    played = testing.portfolios(portfolios)
    found = [
        judged(reference, _candidate(testing, genes, f"p{number}", values), columns, asked)
        for number, (genes, values) in enumerate(zip(portfolios, played, strict=True), 1)
    ]
    samples, replicates = reference.shape[:2]
    return Designed(
        question, portfolios, tried, refused, found, standings(reference, found, columns, asked),
        _adaptive(question, testing, portfolios), samples if samples > 1 else replicates,
    )  # fmt: skip


def _candidate(player: Player, genes: Genes, name: str, played: Floats) -> Candidate:
    rule = player.space.rule(genes)
    return Candidate(
        name,
        player.space.told(genes),
        "" if rule is None else rule.name,
        player.switched_share(genes),
        played,
    )


def _adaptive(question: Question, player: Player, portfolios: Sequence[Genes]) -> list[Compared]:
    """Every rule on every tested portfolio: against the same without the change, and with it in every run."""
    space = question.space
    rows: list[Compared] = []
    for static in dict.fromkeys(space.static(genes) for genes in portfolios):
        for number in range(len(question.rules)):
            genes = space.with_rule(static, number)
            if space.rule(genes) is None or space.objection(genes)[0]:
                continue
            (played,) = player.portfolios([genes])
            arms = [values[..., : len(question.columns)] for values in player.worlds(space.worlds(genes))]
            candidate = _candidate(player, genes, "", played)
            rows += compared(candidate, dict(zip((STATIC, SWITCHED), arms, strict=True)), question.columns)
    return rows


def experiment_of(question: Question, portfolios: Sequence[Genes]) -> Definition:
    """The test as an experiment: the reference and every world that a portfolio may go through, in the fresh draws."""
    space, definition = question.space, question.definition
    base = space.base
    worlds = [
        world for number, genes in enumerate(portfolios, 1) for world in space.worlds(genes, f"p{number}")
    ]
    document: dict[str, Any] = {
        key: definition.document[key]
        for key in ("name", "title", "question", "scenario", "seed", "replicates")
        if key in definition.document
    }
    fresh = definition.first_replicate + base.replicates
    document |= {
        "experiment": 1,
        "reference": REFERENCE,
        "outcomes": list(question.columns),
        "first_replicate": fresh,
    }
    document["arms"] = {REFERENCE: _arm(base)} | {world.name: _arm(world) for world in worlds}
    return definition_from_dict(document | _drawn(question))


def _arm(world: Scenario) -> dict[str, Any]:
    title = {"title": world.title} if world.title else {}
    return {**title, "policies": world.to_dict()["policies"]}


def _drawn(question: Question) -> dict[str, Any]:
    """What varies in the test, and its draws: those of the file with a seed of their own, or its half of a list."""
    definition = question.definition
    if not definition.dimensions:
        return {}
    if definition.rows is None:
        fresh = {**definition.document["design"], "seed": definition.design.seed + 1}
        return {"vary": definition.document["vary"], "design": fresh}
    names = [dimension.name for dimension in definition.dimensions]
    rows = [dict(zip(names, sample, strict=True)) for sample in question.halves()[1]]
    return {"design": {"method": "list", "rows": rows}}


def run_test(designed: Designed, folder: Path, how: How) -> Ended:
    """Play the test into a results folder; what is there already stays."""
    definition = experiment_of(designed.question, designed.portfolios)
    plan = make_plan(definition, choose_engine("auto", arms=definition.arms).name, plugins=how.plugins)
    return run_plan(definition, plan, folder, how, summary_file)
