"""All ratios of the compiled engine side by side, in one run.

Times of this machine, whatever else it is doing: quote the ratios, with their spread, and the load printed above them.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTIONS = {
    "mesa": "against_mesa",
    "c": "against_c",
    "phases": "phases",
    "scaling": "scaling",
    "slider": "slider",
    "bulk": "bulk",
    "startup": "startup",
}


def main() -> None:
    """Print the chosen sections."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("sections", nargs="*", help=f"some of: {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="few repetitions and small cases: does it work?")
    given = parser.parse_args()
    unknown = [name for name in given.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    for name in given.sections or SECTIONS:
        importlib.import_module(f"benchmarks.{SECTIONS[name]}").main(given.quick)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name
    main()
