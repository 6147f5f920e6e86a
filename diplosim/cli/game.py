"""A game at the table in the terminal: what the player sees, is asked and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import click

from diplosim.model.seats import Question, move_of
from diplosim.rules import bargaining, protocol
from diplosim.wording.explain import sentence
from diplosim.wording.names import plural
from diplosim.wording.numbers import compact, number, signed
from diplosim.wording.sentences import headline, term_name

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario import Scenario
    from diplosim.scenario.moves import Act, Move

#: Packages shown at a time.
SHOWN = 6
#: What happens every month and is no news.
ROUTINE = {
    "stance_kept", "table_stayed_closed", "agreement_withstood", "resolution_vetoed", "no_proposal", "ratified",
}  # fmt: skip
YES: dict[str, tuple[Act, Act]] = {"answer": ("accept", "reject"), "vote": ("ratify", "decline")}


class Game:
    """One seat, and whoever sits in it."""

    KEYS: ClassVar[str] = (
        "Keys: the number of a package, n for none, a for all packages; y or n; w (w 12 for package 12) for what you "
        "weigh; Enter: as the rules would (*, if that is a package); q: leave the rest to the rules."
    )

    def __init__(self, world: Scenario, seat: str) -> None:
        self.world, self.seat = world, seat
        self.over = False

    def tell(self, model: DiplomacyModel, since: int) -> None:
        """What happened in the month that has just been played."""
        if self.over:
            return
        news = [event.to_dict() for event in list(model.log)[since:]]
        told = [headline(record, self.world.names) for record in news if record["kind"] not in ROUTINE]
        if told:
            click.echo(f"{self.world.date(model.t - 1)}  " + " ".join(sentence(words) for words in told))

    def decide(self, model: DiplomacyModel, question: Question) -> Move | None:
        """Ask the player; ``None`` where it is somebody else's turn, or the rules are to decide."""
        if self.over or question.actor != self.seat:
            return None
        click.echo(f"\n{self.world.date(model.t)}  {self._situation(model, question)}")
        if question.about == "offer":
            return self._offer(model, question)
        return self._yes_or_no(model, question)

    def _situation(self, model: DiplomacyModel, question: Question) -> str:
        party = question.talks.party
        donors = party.members
        trust = sum(model.recipient.trust[d.code].tau_health for d in donors) / len(donors)
        back = sum(d.belief.tau_health for d in donors) / len(donors)
        last = plural(model.last_month.n, "provocation")
        name, them = self.world.names[question.table], self.world.names[model.recipient.code]
        return (
            f"At the table of {name}: {them} trusts {number(trust, 2)}, is trusted {number(back, 2)} (health); tension "
            f"{number(model.relative_tension, 2)} times the usual; {number(party.budget, 1)} M$ a year to give; "
            f"{'hawks' if party.hawk_share > 0.5 else 'doves'} govern; last month {last}."
        )

    # --- what to put forward --------------------------------------------------------------------------------

    def _offer(self, model: DiplomacyModel, q: Question) -> Move | None:
        shown = self._best(q)
        click.echo(
            "What do you put forward in these talks?"
            if q.open
            else "Do you make an offer, to be taken or left?"
        )
        self._list(q, shown)
        usual = "nothing" if q.i is None else f"package {q.i + 1}"
        while True:
            answer = self._ask(f"package, n, a, w and package, q [Enter: {usual}]")
            if answer in ("", "q"):
                return None
            if answer == "n":
                return move_of(model, q, "pass")
            if answer == "a":
                self._list(q, self._possible(q))
            elif (chosen := self._chosen(q, answer)) is not None:
                return move_of(model, q, "offer", chosen)
            elif (weighed := self._chosen(q, answer.removeprefix("w").strip())) is not None:
                self._weigh(q, weighed)
            else:
                click.echo(
                    f"'{answer}' is not on the menu: a number from the list, n, a, w and a number, q or Enter"
                )

    def _chosen(self, q: Question, answer: str) -> int | None:
        """The package whose number was typed, if it is one that can be put forward."""
        number = int(answer) - 1 if answer.isdecimal() and answer.isascii() else -1
        return number if number in self._possible(q) else None

    def _possible(self, q: Question) -> list[int]:
        """Every package but those that single out where the same can be had without."""
        framings = q.talks.table.f
        return [i for i, f in enumerate(framings) if f == 0.0 or framings.min() > 0.0]

    def _best(self, q: Question) -> list[int]:
        """What the rules would put forward, what is best for oneself, and what is best for both."""
        own, other = self._values(q)
        r_own, r_other = self._limits(q)
        possible = self._possible(q)
        joint = protocol.nash_product(own - r_own, other - r_other)
        by_self = sorted(possible, key=lambda i: -own[i])[: SHOWN // 2]
        by_both = sorted(possible, key=lambda i: -joint[i])[: SHOWN // 2]
        first = [] if q.i is None else [q.i]
        return list(dict.fromkeys([*first, *by_both, *by_self]))

    def _values(self, q: Question) -> tuple[bargaining.Column, bargaining.Column]:
        """Every package's value to oneself, and to the other side as far as one knows."""
        talks = q.talks
        return (talks.felt_R, talks.U_D) if self._is_recipient(q) else (talks.U_D, talks.U_R_hat)

    def _limits(self, q: Question) -> tuple[float, float]:
        talks = q.talks
        return (talks.r_R, talks.r_D) if self._is_recipient(q) else (talks.r_D, talks.r_R)

    @staticmethod
    def _is_recipient(q: Question) -> bool:
        return q.actor == q.talks.recipient.code

    def _list(self, q: Question, packages: list[int]) -> None:
        own, other = self._values(q)
        r_own, r_other = self._limits(q)
        for i in packages:
            mark = "*" if i == q.i else " "
            ok = "" if protocol.meets(other[i], r_other) else ": they would refuse"
            click.echo(
                f" {mark}{i + 1:>4}  {self._package(q, i)}\n        worth {signed(float(own[i] - r_own), 2)} to you, "
                f"{signed(float(other[i] - r_other), 2)} to them as you see it{ok}"
            )

    def _package(self, q: Question, i: int) -> str:
        told, names = q.talks.described(i), self.world.names
        issues = [
            f"{compact(told['programme_musd'], 1)} M$ over {told['months']} months",
            "directly"
            if told["channel"] == "direct"
            else f"by {names.get(told['channel'], told['channel'])}",
            f"access {told['access']:g}",
            f"their own share {told['cofinancing']:g}" if told["cofinancing"] else "",
            str(told["framing"]),
            "no condition" if told["condition"] == "none" else str(told["condition"]),
            "" if told["relief"] == "none" else f"relief: {told['relief']}",
            str(told.get("content", "")),
        ]
        return ", ".join(issue for issue in issues if issue)

    # --- yes or no ------------------------------------------------------------------------------------------

    def _yes_or_no(self, model: DiplomacyModel, q: Question) -> Move | None:
        assert q.i is not None
        click.echo(
            "Does it pass at home?"
            if q.about == "vote"
            else "Do you accept?"
            if q.open
            else "Do you take it?"
        )
        own, _ = self._values(q)
        limit = self._limits(q)[0]
        click.echo(
            f"       {self._package(q, q.i)}\n       to you {signed(float(own[q.i] - limit), 2)} beyond your limit"
        )
        yes, no = YES[q.about]
        while True:
            answer = self._ask(f"y, n, w, q [Enter: {yes if q.usual else no}]")
            if answer in ("", "q"):
                return None
            if answer in ("y", "n"):
                return move_of(model, q, yes if answer == "y" else no)
            if answer == "w":
                self._weigh(q, q.i)
            else:
                click.echo(f"'{answer}': y, n, w, q or Enter")

    def _weigh(self, q: Question, i: int) -> None:
        """The terms of a package's value to oneself, the worst first."""
        terms = q.talks.reasons_R(i) if self._is_recipient(q) else q.talks.reasons_D(i)
        for name, value in sorted(terms.items(), key=lambda item: item[1]):
            if value:
                click.echo(f"       {signed(value, 2):>6}  {term_name(name)}")

    def _ask(self, text: str) -> str:
        """What is typed; the end of the input leaves the rest to the rules."""
        try:
            answer = input(f"{text}: ").strip().lower()
        except EOFError:
            answer = "q"
        self.over = answer == "q"
        return answer
