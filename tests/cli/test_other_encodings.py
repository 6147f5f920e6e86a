"""Terminals and files whose encoding lacks a minus sign, an ellipsis or Korean letters."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import diplosim
from diplosim.cli.plain import PLAIN, plain

PACKAGE = Path(diplosim.__file__).parent
ENCODINGS = ("ascii", "cp1252", "cp949", "latin-1", "cp437", "utf-8")
DRAWN_ONLY = {"figures", "report"}
"""Rooms whose words go to files in UTF-8."""


def signs() -> dict[str, str]:
    """Every sign beyond ASCII that a text of the package holds, and a file where."""
    found: dict[str, str] = {}
    for file in PACKAGE.rglob("*.py"):
        place = file.relative_to(PACKAGE)
        if place.parts[0] in DRAWN_ONLY or place.name == "plain.py":
            continue
        texts = [node.value for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Constant) and isinstance(node.value, str)]  # fmt: skip
        found |= {letter: str(place) for letter in "".join(texts) if not letter.isascii()}
    return found


@pytest.mark.slow
def test_every_sign_that_is_printed_has_others_that_stand_for_it() -> None:
    printed = {letter: where for letter, where in signs().items() if letter.isprintable() or letter == "\xa0"}
    assert {"−", "–", "×"} <= set(printed)
    assert {letter: where for letter, where in printed.items() if letter not in PLAIN} == {}
    assert all(other.isascii() and "?" not in other for other in PLAIN.values())


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_letter_is_never_a_question_mark(encoding: str) -> None:
    for letter in [*PLAIN, "남", "國", "é", "ß", "😀", "ﬁ", "Ł"]:
        found = plain(letter, encoding)
        assert found and "?" not in found
        found.encode(encoding)
    assert plain("−", encoding) == "-" and plain("ü", "ascii") == "u" and plain("남", "ascii") == "\\ub0a8"


def spoken(encoding: str, folder: Path) -> str:
    """What a comparison tells in a terminal of this encoding."""
    for name, policies in (("base", "[]"), ("fund", "[pooled_fund]")):
        text = f"scenario: 1\nname: {name}\ntitle: 기금 – {name}…\nmonths: 24\nseed: 5\nreplicates: 3\n"
        text += f"policies: {policies}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    package = {"PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "0", "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-m", "diplosim", "run", "base.yaml", "fund.yaml", "--no-figures", "--engine", "mesa"],
        cwd=folder, env={**os.environ, **package, "PYTHONIOENCODING": encoding}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (done.stdout + done.stderr).decode(encoding)


@pytest.mark.slow
def test_what_is_told_in_utf_8_has_its_own_signs(tmp_path: Path) -> None:
    told = spoken("utf-8", tmp_path)
    assert "−" in told and "?" not in told.replace("why?", "")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp949"])
def test_what_is_run_and_told_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    told = spoken(encoding, tmp_path)
    assert "?" not in told
    assert "-" in told and "−" not in told
