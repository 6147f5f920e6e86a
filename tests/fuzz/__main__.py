"""``python -m tests.fuzz --inputs 100000``: inputs through all doors; what is found is kept in tests/fuzz/found."""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.fuzz import Input
from tests.fuzz.doors import LATE, confirmed, part
from tests.fuzz.inputs import finished

#: Inputs that a worker takes at a time.
PART = 500
FOUND = Path(__file__).with_name("found")


def results() -> dict[str, bytes]:
    """The good results that some inputs damage."""
    with tempfile.TemporaryDirectory() as folder:
        return finished(Path(folder))


def answers(
    numbers: range, good: dict[str, bytes], workers: int
) -> tuple[Counter[str], list[tuple[Input, str]]]:
    """Inputs by door, and what is wrong with which; a process that ends by itself ends all of it with an error."""
    doors: Counter[str] = Counter()
    wrong: list[tuple[Input, str]] = []
    parts = [numbers[first : first + PART] for first in range(0, len(numbers), PART)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        workers, mp_context=spawn
    ) as pool:  # Python 3.11 hangs where workers are replaced
        for count, done in enumerate(as_completed([pool.submit(part, (one, good)) for one in parts]), 1):
            counted, found = done.result()
            doors += counted
            wrong += found
            print(f"{count} of {len(parts)} parts", *(text for _, text in found), sep="\n  ", flush=True)
    return doors, wrong


def main() -> int:
    """Say what was found; 0 if nothing was."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--keep", action="store_true", help="keep what is found in tests/fuzz/found")
    given = parser.parse_args()
    good, began = results(), time.monotonic()
    doors, wrong = answers(range(given.first, given.first + given.inputs), good, given.workers)
    late = sum(found == LATE for _, found in wrong)
    reasons: dict[str, list[Input]] = {}
    for one, found in confirmed(wrong, good):
        if found not in reasons:
            print(f"{one.door}: {found}\n  {' '.join(one.arguments)[:300]}", flush=True)
        reasons.setdefault(found, []).append(one)
    for found, inputs in reasons.items():
        smallest = min(inputs, key=lambda one: len(one.to_json()))
        if given.keep:
            FOUND.mkdir(exist_ok=True)
            name = hashlib.sha256(found.encode()).hexdigest()[:8]
            (FOUND / f"{smallest.door}_{name}.json").write_text(smallest.to_json(), encoding="utf-8")
    count = sum(map(len, reasons.values()))
    told = ", ".join(f"{door} {number}" for door, number in sorted(doors.items()))
    print(f"{given.inputs} inputs ({told}) in {time.monotonic() - began:.0f} s")
    print(f"{late} were answered late beside others and asked again alone")
    print(f"{count} wrong answers of {len(reasons)} kinds")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
