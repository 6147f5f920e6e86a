"""The section ``moves``: what actors decide in given months, whatever their rules would say - a game that was played.

A move answers one question of one month at one table; what nobody answers is left to the rules, and a move whose
question does not come up changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from diplosim.scenario.actors import Actor
from diplosim.scenario.agreements import Terms, entries
from diplosim.scenario.checking import field_names, read_model, unknown_keys
from diplosim.scenario.errors import Findings, a_kind, did_you_mean, shown
from diplosim.scenario.header import Calendar
from diplosim.scenario.nodes import Node

Act = Literal["offer", "pass", "accept", "reject", "ratify", "decline"]
ACTS: tuple[Act, ...] = get_args(Act)
#: Which question an act answers: what to put forward, yes or no to what the other side does, yes or no at home.
QUESTIONS = {"offer": "offer", "pass": "offer", "accept": "answer", "reject": "answer",
             "ratify": "vote", "decline": "vote"}  # fmt: skip
#: Sanctions relief, from level 0 on.
RELIEFS = ("none", "humanitarian", "broad")


class MoveTerms(Terms):
    """What is put forward; it must be on the menu of its table in its month, or nothing is."""

    relief: Literal["none", "humanitarian", "broad"] = Field(
        default="none", description="Sanctions relief traded."
    )
    carrier: str = Field(
        default="",
        description="Code of the implementer that delivers, if it is not the first of the channel.",
    )

    def slot_among(self, implementers: Sequence[tuple[str, str]]) -> int:
        """Who delivers: 0 the donor, else the implementer's place; ``implementers``: code and channel, by actor id."""
        if not self.carrier:
            return self.slot(tuple(channel for _, channel in implementers))
        return [code for code, _ in implementers].index(self.carrier) + 1


class Move(BaseModel):
    """One decision."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    at: int = Field(ge=0, description="Month of the move, counted from 0 at the start of the run.")
    actor: str = Field(description="Code of who decides.")
    do: Act = Field(description="What it does.")
    table: str = Field(
        default="", description="Whose talks with the recipient; a donor's and the fund's own if empty."
    )
    terms: MoveTerms | None = Field(default=None, description="What an offer consists of.")

    @property
    def question(self) -> str:
        """What it answers: offer, answer or vote."""
        return QUESTIONS[self.do]

    @property
    def occasion(self) -> tuple[int, str, str, str]:
        """Month, actor, table and question: an actor answers each once."""
        return self.at, self.actor, self.table, self.question


_HEAD = [name for name in field_names(Move) if name != "terms"]
_TERMS = field_names(MoveTerms, "donor")


def movers(actors: Sequence[Actor]) -> list[str]:
    """Who may move: the recipient first, then who has a table of its own."""
    recipient = [actor.code for actor in actors if actor.kind == "recipient"]
    return recipient + [
        a.code for a in actors if a.kind == "fund" or (a.kind == "donor" and a.ceiling_musd > 0)
    ]


def read_moves(
    root: Node, calendar: Calendar, actors: tuple[Actor, ...], findings: Findings
) -> tuple[Move, ...]:
    """The section, in the order of the file; every problem is noted."""
    found: dict[tuple[int, str, str, str], Move] = {}
    recipient, other, *_ = movers(actors)
    example = f"{{at: 2027-08, actor: {recipient}, table: {other}, do: accept}}"
    for subject, entry in entries(root, "moves", example, findings):
        known = unknown_keys(entry, [*_HEAD, *_TERMS], subject, findings)
        before = len(findings.problems)
        move = _read(known, subject, calendar, actors, findings)
        if move is None or len(findings.problems) > before:
            continue
        if move.occasion in found:
            what = f"{move.actor} has answered this question of this month already"
            findings.problem(entry.mark, f"{subject}: {what} ({found[move.occasion].do})")
        else:
            found[move.occasion] = move
    return tuple(found.values())


def _read(
    entry: Node, subject: str, calendar: Calendar, actors: tuple[Actor, ...], findings: Findings
) -> Move | None:
    given: dict[str, Any] = {"at": 0}
    if "at" in entry.value:
        at = calendar.read(entry.value["at"], f"{subject}.at", findings)
        given["at"] = 0 if at is None else at
    else:
        findings.problem(entry.mark, f"{subject} needs 'at': a month like 2027-08")
    head = {key: child for key, child in entry.value.items() if key in _HEAD and key != "at"}
    move = read_model(Move, Node(head, entry.mark, entry.key_marks), subject, findings, given)
    if move is None:
        return None
    move = move if move.table else move.model_copy(update={"table": move.actor})
    for key, text in _problems(move, actors):
        findings.problem(entry.at((key,)), f"{subject}.{key} {text}")
    terms = {key: child for key, child in entry.value.items() if key in _TERMS}
    if move.do != "offer":
        for key in terms:
            findings.problem(
                entry.key_mark(key), f"{subject}: '{key}' belongs to an offer, not to '{move.do}'"
            )
        return move
    package = Node(terms, entry.mark, entry.key_marks)
    read = read_model(MoveTerms, package, subject, findings, {"donor": move.table})
    if read is None:
        return None
    served = {actor.code: actor.channel for actor in actors if actor.kind == "implementer"}
    if read.carrier and served.get(read.carrier) != read.channel:
        fitting = [code for code, channel in served.items() if channel == read.channel]
        text = f"{subject}.carrier must be an implementer of the channel {read.channel}: {', '.join(fitting) or 'none'}"
        findings.problem(entry.at(("carrier",)), text)
    elif read.channel != "direct" and read.channel not in served.values():
        findings.problem(entry.at(("channel",)), f"{subject}.channel: no implementer of the cast serves it")
    return move.model_copy(update={"terms": read})


def _problems(move: Move, actors: tuple[Actor, ...]) -> list[tuple[str, str]]:
    """What is wrong with who moves where: the key, and why."""
    cast = {actor.code: actor for actor in actors}
    recipient, *parties = movers(actors)
    if move.actor not in (recipient, *parties):
        known = cast.get(move.actor)
        reason = f"no actor {shown(move.actor)} takes part{did_you_mean(move.actor, [*parties, recipient])}"
        if known is not None:
            reason = f"{move.actor} is {a_kind(known.kind)} that neither offers nor answers"
        return [("actor", f"must be {recipient}, a donor with a budget or the fund: {reason}")]
    if move.actor == recipient:
        return _problems_of_recipient(move, parties)
    fund = next(actor.code for actor in actors if actor.kind == "fund")
    homes = (move.actor, fund) if move.question == "vote" else (move.actor,)
    if move.table not in homes:
        return [("table", f"of '{move.do}' must be {' or '.join(homes)}, not {shown(move.table)}")]
    if move.question == "vote" and move.actor == fund:
        return [("do", f"is '{move.do}', and the fund has no vote at home; its contributors have")]
    return []


def _problems_of_recipient(move: Move, parties: Sequence[str]) -> list[tuple[str, str]]:
    if move.table not in parties:
        return [("table", f"must say whose talks: one of {', '.join(parties)}")]
    if move.question == "vote":
        return [("do", f"is '{move.do}', and {move.actor} has no vote at home; it may accept or reject")]
    return []


def as_plain(moves: Sequence[Move], calendar: Calendar) -> list[dict[str, Any]]:
    """Moves as a file writes them."""
    plain = []
    for move in moves:
        head = {"at": calendar.date(move.at), "actor": move.actor, "do": move.do, "table": move.table}
        terms = {} if move.terms is None else move.terms.model_dump(exclude={"donor"})
        plain.append(head | {key: value for key, value in terms.items() if value != ""})
    return plain
