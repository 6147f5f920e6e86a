"""A seat at the table: moves decide in an actor's place, and a game that was played can be played again."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplosim.calibration.batch import until
from diplosim.cli.front import cli
from diplosim.engine.book import LANES, worth_a_look
from diplosim.engine.engine import ask
from diplosim.engine.pack import pack
from diplosim.model.model import DiplomacyModel
from diplosim.model.seats import Question, move_of
from diplosim.page.build import unpacked
from diplosim.scenario import Scenario, ScenarioError
from diplosim.scenario.moves import ACTS, QUESTIONS, Move, as_plain
from tests.engine.compare import assert_same
from tests.engine.test_decisions import assert_told_alike


def short(name: str, months: int = 30) -> Scenario:
    world = Scenario.load(name)
    return until(world, world.date(months - 1))


def whim(seed: int, *seats: str):  # type: ignore[no-untyped-def]
    """A player who answers at random, and sometimes not at all."""
    chance = random.Random(seed)

    def decide(model: DiplomacyModel, q: Question) -> Move | None:
        if q.actor not in seats or chance.random() < 0.2:
            return None
        if q.about == "offer" and chance.random() < 0.7:
            table = q.talks.table
            possible = [i for i, f in enumerate(table.f) if f == 0.0 or table.f.min() > 0.0]
            return move_of(model, q, "offer", chance.choice(possible))
        yes, no = (act for act in ACTS if QUESTIONS[act] == q.about)
        return move_of(model, q, no if q.about == "offer" or chance.random() < 0.5 else yes)

    return decide


def test_who_leaves_all_to_the_rules_meets_the_usual_history() -> None:
    world, asked = short("pooled_fund"), []
    game = DiplomacyModel(world, decide=lambda model, q: asked.append(q)).run()
    assert game.trajectory() == DiplomacyModel(world).run().trajectory()
    assert {q.about for q in asked} >= {"offer", "answer"}


@pytest.mark.parametrize(
    ("name", "seats"),
    [("status_quo", ("USA",)), ("status_quo", ("ROK", "EU", "DPRK")), ("pooled_fund", ("PF", "DPRK"))],
)
def test_the_moves_of_a_game_give_its_history_again(name: str, seats: tuple[str, ...]) -> None:
    world = short(name, 24)
    game = DiplomacyModel(world, decide=whim(3, *seats)).run()
    assert len(game.seats.moves) > 5
    again = DiplomacyModel(world.with_(moves=as_plain(game.seats.moves, world.calendar))).run()
    assert again.trajectory() == game.trajectory()
    assert_same(again.world)
    assert_told_alike(again.world, 0, portable=True)
    assert again.records() == game.records()
    assert game.trajectory() != DiplomacyModel(world).run().trajectory()


def test_a_move_decides_whatever_the_terms_and_says_so() -> None:
    world = short("status_quo", 12)
    offer = {"at": "2026-03", "actor": "ROK", "do": "offer", "money_share": 0.25, "months": 12,
             "framing": "singled_out", "condition": "denuclearisation"}  # fmt: skip
    yes = {"at": "2026-03", "actor": "DPRK", "table": "ROK", "do": "accept"}
    menu = world.with_(parameters={"mechanisms.content": 0})
    usual = DiplomacyModel(menu.with_(moves=[offer])).run().records()
    off = [r for r in usual if r["kind"] == "move"]
    assert [r["outcome"] for r in off] == ["off_menu"]  # denuclearisation first is not on today's menu
    offer["condition"] = "none"
    records = DiplomacyModel(menu.with_(moves=[offer, yes])).run().records()
    (answer,) = (
        r for r in records if r["kind"] == "offer_accepted" and r["month"] == 2 and r["target"] == "ROK"
    )
    assert answer["would_change"] == "another move: this one decides, whatever the terms"
    idle = DiplomacyModel(menu.with_(moves=[{**yes, "at": "2026-04"}])).run().records()
    assert any(r["kind"] == "move" and r["outcome"] == "no_occasion" for r in idle)


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ({"actor": "ROC", "do": "pass"}, "no actor 'ROC' takes part; did you mean 'ROK'?"),
        ({"actor": "DPRK", "do": "accept"}, "must say whose talks: one of USA, ROK"),
        ({"actor": "DPRK", "table": "ROK", "do": "ratify"}, "has no vote at home"),
        ({"actor": "ROK", "table": "USA", "do": "ratify"}, "must be ROK or PF, not 'USA'"),
        ({"actor": "ROK", "do": "pass", "months": 12}, "'months' belongs to an offer"),
        ({"actor": "ROK", "do": "offer"}, "needs 'money_share'"),
        ({"actor": "ROK", "do": "offr"}, "did you mean 'offer'?"),
        (
            {"actor": "ROK", "do": "offer", "money_share": 1, "months": 12, "carrier": "WHO "},
            "must be an implementer",
        ),
    ],
)
def test_what_cannot_be_a_move_is_said(move: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError) as error:
        short("status_quo").with_(moves=[{"at": "2026-03", **move}])
    assert words in str(error.value)


@pytest.mark.parametrize("portable", [False, True], ids=["compiled", "portable"])
@pytest.mark.parametrize(
    ("name", "seat"), [("status_quo", "ROK"), ("pooled_fund", "PF"), ("pooled_fund", "DPRK")]
)
def test_other_engines_ask_a_seat_the_same_questions(name: str, seat: str, portable: bool) -> None:
    """Whoever plays on them knows what it knows on Mesa: what is asked, what packages are worth, what the rules do."""
    world, asked, player = short(name), [], whim(5, seat)

    def decide(model: DiplomacyModel, q: Question) -> Move | None:
        move = player(model, q)
        if q.actor == seat:
            asked.append((model.t, q, move))
        return move

    game = DiplomacyModel(world, decide=decide, log=False).run()
    packed = pack(world.with_(moves=as_plain(game.seats.moves, world.calendar)))
    number = -1 if seat == "DPRK" else next(actor.id for actor in world.actors if actor.code == seat)
    assert len(asked) > 5
    for passed in (0, 1, len(asked) // 2, len(asked) - 1):
        month, q, _ = asked[passed]
        found = ask(packed, world.seed, 0, number, passed, portable)
        assert found is not None
        row, talks = found.row[0], q.talks
        assert (row["month"], bool(row["usual"]), bool(row["open"])) == (month, q.usual, q.open)
        assert (row["limit_R"], row["limit_D"]) == (talks.r_R, talks.r_D)
        if q.about == "vote":
            continue
        kept = worth_a_look(talks.table)
        for values, column in ((talks.U_R, "U_R"), (talks.U_R_hat, "U_R_hat"), (talks.U_D, "U_D")):
            assert found.values[column].ravel()[: kept.sum()].tolist() == values[kept].tolist()
        first = packed.book.menu[int(row["menu"])]["block"] * LANES
        assert row["package"] - 1 == (-1 if q.i is None else first + kept[: q.i].sum())
        assert row["mood"] == talks.mood
    assert ask(packed, world.seed, 0, number, len(asked), portable) is None


def test_the_page_of_a_moved_scenario_holds_its_moves(tmp_path: Path) -> None:
    """``explore`` once wrote a page that played such a scenario as if nobody had moved, and then refused it."""
    file = tmp_path / "moved.yaml"
    moves = "moves: [{at: 2026-03, actor: ROK, do: pass}]"
    file.write_text(f"scenario: 1\nextends: status_quo\n{moves}\n", encoding="utf-8")
    run = CliRunner().invoke(cli, ["explore", str(file), "-o", str(tmp_path / "page.html")])
    assert run.exit_code == 0, run.output
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    data = json.loads(unpacked(re.search(r'id="data">([^<]+)<', text)[1]))
    assert data["presets"][0]["moves"] == [{"at": 2, "actor": "ROK", "do": "pass", "table": "ROK"}]


@pytest.mark.slow
def test_a_game_in_the_terminal_can_be_saved_and_replayed(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    options = ["play", "status_quo", "--as", "ROK", "--months", "6", "--save", str(file)]
    run = CliRunner().invoke(cli, options, input="1\nn\nxx\nw 1\nq\n")
    assert run.exit_code == 0, run.output
    assert (
        "Make" not in run.output
        and "Do you make an offer" in run.output
        and "; 30.0 M$ a year to give" in run.output  # 30.000 reads as thousands in half of Europe
        and "'xx' is not on the menu" in run.output
        and "'w 1'" not in run.output
        and re.search(r"^.*[+−]\d\.\d\d  health$", run.output, re.MULTILINE)
    )
    assert "1000 futures" in run.output and f"wrote {file}" in run.output
    moves = Scenario.load(file).moves
    assert [(move.at, move.do) for move in moves] == [(0, "offer"), (1, "pass")]
    assert CliRunner().invoke(cli, options).exit_code == 2
    lost = CliRunner().invoke(cli, [*options[:-1], str(tmp_path / "no" / "mine.yaml")])
    assert lost.exit_code == 2 and "there is no folder" in lost.output and "You are" not in lost.output
    nobody = CliRunner().invoke(cli, ["play", "status_quo", "--as", "RUK"])
    assert nobody.exit_code == 2 and "did you mean 'ROK'?" in nobody.output
