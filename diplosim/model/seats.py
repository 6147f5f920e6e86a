"""Decisions that are taken in an actor's place: the moves of the scenario, or what a player answers as it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from diplosim.model.actors.talks import Talks
from diplosim.policies.menus import place_of
from diplosim.rules.protocol import Package
from diplosim.scenario.agreements import CONDITIONS, CONTENTS, FRAMINGS
from diplosim.scenario.moves import QUESTIONS, RELIEFS, Act, Move, MoveTerms

if TYPE_CHECKING:
    from diplosim.model.actors.base import CastMember
    from diplosim.model.actors.table import Table
    from diplosim.model.model import DiplomacyModel


class Question(NamedTuple):
    """What somebody is asked, once a month at each table."""

    actor: str
    table: str
    about: str
    """``offer``: what to put forward, if anything; ``answer``: yes or no to package ``i``; ``vote``: yes or no at
    home to package ``i``."""
    talks: Talks
    i: int | None
    """The package that is answered or voted on; for an offer the one that the rules would put forward."""
    usual: bool
    """What the rules would do: offer, accept, ratify."""
    open: bool
    """Whether talks are under way; otherwise an offer is to be taken or left."""


#: Answers a question with a move, or leaves it to the rules with ``None``.
Decide = Callable[["DiplomacyModel", Question], Move | None]


class Seats:
    """Who decides what by a move; everything else follows the rules."""

    def __init__(self, model: DiplomacyModel, decide: Decide | None = None) -> None:
        self.model = model
        self.decide = decide
        self.made: dict[tuple[int, str, str, str], Move | None] = {m.occasion: m for m in model.world.moves}
        """Moves by occasion, those of the scenario first; ``None``: left to the rules."""
        self.used: set[tuple[int, str, str, str]] = set()

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves of the scenario, and those that were answered."""
        return tuple(move for move in self.made.values() if move is not None)

    def taken(self, actor: CastMember, about: str) -> bool:
        """Whether somebody may decide for this actor this month."""
        return self.decide is not None or any(
            move is not None and (move.at, move.actor, move.question) == (self.model.t, actor.code, about)
            for move in self.made.values()
        )

    def offer(self, actor: CastMember, table: Table, talks: Talks, usual: int | None) -> int | None:
        """The package that an actor puts forward; ``usual`` by its rules."""
        move = self._move(actor, table, "offer", talks, usual, usual is not None)
        if move is None:
            return usual
        i = None if move.terms is None else place_of(move.terms, talks.table, self.implementers)
        self._log(move, "nothing to offer" if usual is None else "an offer", i)
        return i

    def says(self, actor: CastMember, table: Table, about: str, talks: Talks, i: int, usual: bool) -> bool:
        """Whether an actor accepts package ``i``, or passes it at home; ``usual`` by its rules."""
        move = self._move(actor, table, about, talks, i, usual)
        if move is None:
            return usual
        yes, no = (act for act, question in QUESTIONS.items() if question == about)
        self._log(move, yes if usual else no, i)
        return move.do == yes

    def note(self, actor: CastMember, table: Table, about: str) -> dict[str, Any]:
        """What the log adds to a decision that a move has taken."""
        move = self.made.get((self.model.t, actor.code, table.party.code, about))
        return {} if move is None else {"by_move": True}

    @property
    def implementers(self) -> list[tuple[str, str]]:
        """Code and channel of every implementer, by actor id."""
        return [(m.code, m.spec.channel or "un") for m in self.model.implementers]

    def _move(
        self, actor: CastMember, table: Table, about: str, talks: Talks, i: int | None, usual: bool
    ) -> Move | None:
        if self.decide is None and not self.made:
            return None
        occasion = (self.model.t, actor.code, table.party.code, about)
        if occasion not in self.made and self.decide is not None:
            is_open = table.state.name == "OPEN"
            question = Question(actor.code, table.party.code, about, talks, i, usual, is_open)
            self.made[occasion] = self.decide(self.model, question)
        self.used.add(occasion)
        return self.made.get(occasion)

    def close_month(self) -> None:
        """Log the moves of this month whose question did not come up."""
        for occasion, move in self.made.items():
            if move is not None and move.at == self.model.t and occasion not in self.used:
                table = None if move.table == move.actor else move.table
                self.model.log.event("move", move.actor, table, "no_occasion", act=move.do)

    def _log(self, move: Move, usual: str, i: int | None) -> None:
        off_menu = move.do == "offer" and i is None
        self.model.log.event(
            "move", move.actor, None if move.table == move.actor else move.table,
            "off_menu" if off_menu else move.do, usual=usual,
        )  # fmt: skip


def terms_of(o: Package, table: str, implementers: list[tuple[str, str]]) -> MoveTerms:
    """A package as a file writes it; ``implementers``: code and channel, by actor id."""
    code, channel = ("", "direct") if o.k == 0 else implementers[o.k - 1]
    first = next((i for i, (_, other) in enumerate(implementers) if other == channel), 0)
    return MoveTerms.model_validate(
        {
            "donor": table, "money_share": o.x, "months": o.D, "cofinancing": o.c, "access": o.a,
            "channel": channel, "carrier": "" if o.k in (0, first + 1) else code, "relief": RELIEFS[o.r],
            "framing": FRAMINGS[o.f], "condition": CONDITIONS[o.q], "content": CONTENTS[o.g],
        }
    )  # fmt: skip


def move_of(model: DiplomacyModel, question: Question, act: Act, i: int | None = None) -> Move:
    """The move that answers a question: an act, with package ``i`` of the menu if it is an offer."""
    terms = None
    if i is not None:
        terms = terms_of(question.talks.package(i), question.table, model.seats.implementers)
    return Move(at=model.t, actor=question.actor, do=act, table=question.table, terms=terms)
