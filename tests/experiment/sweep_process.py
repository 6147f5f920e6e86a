"""A sweep in a process of its own, so that a test can kill it: ``python -m tests.experiment.sweep_process FOLDER``.

``FOLDER ENGINE WORKERS KILLS`` does the killing too, in forks of one process that has loaded all libraries: that takes
longer than the sweep. Each fork goes on in ``FOLDER/0``; if it comes to its end, the next begins in ``FOLDER/1``.
"""

from __future__ import annotations

import math
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from tests.experiment.sweeps import plan_of, run, small

CHUNKS = 40


def main(folder: str | Path, engine: str = "mesa", workers: str = "1") -> None:
    definition = small(replicates=8, samples=5)
    print("begun", flush=True)
    sweep = run(definition, plan_of(definition, chunk=3, engine=engine), Path(folder), workers=int(workers))
    print(f"finished {sweep.finished}", flush=True)


def begun(folder: Path, *how: str) -> int:
    """The number of a process that runs the sweep, once it has begun."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.dup2(writing, 1)
            main(folder, *how)
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    os.close(writing)
    assert os.read(reading, 5) == b"begun"
    os.close(reading)
    return child


def ended(child: int, folder: Path, chunks: int, seconds: float) -> bool:
    """Whether the sweep came to its end; it is killed so long after so many chunks are there."""
    due = math.inf
    while time.monotonic() < due:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            assert os.waitstatus_to_exitcode(status) == 0
            return True
        if due == math.inf and stored(folder) >= chunks:
            due = time.monotonic() + seconds
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def stored(folder: Path) -> int:
    """How many chunks are there."""
    return len(list(folder.glob("chunks/*.arrow")))


def kill_and_resume(folder: Path, engine: str, workers: str, kills: int) -> None:
    """Kill sweeps so many times, each a little further on than the last; the end is left alone."""
    import diplosim.analysis.sensitivity
    import diplosim.api.experiments
    import diplosim.cli.run
    import diplosim.model.model  # noqa: F401  what a sweep loads by the way, like the others
    from diplosim.engine.pack import pack
    from diplosim.experiment.engines import prepare
    from diplosim.scenario import Scenario

    if engine == "compiled":
        prepare(pack(Scenario.from_dict({"scenario": 1, "months": 1})), print)
    chooser = random.Random(2)
    killed = finished = 0
    while killed < kills:
        place = folder / str(finished)
        due = min(stored(place) + chooser.choice((0, 0, 1, 2, 3)), CHUNKS)
        if ended(begun(place, engine, workers), place, due, chooser.uniform(0.0, 0.1)):
            finished += 1
        else:
            killed += 1
            print("killed after", stored(place), flush=True)
    assert ended(begun(folder / str(finished), engine, workers), folder, CHUNKS, 0.0)
    print("finished", finished + 1, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        kill_and_resume(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main(*sys.argv[1:])
