"""Whole fits: what a truth leaves in the record is found again, and the command writes the same bytes after a kill."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("numba")

from diplosim.calibration import fit, smc
from diplosim.calibration.batch import NAMES, Batch, World, bounds, from_unit
from diplosim.calibration.shipped import apart, failures, rows, shipped_manifest
from diplosim.calibration.smc import Floats
from diplosim.calibration.summaries import COLUMNS, E2, E6, root_of
from diplosim.cli import cli
from diplosim.experiment import engines
from diplosim.experiment.posterior import EARLY
from diplosim.scenario import Scenario

RATE = NAMES.index("provocation.lam0")
ERROR = 0.3


def posterior_of(scenario: str, years: tuple[int, int], truth: Floats, seed: int) -> Floats:
    """Places near the number of provocations that a planted truth leaves in one run of an episode."""
    counts = root_of(lambda runs: runs["events"], *years)
    batch = Batch([World(Scenario.load(scenario), NAMES)], {scenario: {"events": counts}}, COLUMNS, 1)
    number, blurred = 10**6 * (seed + 1), smc.generator(seed)

    def simulate(places: Floats, limit: float) -> Floats:
        nonlocal number
        numbers = number + np.arange(len(places), dtype=np.int64)
        number += len(places)
        return batch(from_unit(places), numbers) + ERROR * smc.about_normal(blurred, (len(places), 1))

    recorded = simulate(truth[None], np.inf)[0]

    def distance(found: Floats) -> Floats:
        return smc.distances(found, recorded, np.array([ERROR]))

    return smc.sample(simulate, distance, len(NAMES), 1000, seed).places


@pytest.mark.slow
def test_a_planted_rate_of_provocations_is_recovered() -> None:
    early = NAMES.index(EARLY)
    means = []
    for rate in (0.02, 0.98):
        truth = smc.generator(3).random(len(NAMES))
        truth[early] = rate
        means.append(
            np.mean([posterior_of(E2, (1998, 2002), truth, seed)[:, early].mean() for seed in range(8)])
        )
    assert means[0] < 0.5 < means[1] and means[1] - means[0] > 0.1


@pytest.mark.slow
def test_truths_of_the_model_rank_evenly_among_their_posteriors() -> None:
    """Simulation-based calibration on E6: 40 truths, chi-squared of four ranks, wrong once in a thousand."""
    rng, ranks = smc.generator(11), []
    for number in range(40):
        truth = rng.random(len(NAMES))
        ranks.append((posterior_of(E6, (2016, 2017), truth, 100 + number) < truth).mean(axis=0))
    for place in (RATE, NAMES.index("provocation.eta0"), NAMES.index("provocation.b_K")):
        counts = np.histogram(np.array(ranks)[:, place], bins=4, range=(0.0, 1.0))[0]
        assert float(((counts - 10) ** 2 / 10).sum()) < 16.27, NAMES[place]  # 3 degrees of freedom


def test_waves_rule_out_what_the_record_excludes_and_say_when_nothing_is_left() -> None:
    def play(places: Floats, times: int) -> Floats:
        chance = np.linspace(-0.1, 0.1, times)
        return places[:, :1, None] + chance[None, :, None]

    first = (np.arange(100)[:, None] + 0.5) / 100
    near = fit.waves(play, first, 50, np.array([0.2]), np.array([0.05]))
    assert 0.2 < near.waves[0].left / 100 < 0.6
    nothing = fit.waves(play, first, 50, np.array([5.0]), np.array([0.05]))
    assert nothing.share == 0.0 and len(nothing.waves) == 1 and nothing.waves[0].ruled_out[0] == 1.0


@pytest.mark.slow
def test_the_screening_finds_what_moves_a_summary() -> None:
    def play(places: Floats, times: int) -> Floats:
        made = np.stack([3.0 * places[:, 1], places[:, 0] * places[:, 2]], axis=1)
        return np.repeat(made[:, None], times, axis=1)

    found = {row[0]: row for row in fit.screen(play, ["a", "b", "c", "d"], np.ones(2), 20, 5)}
    assert found["b"][1] == 0 and found["b"][2] == pytest.approx(3.0) and found["b"][3] == pytest.approx(0.0)
    assert found["a"][1] == 1 and found["a"][3] > 0.1  # its effect depends on another
    assert found["d"][2] == 0.0


@pytest.mark.slow
def test_the_command_writes_the_same_bytes_again_and_says_conflicts_first(tmp_path: Path) -> None:
    def run(folder: str, *more: str) -> str:
        result = CliRunner().invoke(
            cli,
            ["calibrate", "--fit", "historian", "--draws", "1000", "--out", str(tmp_path / folder), *more],
        )
        assert result.exit_code == 0, result.output
        return result.output

    said = run("one", "--workers", "1")
    first = (tmp_path / "one" / "posterior_historian.csv").read_bytes()
    kept = sorted((tmp_path / "one" / "simulations").glob("*.npy"))
    for file in kept[1::2]:
        file.unlink()  # as if it had been killed on the way
    run("one", "--workers", "2")
    assert (tmp_path / "one" / "posterior_historian.csv").read_bytes() == first
    told = json.loads((tmp_path / "one" / "posterior_historian.json").read_text(encoding="utf-8"))
    assert "conflict with the record" in said.splitlines()[0] and len(rows(told)) == len(NAMES)
    assert said.splitlines()[0] == failures(told)[0]


def test_too_few_draws_are_refused_in_a_sentence() -> None:
    result = CliRunner().invoke(cli, ["calibrate", "--draws", "10"])
    assert result.exit_code == 2 and "--draws" in result.output


def test_without_the_compiled_engine_a_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "missing", lambda: "No module named 'numba'")
    result = CliRunner().invoke(cli, ["calibrate", "--show"])
    assert result.exit_code == 2 and "Numba is not installed" in result.output


def test_what_ships_is_told_without_a_run_and_begins_with_conflicts() -> None:
    for kind in ("full", "historian"):
        told = CliRunner().invoke(cli, ["calibrate", "--show", "--fit", kind]).output.splitlines()
        assert "summaries are in conflict with the record" in told[0]
        assert any(line.startswith("of ") and "the record narrows" in line for line in told)
        assert any(line.startswith("cross-check: a regression adjustment") for line in told)


def check_of(shift: float, seed: int) -> list[str]:
    """A check whose members lie around the shipped means, those of the first parameter further on."""
    low, high = bounds()
    means = np.array([row["mean"] for row in shipped_manifest("full")["parameters"]])
    centre = (means - low) / (high - low)
    centre[0] += shift
    places = centre + smc.generator(seed).normal(0.0, 0.2, (200, len(NAMES)))
    near = smc.Population(places, np.zeros((200, 1)), np.zeros(200))
    return apart(SimpleNamespace(settings=fit.Settings(draws=10_000), near=near))  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_check_finds_what_is_apart_and_is_hardly_ever_wrong() -> None:
    """One false alarm in a hundred checks: of 200, more than eight hardly once in a thousand."""
    assert [line.split(":")[0] for line in check_of(0.12, 1)] == [NAMES[0]]
    assert sum(bool(check_of(0.0, seed)) for seed in range(200)) <= 8
