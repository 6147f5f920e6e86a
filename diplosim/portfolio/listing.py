"""The printed side of ``diplosim design``: the answer, then portfolios, those that fail first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diplosim.analysis.output import keyed, label
from diplosim.metrics.columns import outcome
from diplosim.portfolio.judging import ORDER, STATIC, Compared, Standing
from diplosim.portfolio.question import REFERENCE
from diplosim.wording.listing import DISCLAIMER, console, tell
from diplosim.wording.names import capital, plural
from diplosim.wording.numbers import decimals, percent, signed
from diplosim.wording.tables import Listing, folded
from diplosim.wording.verdicts import sign

if TYPE_CHECKING:
    from rich.console import Console

    from diplosim.portfolio.design import Designed


def print_design(designed: Designed) -> None:
    """Print the answer, the portfolios with their verdicts, and what the rules are worth."""
    question, out = designed.question, console()
    asked = question.asked
    tell(out, "")
    if question.definition.question:
        tell(out, question.definition.question, "italic")
    tell(out, designed.answer, "bold")
    refused = plural(designed.refused, "combination")
    tell(
        out,
        f"{refused} of levers could not be: policies that contradict each other, or more than {asked.most}.",
        "dim",
    )
    by_name: dict[str, list[Standing]] = {}
    for row in designed.rows:
        by_name.setdefault(row["portfolio"], []).append(row)
    order = sorted(
        (n for n in by_name if n != REFERENCE), key=lambda n: ORDER.index(by_name[n][0]["verdict"])
    )
    if order:
        _portfolios(out, [by_name[name] for name in order], asked.share)
        _regrets(out, [by_name[name] for name in (*order, REFERENCE)])
    _adaptive(out, designed)
    for sentence in _reading(designed):
        tell(out, sentence, "dim")
    tell(out, DISCLAIMER, "italic")


def _portfolios(out: Console, groups: Sequence[Sequence[Standing]], share: float) -> None:
    """Each portfolio with its verdict, and per outcome the difference and the share of draws in which it is better."""
    tell(out, "")
    tell(out, "On fresh draws, less the reference: mean; share of the draws in which better; money: in "
         f"{percent(share)} of the draws at most", "bold")  # fmt: skip
    headers = [("", "left"), ("Verdict", "left"), *((_column(row["outcome"]), "right") for row in groups[0])]
    cells = [
        [rows[0]["portfolio"], rows[0]["verdict"] + ("" if rows[0]["on_front"] else ", dominated"),
         *(f"{_mean(row)}; {_share(row)}" for row in rows)]
        for rows in groups
    ]  # fmt: skip
    out.print(Listing(headers, cells))
    for rows in groups:
        why = f" ({rows[0]['why']})" if rows[0]["why"] else ""
        tell(out, f"{rows[0]['portfolio']}: {rows[0]['title']}{why}")


def _column(name: str) -> str:
    """The head of a narrow column: a short name, and the unit if it does not say it."""
    unit, words = outcome(name).unit, capital(label(name).removesuffix(" musd"))
    return "\n".join([*folded(words, 14), *([] if unit.split()[-1] in words else [unit])])


def _mean(row: Standing | Compared) -> str:
    """A mean difference, with a star if its interval leaves zero out."""
    mean = row["diff_mean"]
    low, high = row["diff_low"], row["diff_high"]
    return signed(mean, decimals(mean)) + ("*" if sign(low, high) else "")


def _share(row: Standing) -> str:
    """The share of draws in which a portfolio is better; for money what it stays within."""
    if outcome(row["outcome"]).better is None:
        return signed(row["reached"], decimals(row["reached"]))
    return percent(row["share_better"])


def _regrets(out: Console, groups: Sequence[Sequence[Standing]]) -> None:
    tell(out, "")
    tell(out, "Regret: in 9 of 10 draws no farther behind the best of these in the same draw", "bold")
    headers = [("", "left"), *((_column(row["outcome"]), "right") for row in groups[0])]
    places = [decimals(*(rows[at]["regret_p90"] for rows in groups)) for at in range(len(groups[0]))]
    cells = [
        [
            rows[0]["portfolio"],
            *(f"{row['regret_p90']:,.{digits}f}" for row, digits in zip(rows, places, strict=True)),
        ]
        for rows in groups
    ]
    out.print(Listing(headers, cells))


def _adaptive(out: Console, designed: Designed) -> None:
    """What following each rule changes, where it switches in some runs and not in others."""
    if not designed.question.rules:
        return
    tell(out, "")
    tell(out, "Adaptive less static, same shocks: what following a rule changes", "bold")
    for rule in designed.question.rules:
        tell(out, f"{rule.name}: {rule.told(designed.question.space.base)}.")
    groups: dict[str, list[Compared]] = {}
    for row in designed.adaptive:
        if row["against"] == STATIC and row["switched_share"] > 0:
            groups.setdefault(row["title"], []).append(row)
    never = len({row["title"] for row in designed.adaptive} - groups.keys())
    if groups:
        first = next(iter(groups.values()))
        headers = [
            ("Portfolio", "left"),
            ("switches\nin", "right"),
            *((_column(r["outcome"]), "right") for r in first),
        ]
        cells = [
            [title, percent(rows[0]["switched_share"]), *map(_mean, rows)] for title, rows in groups.items()
        ]
        out.print(Listing(headers, cells))
    if never or not groups:
        tell(
            out,
            f"The rule never switches in {plural(never, 'portfolio')} of those tested, which it leaves as they are.",
        )


def _reading(designed: Designed) -> list[str]:
    question = designed.question
    replicates = plural(question.space.base.replicates, "replicate")
    varied = bool(question.definition.dimensions)
    searched = f"{plural(len(question.halves()[0]), 'draw')} x {replicates}" if varied else replicates
    share = percent(question.asked.share)
    found = [
        f"Robust: surely better on average (*: the 95 % interval leaves zero out) and better in at least {share} "
        "of the draws, in every outcome. Dominated: another one, or the reference, is as good or better in everything.",
        f"Searched on {searched}, judged on other ones: what was only luck in the search does not come back.",
        f"Money: {keyed(question.asked.money)}, what donors pay over the run less what returns; pledges do not count.",
    ]
    if not varied:
        found.append("Nothing varies: this is robustness against chance only, not against wrong assumptions.")
    return found
