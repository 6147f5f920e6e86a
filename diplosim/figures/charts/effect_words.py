"""The words of a figure of effects: what its headline may claim, and what its marks mean."""

from __future__ import annotations

from diplosim.figures.charts.effect_rows import Effects, Target
from diplosim.wording.names import capital, inside, listed, noun, plural
from diplosim.wording.verdicts import FEWEST_FUTURES


def effects_title(effects: Effects) -> str:
    """Return the headline: what nearly all pairs share, or the subject where no such thing can be said."""
    if not effects.policies:
        return f"{plural(len(effects.arms), 'world')} against {effects.reference}, with the same policies"
    one = len(effects.policies) == 1
    name = next(iter(effects.policies.values())) if one else f"{len(effects.policies)} policies"
    world = " in the same world" if effects.divided else ""
    subject = f"{capital(name) if effects.divided else name} against {effects.reference}{world}"
    if not any(cell.pairs >= FEWEST_FUTURES for cell in effects.cells.values()):
        return f"{subject}, pair by pair"
    return f"{subject}: {_one(effects) if one else _many(effects)}"


def _one(effects: Effects) -> str:
    """What one policy changes in nearly all pairs."""
    cells = [(target, effects.cell(next(iter(effects.policies)), target)) for target in effects.targets]
    better = [_inside(target) for target, cell in cells if cell.surely_better]
    worse = [_inside(target) for target, cell in cells if cell.surely_worse]
    if not better and not worse:
        return "no outcome is better or worse in 9 of 10 pairs"
    parts = [f"{word} on {listed(names)}" for word, names in (("better", better), ("worse", worse)) if names]
    return f"{'; '.join(parts)}, in at least 9 of 10 pairs"


def _many(effects: Effects) -> str:
    """How many policies do better, and how many worse, on the first outcome."""
    lead = effects.targets[0]
    cells = [effects.cell(arm, lead) for arm in effects.policies]
    if not lead.better:
        clear = sum(cell.clear for cell in cells)
        verb = "changes" if clear < 2 else "change"
        return f"{clear or 'none'} {verb} {_inside(lead)} one way in at least 9 of 10 pairs"
    better, worse = sum(cell.surely_better for cell in cells), sum(cell.surely_worse for cell in cells)
    parts = [f"{_so_many(better, len(cells))} better", f"{_so_many(worse, len(cells))} worse"]
    told = [part for part, count in zip(parts, (better, worse), strict=True) if count] or [
        "none is better or worse"
    ]
    return f"{' and '.join(told)} on {_inside(lead)} in at least 9 of 10 pairs"


def _so_many(count: int, of: int) -> str:
    """Return "1 is", "3 are" or "all are"."""
    return f"{'all' if count == of else count} {noun(count, 'is', 'are')}"


def _inside(target: Target) -> str:
    """The title of an outcome inside a sentence, up to its first comma; abbreviations keep their capitals."""
    return inside(target.title.split(",")[0])


def effects_caption(effects: Effects, seed: int | None, samples: int, *, ranked: bool) -> list[str]:
    """Return what the marks mean, how many pairs there are, and the seed."""
    pairs = effects.pairs
    times = f" × {pairs // samples:,} replicates" if pairs > samples else ""
    made = f" ({samples:,} parameter samples{times})" if samples > 1 else ""
    seeded = f", seed {seed}" if seed is not None else ""
    lines = [f"Difference in the same future: policy minus {effects.reference}"
             f"{', same assumptions' if samples > 1 else ''}, same shocks. "
             f"{plural(pairs, 'pair')} of runs per policy{made}{seeded}."]  # fmt: skip
    if effects.divided:
        lines.append("Where an arm changes world and policies: its world with the policies of the reference minus the "
                     "reference, and the arm minus that; both add up, pair by pair.")  # fmt: skip
    if pairs == 1:
        lines.append("Marks: the difference of the one pair; there are no intervals.")
    else:
        lines.append("Mark: median of the pairs. Thick bar: their middle 50 %. Thin bar: their middle 90 %.")
    if pairs >= FEWEST_FUTURES:
        lines.append("Filled: the middle 90 % exclude zero.")
    if any(target.better for target in effects.targets):
        lines.append("Blue circle: the median is better; orange square: worse; grey diamond: neither.")
    if any(0 < cell.pairs < pairs or not cell.pairs for cell in effects.cells.values()):
        lines.append("“n”: pairs in which both runs have a value, where that is fewer than half.")
    if pairs == samples > 1:
        lines.append("One replicate: all samples meet the same history of shocks.")
    if ranked and len(effects.arms) > 1:
        lines.append(f"Sorted by “{effects.targets[0].title}”.")
    return lines
