"""Policies from a user's own file or package."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest
from policy_helpers import levers, refusal

from diplosim.errors import DiplosimError
from diplosim.policies import get, kit, load_plugin, loaded_plugins, names, registry, unload_plugin
from diplosim.scenario import Scenario, ScenarioError

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "vaccine_initiative.py"
MINIMAL = """
from diplosim.policies import Policy, Settings
from diplosim.policies.catalogue.security import CORRIDOR as THEIRS

MINE = Policy(name="{name}", title="t", summary="s", hypothesis="h", source="me", risk="r",
              settings=lambda strength, options: Settings(d=0.5).scaled(strength))
"""


def write(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


class TestExampleOfTheDocumentation(kit.PolicyKit):
    @classmethod
    def setup_class(cls) -> None:
        (cls.policy,) = load_plugin(EXAMPLE)

    @classmethod
    def teardown_class(cls) -> None:
        unload_plugin(EXAMPLE)


def test_a_file_anywhere_adds_its_policies(tmp_path: Path) -> None:
    refused = refusal("quiet_channel")
    assert "unknown policy 'quiet_channel'" in refused and "name its file with --plugin" in refused
    path = write(tmp_path, MINIMAL.format(name="quiet_channel"))
    (policy,) = load_plugin(path)
    assert get("quiet_channel") is policy and names()[-1] == "quiet_channel"
    assert levers({"quiet_channel": {"strength": 0.5}}).d == 0.25
    assert loaded_plugins() == [str(path.resolve())]
    assert load_plugin(str(path)) == (policy,), "loading again changes nothing"


def test_a_module_by_name_adds_its_policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MINIMAL.format(name="by_name"), "policies_by_name.py")
    monkeypatch.syspath_prepend(str(tmp_path))
    load_plugin("policies_by_name")
    assert levers("by_name").d == 0.5
    assert loaded_plugins() == ["policies_by_name"]


def test_another_process_can_load_what_is_loaded(tmp_path: Path) -> None:
    load_plugin(write(tmp_path, MINIMAL.format(name="far_away")))
    code = (
        "import sys; from diplosim.policies import load_plugin, get\n"
        "for plugin in sys.argv[1:]: load_plugin(plugin)\n"
        "print(get('far_away').moves().d)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *loaded_plugins()], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "0.5"


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ('"years", 5, "int", "years", "term", 1, 5', "unknown kind 'int'; did you mean 'integer'?"),
        (
            '"years", 9, "integer", "years", "term", 1, 5',
            "default does not suit: option 'years' must be",
        ),
        (
            '"who", "fund", "choice", "", "who pays", choices=("pool", "all")',
            "must be pool or all, not 'fund'",
        ),
    ],
)
def test_an_option_that_nobody_could_set_so_is_refused_where_it_is_declared(
    tmp_path: Path, option: str, words: str
) -> None:
    text = f"from diplosim.policies import Option\nOption({option})\n" + MINIMAL.format(name="odd")
    with pytest.raises(ScenarioError) as caught:
        load_plugin(write(tmp_path, text))
    (problem,) = caught.value.problems
    assert problem.line == 2 and words in problem.message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\n", 1, "no policy, metric or outcome in it"),
        (
            "from diplosim.policies.catalogue.security import GRIT\n",
            1,
            "no policy, metric or outcome in it",
        ),
        ("x = 1\ny = 1 / 0\n", 2, "ZeroDivisionError: division by zero"),
        ("x = 1\n\ny = (\n", 3, "SyntaxError"),
        ("import no_such_module_at_all\n", 1, "No module named"),
        (MINIMAL.format(name="corridor"), 1, "'corridor' is already defined by diplosim itself"),
        (MINIMAL.format(name="one") + MINIMAL.format(name="one").replace("MINE", "ALSO"), 1, "defined twice"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        load_plugin(path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(path), line)
    assert words in problem.message
    assert loaded_plugins() == []


POLICY = """\
from diplosim.policies import Option, Policy, Settings

OPTIONS = (Option(name="share", {option}=0.5, kind="number", unit="share", meaning="m", low=0, high=1),)
POLICY = Policy(
    name="mine", title="t", summary="s", {claim}="h", source="x", risk="r", options=OPTIONS,
    settings=lambda strength, given: Settings({lever}=given["{read}"]).scaled(strength),
)
"""
RIGHT = {"option": "default", "claim": "hypothesis", "lever": "prefund", "read": "share"}


@pytest.mark.parametrize(
    ("key", "misspelt", "line", "near"),
    [
        ("lever", "prefnd", 6, "prefund"), ("read", "shar", 6, "share"), ("option", "defalt", 3, "default"),
        ("claim", "hypothsis", 4, "hypothesis"),
    ],
)  # fmt: skip
def test_a_misspelt_lever_option_or_key_names_the_line_and_the_nearest(
    tmp_path: Path, key: str, misspelt: str, line: int, near: str
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(POLICY.format(**RIGHT | {key: misspelt}), encoding="utf-8")
    with pytest.raises(DiplosimError) as told:
        load_plugin(file)
    assert str(told.value).startswith(f"{file}:{line}:1: ")
    assert f"'{misspelt}'" in str(told.value) and f"id you mean '{near}'?" in str(told.value)
    file.write_text(POLICY.format(**RIGHT | {key: "qqq"}), encoding="utf-8")
    with pytest.raises(DiplosimError, match=r"it takes|allowed"):
        load_plugin(file)


def test_a_misspelt_option_in_a_scenario_names_its_place_and_the_nearest_of_the_plugin(
    tmp_path: Path,
) -> None:
    file, use = tmp_path / "mine.py", tmp_path / "use.yaml"
    file.write_text(POLICY.format(**RIGHT), encoding="utf-8")
    load_plugin(file)
    use.write_text("scenario: 1\npolicies:\n  - mine: {shar: 0.2}\n", encoding="utf-8")
    with pytest.raises(DiplosimError) as told:
        Scenario.load(use)
    assert str(told.value) == f"{use}:3:12: unknown option 'shar' of policy 'mine'; did you mean 'share'?"


def test_a_name_taken_by_another_plugin_is_refused(tmp_path: Path) -> None:
    first = load_plugin(write(tmp_path, MINIMAL.format(name="taken"), "first.py"))
    with pytest.raises(ScenarioError, match=r"'taken' is already defined by .*first\.py"):
        load_plugin(write(tmp_path, MINIMAL.format(name="taken"), "second.py"))
    assert (get("taken"),) == first


def test_missing_files_and_folders_are_explained(tmp_path: Path) -> None:
    write(tmp_path, MINIMAL.format(name="x"), "my_policy.py")
    with pytest.raises(ScenarioError, match=r"no such file; did you mean 'my_policy\.py'"):
        load_plugin(tmp_path / "my_polciy.py")
    with pytest.raises(ScenarioError, match="is a folder"):
        load_plugin(tmp_path)
    with pytest.raises(ScenarioError, match="no module of this name"):
        load_plugin("no_such_module_at_all")
    with pytest.raises(ScenarioError, match=r"ends in \.py"):
        load_plugin(write(tmp_path, "", "notes.txt"))


class _Entry:
    def __init__(self, name: str, thing: object) -> None:
        self.name, self.thing = name, thing

    def load(self) -> object:
        if isinstance(self.thing, Exception):
            raise self.thing
        return self.thing


def test_installed_packages_add_policies_and_broken_ones_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, MINIMAL.format(name="installed"))
    (mine,) = load_plugin(path)
    unload_plugin(path)
    entries = [
        _Entry("good", [mine]),
        _Entry("broken", ImportError("no such thing")),
        _Entry("greedy", get("corridor")),
    ]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: entries)
    registry._installed.cache_clear()
    with pytest.warns(UserWarning) as caught:
        assert names()[-1] == "installed"
    said = " ".join(str(warning.message) for warning in caught)
    assert "'broken' left out: no such thing" in said and "the name 'corridor' is taken" in said
    assert levers("installed").d == 0.5
    registry._installed.cache_clear()
