"""An invented country: no command says the name of another one, and the code outside `cases/` hardly does."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result

import diplosim as ds
from diplosim.cases import present
from diplosim.cli.front import COMMANDS
from diplosim.page.build import unpacked
from diplosim.scenario import named_case

Call = Callable[..., Result]
ROOT = Path(ds.__file__).parent
#: Names of the default case, and of what belongs to it alone.
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
    "page/web/korean.js": "Korean names of the actors of the default case, which no other cast has",
    "metrics/column.py": "columns of single donors, which results of other cases leave out",
    "policies/catalogue": "proposals for the peninsula, with their sources",
    "rules/sanctions.py": "the source of an estimate",
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
    text = re.sub('Source: [^"]*"', "", path.read_bytes().decode("utf-8", "replace"))
    if path.suffix == ".html" and (data := re.search(r'id="data">([^<]+)<', text)):
        # The Korean side of any page knows the names of the default cast; no other cast has them.
        for actor in named_case().actors:
            text = re.sub(rf'"?{re.escape(actor.name)}"?:"[^"]*"', "", text)
        # Sources of proposals and values keep their words.
        text += re.sub(r'"source":"[^"]*"', "", unpacked(data[1]).decode())
    return text


def check(text: str, where: str) -> None:
    found = [text[max(0, m.start() - 50) : m.end() + 30] for m in FOREIGN.finditer(text)]
    assert not found, f"{where}: {found[:5]}"


SWEEP = """\
experiment: 1
name: sweep
scenario: n.yaml
reference: n
arms: {n: [], bundle: [ghd_bundle]}
ablate: [bundle]
vary: {provocation.b_N: {uniform: [0, 2]}, trust.rule: {values: [logodds, ewma]}}
design: {method: lhs, samples: 20, cross: [trust.rule]}
replicates: 1
"""
DESIGN = """\
design: 1
name: d
scenario: n.yaml
levers: {grit: null, pooled_fund: {prefund: {values: [0, 1]}}}
vary: {provocation.b_N: default_range}
draws: 4
population: 4
generations: 2
replicates: 2
"""
#: Every command, as it is called about the invented country, in an order in which each finds what it needs.
PLAYED = {
    "schema": ["schema", "scenario", "--case", "norvania"],
    "scenarios": ["scenarios", "--case", "norvania"],
    "experiments": ["experiments", "--case", "norvania"],
    "policies": ["policies", "--case", "norvania", "--json"],
    "parameters": ["parameters", "--case", "norvania", "--json"],
    "actors": ["actors", "--case", "norvania"],
    "events": ["events", "--json"],
    "outcomes": ["outcomes", "--case", "norvania", "--json"],
    "metrics": ["metrics", "--case", "norvania", "--json"],
    "evidence": ["evidence", "--case", "norvania"],
    "findings": ["findings", "--case", "norvania"],
    "calibrate": ["calibrate", "--case", "norvania"],
    "hindcast": ["hindcast", "--case", "norvania"],
    "facts": ["facts", "--case", "norvania"],
    "new": ["new", "mine", "--case", "norvania"],
    "copy": ["copy", "status_qu"],
    "validate": ["validate", "mine.yaml"],
    "run": ["run", "n.yaml", "--policy", "pooled_fund", "--out", "r", "--csv", "--no-figures"],
    "sweep": ["sweep", "sweep.yaml", "--out", "s", "--no-figures"],
    "rerun": ["rerun", "r", "1", "--out", "again"],
    "verify": ["verify", "r"],
    "compare": ["compare", "r"],
    "events from": ["events", "from", "incidents.csv"],
    "score": ["score", "r", "--observed", "incidents.csv", "--span", "2026-01:2027-12"],
    "sensitivity": ["sensitivity", "s", "--outcome", "events_per_year", "--no-figures"],
    "robustness": ["robustness", "s", "--no-figures"],
    "discover": [
        "discover",
        "s",
        "--outcome",
        "events_per_year",
        "--arm",
        "bundle",
        "--fails",
        "<= -10",
        "--no-figures",
    ],
    "ablation": ["ablation", "s", "--no-figures"],
    "structure": ["structure", "s", "--no-figures"],
    "design": ["design", "design.yaml", "--out", "d", "--no-figures"],
    "explain": ["explain", "r", "--refused"],
    "plot": ["plot", "r"],
    "report": ["report", "r"],
    "export": ["export", "r", "--format", "rocrate"],
    "explore": ["explore", "n.yaml", "-o", "page.html"],
    "play": ["play", "n.yaml", "--as", "CAS"],
}
#: Those that have nothing to say of it, and say so.
WITHOUT = {"scenarios", "experiments", "findings", "calibrate", "hindcast", "facts", "copy"}


@pytest.mark.slow
def test_no_command_says_another_countrys_name(call: Call, here: Path) -> None:
    assert PLAYED.keys() == {*COMMANDS, "events from"}
    for file, text in (("n.yaml", CASE), ("sweep.yaml", SWEEP), ("design.yaml", DESIGN)):
        Path(file).write_text(text, encoding="utf-8")
    Path("incidents.csv").write_text(
        call("evidence", "incidents", "--case", "norvania", "--csv").stdout, "utf-8"
    )
    for name, arguments in PLAYED.items():
        result = call(*arguments)
        if name != "play":  # nobody answers
            assert result.exit_code == (2 if name in WITHOUT else 0), (name, result.output, result.exception)
        assert "Traceback" not in result.output
        check(re.sub(r'("source": "|Source: )[^"]*"', "", result.output), name)  # sources keep their words
    assert "Norvania" in call("compare", "r").output
    files = [path for path in here.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert {".html", ".svg", ".csv", ".jsonl", ".parquet"} <= {path.suffix for path in files}
    for path in files:
        check(said_in(path), path.relative_to(here).as_posix())
    assert "Health diplomacy with Norvania" in Path("page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["findings", "calibrate", "hindcast", "facts"])
def test_a_case_without_the_record_that_a_command_needs_is_told_what_to_bring(
    call: Call, here: Path, command: str
) -> None:
    """Never with numbers of another country."""
    told = call(command, "--case", "norvania")
    assert (told.exit_code, told.stdout) == (2, "")
    for word in (f"diplosim {command}", "'norvania'", "evidence/", "--observed FILE", "case.yaml"):
        assert word in told.stderr
    check(told.stderr, command)


def test_a_case_of_ones_own_brings_its_evidence_along(call: Call, here: Path) -> None:
    """Tables that are there are told; checks that are code for another record are not played on it."""
    shutil.copytree(ROOT / "cases" / "norvania", here / "mine")
    for name in ("fact_bands", "episodes", "target_patterns"):
        (here / "mine" / "evidence" / f"{name}.csv").write_text("id,source\na,nobody\n", encoding="utf-8")
    listed = call("evidence", "--case", "mine").output
    assert "incidents" in listed and "fact_bands" in listed and "not said 1" in listed
    assert "a buoy off Belmark" in call("evidence", "incidents", "--case", "mine", "--csv").output
    for command in ("facts", "hindcast", "calibrate"):
        told = call(command, "--case", "mine")
        assert (told.exit_code, told.stdout) == (2, "")
        assert "code for one record" in told.stderr and "'mine'" in told.stderr


def test_draws_of_another_record_are_not_put_into_a_country_without_one(call: Call, here: Path) -> None:
    Path("n.yaml").write_text(CASE, encoding="utf-8")
    Path("x.yaml").write_text("experiment: 1\nscenario: n.yaml\nvary: posterior\n", encoding="utf-8")
    told = call("run", "x.yaml")
    assert told.exit_code == 2
    assert "x.yaml:3:7: no draws of posterior come with the case 'norvania'" in told.stderr


def test_an_unknown_case_names_its_neighbour(call: Call) -> None:
    told = call("evidence", "--case", "norvanya")
    assert told.exit_code == 2 and "did you mean 'norvania'?" in told.stderr


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
