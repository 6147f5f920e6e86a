"""Does a test notice a fault? A sample of cosmic-ray's mutants of a part of the package, met by the part's tests.

``python -m tests.mutants rules`` (extra `mutants`) says which mutants live; it works on a copy of the tree. Mutants
that put a bit operator between floats are left out, for they fail anywhere; so are those of imports for type checkers.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = 1
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
        ["diplosim/experiment/store.py", "diplosim/experiment/chunk.py"],
        60,
        "tests/experiment/test_store*.py tests/experiment/test_chunk_files.py -k 'not engines_give'",
    ),
}


def drawn(patterns: Sequence[str], count: int) -> list[tuple[str, str, int, int]]:
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
    return random.Random(SEED).sample(sorted(found), count)


def survivors(part: str) -> list[str]:
    """The drawn mutants of a part that its tests do not notice, as differences of the code."""
    from cosmic_ray.mutating import mutate_and_test
    from cosmic_ray.work_item import MutationSpec, TestOutcome

    patterns, count, tests = PARTS[part]
    alive = []
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(
            ROOT, Path(folder) / "tree", ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
        command = f"sh -c \"cd '{copy}' && PYTHONPATH='{copy}' PYTHONDONTWRITEBYTECODE=1 {PYTEST} {tests}\""
        for name, operator, occurrence, line in drawn(patterns, count):
            place = copy / name
            spec = MutationSpec(place, operator, occurrence, (line, 0), (line, 1))
            result = mutate_and_test([spec], command, TIMEOUT)
            if result.test_outcome == TestOutcome.SURVIVED:
                alive.append(f"{name}:{line} {operator}\n{result.diff}")
    return alive


if __name__ == "__main__":
    for one in sys.argv[1:] or PARTS:
        left = survivors(one)
        print(*left, f"{one}: {PARTS[one][1]} mutants, {len(left)} alive", sep="\n")
