"""How long it takes to make the world of a draw: written into a packed scenario, against checked and packed anew.

Processor time of one thread, the least of five; goal: 0.4 ms a draw.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name

from diplosim.calibration.batch import NAMES, World, from_unit  # noqa: E402
from diplosim.calibration.smc import generator  # noqa: E402
from diplosim.calibration.summaries import FASTEST_FIRST  # noqa: E402
from diplosim.engine.pack import Template  # noqa: E402
from diplosim.experiment.posterior import with_draw  # noqa: E402
from diplosim.scenario import Scenario  # noqa: E402

DRAWS = 100
REPEATS = 5
GOAL_MS = 0.4


def milliseconds(work: Callable[[], object]) -> float:
    """Least processor time of some repeats of work done once before: others on the machine only slow it."""
    work()
    taken = []
    for _ in range(REPEATS):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return 1000.0 * min(taken)


def main() -> None:
    print(f"{'scenario':32s} {'written over':>14s} {'template':>10s} {'ratio':>7s}")
    for name in FASTEST_FIRST:
        scenario = Scenario.load(name)
        world, template = World(scenario, NAMES), Template(scenario)
        draws = from_unit(generator(1).random((DRAWS, len(NAMES))))
        draw = dict(zip(NAMES, map(float, draws[0]), strict=True))
        written = milliseconds(lambda world=world, draws=draws: world.packed(draws)) / DRAWS  # type: ignore[misc]
        anew = milliseconds(lambda t=template, s=scenario, d=draw: t.pack(with_draw(s, d)))  # type: ignore[misc]
        verdict = "reached" if written <= GOAL_MS else "MISSED"
        print(f"{name:32s} {written:11.2f} ms {anew:7.1f} ms {anew / written:6.0f}x  {verdict}")


if __name__ == "__main__":
    main()
