"""``python -m tests.golden``: check the golden numbers on every engine; ``--update`` records them anew."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.golden.house import ENGINES, everything
from tests.golden.report import told
from tests.golden.tables import FOLDER, KEYS, kept, read, write


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER) -> int:
    """Say what moved; 0 if nothing did or it was recorded, 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden",
        description="Play every shipped scenario, every policy, two comparisons and a small sweep again, and say "
        "what is not as recorded in tests/golden/*.csv.",
    )
    parser.add_argument("--update", action="store_true", help="record the new numbers, on purpose")
    update = parser.parse_args(arguments).update
    recorded = {name: read(name, folder) for name in KEYS}
    found = {}
    for engine in ENGINES:
        print(f"playing on the engine {engine} ...", file=sys.stderr, flush=True)
        found[engine] = everything(engine)
    first, *others = (found[engine] for engine in ENGINES)
    apart = [line for other in others for line in told(first, other)]
    if apart:
        print(*apart, sep="\n")
        print(f"{len(apart)} differences between the engines (mesa -> compiled); nothing was recorded")
        return 1
    lines = told(recorded, first)
    print(*lines, sep="\n", end="\n" if lines else "")
    if not update:
        print(f"{len(lines)} moved" if lines else "nothing moved")
        return 1 if lines else 0
    for name, table in first.items():
        write(name, kept(name, recorded[name], table), folder)
    print(f"{len(lines)} moved and recorded" if lines else "nothing moved")
    return 0


if __name__ == "__main__":
    sys.exit(main())
