"""What ``explain`` says would have turned an answer is so when it is played again."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from diplosim.analysis.reasons import turning
from diplosim.cli.explain import is_open
from diplosim.experiment import run_one
from diplosim.scenario import Scenario

Call = Callable[..., Result]
SHORT = ("--set", "months=12")
#: Long enough for refusals of every kind: in the status quo of 2026 few offers are made.
LONG = ("--set", "months=36")


def told(done: Result) -> str:
    assert done.exit_code == 0, done.stderr
    return " ".join(done.stdout.split())


def records(call: Call, *arguments: str, length: tuple[str, ...] = SHORT) -> list[dict[str, Any]]:
    done = call("explain", "status_quo", *length, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_policies_that_are_said_to_turn_a_no_turn_it(call: Call) -> None:
    text = told(call("explain", "status_quo", *SHORT, "--kind", "offer_refused", "--limit", "1"))
    match = re.search(r"Played again from that month on: with (.+?): accepted", text)
    assert match is not None, text
    chosen = match[1].split(" and ")
    [refused, *_] = [record for record in records(call, "--kind", "offer_refused") if is_open(record)]
    month, table = str(refused["month"]), refused["target"]

    def answers(policies: list[str]) -> list[str]:
        asked = [word for name in policies for word in ("--policy", f"{name}:from={refused['date']}")]
        found = records(call, *asked, "--month", month, "--kind", "offer_")
        return [one["kind"] for one in found if one["target"] == table]

    assert answers([]) == ["offer_refused"]
    assert answers(chosen) == ["offer_accepted"]
    for alone in chosen if len(chosen) > 1 else []:  # the set is the smallest
        assert answers([alone]) != ["offer_accepted"]


@pytest.mark.slow
@pytest.mark.parametrize("replicate", [1, 2])
def test_a_search_never_names_what_does_not_do(replicate: int) -> None:
    scenario = Scenario.load("status_quo").with_(months=12)
    events = run_one(scenario, replicate, trace=True).events
    refused = [event for event in events if is_open(event)][:2]
    for record in refused:
        found = turning(scenario, replicate, record)
        uses = [{name: {"from": record["date"]}} for name in found.policies]
        again = run_one(scenario.with_(policies=uses), replicate, trace=True).events
        kinds = [event["kind"] for event in again if event["kind"].startswith("offer_")
                 and (event["month"], event["target"]) == (record["month"], record["target"])]  # fmt: skip
        assert ("offer_accepted" in kinds) == bool(found.policies)


@pytest.mark.slow
def test_two_issues_that_are_said_to_turn_a_no_are_enough_and_one_is_not(call: Call) -> None:
    found = [
        one
        for n in range(4)
        for one in records(call, "--replicate", str(n), "--refused", length=LONG)
        if one.get("together")
    ]
    assert found
    for record in found:
        assert record["alternatives"] == [] and len({one["issue"] for one in record["together"]}) == 2
    text = told(call("explain", "status_quo", *LONG, "--refused", "--limit", "200", "--replicate", "1"))
    assert "more in the sum of its terms, whose largest gain was" in text


@pytest.mark.slow
def test_the_estimate_of_the_donor_stands_beside_the_worth(call: Call) -> None:
    [record, *_] = records(call, "--kind", "offer_refused")
    text = told(call("explain", "status_quo", *SHORT, "--kind", "offer_refused", "--limit", "1"))
    estimate = f"{record['estimated_value']:+.3f}".replace("-", "−")
    assert f"value as the other side estimated it, mood aside {estimate}" in text
    assert (
        record["estimated_value"] >= record["threshold"] > record["value"]
    )  # else it had not been made, or accepted


def test_limit_holds_for_json_too(call: Call) -> None:
    assert len(records(call, "--refused", length=LONG)) > 2
    assert len(records(call, "--refused", "--limit", "2", length=LONG)) == 2


@pytest.mark.slow
def test_a_sweep_says_what_to_type_for_a_log(call: Call, here: Path) -> None:
    (here / "swept.yaml").write_text(
        "experiment: 1\nname: swept\nscenario: {scenario: 1, months: 6, seed: 5}\narms: {one: [], two: [grit]}\n"
        "vary: {provocation.iota: {values: [0, 1]}}\nreplicates: 2\n"
    )
    assert call("run", "swept.yaml", "--engine", "mesa", "-q", "--no-figures").exit_code == 0
    done = call("explain", "results/swept", "--arm", "two")
    assert done.exit_code == 2
    commands = [shlex.split(line)[1:] for line in done.stderr.splitlines() if line.startswith("  diplosim ")]
    assert [command[0] for command in commands] == ["rerun", "explain"]
    again = call(*commands[0])
    assert again.exit_code == 0 and "arm two, sample 0" in " ".join(again.stdout.split())
    assert call(*commands[1]).exit_code == 0
    assert (
        "There is one already: diplosim explain results/swept/reruns/000002"
        in call("explain", "results/swept").stderr
    )


def test_offers_for_which_no_policy_is_searched_are_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diplosim.cli.explain.is_open", lambda record: record["kind"] == "offer_refused")
    searched = []
    monkeypatch.setattr("diplosim.cli.explain.print_search", lambda *found: searched.append(found))
    told = call(
        "explain", "status_quo", "--set", "months=24", "--kind", "offer_refused", "--limit", "5"
    ).stdout
    assert len(searched) == 3
    assert re.search(r"Policies were searched for 3 of these [45] refusals", " ".join(told.split()))
