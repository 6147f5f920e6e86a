"""A seat at the table on the page: the same moves give the same history there, on the command line and in Mesa."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from diplosim.calibration.batch import until
from diplosim.cli import cli
from diplosim.metrics.columns import METRIC_NAMES, OUTCOME_NAMES
from diplosim.model.model import DiplomacyModel
from diplosim.page.data import page_data
from diplosim.scenario import Scenario
from tests.page.browsing import DESKTOP, FEW, PHONE
from tests.page.conftest import Ask, Open, answers
from tests.page.test_futures import digest

FUND = [{"name": "pooled_fund"}]
GAME = "#world=status_quo&policy=pooled_fund&n=8"
#: Who plays, under which policies, in which of the histories.
GAMES = (("ROK", [], 0), ("DPRK", [], 1), ("PF", FUND, 0))


@pytest.mark.slow
def test_a_game_of_the_page_is_the_same_history_in_mesa() -> None:
    """Offers of any package, refusals, votes; the file that the page writes says the same moves."""
    world = Scenario.load("status_quo")
    short = until(world, world.date(35))
    asked = [
        {"kind": "game", "state": {"preset": "short", "policies": policies}, "replicate": replicate, "seat": seat,
         "questions": 18}
        for seat, policies, replicate in GAMES
    ]  # fmt: skip
    data = page_data({"short": short})
    kinds = set()
    for question, told in zip(asked, answers(data, asked), strict=True):
        assert told["back"] == told["linked"] == told["moves"] != [], told["asked"]
        assert len(told["link"]) < 40 + 40 * len(told["moves"])
        policies = [use["name"] for use in question["state"]["policies"]]  # type: ignore[index]
        moves = [{**move, "at": short.date(move["at"])} for move in told["moves"]]
        moved = short.with_(policies=policies, moves=moves)
        own = page_data({"moved": moved})
        (preset,) = own["presets"]
        state = {"preset": "moved", "policies": preset["policies"], "moves": preset["moves"]}
        (started,) = answers(own, [{"kind": "history", "state": state, "replicate": question["replicate"]}])
        assert started["metrics"] == told["metrics"]  # the page of the saved scenario begins with its moves
        model = DiplomacyModel(moved, replicate=question["replicate"]).run()  # type: ignore[arg-type]
        metrics, ends = model.trajectory(), model.outcomes()
        assert told["metrics"] == {
            name: digest(np.asarray(metrics[name], dtype=np.float64)) for name in METRIC_NAMES
        }
        assert told["ends"] == digest(np.array([ends[name] for name in OUTCOME_NAMES]))
        logged = {record["outcome"] for record in model.records() if record["kind"] == "move"}
        assert not logged & {"off_menu", "no_occasion"}  # every move was possible, and came up
        kinds |= logged
    assert kinds >= {"offer", "pass", "accept", "reject"}


WRONG = {
    "{at: 2050-01, actor: ROK, do: pass}": "'at' must be a month of the run, 0 to 119",
    "{at: 2026-03, actor: ROK, do: offr}": "'do' must be one of offer, pass, accept, reject, ratify, decline",
    "{at: 2026-03, actor: ROC, do: pass}": "'actor' must be one of DPRK, USA, ROK, JPN, EU, GHF, CHN, PF",
    "{at: 2026-03, actor: DPRK, do: accept}": "'table' cannot be DPRK",
    "{at: 2026-03, actor: DPRK, table: ROK, do: ratify}": "DPRK has no vote at home",
    "{at: 2026-03, actor: ROK, do: pass, size: 3}": "unknown key 'size'",
}


def test_moves_that_nobody_can_make_are_told(node: Ask) -> None:
    head = "scenario: 1\nextends: status_quo\nmoves:\n  - "
    told = node([{"kind": "read", "text": f"{head}{move}\n"} for move in WRONG])
    assert [answer["problems"] for answer in told] == [[f"moves[0]: {text}"] for text in WRONG.values()]


#: What the page holds after the debrief: outcomes of the history that was played, and of its futures with the moves.
PLAYED = """async () => {
    const {game, futures} = await modules.app.opened;
    const plain = found => Object.fromEntries(Object.entries(found).map(([name, values]) => [name, [...values]]));
    const {ends} = await futures.play(game.state, {replicates: 8, metrics: []});
    return {history: game.story().ends, ends: plain(ends), moves: game.moves, replicate: game.replicate};
}"""


@pytest.mark.browser
@pytest.mark.slow
def test_a_game_by_keyboard_is_debriefed_and_runs_on_the_command_line(live: Open, tmp_path: Path) -> None:
    one = live(GAME)
    one.until("document.body.dataset.story")
    one.page.locator("#seat select").select_option(label="DPR Korea")
    one.page.locator("#sit").focus()
    one.page.keyboard.press("Enter")
    for press in ("Accept", "Refuse", "Accept", "Offer nothing", "Accept", "Refuse"):
        assert (
            one.ask("document.activeElement.tagName") == "H3"
        )  # the question is read out, and the keys go on from it
        button = one.page.locator("#game").get_by_role("button", name=press, exact=True)
        if not button.count():  # another question: the first package, or yes
            button = one.page.locator("#game button:is(.packages *, .tools *)").first
        button.focus()
        one.page.keyboard.press("Enter")
    one.page.get_by_role("button", name="Leave the rest to the rules").press("Enter")
    one.until("document.querySelector('#game table') !== null")
    played = one.ask(PLAYED)
    assert len(played["moves"]) == 6
    told = one.text("#game b")
    assert told.startswith("6 moves of yours.") and "of 200 futures go otherwise" in told
    saved = tmp_path / "played.yaml"
    press = one.page.get_by_role("button", name="Save as scenario .yaml")
    saved.write_text(one.download(press.click), encoding="utf-8")
    model = DiplomacyModel(Scenario.load(saved), replicate=played["replicate"], log=False).run()
    assert _same(model.outcomes(), played["history"])
    for engine in ("portable", "mesa"):
        out = tmp_path / engine
        run = ["run", str(saved), "--engine", engine, "-q", "--no-figures", "--out", str(out)]
        done = CliRunner().invoke(cli, [*run, "-n", "8" if engine == "portable" else "1"])
        assert done.exit_code == 0, done.output
        rows = pq.read_table(out / "runs.parquet").to_pylist()
        for run_, row in enumerate(rows):
            assert _same(row, {name: values[run_] for name, values in played["ends"].items()}), engine
    one.page.get_by_role("button", name="Show these moves in the charts").click()
    one.settle()
    assert one.state()["moves"] == played["moves"] and "6 moves are played" in one.text("#seat")
    with one.page.expect_file_chooser() as asked:
        one.page.get_by_role("button", name="Open .yaml").click()
    asked.value.set_files(saved)
    one.until("document.querySelector('#state').textContent === 'Scenario opened'")
    assert json.dumps(one.state()["moves"]) == json.dumps(played["moves"])


def _same(one: Any, other: dict[str, Any]) -> bool:
    pairs = [(math.nan if one[name] is None else one[name], value) for name, value in other.items()]
    pairs = [(own, math.nan if value is None else value) for own, value in pairs]
    return all(own == value or (math.isnan(own) and math.isnan(value)) for own, value in pairs)


#: What a link may say of moves, and which of them are taken: those that somebody can make in that world.
LINKS = {
    "3*ROK*1*ROK-4": [("ROK", 3, "pass")],  # what was done is missing
    "3*ROK*1*ROK-3**1": [("ROK", 3, "pass")],  # answered twice
    "3*ROK*0*ROK*0.5*24": [("ROK", 3, "offer")],
    "3*ROK*0*ROK": [],  # an offer without a size
    "x*ROK*1*ROK-999*ROK*1*ROK-3*XXX*1*XXX-3*ROK*9*ROK-****-": [],
    "7*DPRK*3*ROK-9**2*USA": [("DPRK", 7, "reject"), ("DPRK", 9, "accept")],
    "": [],
}


def test_a_link_of_moves_is_read_and_what_nobody_can_do_is_left_out(node: Ask) -> None:
    links = [f"#world=status_quo&moves={text}" for text in LINKS]
    told = node([{"kind": "linked", "links": links}])[0]
    assert [[(move["actor"], move["at"], move["do"]) for move in moves] for moves in told] == [
        *LINKS.values()
    ]


@pytest.mark.browser
@pytest.mark.slow
def test_the_link_of_a_game_brings_its_moves_and_a_change_ends_it_with_a_way_back(live: Open) -> None:
    one = live(GAME)
    one.until("document.body.dataset.story")
    one.page.keyboard.press("n")
    one.page.locator("#sit").click()
    for _ in range(3):
        one.page.locator("#game button.offered, #game .tools button").first.click()
    question, played, link = one.text("#game h3"), one.ask(PLAYED), one.ask("location.hash")
    again = live(link)
    assert again.state()["moves"] == played["moves"] and len(played["moves"]) == 3
    assert again.ask(HERE) == [played["history"], 1]
    one.ask(DRAGGED)
    assert "Undo brings it back" in one.text("#state") and one.text("#game") == ""
    one.settle()
    one.page.keyboard.press("u")
    one.settle()
    assert one.text("#game h3") == question and one.text("#state") == ""
    assert one.ask(PLAYED) == played and one.ask("location.hash") == link


#: Two steps of a slider in one go.
DRAGGED = """() => ['ArrowLeft', 'ArrowLeft'].forEach(key => document.querySelector(
    '[data-key="strength:pooled_fund"]').dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"""
#: The history that the page shows, and which one it is.
HERE = """() => modules.app.opened.then(({futures, state, replicate}) =>
    [futures.history(state, replicate).ends, replicate])"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "en"), (PHONE, "ko")], ids=["desktop", "phone"])
def test_axe_finds_nothing_at_the_table_and_a_phone_has_room(
    live: Open, size: tuple[int, int], lang: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install -e '.[browser]'")
    one = live(f"#world=status_quo&policy=&n={FEW}&lang={lang}", size, color_scheme="dark", bypass_csp=True)
    one.until("document.body.dataset.story")
    one.page.locator("#sit").click()
    for last in (False, True):
        if last:
            one.page.locator("#game button.offered").first.click()
            one.page.locator("#game .tools button").last.click()
            one.until("document.querySelector('#game table') !== null")
        found = axe.Axe().run(one.page, context="#seat").response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
        assert one.ask("document.documentElement.scrollWidth") <= size[0]
