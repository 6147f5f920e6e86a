"""A sweep in a process of its own, so that a test can kill it: ``python -m tests.experiment.sweep_process FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.experiment.sweeps import plan_of, run, small


def main(folder: str, engine: str = "mesa", workers: str = "1") -> None:
    definition = small(replicates=8, samples=5)
    print("begun", flush=True)
    sweep = run(definition, plan_of(definition, chunk=3, engine=engine), Path(folder), workers=int(workers))
    print(f"finished {sweep.finished}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
