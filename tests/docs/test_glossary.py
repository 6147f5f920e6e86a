"""The glossary has every verdict and every analysis, and words that nobody uses elsewhere are not used here."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from diplosim.cli import cli
from diplosim.wording.verdicts import CLAIM, DIFFERENCE, STRUCTURE

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in row)
    for row in re.findall(r"^\| ([^|]+)\| (.+) \|$", GLOSSARY, re.MULTILINE)
]
#: Commands that are an analysis, and what the analysis is called where it is not the command.
ANALYSES = {"discover": "discovery"} | {
    name: name for name in ("compare", "sensitivity", "robustness", "ablation", "structure", "findings")
}
#: Words of earlier versions that readers had to guess.
BANNED = (
    "manieth",
    "luck blurs",
    r"\bhappenings?\b",
    r"\bspokes?\b(?! (most|for))",
    r"\bweather\b|_weather\b",
)
TEXTS = [
    path
    for folder, ends in (("diplosim", ("py", "jinja", "css")), ("docs", ("md",)))
    for end in ends
    for path in sorted((ROOT / folder).rglob(f"*.{end}"))
] + [ROOT / "README.md"]


@pytest.mark.parametrize("verdicts", [DIFFERENCE, CLAIM, STRUCTURE], ids=["difference", "claim", "structure"])
def test_every_verdict_stands_in_the_glossary_with_the_meaning_that_the_code_declares(
    verdicts: dict[str, str],
) -> None:
    assert [item for item in verdicts.items() if item not in ROWS] == []


def test_every_analysis_stands_in_the_glossary_under_its_name() -> None:
    words, commands = {word for word, _ in ROWS}, cli.list_commands(click.Context(cli))
    for command, analysis in ANALYSES.items():
        assert command in commands and analysis in words, command


def test_no_word_is_explained_twice_outside_the_lists_of_verdicts() -> None:
    words = [
        word for word, meaning in ROWS if word not in {*DIFFERENCE, *CLAIM, *STRUCTURE} and word != "word"
    ]
    several = {word for word in words if words.count(word) > 1}
    assert several <= {"verdict", "analysis"}, several


@pytest.mark.slow
@pytest.mark.parametrize("word", BANNED)
def test_a_word_that_readers_had_to_guess_is_not_used(word: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in TEXTS
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(word, line, re.IGNORECASE)
    ]
    assert found == []
