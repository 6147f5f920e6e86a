"""What a report says, leaves out and never does."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from diplosim.experiment import FolderError
from diplosim.experiment.folder import manifest_bytes, sha256_of
from diplosim.report import LIMIT, REPORT, write_report
from diplosim.report import page as whole
from diplosim.report.blocks import Picture
from diplosim.report.page import report_bytes
from diplosim.results import Results
from tests.experiment.sweeps import plan_of, run, small
from tests.report.folders import HOSTILE, pair, single, sweep
from tests.report.reading import Page

pytestmark = pytest.mark.slow  # what they share takes longer than the default command may

KINDS = ("single", "pair", "sweep")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("results")
    return {"single": single(root / "single"), "pair": pair(root / "pair"), "sweep": sweep(root / "sweep")}


@pytest.fixture(scope="module")
def reports(folders: dict[str, Path]) -> dict[str, bytes]:
    return {kind: report_bytes(Results.open(folder)) for kind, folder in folders.items()}


@pytest.fixture
def copied(folders: dict[str, Path], tmp_path: Path) -> Iterator[Path]:
    target = tmp_path / "copy"
    shutil.copytree(folders["sweep"], target)
    yield target


def page_of(folder: Path) -> Page:
    return Page(report_bytes(Results.open(folder)))


def test_sections_come_in_the_order_in_which_they_are_read(reports: dict[str, bytes]) -> None:
    own = ["read-this-first", "results", "fans"]
    history, last = ["history", "money", "network"], ["assumptions", "repeat"]
    assert Page(reports["single"]).sections == [*own, *history, *last]
    assert Page(reports["pair"]).sections == [*own, "compare", *history, *last]
    assert Page(reports["sweep"]).sections == [
        *own,
        "compare",
        "assumptions",
        "left-out",
        "repeat",
    ]


def test_what_a_sweep_lacks_is_named_with_the_command_that_makes_it(reports: dict[str, bytes]) -> None:
    words = Page(reports["sweep"]).words
    for command in ("sensitivity", "robustness", "discover", "rerun"):
        assert f"diplosim {command} RESULTS" in words
    assert "diplosim sensitivity" not in Page(reports["pair"]).words


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_does_not_tell_where_its_folder_lies(
    reports: dict[str, bytes], folders: dict[str, Path], kind: str, tmp_path: Path
) -> None:
    shutil.copytree(folders[kind], tmp_path / "moved")
    assert report_bytes(Results.open(tmp_path / "moved")) == reports[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_says_first_that_it_is_no_forecast(reports: dict[str, bytes], kind: str) -> None:
    words = Page(reports[kind]).words
    assert words.index("never a forecast") < words.index("Outcome")


@pytest.mark.parametrize("kind", KINDS)
def test_headings_descend_one_level_at_a_time_below_a_single_title(
    reports: dict[str, bytes], kind: str
) -> None:
    levels = [level for level, _ in Page(reports[kind]).headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(words.strip() for _, words in Page(reports[kind]).headings)


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_needs_no_other_file_and_runs_nothing(reports: dict[str, bytes], kind: str) -> None:
    page, text = Page(reports[kind]), reports[kind].decode("utf-8")
    assert not page.all("script") and not page.all("link") and not page.all("iframe")
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    targets = [a[key] for _, a in page.tags for key in ("href", "src", "xlink:href") if key in a]
    assert targets and all(target.startswith("#") for target in targets)
    assert not [
        url for url in re.findall(r"url\(([^)]*)\)", text) if not url.startswith(("#", "data:font/woff2"))
    ]
    assert "default-src 'none'" in text
    assert not page.unbalanced


@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_unique_and_every_pointer_has_its_target(reports: dict[str, bytes], kind: str) -> None:
    page, text = Page(reports[kind]), reports[kind].decode("utf-8")
    assert len(set(page.ids)) == len(page.ids)
    targets = [a["href"][1:] for _, a in page.tags if "href" in a] + re.findall(r"url\(#([^)]*)\)", text)
    targets += [one for _, a in page.tags for one in a.get("aria-labelledby", "").split()]
    assert targets and set(targets) <= set(page.ids)


@pytest.mark.parametrize("kind", KINDS)
def test_every_drawing_has_words_that_stand_for_it_and_a_table_near_it(
    reports: dict[str, bytes], kind: str
) -> None:
    page = Page(reports[kind])
    drawings = page.all("svg")
    assert drawings and all(one["role"] == "img" for one in drawings)
    assert len(page.all("desc")) == len(drawings)
    described = re.findall(r"<desc[^>]*>(.*?)</desc>", reports[kind].decode("utf-8"), re.DOTALL)
    assert all(re.search(r"\d", words) for words in described)
    tags = [tag for tag, _ in page.tags if tag in ("svg", "table")]
    assert all(tags[place + 1] == "table" for place, tag in enumerate(tags) if tag == "svg")


@pytest.mark.parametrize("kind", KINDS)
def test_no_report_shows_a_number_that_is_none(reports: dict[str, bytes], kind: str) -> None:
    shown = re.findall(r"\b(?:nan|inf|NaN|None|undefined)\b", Page(reports[kind]).words)
    assert not shown


@pytest.mark.parametrize("kind", KINDS)
def test_rebuilt_from_the_same_folder_a_report_has_the_same_bytes(
    reports: dict[str, bytes], folders: dict[str, Path], kind: str
) -> None:
    path = write_report(folders[kind])
    assert path.read_bytes() == reports[kind] == write_report(folders[kind]).read_bytes()
    listed = json.loads((folders[kind] / "manifest.json").read_text())["files"]
    assert REPORT in listed


def test_written_elsewhere_the_report_leaves_the_folder_alone(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    before = (folders["pair"] / "manifest.json").read_bytes()
    path = write_report(folders["pair"], out=tmp_path / "deep" / "mine.html")
    assert path.read_bytes().startswith(b"<!DOCTYPE html>")
    assert (folders["pair"] / "manifest.json").read_bytes() == before


def test_hostile_titles_are_words(tmp_path: Path) -> None:
    folder = pair(tmp_path / "bad", title=HOSTILE, question=HOSTILE,
                  actors={"ROK": {"name": "<img src=x onerror=alert(1)>"}})  # fmt: skip
    data = report_bytes(Results.open(folder))
    page = Page(data)
    assert HOSTILE in page.words
    assert not page.all("script") and not page.all("img")
    assert not page.unbalanced
    assert "<img src=x" in page.words


def test_one_run_has_no_spread_and_one_replicate_per_sample_is_told(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    words = page_of(folders["single"]).words
    assert "One simulated history" in words
    assert "middle 90 % leaves out" not in words
    thin = page_of(sweep(tmp_path / "thin", replicates=1)).words
    assert "With 1 replicate per sample chance is hardly known" in thin


def test_assumptions_name_what_differs_with_its_source(reports: dict[str, bytes]) -> None:
    from diplosim.policies import get
    from diplosim.scenario import PARAMETERS

    words = Page(reports["pair"]).words
    assert "trust.lam_neg" in words and PARAMETERS["trust.lam_neg"].source in words
    assert "flood" in words
    easing = get("unconditional_easing")
    assert easing.title in words and easing.source in words and easing.risk in words
    assert "provocation.spi" not in words
    varied = Page(reports["sweep"]).words
    assert "What was varied, in 4 samples" in varied and PARAMETERS["provocation.iota"].source in varied


def test_the_command_seed_and_hashes_are_those_of_the_manifest(
    reports: dict[str, bytes], folders: dict[str, Path]
) -> None:
    for kind in KINDS:
        words = Page(reports[kind]).words
        manifest = json.loads((folders[kind] / "manifest.json").read_text())
        assert manifest["repeat"] in words
        assert manifest["files"]["runs.parquet"] in words
        assert all(arm["digest"] in words for arm in manifest["plan"]["arms"])
        assert str(manifest["plan"]["arms"][0]["seed"]) in words


def test_an_analysis_in_the_folder_becomes_a_section(copied: Path) -> None:
    from click.testing import CliRunner

    from diplosim.cli import cli

    assert CliRunner().invoke(cli, ["robustness", str(copied)]).exit_code == 0
    page = page_of(copied)
    assert page.sections[page.sections.index("compare") + 1] == "robustness"
    assert "Regret: how far each policy falls behind" in page.words
    assert "diplosim robustness RESULTS" not in page.words
    assert len(set(page.ids)) == len(page.ids)
    assert "Good enough" in page.words


def test_a_repeated_run_is_told_as_the_history_of_a_sweep(copied: Path) -> None:
    from click.testing import CliRunner

    from diplosim.cli import cli

    assert CliRunner().invoke(cli, ["rerun", str(copied), "0"]).exit_code == 0
    sections = page_of(copied).sections
    assert sections[sections.index("compare") + 1 :][:3] == ["history", "money", "network"]


def test_a_drawing_in_the_folder_cannot_smuggle_anything_in(copied: Path) -> None:
    (copied / "figures").mkdir(exist_ok=True)
    (copied / "analysis").mkdir(exist_ok=True)
    evil = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script>'
        '<g onclick="alert(1)" style="fill:url(https://x.test/a)"><path d="M 0 0 L 9 9" onload="x"/></g>'
        '<a href="https://x.test"><text x="1">hello</text></a><use href="https://x.test/#a"/>'
        '<text style="}body{display:none}">bye</text></svg>'
    )
    (copied / "figures" / "regret.svg").write_text(evil)
    (copied / "analysis" / "robustness.csv").write_text(
        "arm,outcome,unit,better,n_samples,n_missing,worst,regret_p90,share_best,share_worst\n"
        "status_quo,events_per_year,u,lower,4,0,1,0.5,1,0\n"
    )
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["files"] |= {
        "figures/regret.svg": "",
        "analysis/robustness.csv": sha256_of(copied / "analysis" / "robustness.csv"),
    }
    (copied / "manifest.json").write_bytes(manifest_bytes(manifest))
    text = report_bytes(Results.open(copied)).decode("utf-8")
    assert "robustness" in Page(text.encode()).sections and "bye" in text
    for word in ("<script", "onclick", "onload", "x.test", "}body{"):
        assert word not in text


def test_a_report_that_grows_too_large_loses_the_least_drawings_first(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = Results.open(folders["pair"])
    full = len(report_bytes(results))
    assert full < LIMIT
    monkeypatch.setattr(whole, "LIMIT", full - 1)
    lighter = Page(report_bytes(results))
    assert "would make this file too large" in lighter.words
    names = [one["aria-labelledby"].split("-")[0] for one in lighter.all("svg")]
    assert "fan" in names and "network_eased" not in names
    monkeypatch.setattr(whole, "LIMIT", 1)
    assert not Page(report_bytes(results)).all("svg")


def test_figures_that_are_there_are_not_drawn_again(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from diplosim.figures.folder import draw_figures
    from diplosim.report import material

    results = Results.open(folders["pair"])
    names = ("fan", "health", "effects", "pipeline", "lanes", "network")
    files = draw_figures(results, names, ("svg",), folders["pair"].parent / "f")

    def never(*_: object) -> None:
        raise AssertionError("drawn twice")

    monkeypatch.setattr(material, "figures_of", never)
    monkeypatch.setattr(material.History, "lanes", never)
    monkeypatch.setattr(material.History, "network", never)
    given = {file.stem: file.read_bytes() for file in files}
    assert len(Page(report_bytes(results, given)).all("svg")) == 8


def test_failed_runs_are_told_and_a_folder_without_any_run_is_refused(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    results = Results.open(folders["pair"])
    counts = {**results.manifest["counts"], "failed": 2}
    limping = replace(results, manifest={**results.manifest, "counts": counts})
    assert "2 runs of 9 failed" in Page(report_bytes(limping)).words
    dead = replace(results, manifest={**results.manifest, "counts": {**counts, "failed": 9}})
    with pytest.raises(FolderError, match="no finished run"):
        report_bytes(dead)
    with pytest.raises(FolderError, match="not a results folder"):
        write_report(tmp_path)


def test_a_summary_without_any_value_is_told_with_dashes(folders: dict[str, Path]) -> None:
    results = Results.open(folders["pair"])
    summary: pd.DataFrame = results.summary.copy()
    numbers = summary.select_dtypes("number").columns.difference(["n", "n_missing", "n_pairs", "n_dropped"])
    hit = summary["outcome"] == "refusal_rate"
    summary[numbers] = summary[numbers].astype(float)
    summary.loc[hit, numbers] = float("nan")
    summary.loc[hit, ["n", "n_pairs"]] = 0
    results.__dict__["summary"] = summary
    row = re.search(r'<th scope="row">Offers refused, share.*?</tr>', report_bytes(results).decode("utf-8"))
    assert row is not None and "nan" not in row.group() and "–" in row.group()


def test_pictures_know_the_part_of_the_drawing_that_is_shown(folders: dict[str, Path]) -> None:
    from diplosim.report.material import Material

    picture = Material(Results.open(folders["pair"])).picture("fan", "words")
    assert isinstance(picture, Picture)
    assert picture.headline and picture.headline not in picture.svg
    assert picture.caption.endswith("Thinking aid, not a forecast.") and picture.caption not in picture.svg
    assert picture.top > 20 and picture.height > 100


def test_a_grid_of_two_quantities_is_shown_as_a_map(tmp_path: Path) -> None:
    definition = small(
        arms={"status_quo": [], "easing": ["unconditional_easing"]},
        vary={"provocation.iota": {"values": [0, 1]}, "provocation.b_N": {"values": [0, 1, 2]}},
        design={"method": "grid"},
        outcomes=["events_per_year"],
    )
    run(definition, plan_of(definition), tmp_path / "results")
    page = page_of(tmp_path / "results")
    assert "map" in page.sections
    assert "worse of 6" in page.words
