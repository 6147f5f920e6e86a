"""What the page plays is what Python plays: outcomes, bands, differences and single histories, to the last bit."""

from __future__ import annotations

import hashlib
import math
from functools import cache

import numpy as np
import pytest

from diplosim.analysis.paired import paired_statistics
from diplosim.engine import records
from diplosim.engine.decisions import Reader, traced
from diplosim.engine.engine import Histories, Job, play
from diplosim.engine.pack import pack
from diplosim.engine.portable import call
from diplosim.experiment.numbers import LEVELS, quantiles_of
from diplosim.metrics.columns import METRIC_NAMES, OUTCOME_NAMES, outcome
from diplosim.metrics.record import Floats
from diplosim.page.data import CHARTED
from diplosim.page.presets import use_data
from diplosim.scenario import Scenario
from diplosim.wording import sentences
from tests.page.conftest import Ask
from tests.page.random_states import worlds

#: More than a preview has, and no multiple of the slices that workers take.
REPLICATES = 150
FUND = {"preset": "status_quo", "policies": [{"name": "pooled_fund", "strength": 0.7, "from": 6}]}
QUIET = {"preset": "status_quo", "policies": []}


def digest(values: Floats) -> str:
    return hashlib.sha256(np.ascontiguousarray(values, dtype=np.float64).tobytes()).hexdigest()


@cache
def histories(scenario: Scenario, replicates: int = REPLICATES) -> Histories:
    return play([Job(pack(scenario), scenario.seed, np.arange(replicates), portable=True)])[0]


def ends(found: Histories, runs: int) -> dict[str, str]:
    return {name: digest(found.outcomes[:runs, i]) for i, name in enumerate(OUTCOME_NAMES)}


def bands(found: Histories, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    keys = [f"q{round(100 * level):02d}" for level in LEVELS]
    told = {}
    for name in names:
        lines = quantiles_of(found.trajectories[:, :, METRIC_NAMES.index(name)], LEVELS)
        told[name] = {key: digest(line) for key, line in zip(keys, lines, strict=True)}
    return told


def fund(presets: dict[str, Scenario]) -> Scenario:
    return presets["status_quo"].with_(policies=[{"pooled_fund": {"strength": 0.7, "from": 6}}])


@pytest.mark.slow
def test_a_policy_is_played_and_compared_as_on_the_command_line(
    node: Ask, presets: dict[str, Scenario]
) -> None:
    question = {"kind": "played", "state": FUND, "reference": QUIET, "replicates": REPLICATES}
    (told,) = node([question])
    changed, before = histories(fund(presets)), histories(presets["status_quo"])
    assert told["ends"] == ends(changed, REPLICATES)
    assert told["early"] == ends(changed, 128)  # the preview has the first replicates of the whole
    assert told["bands"] == bands(changed, CHARTED)
    for place, name in enumerate(OUTCOME_NAMES):
        own = paired_statistics(before.outcomes[:, place], changed.outcomes[:, place], outcome(name))
        assert own["n_pairs"] == told["paired"][name]["n"] > 0
        for here, there in (
            ("median", "diff_median"), ("low", "diff_p05"), ("q25", "diff_p25"), ("q75", "diff_p75"),
            ("high", "diff_p95"), ("better", "share_better"), ("same", "share_equal"), ("worse", "share_worse"),
        ):  # fmt: skip
            assert told["paired"][name][here] == own[there], (name, here)  # type: ignore[literal-required]


@pytest.mark.slow
def test_every_metric_has_the_bands_of_python(node: Ask, presets: dict[str, Scenario]) -> None:
    (told,) = node([{"kind": "played", "state": QUIET, "replicates": 9, "metrics": METRIC_NAMES}])
    found = histories(presets["status_quo"], 9)
    assert told["bands"] == bands(found, METRIC_NAMES)
    assert told["early"] is None and told["paired"] is None


def test_one_history_is_that_of_the_engine_with_its_trust(node: Ask, presets: dict[str, Scenario]) -> None:
    (told,) = node([{"kind": "history", "state": FUND, "replicate": 7}])
    packed, months = pack(fund(presets)), presets["status_quo"].months
    rows, last = np.empty((1, months, len(METRIC_NAMES))), np.empty((1, len(OUTCOME_NAMES)))
    states = np.empty((1, months), dtype=records.state_dtype(packed.room))
    call(packed, presets["status_quo"].seed, np.array([7]), rows, last, states)
    assert told["metrics"] == {name: digest(rows[0, :, i]) for i, name in enumerate(METRIC_NAMES)}
    donors = [actor.code for actor in presets["status_quo"].donors]
    assert list(told["trust"]) == [*donors, "UNA", "TCI", "PF"]
    for place, code in enumerate(donors):
        assert told["trust"][code] == {
            name: digest(states[0][f"tau_{name}"][:, place])
            for name in ("out_health", "out_security", "in_health", "in_security")
        }


#: What the page leaves out of a record: nothing that it tells depends on it.
UNTOLD = {"phase", "sectors", "pledged_kusd", "classes", "dated"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "replicate"), [("status_quo", 7), ("first_model", 2), ("episode_e8_global_fund", 0)]
)
def test_the_page_reads_the_same_decisions_and_tells_them_in_the_same_sentences(
    node: Ask, presets: dict[str, Scenario], name: str, replicate: int
) -> None:
    scenario, uses = presets[name], [use_data(use) for use in presets[name].policies]
    state = {"preset": name, "policies": uses}
    if name == "status_quo":
        scenario, state = fund(presets), FUND
    packed, names = pack(scenario), {actor.code: actor.name for actor in scenario.actors}
    rows = traced(packed, scenario.seed, np.array([replicate]), portable=True)
    expected = [sentences.told(record, names) for record in Reader(scenario, packed).records(rows)]
    (found,) = node([{"kind": "decisions", "state": state, "replicate": replicate}])
    assert len(found) == len(expected) > 300
    for own, there in zip(found, expected, strict=True):
        assert own == {key: value for key, value in there.items() if key not in UNTOLD}
        terms = own["terms"].values()
        assert not terms or math.isclose(sum(terms), own["value"], abs_tol=1e-12)


def test_numbers_in_sentences_are_rounded_as_python_rounds_them(node: Ask) -> None:
    numbers = [
        (value, digits) for digits in (0, 1, 2, 3) for value in (0.5, 1.5, 2.5, -0.125, 0.0625, 9.9995)
    ]
    plain = (0.1, 12.0, 1e6, 123456.7, 1e-5, 0.00012, -2.5, 0.0, 999999.5)
    (found,) = node([{"kind": "formatted", "numbers": [*numbers, *((value, None) for value in plain)]}])
    assert found == [
        *(f"{value:.{digits}f}" for value, digits in numbers), *(f"{value:g}" for value in plain),
    ]  # fmt: skip


@pytest.mark.slow
def test_of_moves_in_quick_succession_only_the_last_is_answered(
    node: Ask, presets: dict[str, Scenario]
) -> None:
    moves = [{**QUIET, "parameters": {"provocation.iota": value}} for value in (0.2, 0.4, 0.6)]
    (told,) = node([{"kind": "hurried", "states": moves}])
    last = presets["status_quo"].with_(parameters={"provocation.iota": 0.6})
    expected = histories(last, 40).outcomes[:, OUTCOME_NAMES.index("events_per_year")]
    assert told == [None, None, digest(expected)]


@pytest.mark.slow
def test_what_every_move_is_compared_with_is_played_once_however_many_moves_follow(node: Ask) -> None:
    moves = [{**QUIET, "parameters": {"provocation.iota": 0.2 + value / 100}} for value in range(40)]
    (runs,) = node([{"kind": "counted", "states": moves, "reference": QUIET, "replicates": 2}])
    assert runs == 2 * (len(moves) + 1)


@pytest.mark.slow
def test_twenty_worlds_give_the_same_bits(node: Ask, presets: dict[str, Scenario]) -> None:
    chosen = worlds(presets, 20)
    asked = [{"kind": "played", "state": state, "replicates": 40} for state, _ in chosen]
    for (state, made), told in zip(chosen, node(asked), strict=True):
        found = histories(made, 40)
        assert told["ends"] == ends(found, 40), state
        assert told["bands"] == bands(found, CHARTED), state
