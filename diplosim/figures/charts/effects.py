"""Effects of policies on outcomes: dots with intervals, one panel for each outcome, one row for each policy; in words,
what the headline may claim and what the marks mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from diplosim.figures.charts.effect_panel import (
    BETTER_COLUMN,
    FOOT,
    HEADER,
    SAME_COLUMN,
    VALUE_COLUMN,
    draw_effects,
    level,
)
from diplosim.figures.charts.effect_rows import (
    Effects,
    Target,
    gather_effects,
)
from diplosim.figures.layout import roles
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, line_height, styled, width, wrap
from diplosim.wording.names import capital, inside, listed, noun, plural
from diplosim.wording.verdicts import FEWEST_FUTURES

if TYPE_CHECKING:
    import pandas as pd

ACROSS_MOST, ACROSS_FEW = 5, 3
"""Panels side by side, and that for a few policies; further outcomes go into a second block of rows."""
PLOT_LEAST, PLOT_ROOMY = 0.72, 1.10
"""Least width of a panel, and the width from which there is room to write the medians too."""
NAME_SIZE, TITLE_SIZE = 8.5, 9.0
NAMES_MOST, NAME_LINES = 1.75, 3
GAP = 0.13
ROW_ROOMY, ROW_TIGHT = 0.34, 0.26
FEW, MANY = 4, 8
"""Up to so many policies the panels are wide, and from more than so many on the rows are low."""
BELOW = 0.06


@styled
def effects(
    summary: pd.DataFrame,
    *,
    arms: Mapping[str, str] | None = None,
    outcomes: Sequence[str] | None = None,
    seed: int | None = None,
    samples: int = 1,
    ranked: bool = True,
    title: str | None = None,
    split: Sequence[str] = (),
    only_world: Sequence[str] = (),
) -> Figure:
    """Draw what each policy changes: median paired difference, middle 50 % and middle 90 % of the pairs.

    Args:
        summary: rows of ``summary.csv``, one for each arm and outcome.
        arms: labels of the arms to draw, the reference among them; default: all.
        outcomes: outcomes to draw, the leading one first; default: the leading ones.
        seed: told in the caption.
        samples: how many parameter samples the pairs come from; told in the caption.
        ranked: whether the policy that is best in the first outcome comes first; else the order of ``arms``.
        split: arms that change their world too: below each are the rows of ``ARM: world`` and ``ARM: policy``.
        only_world: arms with the policies of the reference.
        title: headline; by default what nearly all pairs share, else the subject.

    Raises:
        ValueError: nothing is compared, an unknown arm or outcome, or a summary of an earlier version.
    """
    found = gather_effects(summary, arms, outcomes, ranked=ranked, split=split, only_world=only_world)
    names, lines = _names(found)
    room = WIDTH - 2 * MARGIN - names
    blocks = _blocks(found.targets, room, len(lines))
    head = headline(title or effects_title(found))
    foot = caption(*effects_caption(found, seed, samples, ranked=ranked))
    row = _row(lines)
    column = room / len(blocks[0])
    heights = [_height(block, column, row * len(lines)) for block in blocks]
    top = MARGIN + head.height + 0.16
    page = Page(WIDTH, top + sum(heights) + BELOW + foot.height + MARGIN, head, foot)
    for block, height in zip(blocks, heights, strict=True):
        _block(page, (names, top, row, column), found, block, lines)
        top += height
    return page.figure


def _names(found: Effects) -> tuple[float, list[list[str]]]:
    """Width of the column of names, and each name in lines that fit."""
    longest = max(width(label, NAME_SIZE) for label in found.labels)
    room = min(longest, NAMES_MOST)
    lines: list[list[str]] = []
    for most in (NAME_LINES, 2 * NAME_LINES, 0):
        lines = [wrap(label, NAME_SIZE, room, most=most) for label in found.labels]
        if len(set(map(tuple, lines))) == len(set(found.labels)):  # cut names must still tell policies apart
            break
    return max(width(line, NAME_SIZE) for one in lines for line in one) + 0.18, lines


def _row(lines: Sequence[Sequence[str]]) -> float:
    """Height of a row: enough for the longest name."""
    return max(
        max(map(len, lines)) * line_height(NAME_SIZE) + 0.06, ROW_TIGHT if len(lines) > MANY else ROW_ROOMY
    )


def _blocks(targets: Sequence[Target], room: float, rows: int) -> list[Sequence[Target]]:
    """Outcomes in blocks of about equal size, so many side by side as leave each panel its least width."""
    least = PLOT_LEAST + BETTER_COLUMN + SAME_COLUMN + GAP
    across = min(ACROSS_FEW if rows <= FEW else ACROSS_MOST, int(room / least))
    count = -(-len(targets) // across)
    size = -(-len(targets) // count)
    return [targets[start : start + size] for start in range(0, len(targets), size)]


def _titles(block: Sequence[Target], column: float) -> list[list[str]]:
    return [wrap(target.title, TITLE_SIZE, column - GAP, SEMIBOLD, most=3) for target in block]


def _height(block: Sequence[Target], column: float, rows: float) -> float:
    """Height of a block: titles, heads of columns, rows, ticks and directions."""
    titles = max(map(len, _titles(block, column))) * line_height(TITLE_SIZE)
    return titles + HEADER + rows + FOOT + 0.10


def _block(
    page: Page,
    place: tuple[float, float, float, float],
    found: Effects,
    block: Sequence[Target],
    lines: Sequence[Sequence[str]],
) -> None:
    """Draw the rows of all policies for the outcomes of one block."""
    names, top, row, column = place
    titles = _titles(block, column)
    body = top + max(map(len, titles)) * line_height(TITLE_SIZE) + HEADER
    for number, name in enumerate(lines):
        upper = body + number * row
        if number % 2 == 0:
            page.box(MARGIN, upper, WIDTH - 2 * MARGIN, row, facecolor=roles.LANE, zorder=-2)
        page.text(
            MARGIN + names - 0.14,
            upper + row / 2 if len(name) > 1 else level(upper + row / 2, NAME_SIZE),
            "\n".join(name), size=NAME_SIZE, ha="right", va="center" if len(name) > 1 else "baseline",
        )  # fmt: skip
    numbers = BETTER_COLUMN + SAME_COLUMN
    values = column - numbers - VALUE_COLUMN - GAP >= PLOT_ROOMY
    wide = column - numbers - GAP - (VALUE_COLUMN if values else 0.0)
    for index, target in enumerate(block):
        left = MARGIN + names + index * column
        bottom = body - HEADER
        page.text(left, bottom, "\n".join(titles[index]), size=TITLE_SIZE, weight=SEMIBOLD, va="bottom")
        cells = [found.cell(arm, target) for arm in found.arms]
        draw_effects(page, (left, body, wide), row, target, cells, values=values)


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
