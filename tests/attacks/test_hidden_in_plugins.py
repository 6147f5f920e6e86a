"""What a plug-in says of itself is text like any other: what cannot be seen in it is refused where it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from diplosim.cli import cli

OUTCOME = (
    "from diplosim.metrics import Outcome\n"
    'MINE = Outcome("my_out", {meaning!r}, {unit!r}, label={label!r}, source={source!r}, made=lambda m, w: 1.0)\n'
)
POLICY = (
    "from dataclasses import replace\nfrom diplosim.policies import get\n"
    'POLICY = replace(get("corridor"), name="mine", {field}="a\\x1b[2Jb", options=())\n'
)
PLAIN = {"meaning": "a", "unit": "count", "label": "b", "source": "c"}


@pytest.mark.parametrize("field", PLAIN)
@pytest.mark.parametrize("sign", ["\x1b[31m", "\u202e", "\x07"])
def test_an_outcome_with_hidden_characters_is_refused(field: str, sign: str, tmp_path: Path) -> None:
    plugin = tmp_path / "own.py"
    plugin.write_text(OUTCOME.format(**{**PLAIN, field: f"x{sign}y"}), encoding="utf-8")
    done = CliRunner().invoke(cli, ["outcomes", "--plugin", str(plugin)])
    assert done.exit_code == 2 and sign[0] not in done.output
    assert f"its {field} holds the character U+{ord(sign[0]):04X}" in " ".join(done.output.split())


@pytest.mark.parametrize("field", ["title", "summary", "hypothesis", "source", "risk"])
def test_a_policy_with_hidden_characters_is_refused(field: str, tmp_path: Path) -> None:
    plugin = tmp_path / "own.py"
    plugin.write_text(POLICY.format(field=field), encoding="utf-8")
    done = CliRunner().invoke(cli, ["policies", "mine", "--plugin", str(plugin)])
    assert done.exit_code == 2 and "\x1b" not in done.output
    assert f"its {field} holds the character U+001B" in " ".join(done.output.split())


def test_plain_texts_pass(tmp_path: Path) -> None:
    plugin = tmp_path / "own.py"
    plugin.write_text(OUTCOME.format(**PLAIN), encoding="utf-8")
    assert "my_out" in CliRunner().invoke(cli, ["outcomes", "--plugin", str(plugin)]).output
