"""Does a test notice a fault? A sample of cosmic-ray's mutants of a part of the package, met by the part's tests.

``python -m tests.mutants rules --count 30 --seed 2`` (extra `mutants`) says of each mutant whether a test fails, and
shows those that live; it works on a copy of the tree. Mutants that put a bit operator between floats are left out, for
they fail anywhere; so are those of imports for type checkers.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = re.compile(r"_(BitAnd|BitOr|BitXor|LShift|RShift)|RemoveDecorator|ExceptionReplacer_")
TIMEOUT = 300.0
PYTEST = (
    f"{sys.executable} -m pytest -x -q -n 0 -p no:cacheprovider --ignore tests/rules/test_rules_compile.py"
)
#: Part -> its files, how many of their mutants are drawn, and the tests that should notice.
PARTS = {
    "rules": (
        ["diplosim/rules/*.py"],
        200,
        "tests/rules tests/model/actors/test_golden_table.py tests/golden -k 'not compiled and not compari'",
    ),
    "statistics": (
        ["diplosim/analysis/paired.py", "diplosim/analysis/crossed.py", "diplosim/wording/verdicts.py"],
        65,
        "tests/analysis/test_*.py tests/wording/test_verdicts.py",
    ),
    "store": (
        ["diplosim/experiment/store.py", "diplosim/experiment/computed.py"],
        60,
        "tests/experiment/test_store*.py tests/experiment/test_chunk_files.py -k 'not engines_give'",
    ),
}


def drawn(patterns: Sequence[str], count: int, seed: int) -> list[tuple[str, str, int, int]]:
    """File, operator, occurrence and line of some mutants, always the same of the same code."""
    from cosmic_ray.commands.init import _all_work_items

    found = []
    for path in (path for pattern in patterns for path in ROOT.glob(pattern) if path.name != "__init__.py"):
        lines = path.read_text(encoding="utf-8").split("\n")
        for (mutation,) in (item.mutations for item in _all_work_items([path], {})):
            line = mutation.start_pos[0]
            if not LEFT_OUT.search(mutation.operator_name) and "TYPE_CHECKING" not in lines[line - 1]:
                name = path.relative_to(ROOT).as_posix()
                found.append((name, mutation.operator_name, mutation.occurrence, line))
    return random.Random(seed).sample(sorted(found), min(count, len(found)))


def tried(part: str, count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Each drawn mutant of a part: its place and operator, whether it was killed or lives, and its difference."""
    from cosmic_ray.mutating import mutate_and_test
    from cosmic_ray.work_item import MutationSpec

    patterns, _, tests = PARTS[part]
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(
            ROOT, Path(folder) / "tree", ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
        command = f"sh -c \"cd '{copy}' && PYTHONPATH='{copy}' PYTHONDONTWRITEBYTECODE=1 {PYTEST} {tests}\""
        for name, operator, occurrence, line in drawn(patterns, count, seed):
            spec = MutationSpec(copy / name, operator, occurrence, (line, 0), (line, 1))
            result = mutate_and_test([spec], command, TIMEOUT)
            yield f"{name}:{line} {operator}", result.test_outcome.value, result.diff or ""


def main() -> None:
    """Tries the parts that are asked for, and prints every mutant as it is decided."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parts", nargs="*", default=[*PARTS], metavar="PART", help=", ".join(PARTS))
    arguments.add_argument("--count", type=int, help="mutants of each part, instead of its own number")
    arguments.add_argument("--seed", type=int, default=1, help="another seed draws other mutants")
    asked = arguments.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        arguments.error(f"no such part: {', '.join(sorted(unknown))} (there are {', '.join(PARTS)})")
    for part in asked.parts:
        outcomes = []
        for mutant, outcome, difference in tried(part, asked.count or PARTS[part][1], asked.seed):
            outcomes.append(outcome)
            lives = outcome == "survived"
            print(f"{outcome}: {mutant}", *([difference] if lives else []), sep="\n", flush=True)
        print(
            f"{part}: {len(outcomes)} mutants,", *(f"{outcomes.count(o)} {o}" for o in sorted(set(outcomes)))
        )


if __name__ == "__main__":
    main()
