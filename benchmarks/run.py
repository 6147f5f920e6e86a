"""All ratios of the compiled engine side by side, in one run.

Times of this machine, whatever else it is doing: quote the ratios, with their spread, and the load printed above them.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Section -> its module and function.
SECTIONS = {
    "mesa": ("compiled", "against_mesa"),
    "phases": ("phases", "main"),
    "scaling": ("compiled", "scaling"),
    "slider": ("compiled", "slider"),
    "bulk": ("bulk", "main"),
    "startup": ("startup", "main"),
    "weight": ("weight", "main"),
    "portable": ("portable", "main"),
    "browser": ("browser", "main"),
}


def main() -> None:
    """Print the chosen sections."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("sections", nargs="*", help=f"some of: {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="small cases, each once: does it work?")
    given = parser.parse_args()
    unknown = [name for name in given.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    for name in given.sections or SECTIONS:
        module, function = SECTIONS[name]
        getattr(importlib.import_module(f"benchmarks.{module}"), function)(given.quick)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # the folder of this file would hide modules of the same name
    main()
