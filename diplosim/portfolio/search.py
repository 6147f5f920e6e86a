"""The search: NSGA-II over the levers, for portfolios that do well in nearly all draws (pymoo, an optional extra).

Every portfolio is judged against the reference under the same shocks. Its objectives are quantiles over the draws: the
change in each outcome, and the cost, that it stays within in ``share`` of them (0.9: in nine of ten draws it does no
worse than this). So a portfolio whose objectives are all better than zero is robust as far as the search can see; the
verdict falls elsewhere, on draws that the search never met (`diplosim.portfolio.judging`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from diplosim.analysis.robustness.answer import dominates
from diplosim.analysis.robustness.regret import over_samples
from diplosim.experiment import PlanError
from diplosim.experiment.design import global_generators_kept
from diplosim.metrics.columns import outcome
from diplosim.portfolio.levers import Genes, Space
from diplosim.portfolio.playing import Player
from diplosim.portfolio.question import Asked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MISSING = "the search needs the package pymoo; install it with: pip install 'diplosim[design]'"
#: Stands for the objectives of a portfolio that cannot be played.
FAR = 1e9


@dataclass(frozen=True)
class Tried:
    """A portfolio that the search has played."""

    genes: Genes
    costs: tuple[float, ...]
    """One number for each outcome, less is better, then M$ beyond the reference: reached in ``share`` of the draws."""


def losses(reference: Floats, played: Floats, columns: Sequence[str]) -> Floats:
    """How much worse than the reference in each draw: ``[outcome, draw]``, money last; less is better everywhere.

    Means over replicates; where there is one draw only, its replicates take the place of draws.
    """
    import numpy as np

    found = []
    for place, name in enumerate(columns):
        sign = -1.0 if outcome(name).better == "higher" else 1.0
        found.append(sign * over_samples((played - reference)[None, ..., place])[0])
    return np.array(found)


def within(values: Floats, share: float) -> Floats:
    """The least number that ``share`` of the draws do not exceed, by row; a missing draw counts as the worst."""
    import numpy as np

    there = np.where(np.isfinite(values), values, FAR)
    return np.asarray(np.quantile(there, share, axis=-1, method="inverted_cdf"))


@dataclass
class Search:
    """NSGA-II over a space, and what it has tried so far."""

    player: Player
    asked: Asked
    progress: Callable[[int, int], None] = lambda done, of: None
    """Called with generations done and in all."""
    tried: dict[Genes, Tried] = field(default_factory=dict)
    refused: set[Genes] = field(default_factory=set)
    """Portfolios that cannot be: their policies contradict each other, or they are too many."""
    done: int = 0

    def run(self, seed: int) -> list[Tried]:
        """Every portfolio that was tried, in that order: the same for the same seed, however often interrupted."""
        space, asked = self.player.space, self.asked
        with global_generators_kept():
            _evolve(space, asked, seed, self.judge)
        return list(self.tried.values())

    def judge(self, rows: Any) -> tuple[Floats, Floats]:
        """Objectives of a generation, and how far each portfolio is from one that can be and can be paid."""
        import numpy as np

        space = self.player.space
        generation = [space.canonical(row) for row in rows]
        far = {genes: space.objection(genes)[0] for genes in dict.fromkeys(generation)}
        self.refused.update(genes for genes in far if far[genes])
        self._try([genes for genes in far if not far[genes] and genes not in self.tried])
        limit = np.inf if self.asked.budget is None else self.asked.budget
        width = len(self.player.columns)
        costs = [(FAR,) * width if far[genes] else self.tried[genes].costs for genes in generation]
        over = [far[g] * FAR if far[g] else max(0.0, self.tried[g].costs[-1] - limit) for g in generation]
        self.done += 1
        self.progress(self.done, self.asked.generations)
        return np.array(costs), np.array(over)[:, None]

    def _try(self, portfolios: Sequence[Genes]) -> None:
        reference = self.player.reference()
        for genes, played in zip(portfolios, self.player.portfolios(portfolios), strict=True):
            costs = within(losses(reference, played, self.player.columns), self.asked.share)
            self.tried[genes] = Tried(genes, tuple(float(cost) for cost in costs))


def first_generation(space: Space, asked: Asked, seed: int) -> list[Genes]:
    """Each policy alone, then random portfolios of two policies and more."""
    import numpy as np

    source = np.random.default_rng(seed)
    found = [space.alone(place) for place in range(len(space.levers))]
    for _ in range(10 * asked.population):  # a small space has fewer portfolios than a generation
        if len(found) >= asked.population:
            break
        genes = [int(source.integers(size)) for size in space.sizes]
        most = min(asked.most, len(space.levers))
        chosen = source.choice(
            len(space.levers), size=int(source.integers(min(2, most), most + 1)), replace=False
        )
        new = space.only(genes, {int(place) for place in chosen})
        if new not in found:
            found.append(new)
    return found


def _evolve(space: Space, asked: Asked, seed: int, judge: Callable[[Any], tuple[Floats, Floats]]) -> None:
    """Let NSGA-II ask ``judge`` about generation after generation."""
    import numpy as np

    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.config import Config
        from pymoo.core.problem import Problem
        from pymoo.core.repair import Repair
        from pymoo.operators.crossover.ux import UX
        from pymoo.operators.mutation.pm import PM
        from pymoo.optimize import minimize
    except ImportError as error:
        raise PlanError(f"{MISSING} ({error})") from error
    Config.warnings["not_compiled"] = False

    class Portfolios(Problem):
        def _evaluate(self, x: Any, out: dict[str, Any], *args: Any, **more: Any) -> None:
            out["F"], out["G"] = judge(x)

    class Canonical(Repair):
        def _do(self, problem: Any, X: Any, **more: Any) -> Any:
            return np.array([space.canonical(np.rint(row)) for row in X], dtype=float)

    genes = len(space.sizes)
    problem = Portfolios(n_var=genes, n_obj=len(asked.outcomes) + 1, n_ieq_constr=1, xl=np.zeros(genes),
                         xu=np.array(space.sizes) - 1.0)  # fmt: skip
    # Low eta: whole numbers need steps of one and more, 0 to 1 above all.
    mutation = PM(prob_var=min(0.5, 2 / genes), eta=1.0)
    algorithm = NSGA2(pop_size=asked.population, sampling=np.array(first_generation(space, asked, seed), dtype=float),
                      crossover=UX(), mutation=mutation, repair=Canonical())  # fmt: skip
    minimize(problem, algorithm, ("n_gen", asked.generations), seed=seed % 2**32, verbose=False)


def chosen(tried: Sequence[Tried], asked: Asked) -> list[Tried]:
    """What is tested, within the budget: portfolios that nothing else beats in all objectives.

    Of too many those come first that look better in most outcomes, then in turn the best in each objective. Of
    portfolios that do the same in every draw, such as one with a rule that never switches, the plainest is taken.
    """
    import numpy as np

    limit = float("inf") if asked.budget is None else asked.budget
    plain = {each.costs: each for each in sorted(tried, key=_fuss, reverse=True) if any(each.genes)}
    open_to = [each for each in plain.values() if each.costs[-1] <= limit]
    if not open_to:
        return []
    values = np.array([each.costs for each in open_to])
    beaten: list[bool] = np.any(dominates(values, ["lower"] * values.shape[1]), axis=0).tolist()
    front = [each for each, out in zip(open_to, beaten, strict=True) if not out]
    orders = [sorted(front, key=partial(_by, place)) for place in range(values.shape[1])]
    turns = dict.fromkeys(each for row in zip(*orders, strict=True) for each in row)
    return sorted(turns, key=lambda each: -sum(cost < 0 for cost in each.costs[:-1]))[: asked.candidates]


def _by(place: int, each: Tried) -> tuple[float, Genes]:
    """Where a portfolio stands in one objective."""
    return each.costs[place], each.genes


def _fuss(each: Tried) -> tuple[int, Genes]:
    """How much there is to a portfolio: genes that are not 0."""
    return sum(gene > 0 for gene in each.genes), each.genes
