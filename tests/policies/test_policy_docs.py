"""The documentation of policies says what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from diplosim.policies.levers import Settings
from diplosim.policies.listing import LEVERS, markdown, refreshed
from diplosim.policies.registry import builtin_policies

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
HEAVY = ("numpy", "pandas", "mesa", "networkx", "matplotlib", "scipy", "pyarrow", "rich")


def test_the_table_of_policies_is_up_to_date() -> None:
    assert refreshed(PAGE) == PAGE, "run: python -m diplosim.policies.listing docs/policies.md"
    for policy in builtin_policies():
        assert PAGE.count(f"| `{policy.name}` |") >= 2 + len(policy.options)


def test_an_outdated_table_is_replaced_and_nothing_else() -> None:
    outdated = PAGE.replace("Humanitarian corridor", "Something else")
    assert outdated != PAGE and refreshed(outdated) == PAGE
    assert markdown() in PAGE


def test_the_example_on_the_page_is_the_example_file() -> None:
    shown = re.search(r"<!-- example: (\S+) -->\n\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    assert (ROOT / shown[1]).read_text(encoding="utf-8") == shown[2]


def test_every_lever_has_a_word() -> None:
    assert set(LEVERS) == set(Settings.__dataclass_fields__)


def test_the_table_of_levers_says_what_each_is_called_in_a_policy_of_ones_own() -> None:
    table = PAGE.split("## What the levers do")[1].split("## ")[0]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| ")][2:]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row[2])]
    scoped = {"rivals", "pooled"}  # settings for single tables, told under "Which tables a policy binds"
    assert sorted(named) == sorted(set(Settings.__dataclass_fields__) - scoped - {"W_strength"})


def test_the_yaml_on_the_page_is_a_scenario(tmp_path: Path) -> None:
    from diplosim.policies import compose
    from diplosim.scenario import Scenario

    block = re.search(r"```yaml\n(policies:.*?)```", PAGE, re.DOTALL)
    assert block is not None
    path = tmp_path / "page.yaml"
    path.write_text("scenario: 1\nname: page\n" + block[1], encoding="utf-8")
    assert compose(Scenario.load(path)).warnings == ()


def test_importing_policies_stays_light() -> None:
    code = f"import sys, diplosim.policies; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_sources_go_by_the_names_of_the_evidence_tables() -> None:
    """One name for one source: the letter of a claim (K1, P2 ...) stands behind the key of ``sources.csv``."""
    from diplosim import evidence

    keys = {row["key"] for row in evidence.load("sources")}
    brief = "South Korean institute brief c. 2019"
    names = {"K": "Kim 2022", "P": "Park 2023", "H": brief, "C": "Seoul conference 2025"}
    assert set(names.values()) <= keys
    claims = 0
    for policy in builtin_policies():
        for before, letter in re.findall(r"([^();]+?) \(([KPHC])[0-9]", policy.source):
            assert before.endswith(names[letter]), policy.name
            claims += 1
        assert "brief 2019" not in policy.source.replace(brief, "") and "report" not in policy.source
    assert claims > 10
