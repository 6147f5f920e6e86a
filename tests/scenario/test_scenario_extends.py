"""A file may extend another: what is merged, what is refused, and where the problem is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from diplosim.scenario import Scenario, ScenarioError


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text("scenario: 1\n" + text)


def failure(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    return str(caught.value)


def test_mappings_merge_and_lists_replace(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="name: base\ntitle: Base\nmonths: 60\nparameters: {trust.omega: 0.1, trust.chi: 0.2}\n"
        "actors: {ROK: {ceiling_musd: 40, hawkish: true}}\npolicies: [pooled_fund]\n"
        "events: [{at: 3, kind: flood}]\n",
        child="extends: base.yaml\nparameters: {trust.chi: 0.9}\nactors: {ROK: {hawkish: false}}\n"
        "policies: [cofinancing]\n",
    )
    scenario = Scenario.load(tmp_path / "child.yaml")
    assert scenario.months == 60
    assert (scenario.parameters["trust.omega"], scenario.parameters["trust.chi"]) == (0.1, 0.9)
    assert (scenario.actor("ROK").ceiling_musd, scenario.actor("ROK").hawkish) == (40, False)
    assert [use.name for use in scenario.policies] == ["cofinancing"]
    assert [event.kind for event in scenario.events] == ["flood"]


def test_name_and_title_belong_to_one_file(tmp_path: Path) -> None:
    write(tmp_path, base="name: base\ntitle: Base\nquestion: Why?\n", child="extends: base.yaml\n")
    scenario = Scenario.load(tmp_path / "child.yaml")
    assert (scenario.name, scenario.title, scenario.question) == ("child", "", "")


def test_long_chain_and_subfolder(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    write(tmp_path, a="extends: parts/b.yaml\nmonths: 10\n", d="seed: 4\nmonths: 40\nreplicates: 4\n")
    write(tmp_path / "parts", b="extends: c.yaml\nseed: 2\n", c="extends: ../d.yaml\nreplicates: 3\n")
    scenario = Scenario.load(tmp_path / "a.yaml")
    assert (scenario.months, scenario.seed, scenario.replicates) == (10, 2, 3)


def test_problem_in_a_parent_is_shown_in_the_parent(tmp_path: Path) -> None:
    write(tmp_path, base="\nmonths: 0\n", child="extends: base.yaml\nseed: x\n")
    assert failure(tmp_path / "child.yaml") == (
        f"{tmp_path}/base.yaml:3:9: 'months' must be a whole number from 1 to 1200, not 0\n"
        f"{tmp_path}/child.yaml:3:7: 'seed' must be a whole number from 0 to 18446744073709551615, not 'x'"
    )


def test_bad_yaml_in_a_parent_and_a_problem_in_the_child_are_both_shown(tmp_path: Path) -> None:
    write(tmp_path, base="title: 'a\n", child="extends: base.yaml\nmonths: 0\n")
    text = failure(tmp_path / "child.yaml")
    assert "base.yaml:3:1: the quote opened in line 2 is not closed" in text
    assert "child.yaml:3:9: 'months' must be" in text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("child.yaml", "files extend one another in a circle: child.yaml -> child.yaml"),
        ("loop.yaml", "files extend one another in a circle: child.yaml -> loop.yaml -> child.yaml"),
        ("bse.yaml", "there is no such file; did you mean"),
        ("~/x.yaml", "write the path out, without '~'"),
        ("grti", "there is no such file; did you mean 'grit', which comes with diplosim?"),
        ("zzz.yaml", "'diplosim scenarios' lists those that come with diplosim"),
        ("https://example.org/x.yaml", "not addresses on the web"),
        ("folder", "this is a folder, not a file"),
        ("x" * 400, "the name is longer than a file's can be"),
    ],
)
def test_what_cannot_be_extended(value: str, reason: str, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    (inner / "folder").mkdir(parents=True)
    write(inner, base="months: 3\n", loop="extends: child.yaml\n", child=f"title: x\nextends: {value}\n")
    place = "loop.yaml:2:10" if value == "loop.yaml" else "child.yaml:3:10"
    text = failure(inner / "child.yaml")
    assert f"{place}: cannot extend " in text
    assert reason in text


@pytest.mark.parametrize("value", ["3", "[base.yaml]", "", "{a: b}"])
def test_extends_must_be_one_name(value: str, tmp_path: Path) -> None:
    write(tmp_path, base="", child=f"extends: {value}\n")
    assert "child.yaml:2:" in failure(tmp_path / "child.yaml")
    assert "'extends' must be the name of one scenario or the path of its file" in failure(
        tmp_path / "child.yaml"
    )


def test_paths_lead_anywhere(tmp_path: Path) -> None:
    write(tmp_path, outside="months: 3\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    for path in ("../outside.yaml", tmp_path / "outside.yaml", "link.yaml"):
        write(inner, child=f"extends: {path}\n")
        assert Scenario.load(inner / "child.yaml").months == 3


def test_endless_chain(tmp_path: Path) -> None:
    write(tmp_path, **{f"s{i}": f"extends: s{i + 1}.yaml\n" for i in range(30)}, s30="months: 3\n")
    assert "s19.yaml:2:10: cannot extend 's20.yaml': more than 20 files" in failure(tmp_path / "s0.yaml")


def test_extends_needs_a_file() -> None:
    with pytest.raises(ScenarioError, match="'extends' works in files only"):
        Scenario.from_dict({"scenario": 1, "extends": "base.yaml"})
