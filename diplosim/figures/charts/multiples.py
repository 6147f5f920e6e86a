"""Small multiples: a row per policy, a column per metric, one reference behind; and the words of charts over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from diplosim.figures.charts.bands import Bands, Ending, Futures, bands, ending, set_limits
from diplosim.figures.charts.metrics import Floats, Metric
from diplosim.figures.layout import roles
from diplosim.figures.layout.beside import KEY_ROW, Calendar, draw_key, end_labels, few_ticks, key_rows
from diplosim.figures.layout.page import MARGIN, WIDTH, Page, caption, headline
from diplosim.figures.layout.typography import SEMIBOLD, dated, line_height, wrap
from diplosim.wording.names import listed
from diplosim.wording.numbers import compact, share
from diplosim.wording.verdicts import FEWEST_FUTURES, in_nearly_all

NAMES, ENDS = 1.75, 0.46
TITLE, PANEL, GAP, YEARS = 0.20, 0.50, 0.10, 0.28
HEADER_SIZE, NAME_SIZE, NOTE_SIZE, END_SIZE = 9.0, 8.5, 7.5, 8.5


def multiples(
    futures: Futures,
    metrics: Sequence[Metric],
    calendar: Calendar,
    seed: int | None,
    title: str | None,
    note: str = "",
) -> Figure:
    """Draw every policy against the reference, row by row; called by ``fan`` for many arms."""
    head = headline(title or fan_title(futures.labels, period(calendar, futures), metrics, ()))
    foot = caption(*fan_caption(futures, metrics, seed, True, True), _legend(futures), note)
    column = (WIDTH - 2 * MARGIN - NAMES) / len(metrics)
    months = len(futures.months)
    headers = [wrap(m.title(months), HEADER_SIZE, column - 0.12, SEMIBOLD, most=3) for m in metrics]
    key = (f"Reference: {futures.labels[0]}", "Policy of the row")
    looks = (roles.REFERENCE, roles.POLICIES[0])
    key_top = MARGIN + head.height + 0.10
    top = key_top + KEY_ROW * len(key_rows(key, WIDTH - 2 * MARGIN)) + 0.12
    body = top + max(len(h) for h in headers) * line_height(HEADER_SIZE) + 0.06
    rows = len(futures.labels) - 1
    row = TITLE + PANEL + GAP
    page = Page(WIDTH, body + rows * row + YEARS + foot.height + MARGIN, head, foot)
    draw_key(page, key_top, key, looks, bands=max(futures.counts()) > 1)
    for number_, label in enumerate(futures.labels[1:]):
        lines = "\n".join(wrap(label, NAME_SIZE, NAMES - 0.15, SEMIBOLD, most=4))
        middle = body + number_ * row + TITLE + PANEL / 2
        page.text(MARGIN, middle, lines, size=NAME_SIZE, weight=SEMIBOLD, va="center")
    for index, metric in enumerate(metrics):
        left = MARGIN + NAMES + index * column
        page.text(left, top, "\n".join(headers[index]), size=HEADER_SIZE, weight=SEMIBOLD, va="top")
        _column(page, (left, body, column - ENDS), futures, metric, calendar)
    return page.figure


def _legend(futures: Futures) -> str:
    """Say what the signs beside the differences mean, where there are enough futures to use them."""
    if min(futures.counts()) < FEWEST_FUTURES:
        return ""
    return f"{roles.BETTER.sign} better, {roles.WORSE.sign} worse in at least 9 of 10 futures."


def _column(
    page: Page, place: tuple[float, float, float], futures: Futures, metric: Metric, calendar: Calendar
) -> None:
    """Draw one metric for all policies, on one scale."""
    left, top, wide = place
    cube = futures.cube(metric)
    years = calendar.place(futures.months.astype(float))
    tables = [bands(runs, metric) for runs in cube]
    panels: list[Axes] = []
    for row, table in enumerate(tables[1:]):
        upper = top + row * (TITLE + PANEL + GAP) + TITLE
        axes = page.axes(left, upper, wide, PANEL)
        panels.append(axes)
        _draw(axes, years, tables[0], roles.REFERENCE, spread_too=False)
        _draw(axes, years, table, roles.POLICIES[0], spread_too=True)
        words, look = paired_note(metric, ending(cube[0], cube[row + 1], metric))
        page.text(left, upper - 0.045, words, size=NOTE_SIZE, color=look, va="baseline")
        calendar.apply(axes, int(futures.months[0]), int(futures.months[-1]), labels=row == len(tables) - 2)
    _same_scale(panels, tables, metric)
    for axes, table in zip(panels, tables[1:], strict=True):
        ends = [
            (float(t.centre[-1]), compact(float(t.centre[-1]), metric.digits), colour)
            for t, colour in ((tables[0], roles.REFERENCE.colour), (table, roles.POLICIES[0].colour))
            if not np.isnan(t.centre[-1])
        ]
        end_labels(axes, ends, END_SIZE)


def _draw(axes: Axes, years: Floats, table: Bands, look: roles.LineRole, *, spread_too: bool) -> None:
    if spread_too:
        axes.fill_between(years, *table.outer, color=look.colour, alpha=roles.BAND_90)
        axes.fill_between(years, *table.inner, color=look.colour, alpha=roles.BAND_50)
    dot = "o" if np.count_nonzero(~np.isnan(table.centre)) == 1 else ""
    axes.plot(years, table.centre, color=look.colour, linestyle=look.dash, linewidth=1.4, marker=dot,
              markersize=3, dash_capstyle="butt")  # fmt: skip


def _same_scale(panels: Sequence[Axes], tables: Sequence[Bands], metric: Metric) -> None:
    """Give every row the limits that hold all of them; the grid carries no numbers, the line ends do."""
    shown = np.vstack([part for table in tables for part in (table.outer, table.centre)])
    for axes in panels:
        set_limits(axes, shown, metric)
        few_ticks(axes, 2)
        axes.tick_params(labelleft=False)


def paired_note(metric: Metric, found: Ending) -> tuple[str, str]:
    """Return the paired difference in words, and its colour."""
    if found.pairs == 0:
        return "no pair of runs", roles.MUTED
    size = compact(found.size, metric.digits, signed=True)
    if found.pairs == 1:
        return size, roles.MUTED
    look = paired_look(metric, found)
    sign = f"{look.sign} " if look is not roles.UNCLEAR else ""
    word = "better" if metric.better else "higher"
    return f"{sign}{size}, {word} in {share(found.better(metric), found.pairs)}", look.colour


def paired_look(metric: Metric, found: Ending) -> roles.Verdict:
    """Return whether a policy ends better or worse: in nearly all of enough futures, by however much."""
    if metric.better and found.pairs:
        if in_nearly_all(found.better(metric) / found.pairs, found.pairs):
            return roles.BETTER
        if in_nearly_all(found.worse(metric) / found.pairs, found.pairs):
            return roles.WORSE
    return roles.UNCLEAR


def _findings(metrics: Sequence[Metric], endings: Sequence[Ending]) -> list[str]:
    """Return the words of every metric that ends different in nearly all futures: the rule of every headline."""
    found = []
    for metric, own in zip(metrics, endings, strict=True):
        for count, words, fallback in (
            (own.higher, metric.more, f"higher {metric.label.lower()}"),
            (own.lower, metric.less, f"lower {metric.label.lower()}"),
        ):
            if in_nearly_all(count / own.pairs, own.pairs):
                found.append(words or fallback)
    return found


def fan_title(labels: Sequence[str], span: str, metrics: Sequence[Metric], endings: Sequence[Ending]) -> str:
    """Return the headline; with one policy against the reference it states what nearly all futures share."""
    if len(labels) == 1:
        return f"{dated(labels[0], span)}: how the simulated futures unfold"
    if len(labels) > 2:
        return f"{len(labels) - 1} policies against {dated(labels[0], span)}"
    subject = f"{labels[1]} against {labels[0]}"
    if not endings or min(own.pairs for own in endings) < FEWEST_FUTURES:
        return dated(subject, span)
    found = _findings(metrics, endings)
    outcome = listed(found) if found else "no clear difference"
    return f"{subject}: {outcome} in at least 9 of 10 futures by {span[-4:]}"


def strip_titles(metric: Metric, found: Ending | None) -> list[str]:
    """Return titles of the paired-difference strip, the fullest first."""
    plain = "Difference in the same future"
    if found is None or found.pairs == 0:
        return [plain, "Paired difference"]
    if found.pairs == 1:
        size = compact(found.size, metric.digits, signed=True)
        return [f"{plain}: {size} at the end", plain, "Paired difference"]
    word = "better" if metric.better else "higher"
    count = share(found.better(metric), found.pairs)
    same = found.pairs - found.higher - found.lower
    if same == found.pairs:
        return [f"{plain}: none at the end", "No difference"]
    ties = f", same in {share(same, found.pairs)}" if same else ""
    return [f"{plain}: {word} in {count}{ties}", f"Difference: {word} in {count}{ties}", f"{word} in {count}"]


def run_count(futures: Futures) -> str:
    """Return "50 simulated futures per policy", with samples, failed runs and single arms told apart."""
    counts = futures.counts()
    each = f"{counts[0]:,}" if len(set(counts)) == 1 else f"{min(counts):,} to {max(counts):,}"
    noun = "simulated future" if each == "1" else "simulated futures"
    per = " per policy" if len(futures.labels) > 1 else ""
    drawn = f" ({futures.samples:,} parameter samples)" if futures.samples > 1 else ""
    return f"{each} {noun}{per}{drawn}"


def fan_caption(
    futures: Futures, metrics: Sequence[Metric], seed: int | None, outer: bool, strips: bool
) -> list[str]:
    """Return the sentences below a fan chart: bands, number of runs, seed, pairing."""
    seeded = f", seed {seed}" if seed is not None else ""
    runs = run_count(futures)
    if max(futures.counts()) == 1:
        lines = [
            f"One simulated future per policy{seeded}: no bands, because one run says nothing about spread."
        ]
        lines = lines if len(futures.labels) > 1 else [lines[0].replace(" per policy", "", 1)]
    elif outer:
        lines = [f"Lines: median of {runs}{seeded}. Dark band: middle 50 %. Light band: middle 90 %."]
    else:
        lines = [f"Lines: median of {runs}{seeded}. Band: middle 50 %."]
    if any(metric.centre == "mean" for metric in metrics) and max(futures.counts()) > 1:
        lines.append("For provocations the line is the mean.")
    if strips:
        counted = " “Better in” counts the futures that are better in the last month."
        told = len(futures.labels) != 3 and len(futures.labels) != 4 and max(futures.counts()) > 1
        lines.append("Difference: policy minus reference under the same shocks." + (counted if told else ""))
    return lines


def period(calendar: Calendar, futures: Futures) -> str:
    """Return the years that the runs span."""
    return calendar.span(int(futures.months[0]), int(futures.months[-1]))
