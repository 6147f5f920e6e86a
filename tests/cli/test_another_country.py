"""An invented country: no command says the name of another one, and the code outside `cases/` hardly does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.cases import present
from diplosim.page.build import unpacked
from diplosim.scenario import named_case

Call = Callable[..., Result]
ROOT = Path(ds.__file__).parent
FOREIGN = re.compile(r"DPRK|Korea\b|Pyongyang|Seoul|북한|\bROK\b|_rok\b|_jpn\b|Japan")
NAMED = re.compile(r"DPRK|Korea\b|Pyongyang")
CASE = "scenario: 1\ncase: norvania\nname: n\nmonths: 24\nreplicates: 2\nseed: 3\n"

#: Where the code still names the default case, and why.
ALLOWED = {
    "__init__.py": "what the package was made for",
    "cases/__init__.py": "examples in docstrings",
    "history": "the record is that of the default case",
    "calibration": "a fit to that record",
    "analysis/claims": "claims about the default case",
    "evidence": "the record itself",
    "page/web/korean.js": "Korean names of the actors of the default case, which no other cast has",
    "metrics/column.py": "columns of single donors, which results of other cases leave out",
    "policies/catalogue": "proposals for the peninsula, with their sources",
    "rules/sanctions.py": "the source of an estimate",
    "scenario/case.py": "examples in the help of a field",
    "scenario/parameters": "sources of default values",
    "wording/names.py": "words that are written with capitals",
}


def said_in(path: Path) -> str:
    """All that a file says to people, packed or not."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        texts = [
            str(set(table[name].to_pylist()))
            for name in table.column_names
            if "string" in str(table[name].type)
        ]
        return " ".join([*table.column_names, *texts])
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".html" and (data := re.search(r'id="data">([^<]+)<', text)):
        # The Korean side of any page knows the names of the default cast; no other cast has them.
        for actor in named_case().actors:
            text = re.sub(rf'"?{re.escape(actor.name)}"?:"[^"]*"', "", text)
        # Sources of proposals and values keep their words, and so does the one proposal made for South Korea itself.
        text += re.sub(r'"(?:source":"[^"]*|summary":"South Korea, [^"]*)"', "", unpacked(data[1]).decode())
    return text


def check(text: str, where: str) -> None:
    found = [text[max(0, m.start() - 50) : m.end() + 30] for m in FOREIGN.finditer(text)]
    assert not found, f"{where}: {found[:5]}"


@pytest.mark.slow
def test_no_command_says_another_countrys_name(call: Call, here: Path) -> None:
    Path("n.yaml").write_text(CASE, encoding="utf-8")
    commands = {
        "validate": ["n.yaml"],
        "run": ["n.yaml", "--policy", "pooled_fund", "--out", "r", "--csv"],
        "compare": ["r"],
        "explain": ["r", "--refused"],
        "plot": ["r"],
        "report": ["r"],
        "explore": ["n.yaml", "-o", "page.html"],
        "play": ["n.yaml", "--as", "CAS"],
    }
    for name, arguments in commands.items():
        result = call(name, *arguments)
        assert result.exit_code == 0 or name == "play", (name, result.output)
        assert "Traceback" not in result.output
        check(result.output, name)
    assert "Norvania" in call("compare", "r").output
    files = [path for path in here.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert {".html", ".svg", ".csv", ".jsonl", ".parquet"} <= {path.suffix for path in files}
    for path in files:
        check(said_in(path), path.relative_to(here).as_posix())
    assert "Health diplomacy with Norvania" in Path("page.html").read_text(encoding="utf-8")


def test_sentences_speak_of_the_country_of_the_run_and_are_as_they_were_afterwards() -> None:
    before = present()
    model = ds.DiplomacyModel(
        ds.Scenario.from_dict({"scenario": 1, "case": "norvania", "months": 12}), log=True
    )
    model.run()
    reasons = " ".join(record["reason"] for record in model.records())
    assert "Norvania" in reasons
    check(reasons, "records")
    assert present() == before and before.called == "the DPRK"


def test_code_outside_the_cases_says_no_countrys_name_but_where_it_must() -> None:
    """Comments and docstrings count as well."""
    found = {}
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix not in (".py", ".js", ".jinja", ".html") or name.startswith(tuple(ALLOWED)):
            continue
        lines = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if NAMED.search(line)]
        if lines:
            found[name] = lines
    assert not found
