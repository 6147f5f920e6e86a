"""``docs/findings.md``: the findings as a page for a policy reader. Every number in it is one of the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from diplosim.analysis.claims.headlines import headlines
from diplosim.analysis.claims.judge import HOLDS, MOSTLY, SMALL, TOO_FEW, VERDICTS, side
from diplosim.analysis.claims.sentences import bullet
from diplosim.analysis.claims.table import Claim, Claims, Test
from diplosim.analysis.claims.words import capital, listed, percent, short

Row = dict[str, Any]
#: Shares further apart than this from the prototype's are told.
APART = 0.15
_HEAD = "<!-- Made by `diplosim findings` from diplosim/evidence/claims.yaml; do not edit. -->"


def page(claims: Claims, found: Row) -> str:
    """The page as Markdown; raises ``KeyError`` if the findings lack a test of the table."""
    rows = {row["test"]: row for row in found["tests"]}
    blocks = [
        [_HEAD, "# What the model says about the claims behind it", "", *_opening(found), ""],
        ["## In short", "", *(f"- {text}" for text in headlines(claims, rows)[0]), ""],
        _glance(claims, rows), _calm(claims, rows), _rules(claims, rows), _prototype(claims, rows),
        *_details(claims, rows), _untested(claims), _names(found), _commands(claims),
    ]  # fmt: skip
    return "\n".join(line for block in blocks for line in block).rstrip() + "\n"


def _opening(found: Row) -> list[str]:
    size = f"{found['samples']} draws of {len(found['varied'])} assumptions that nobody knows"
    return [
        "**A thinking aid, never a forecast.** This page says what follows from the assumptions of the [model](model.md), not what",
        "the DPRK, or anybody else, will do. It tests the claims of the four sources that the model was built from",
        "([evidence.md](evidence.md)), those that speak against engagement included.",
        "",
        f"Each claim became one or more comparisons of two policies in {size}, each drawn over its whole",
        f"range, with {found['replicates']} courses of events in every draw, the same for both policies. In a draw a statement is true if the mean",
        "difference has the claimed sign, however small. Ranges are judgement, so a share of draws is no probability.",
        "",
        f"**Holds**: in at least {percent(HOLDS)} of the draws. **Holds mostly**: in at least {percent(MOSTLY)}. **Fails mostly**, **fails**: the",
        f"same from the other end (at most {percent(1 - MOSTLY)}, {percent(1 - HOLDS)}). **Undecided**: between, or the interval [in brackets, 95 %] contains one half.",
        f"*Hardly* marks an average change below {percent(SMALL)} of the reference. Changes are averages over all draws, also [95 %].",
    ]  # fmt: skip


def _glance(claims: Claims, rows: Mapping[str, Row]) -> list[str]:
    """One line for each claim."""
    lines = ["## At a glance", "", "| claim | source | verdicts, one for each comparison |", "|---|---|---|"]
    for claim in claims.claims:
        found = [_word(rows[f"{claim.id}.{number}"]) for number in range(1, len(claim.tests) + 1)]
        against = " (counter-hypothesis)" if claim.counter else ""
        lines.append(f"| {claim.id} {claim.short}{against} | {claims.source(claim.id)} | {_counted(found)} |")
    return [*lines, ""]


def _word(row: Row) -> str:
    hardly = ", but hardly" if row.get("small") and side(row["verdict"]) > 0 else ""
    return f"{row['verdict']}{hardly}"


def _counted(words: list[str]) -> str:
    """``holds 2, undecided``."""
    order = [*VERDICTS, TOO_FEW]
    kinds = sorted(dict.fromkeys(words), key=lambda word: order.index(word.partition(",")[0]))
    return "; ".join(f"{words.count(kind)} × {kind}" if words.count(kind) > 1 else kind for kind in kinds)


def _calm(claims: Claims, rows: Mapping[str, Row]) -> list[str]:
    """The table of what decides whether policies calm."""
    lines = [
        "## What decides whether it calms", "",
        "For each comparison the assumption that moves it most, and the share of draws in which the statement is true where that",
        "assumption is in the lower, middle and upper third of its range. The names are explained [below](#names-of-assumptions).", "",
        "| statement | true in | turns first on | lower third | middle | upper third |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for key, _, test in claims.tests():
        found = rows[key].get("drivers")
        if key in claims.calm and found and found["decider"]:
            thirds = " | ".join(percent(share) for share in found["thirds"])
            share = percent(rows[key]["share"])
            lines.append(f"| {capital(test.says)} | {share} | {short(found['decider'])} | {thirds} |")
    return [*lines, ""]


def _rules(claims: Claims, rows: Mapping[str, Row]) -> list[str]:
    """What another rule of trust would change."""
    told = {key: (test, rows[key]) for key, _, test in claims.tests() if rows[key]["verdict"] != TOO_FEW}
    decided = {key: pair for key, pair in told.items() if side(pair[1]["verdict"])}
    flipped = [f"{_named(key, test)} ({', '.join(row['flips'])})" for key, (test, row) in decided.items() if row["flips"]]
    open_ = [
        _named(key, test)
        for key, (test, row) in decided.items()
        if not row["flips"] and any(side(other["verdict"]) == 0 for other in row["others"].values())
    ]
    firm = len(decided) - len(flipped) - len(open_)
    lines = ["## If trust learns by another rule", ""]
    lines.append(f"Trust may add up evidence (`{claims.rule}`, the numbers of this page), be an average that forgets (`ewma`) or a reputation "
                 f"with a memory of its weight (`beta`). Of {len(decided)} decided comparisons {firm} stay on their side under all three.")  # fmt: skip
    lines.append(f"Flipped to the other side: {'; '.join(flipped)}." if flipped else "None flips to the other side.")
    if open_:
        lines.append(f"Decided here and undecided, or with too few draws, under another rule: {'; '.join(open_)}.")
    return [*lines, ""]


def _named(key: str, test: Test) -> str:
    return f"{test.says} ({key.partition('.')[0]})"


def _prototype(claims: Claims, rows: Mapping[str, Row]) -> list[str]:
    """Where the shares differ from those of the prototype."""
    known = [
        (key, test, rows[key]["share"])
        for key, _, test in claims.tests()
        if test.prototype is not None and rows[key]["verdict"] != TOO_FEW
    ]
    if not known:
        return []
    apart = [
        f"{_named(key, test)}: {percent(share)} here, {percent(test.prototype or 0.0)} there"
        for key, test, share in known
        if abs(share - (test.prototype or 0.0)) > APART
    ]
    told = f"More than {percent(APART).removesuffix(' %')} points apart: {'; '.join(apart)}." if apart else "None is further apart."
    return [
        "## Against the prototype", "",
        f"The specification reports shares from a throw-away prototype with few draws and little repetition; {len(known)} can be compared, and "
        f"{len(known) - len(apart)} lie within {percent(APART).removesuffix(' %')} points. {told} "
        "[model_changes.md](model_changes.md) says why signs differ.", "",
    ]  # fmt: skip


def _details(claims: Claims, rows: Mapping[str, Row]) -> Iterator[list[str]]:
    """Group by group, claim by claim."""
    for group in dict.fromkeys(claim.group for claim in claims.claims):
        yield [f"## {group}", ""]
        for claim in claims.claims:
            if claim.group == group:
                yield _claim(claims, claim, rows)


def _claim(claims: Claims, claim: Claim, rows: Mapping[str, Row]) -> list[str]:
    against = ", a counter-hypothesis" if claim.counter else ""
    closer = f" Closer: [{claim.see}](../experiments/{claim.see}.yaml)." if claim.see else ""
    tests = [bullet(rows[f"{claim.id}.{number}"], test) for number, test in enumerate(claim.tests, start=1)]
    return [
        f"### {claim.id}: {claim.short} ({claims.source(claim.id)}{against})", "",
        f"*{claim.claim}* {claim.note}".rstrip() + closer + f" Command: `diplosim findings --claim {claim.id}`", "",
        *tests, "",
    ]  # fmt: skip


def _untested(claims: Claims) -> list[str]:
    lines = ["## Not tested, and why", "", "| claims | why not | |", "|---|---|---|"]
    kinds = {"built in": "an assumption of the model", "record": "a record of events", "outside": "outside the model"}
    for group in claims.untested:
        lines.append(f"| {listed(list(group.ids))} | {kinds[group.kind]} | {group.why} |")
    return [*lines, ""]


def _names(found: Row) -> list[str]:
    """The assumptions that the page names, in words."""
    from diplosim.analysis.axes import meaning

    used = set()
    for row in found["tests"]:
        drivers, where = row.get("drivers") or {}, row.get("place") or {}
        used |= {name for name in (drivers.get("decider"), (drivers.get("watch") or {}).get("decider")) if name}
        used |= {name for name, _ in where.get("limits", ())}
    lines = ["## Names of assumptions", "", "| name | what it is |", "|---|---|"]
    return [*lines, *(f"| {short(name)} | {meaning(name)} |" for name in found["varied"] if name in used), ""]


def _commands(claims: Claims) -> list[str]:
    name = claims.experiment
    return [
        "## How to check a number", "",
        f"`diplosim findings` runs [{name}](../experiments/{name}.yaml) under each rule of trust, makes this page and writes every number into",
        "[findings.json](findings.json); `diplosim findings --claim K14` prints one claim with the commands behind it, such as", "",
        "```text",
        f".venv/bin/diplosim compare results/{name} --arm ghd_bundle --outcome events_per_year",
        f".venv/bin/diplosim sensitivity results/{name} --arm ghd_bundle --outcome events_per_year --method rank",
        f".venv/bin/diplosim discover results/{name} --arm ghd_bundle --outcome events_per_year --fails '>= 0'",
        "```", "",
        "`diplosim findings --check` runs it at reduced size, as CI does, and fails if a sign or a verdict is contradicted",
        "(how that is judged: `diplosim/analysis/claims/check.py`). What to beware of when quoting: [limits.md](limits.md).",
    ]  # fmt: skip
