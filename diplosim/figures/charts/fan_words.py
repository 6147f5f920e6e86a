"""The sentences of charts over time: a finding where the numbers carry one, and what the reader sees."""

from __future__ import annotations

from collections.abc import Sequence

from diplosim.figures.charts.bands import Futures, Verdict
from diplosim.figures.charts.metrics import Metric
from diplosim.figures.layout.text import dated
from diplosim.figures.layout.timeaxis import Calendar
from diplosim.wording.names import listed
from diplosim.wording.numbers import compact, share
from diplosim.wording.verdicts import FEWEST_FUTURES, in_nearly_all


def _findings(metrics: Sequence[Metric], verdicts: Sequence[Verdict]) -> list[str]:
    """Return the words of every metric that ends clearly and notably different."""
    found = []
    for metric, verdict in zip(metrics, verdicts, strict=True):
        if not abs(verdict.size) >= metric.notable:
            continue
        for count, words, fallback in (
            (verdict.higher, metric.more, f"higher {metric.label.lower()}"),
            (verdict.lower, metric.less, f"lower {metric.label.lower()}"),
        ):
            if in_nearly_all(count / verdict.pairs, verdict.pairs):
                found.append(words or fallback)
    return found


def fan_title(
    labels: Sequence[str], span: str, metrics: Sequence[Metric], verdicts: Sequence[Verdict]
) -> str:
    """Return the headline; with one policy against the reference it states what nearly all futures share."""
    if len(labels) == 1:
        return f"{dated(labels[0], span)}: how the simulated futures unfold"
    if len(labels) > 2:
        return f"{len(labels) - 1} policies against {dated(labels[0], span)}"
    subject = f"{labels[1]} against {labels[0]}"
    if not verdicts or min(verdict.pairs for verdict in verdicts) < FEWEST_FUTURES:
        return dated(subject, span)
    found = _findings(metrics, verdicts)
    outcome = listed(found) if found else "no clear difference"
    return f"{subject}: {outcome} in at least 9 of 10 futures by {span[-4:]}"


def strip_titles(metric: Metric, verdict: Verdict | None) -> list[str]:
    """Return titles of the paired-difference strip, the fullest first."""
    plain = "Difference in the same future"
    if verdict is None or verdict.pairs == 0:
        return [plain, "Paired difference"]
    if verdict.pairs == 1:
        size = compact(verdict.size, metric.digits, signed=True)
        return [f"{plain}: {size} at the end", plain, "Paired difference"]
    word = "better" if metric.better else "higher"
    count = share(verdict.better(metric), verdict.pairs)
    same = verdict.pairs - verdict.higher - verdict.lower
    if same == verdict.pairs:
        return [f"{plain}: none at the end", "No difference"]
    ties = f", same in {share(same, verdict.pairs)}" if same else ""
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
