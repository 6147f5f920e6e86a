"""``diplosim explore``: one file that asks for nothing; what cannot be shown is told."""

from __future__ import annotations

import gzip
import html
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import diplosim as ds
from diplosim.page.build import WEB, bundle, unpacked
from diplosim.page.levers import PageError, _no_data
from diplosim.policies import unload_plugin
from diplosim.policies.registry import builtin_policies
from diplosim.wording.names import with_recipient

Call = Callable[..., Result]


def data_of(path: str) -> dict[str, Any]:
    """What a page knows."""
    found = re.search(r'id="data">([^<]+)<', Path(path).read_text(encoding="utf-8"))
    assert found
    data: dict[str, Any] = json.loads(unpacked(found[1]))
    return data


@pytest.mark.slow
def test_the_page_is_one_small_file_of_which_two_are_the_same(call: Call, here: Path) -> None:
    assert call("explore", "-o", "deep/one.html").output.strip() == "deep/one.html"
    call("explore", "pooled_fund", "-o", "two.html")
    call("explore", "-o", "three.html")
    one = Path("deep/one.html").read_bytes()
    assert one == Path("three.html").read_bytes()
    assert len(one) < 400_000 and len(gzip.compress(one, 9)) < 150_000
    assert not re.search(rb'(?:src|href)="(?!#)', one)
    assert b"default-src 'none'" in one and b"unsafe-inline" not in one
    assert data_of("deep/one.html")["starting"] == "status_quo"
    assert data_of("two.html")["starting"] == "pooled_fund"


@pytest.mark.slow
def test_a_scenario_of_ones_own_is_there_first_and_its_file_can_be_extended(
    call: Call, scenario_file: Callable[..., str]
) -> None:
    name = scenario_file("status_quo", "policies: [corridor]\n", months=24)
    assert call("explore", f"./{name}", "-o", "page.html").exit_code == 0
    data = data_of("page.html")
    preset = next(one for one in data["presets"] if one["name"] == data["starting"])
    assert preset["name"] == "own_status_quo" and preset["policies"][0]["name"] == "corridor"
    assert preset["file"] == str(Path(name).resolve())


@pytest.mark.slow
def test_results_lend_their_scenarios(call: Call, scenario_file: Callable[..., str]) -> None:
    call(
        "run",
        scenario_file("one"),
        scenario_file("two"),
        "--engine",
        "mesa",
        "--out",
        "r",
        "-q",
        "--no-figures",
    )
    assert call("explore", "r", "-o", "page.html").exit_code == 0
    data = data_of("page.html")
    assert data["starting"] == "two" and {"one", "two"} <= {one["name"] for one in data["presets"]}
    files = [one["file"] for one in data["presets"] if "file" in one]
    assert all(Path(file).is_file() for file in files) and len(files) == 2


PLUGIN = """
from diplosim.policies import Option, Policy, Settings
def settings(strength, options):
    return {settings}
TEXTS = dict(title="t", summary="s", hypothesis="h", source="o", risk="r")
POLICY = Policy(name="own_one", settings=settings, **TEXTS, options=(
    Option("days", 30.0, "number", "days", "delay", 1, {high}),
))
"""
SCENARIO = "policies: [{own_one: {days: 12}}]\n"
#: What a policy of one's own may say, and what of that no page can repeat.
OWN = {
    "data": ("Settings(W_policy=options['days'], surv=0.5).scaled(strength)", "165", ""),
    "a sum": ("Settings(W_policy=options['days'] / 2).scaled(strength)", "165", "it computes what it moves"),
    "a step": ("Settings(surv=0.5 if options['days'] > 90 else 0.1).scaled(strength)", "165", "it computes"),
    "its own scale": ("Settings(surv=0.5 * strength ** 2)", "165", "it computes what it moves"),
    "a fault": (
        "Settings(surv=1 / (options['days'] - 1)).scaled(strength)",
        "165",
        "own.py:4:1: policy 'own_one' raises ZeroDivisionError",
    ),
    "out of range": (
        "Settings(surv=options['days'] / 60).scaled(strength)",
        "165",
        "surv must lie between 0 and 1",
    ),
    "no range": (
        "Settings(W_policy=options['days']).scaled(strength)",
        "float('inf')",
        "'days' has no range",
    ),
}


@pytest.mark.slow
def test_every_policy_that_ships_is_data() -> None:
    assert [_no_data(policy) for policy in builtin_policies()] == [""] * len(builtin_policies())


@pytest.mark.slow
@pytest.mark.parametrize(("settings", "high", "told"), OWN.values(), ids=OWN)
def test_a_policy_of_ones_own_is_on_the_page_if_it_is_data_or_is_refused_by_name(
    call: Call, scenario_file: Callable[..., str], settings: str, high: str, told: str
) -> None:
    Path("own.py").write_text(PLUGIN.format(settings=settings, high=high))
    try:
        done = call("explore", scenario_file("mine", SCENARIO), "--plugin", "own.py", "-o", "page.html")
    finally:
        unload_plugin("own.py")
    if told:
        assert done.exit_code == 2 and "Traceback" not in done.output
        assert "policy 'own_one': " in done.output and told in done.output
        assert "diplosim run --plugin" in done.output
    else:
        assert done.exit_code == 0, done.output
        assert data_of("page.html")["policies"][-1]["name"] == "own_one"


@pytest.mark.parametrize("command", ["run", "explore"])
def test_a_level_that_no_menu_has_is_told_as_such_whoever_reads_the_policy(
    call: Call, here: Path, command: str
) -> None:
    Path("own.py").write_text(PLUGIN.format(settings="Settings(menu_k=('unn', 'third'))", high="165"))
    more = {"run": ("--policy", "own_one"), "explore": ("-o", "page.html")}
    try:
        done = call(command, "status_quo", "--plugin", "own.py", *more[command])
    finally:
        unload_plugin("own.py")
    assert done.exit_code == 2 and "computes" not in done.output
    assert "menu_k may list ('direct', 'un', 'third'), not ['unn']" in done.output


DONORS = "\n".join(f"  AA{letter}: {{kind: donor, ceiling_musd: 5}}" for letter in "BCD")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("nothing.yaml", "there is no such file"),
        ("statusquo", "status_quo"),
        ("large.yaml", "the page has room for 8 donors"),
        ("own.yaml", "unknown policy 'own_one'"),
        ("broken.yaml", "broken.yaml:2:1"),
        (".", "not a results folder"),
    ],
)
def test_what_cannot_be_shown_is_told_with_status_2(
    call: Call, scenario_file: Callable[..., str], source: str, told: str
) -> None:
    scenario_file("large", f"actors:\n{DONORS}\n")
    scenario_file("own", SCENARIO)
    Path("broken.yaml").write_text("scenario: 1\nmonth: 12\nname: broken\n")
    done = call("explore", source, "-o", "page.html")
    assert done.exit_code == 2, done.output
    assert told in done.output and "Traceback" not in done.output
    assert not Path("page.html").exists()


@pytest.mark.slow
def test_without_a_place_a_temporary_file_is_written_and_opened(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("click.launch", lambda address: asked.append(address) or 0)
    monkeypatch.setenv("TMPDIR", str(here))
    monkeypatch.setattr("tempfile.tempdir", str(here))
    done = call("explore")
    assert done.exit_code == 0
    assert asked == [Path(done.output.strip()).as_uri()]


def test_modules_that_import_each_other_or_in_an_unknown_way_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(PageError, match="a -> b -> a"):
        bundle("a", folder=tmp_path)
    (tmp_path / "c.js").write_text("export default 1;\n")
    with pytest.raises(PageError, match=r"c\.js"):
        bundle("c", folder=tmp_path)


def test_only_spaces_outside_of_strings_patterns_and_templates_are_left_out(tmp_path: Path) -> None:
    lines = {
        'const a = { b: "c = d, e", f: 1 };': 'const a={b:"c = d, e",f:1};',
        "const g = `${h ? `i : j` : 0}, k`;": "const g=`${h ? `i : j` : 0}, k`;",
        "const l = (m) => m.split(/ = /);": "const l = (m) => m.split(/ = /);",
    }
    (tmp_path / "n.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "".join(lines.values()) in bundle("n", folder=tmp_path)


def test_no_word_of_the_page_is_ever_taken_for_markup() -> None:
    script = bundle("app")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script
    )


@pytest.mark.slow
def test_in_a_notebook_the_same_page_shows_in_the_cell(call: Call, here: Path) -> None:
    page = ds.explore(ds.Scenario.load("corridor"))
    frame = page._repr_html_()
    assert html.unescape(frame.partition('srcdoc="')[2].rpartition('"></iframe>')[0]) == page.text
    assert data_of(str(page.save("mine.html")))["starting"] == "own_corridor"


@pytest.mark.slow
def test_every_policy_and_every_open_assumption_has_korean_words_and_no_other_name_has(
    call: Call, here: Path
) -> None:
    text, _, prose = (WEB / "korean.js").read_text(encoding="utf-8").partition("export const PROSE")
    named = re.findall(r'^  "?([\w.]+)"?: "[^"]*[가-힣]', text, re.MULTILINE)
    call("explore", "-o", "page.html")
    data = data_of("page.html")
    wanted = [policy["name"] for policy in data["policies"]]
    wanted += [parameter["name"] for parameter in data["parameters"] if parameter.get("class") == "U"]
    assert set(named) - {preset["name"] for preset in data["presets"]} <= set(wanted) <= set(named)
    told = set(re.findall(r'^  (\w+): \["', prose, re.MULTILINE))
    assert told == {one["name"] for one in (*data["policies"], *data["presets"])}
    meanings = {option["meaning"] for policy in data["policies"] for option in policy["options"]}
    assert meanings <= set(re.findall(r'^  "([^"]+)": "', with_recipient(prose), re.MULTILINE))


def test_every_word_that_the_page_says_is_there_in_both_languages() -> None:
    words = (WEB / "words.js").read_text(encoding="utf-8")
    known = dict(
        re.findall(
            r"^  (\w+): \[(.+)\],$", words.replace("\n    ", " ").replace(",\n  ],", "],"), re.MULTILINE
        )
    )
    assert len(known) > 100
    said = re.findall(r'\bt\("(\w+)"', "".join(path.read_text(encoding="utf-8") for path in WEB.glob("*.js")))
    assert set(said) - set(known) == set()
    assert [key for key, both in known.items() if len(re.findall(r'"[^"]+"', both)) < 2] == []


#: Goes round all languages by the button, and says of each its code, two words, a name, and how long the help is.
ROUND = """
globalThis.document = { documentElement: {} };
const { helpText, nameOf, nextLanguage, speak, spoken, t } = await import(process.argv[1]);
const told = [];
speak("en");
do {
  const filled = t("in_force", 7);
  const lang = document.documentElement.lang;
  told.push([spoken(), lang, t("title"), filled, nameOf("pooled_fund") ?? "", helpText().length]);
  speak(nextLanguage().code);
} while (spoken() !== "en");
speak("toString");
console.log(JSON.stringify([told, spoken()]));
"""


def test_the_button_goes_round_all_languages_and_what_a_language_lacks_is_said_in_english() -> None:
    command = ["node", "--input-type=module", "-e", ROUND, (WEB / "words.js").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    told, unknown = json.loads(done.stdout)
    assert unknown == "en", "a language that nobody has written"
    assert [code for code, *_ in told[:2]] == ["en", "ko"] and len({code for code, *_ in told}) == len(told)
    assert all(code == lang and "7" in words and sections > 0 for code, lang, _, words, _, sections in told)
    assert len({title for _, _, title, *_ in told}) == len(told), "every language has its own title"
    assert told[0][4] == "" and all(name for *_, name, _ in told[1:])
