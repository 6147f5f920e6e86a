"""What compiling the engine leaves alone, and what the types of its records catch."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

numba = pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

from diplosim.engine import jit, module  # noqa: E402, F401  # `jit` teaches Numba the numeric rules
from diplosim.rules import numeric  # noqa: E402

USERS_OWN = """
import numba
from diplosim.engine import jit, kernel
from diplosim.rules.outcomes import musd

waiting = len(jit.waiting)
assert waiting > 100, waiting

@numba.njit
def twice(x):
    return 2 * x

assert twice(3) == 6 and len(jit.waiting) == waiting

@numba.njit
def borrowed(x):
    return musd(x)

try:
    borrowed(3)
except numba.TypingError:
    print("a rule is a plain function to a user's own compiled code")
"""

ROOT = Path(__file__).parents[2]
MISSPELT = """
from diplosim.metrics.state import State, World

def engagement(world: World, s: State) -> float:
    return s.{field}
"""


@pytest.mark.slow
def test_a_users_own_compiled_function_does_not_touch_our_rules() -> None:
    done = subprocess.run([sys.executable, "-c", USERS_OWN], capture_output=True, text=True, check=False)
    assert "a plain function" in done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("field", "errors"), [("engagement", 0), ("engagment", 1)])
def test_a_misspelt_field_of_a_record_is_a_type_error(tmp_path: Path, field: str, errors: int) -> None:
    own = tmp_path / "own.py"
    own.write_text(MISSPELT.format(field=field), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(own)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.count('"State" has no attribute "engagment"') == errors, done.stdout
    assert done.returncode == errors


@pytest.mark.slow
@pytest.mark.parametrize(
    "x", [1.0, 0.75, 3.5e17, 5e-324, 2.2250738585072014e-308, 1e-310, 1.7976931348623157e308]
)
def test_powers_of_two_by_their_bits_are_those_of_the_library(x: float) -> None:
    @numba.njit
    def by_bits(x: float) -> tuple[float, int]:
        return numeric.split(x)

    mantissa, exponent = by_bits(x)
    assert (mantissa, exponent) == math.frexp(x)

    @numba.njit
    def scaled(x: float, k: int) -> float:
        return numeric.scaled(x, k)

    for k in (-1000, -1, 0, 1, 1000):
        assert scaled(1.25, k) == math.ldexp(1.25, k)

    @numba.njit
    def whole(x: float) -> float:
        return numeric.whole(x)

    for y in (0.0, 0.5, -0.5, 2.0, -2.0, 1009.9999999999999, -1009.0000000000001):
        assert whole(y) == math.floor(y)


def test_the_digest_covers_the_declarations_that_the_kernel_is_made_of() -> None:
    names = {f"{file.parent.name}/{file.name}" for file in module.SOURCES}
    assert {"rules/outcomes.py", "metrics/monthly.py", "metrics/outcomes.py", "metrics/state.py"} <= names
    assert "engine/kernel.py" in names and "metrics/columns.py" not in names


NAMES = """
import numba, sys
from diplosim.engine import jit, records
if sys.argv[1] == "late":
    for i in range(7):
        numba.typeof(__import__("numpy").zeros(1, dtype=[(f"x{i}", "f8")]))
for room in (records.LEAST, records.LARGE):
    for make in (records.world_dtype, records.state_dtype, records.levers_dtype):
        print(numba.core.funcdesc.default_mangler("f", (numba.from_dtype(make(room)),)))
"""


@pytest.mark.slow
def test_names_in_compiled_code_tell_records_of_two_sizes_apart_in_whatever_process() -> None:
    early, late = (
        subprocess.run(
            [sys.executable, "-c", NAMES, when], capture_output=True, text=True, check=True
        ).stdout.split()
        for when in ("early", "late")
    )
    assert early == late
    assert len(set(early)) == 6
