"""The evidence tables: complete, sourced, consistent with each other and with the scenarios."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplosim import evidence
from diplosim.cli import cli

ROOT = Path(__file__).parents[2]
CONFIDENCE = {"high", "medium", "low", "low-medium", "mixed"}


def number(text: str) -> float:
    """The number in a cell that may be marked as approximate."""
    return float(text.lstrip("~<>"))


def test_the_page_of_the_evidence_lists_every_table_as_the_command_does() -> None:
    assert (
        set(evidence.holds()) == {row["table"] for row in evidence.load("contents")} == set(evidence.names())
    )
    assert all(evidence.holds().values())
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    shown = page.split("<!-- tables -->")[1].split("<!-- /tables -->")[0].strip()
    assert shown == CliRunner().invoke(cli, ["evidence", "--markdown"]).output.strip()


def test_a_table_is_printed_as_it_is_and_an_unknown_one_names_its_neighbour() -> None:
    text = CliRunner().invoke(cli, ["evidence", "offers", "--csv"]).output
    assert list(csv.DictReader(text.splitlines())) == evidence.load("offers")
    wrong = CliRunner().invoke(cli, ["evidence", "offer"])
    assert (wrong.exit_code, "did you mean 'offers'" in wrong.output) == (2, True)


@pytest.mark.parametrize("name", evidence.names())
def test_every_row_has_a_source_and_a_confidence(name: str) -> None:
    rows = evidence.load(name)
    assert rows
    for row in rows:
        assert row["source"].strip(), row
        assert row["confidence"] in CONFIDENCE, row


@pytest.mark.parametrize("name", evidence.names())
def test_every_line_has_exactly_the_columns_of_its_header(name: str) -> None:
    path = evidence.file(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file, strict=True))
    assert len(set(header)) == len(header)
    assert [line for line in lines if len(line) != len(header)] == []


def test_mixed_confidence_is_explained() -> None:
    for name in ("provocations", "aid"):
        for row in evidence.load(name):
            assert row["confidence"] != "mixed" or row["note"], row


def test_an_unknown_table_names_those_that_exist() -> None:
    with pytest.raises(KeyError, match="stylised_facts"):
        evidence.load("provocation")


def test_provocation_counts_add_up() -> None:
    rows = evidence.load("provocations")
    for row in rows:
        parts = [int(row[f"csis_{part}"]) for part in ("missile", "nuclear", "other")]
        assert sum(parts) == int(row["csis_total"]), row["year"]
    assert [int(row["year"]) for row in rows] == list(range(1990, 2027))
    assert sum(int(row["csis_25_years_total"] or 0) for row in rows) == 159
    balloons = [int(row["csis_total"]) - int(row["csis_total_without_balloons"]) for row in rows]
    assert sum(balloons) == 32


def test_inter_korean_talks_by_topic_add_up_to_those_by_decade() -> None:
    rows = evidence.load("inter_korean_talks")
    decades = [row for row in rows if row["unit"][:4] in {"1970", "1980", "1990", "2000", "2010"}]
    topics = [row for row in rows if row["measure"].startswith("official talks: ")]
    assert (len(decades), len(topics)) == (5, 5)
    assert sum(int(row["value"]) for row in topics) == sum(int(row["value"]) for row in decades) == 655


def test_quarters_add_up_to_years() -> None:
    years = {row["year"]: row for row in evidence.load("provocations")}
    quarters = evidence.load("provocations_by_quarter")
    for year in sorted({row["year"] for row in quarters}):
        of_year = [row for row in quarters if row["year"] == year]
        assert [row["quarter"] for row in of_year] == ["1", "2", "3", "4"]
        missile = sum(int(row["missile_and_nuclear"]) for row in of_year)
        assert missile == int(years[year]["csis_missile"]) + int(years[year]["csis_nuclear"])
        assert sum(int(row["other"]) for row in of_year) == int(years[year]["csis_other"])


def test_period_means_of_aid_follow_from_the_years() -> None:
    fts = {
        int(row["year"]): float(row["fts_total_musd"])
        for row in evidence.load("aid")
        if row["fts_total_musd"]
    }
    for row in evidence.load("aid_means"):
        if row["series"] == "FTS total":
            first = int(row["period"][:4])
            last = first // 100 * 100 + int(row["period"][5:])
            mean = sum(fts[year] for year in range(first, last + 1)) / (last + 1 - first)
            assert mean == pytest.approx(float(row["value"]), abs=0.06)


def test_south_korean_means_follow_from_the_years() -> None:
    rok = {
        int(row["year"]): float(row["rok_government_100m_krw"]) / 10
        for row in evidence.load("aid")
        if row["rok_government_100m_krw"]
    }
    spans = {
        "Kim Young-sam": (1995, 1997),
        "Kim Dae-jung": (1998, 2002),
        "Roh Moo-hyun": (2003, 2007),
        "Lee Myung-bak": (2008, 2012),
        "Park Geun-hye": (2013, 2016),
    }
    means = {
        row["series"].removeprefix("ROK government, "): float(row["value"])
        for row in evidence.load("aid_means")
        if row["series"].startswith("ROK government")
    }
    assert means.keys() == spans.keys()
    for leader, (first, last) in spans.items():
        mean = sum(rok[year] for year in range(first, last + 1)) / (last + 1 - first)
        assert mean == pytest.approx(means[leader], abs=0.06)


def test_refusal_rates_of_the_offer_log_are_those_of_stylised_fact_13() -> None:
    refused: dict[str, tuple[int, int]] = {}
    for row in evidence.load("offers"):
        assert row["answer"] in {"accepted", "refused", "deferred"}
        no, all_ = refused.get(row["donor_class"], (0, 0))
        refused[row["donor_class"]] = (no + (row["answer"] == "refused"), all_ + 1)
    assert refused == {
        "ROK or US, before mid-2019": (3, 9),
        "ROK or US, from July 2019": (9, 10),
        "COVAX vaccine": (4, 4),
        "UN routine": (1, 4),
        "Russia, China, Vietnam": (0, 6),
    }


def test_stylised_facts_and_targets_are_complete_and_none_of_low_confidence_is_hard() -> None:
    facts = evidence.load("stylised_facts")
    assert [row["id"] for row in facts] == [f"SF{n}" for n in range(1, 21)]
    for row in facts:
        assert row["type"].split()[0] in {"hard", "soft"}
        assert row["confidence"] != "low"
    targets = evidence.load("target_patterns")
    assert [row["id"] for row in targets] == [f"T{n}" for n in range(1, 14)]
    assert [row["use"] for row in targets] == ["fit"] * 5 + ["test"] * 8


def test_tuberculosis_money_is_steadier_at_home() -> None:
    rows = evidence.load("tuberculosis_money")
    spread = {}
    for key in ("domestic_musd", "global_fund_musd"):
        values = [number(row[key]) for row in rows if int(row["year"]) <= 2021]
        mean = sum(values) / len(values)
        spread[key] = (sum((v - mean) ** 2 for v in values) / (len(values) - 1)) ** 0.5 / mean
    assert spread["domestic_musd"] == pytest.approx(0.13, abs=0.01)
    assert spread["global_fund_musd"] == pytest.approx(0.66, abs=0.02)


def test_episodes_point_to_scenarios_that_exist() -> None:
    episodes = evidence.load("episodes")
    assert [row["id"] for row in episodes] == [f"E{n}" for n in range(1, 11)]
    for row in episodes:
        assert (ROOT / "scenarios" / row["scenario"]).is_file(), row["id"]
        if row["use"] == "held out":
            assert "," not in row["recorded"], "what came of it is told by the other tables alone"
