"""The live page in real Chromium: from the event of a slider to redrawn charts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.portable import GOAL_PREVIEW, GOAL_WHOLE
from benchmarks.timing import show, spread, verdict
from diplosim.page.build import page
from tests.page.browsing import DESKTOP, MOVE, Live, chromium

LINK = "#world=status_quo&policy=pooled_fund&n=1000"


def main(quick: bool) -> None:
    """Every move but the first two, which warm up; needs Chromium and the extra ``browser``."""
    with tempfile.TemporaryDirectory() as folder, chromium() as running:
        file = Path(folder, "page.html")
        file.write_text(page(), encoding="utf-8")
        one = Live(running, file, LINK, DESKTOP, checked=False)
        cores = one.ask("navigator.hardwareConcurrency")
        taken = []
        for _ in range(3 if quick else 32):
            one.page.wait_for_timeout(300)  # as long as a hand rests
            taken.append(one.ask(MOVE))
        one.close()
    rows = []
    for what, name, goal in (
        ("preview, 128 replicates", "early", GOAL_PREVIEW),
        ("1000 replicates of 120 months", "whole", GOAL_WHOLE),
    ):
        times = spread([move[name] / 1e3 for move in taken[2:]])
        rows.append((what, times.text(1e3, 0), verdict(times.middle, goal, at_least=False)))
    title = f"From a slider's event to redrawn charts in Chromium, {cores} cores, {len(taken) - 2} moves; wall time, ms"
    show(title, ("drawn", "ms", "goal, s"), rows)
