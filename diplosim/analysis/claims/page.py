"""``docs/findings.md``: the findings as a page for a policy reader. Every number in it is one of the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from diplosim.analysis.claims import prose, told
from diplosim.analysis.claims.declared import Claim, Claims, Test
from diplosim.analysis.claims.judge import SMALL
from diplosim.analysis.claims.prose import bullet, filled, paragraph, percents, short, true
from diplosim.analysis.claims.records import Findings, Tested
from diplosim.analysis.claims.screen import calibrated
from diplosim.wording.names import capital, listed
from diplosim.wording.numbers import percent
from diplosim.wording.verdicts import CLAIM, MOSTLY, NEARLY_ALL, TOO_FEW_SAMPLES, claim_side

Rows = Mapping[str, Tested]
#: Shares further apart than this from the prototype's are told.
APART = 0.15
_HEAD = "<!-- Made by `diplosim findings` from diplosim/cases/dprk/evidence/claims.yaml; do not edit. -->"
_KINDS = {
    "built in": "an assumption of the model",
    "record": "a record of events",
    "outside": "outside the model",
}


def page(claims: Claims, found: Findings) -> str:
    """The page as Markdown; raises ``KeyError`` if the findings lack a test of the table."""
    rows = {row["test"]: row for row in found["tests"]}
    blocks = [
        [_HEAD, "# What the model says about the claims behind it", "", *paragraph(prose.OPENING)],
        told.flips(claims, found),
        ["## In short", "", *_headlines(claims, found), ""],
        _method(found), _calm(claims, rows), told.decomposition(claims, found), told.alone(found),
        _glance(claims, rows), _rules(claims, rows), _prototype(claims, rows),
        *_details(claims, rows), _untested(claims), _names(found), _commands(claims),
    ]  # fmt: skip
    return "\n".join(line for block in blocks for line in block).rstrip() + "\n"


def _headlines(claims: Claims, found: Findings) -> list[str]:
    """The headlines that the findings bear out, each with what it rests on."""
    rows = {row["test"]: row for row in found["tests"]}
    kept = [one for one in claims.headlines if true(one, rows)]
    return [f"- {filled(one.text, rows)} {told.labels(one, claims, found)}".rstrip() for one in kept]


def _method(found: Findings) -> list[str]:
    sizes = {"samples": found["samples"], "varied": len(found["varied"]), "replicates": found["replicates"]}
    ends = {
        "holds": NEARLY_ALL,
        "mostly": MOSTLY,
        "rarely": 1 - MOSTLY,
        "hardly": 1 - NEARLY_ALL,
        "small": SMALL,
    }
    return [
        "## How to read this", "", *paragraph(prose.METHOD, **sizes), *told.screening(found, len(calibrated())),
        *paragraph(prose.KINDS), *paragraph(prose.VERDICTS, **{name: percent(share) for name, share in ends.items()}),
    ]  # fmt: skip


def _calm(claims: Claims, rows: Rows) -> list[str]:
    """The table of what decides whether policies calm."""
    lines = ["## What decides whether it calms", "", *paragraph(prose.CALM)]
    lines += [
        "| statement | true in | turns first on | lower third | middle | upper third |",
        "|---|---|---|---|---|---|",
    ]
    for key, _, test in claims.tests():
        found = rows[key].get("drivers")
        if key in claims.calm and found and found["decider"]:
            thirds = " | ".join(percent(share) for share in found["thirds"])
            told = f"{percent(rows[key]['share'])} | {short(found['decider'])}"
            lines.append(f"| {capital(test.says)} | {told} | {thirds} |")
    return [*lines, ""]


def _glance(claims: Claims, rows: Rows) -> list[str]:
    """One line for each claim."""
    lines = ["## At a glance", "", "| claim | source | verdicts, one for each comparison |", "|---|---|---|"]
    for claim in claims.claims:
        found = [_word(rows[f"{claim.id}.{number}"]) for number in range(1, len(claim.tests) + 1)]
        against = " (counter-hypothesis)" if claim.counter else ""
        lines.append(f"| {claim.id} {claim.short}{against} | {claims.source(claim.id)} | {_counted(found)} |")
    return [*lines, ""]


def _word(row: Tested) -> str:
    hardly = ", but hardly" if row.get("small") and claim_side(row["verdict"]) > 0 else ""
    return f"{row['verdict']}{hardly}"


def _counted(words: list[str]) -> str:
    """``2 × holds; undecided``."""
    order = list(CLAIM)
    kinds = sorted(dict.fromkeys(words), key=lambda word: order.index(word.partition(",")[0]))
    return "; ".join(f"{words.count(kind)} × {kind}" if words.count(kind) > 1 else kind for kind in kinds)


def _rules(claims: Claims, rows: Rows) -> list[str]:
    """What another rule of trust would change."""
    decided = [(key, test, rows[key]) for key, _, test in claims.tests() if claim_side(rows[key]["verdict"])]
    flipped = [
        f"{_named(key, test)} ({', '.join(row['flips'])})" for key, test, row in decided if row["flips"]
    ]
    unsure = [
        _named(key, test)
        for key, test, row in decided
        if not row["flips"] and not all(claim_side(other["verdict"]) for other in row["others"].values())
    ]
    now = [
        f"{_named(key, test)}: {listed([percent(other['share']) for other in rows[key]['others'].values()])}"
        for key, _, test in claims.tests()
        if rows[key]["verdict"] == "undecided"
        and any(claim_side(one["verdict"]) for one in rows[key]["others"].values())
    ]
    return ["## If trust learns by another rule", "", *paragraph(
        prose.RULES, rule=claims.rule, decided=len(decided), firm=len(decided) - len(flipped) - len(unsure),
        flipped=f"Flipped to the other side: {'; '.join(flipped)}." if flipped else "None flips to the other side.",
        open=f"No longer decided under another rule: {'; '.join(unsure)}." if unsure else "",
        closed=f"**Undecided here, but decided under another**: {'; '.join(now)}." if now else "",
    )]  # fmt: skip


def _named(key: str, test: Test) -> str:
    among = f"{test.among}, " if test.among else ""
    return f"{among}{test.says} ({key.partition('.')[0]})"


def _prototype(claims: Claims, rows: Rows) -> list[str]:
    """Where the shares differ from those of the prototype."""
    known = [
        (f"{_named(key, test)} {percent(rows[key]['share'])} here, {percent(test.prototype)} there",
         abs(rows[key]["share"] - test.prototype))
        for key, _, test in claims.tests()
        if test.prototype is not None and rows[key]["verdict"] != TOO_FEW_SAMPLES
    ]  # fmt: skip
    if not known:
        return []
    apart = [text for text, far in known if far > APART]
    thirds = [
        f"{_named(key, test)} by thirds of {short(found['decider'])}: {percents(found['thirds'])} here, "
        f"{percents(list(test.prototype_thirds))} there"
        for key, _, test in claims.tests()
        if test.prototype_thirds and (found := rows[key].get("drivers")) and found["decider"]
    ]
    return ["## Against the prototype", "", *paragraph(
        prose.PROTOTYPE, known=len(known), near=len(known) - len(apart), points=round(100 * APART),
        apart=f"Further apart: {'; '.join(apart)}." if apart else "None is further apart.",
        thirds=f"What decides is the same: {'; '.join(thirds)}." if thirds else "",
    )]  # fmt: skip


def _details(claims: Claims, rows: Rows) -> Iterator[list[str]]:
    """Group by group, claim by claim."""
    for group in dict.fromkeys(claim.group for claim in claims.claims):
        yield [f"## {group}", ""]
        for claim in claims.claims:
            if claim.group == group:
                yield _claim(claims, claim, rows)


def _claim(claims: Claims, claim: Claim, rows: Rows) -> list[str]:
    against = ", a counter-hypothesis" if claim.counter else ""
    closer = f" Closer: [{claim.see}](../experiments/{claim.see}.yaml)." if claim.see else ""
    tests = [bullet(rows[f"{claim.id}.{number}"], test) for number, test in enumerate(claim.tests, start=1)]
    return [
        f"### {claim.id}: {claim.short} ({claims.source(claim.id)}{against})",
        f"*{claim.claim}* {claim.note}".rstrip() + f"{closer} Command: `diplosim findings --claim {claim.id}`",
        *tests, "",
    ]  # fmt: skip


def _untested(claims: Claims) -> list[str]:
    lines = ["## Not tested, and why", "", "| claims | why not | |", "|---|---|---|"]
    lines += [f"| {listed(list(one.ids))} | {_KINDS[one.kind]} | {one.why} |" for one in claims.untested]
    return [*lines, ""]


def _names(found: Findings) -> list[str]:
    """The assumptions that the page names, in words."""
    from diplosim.analysis.discovery.boxes import meaning

    used = set()
    for row in found["tests"]:
        if "drivers" in row:
            first, watched = row["drivers"]["decider"], row["drivers"]["watch"]
            used |= {name for name in (first, watched and watched["decider"]) if name}
        if "place" in row:
            used |= {name for name, _ in row["place"].get("limits", ())}
    lines = ["## Names of assumptions", "", "| name | what it is |", "|---|---|"]
    return [*lines, *(f"| {short(name)} | {meaning(name)} |" for name in found["varied"] if name in used), ""]


def _commands(claims: Claims) -> list[str]:
    about = f"results/{claims.experiment} --arm ghd_bundle --outcome events_per_year"
    return [
        "## How to check a number", "", *paragraph(prose.CHECK, name=claims.experiment), "```text",
        f".venv/bin/diplosim compare {about}", f".venv/bin/diplosim sensitivity {about} --method rank",
        f".venv/bin/diplosim discover {about} --fails '>= 0'", "```", "", *paragraph(prose.CI),
    ]  # fmt: skip


#: What counts as failing: the opposite of the claimed sign.
_FAILS = {"higher": "<= 0", "lower": ">= 0", "not_higher": "> 0", "not_lower": "< 0"}
_HOLDS = {"higher": "> 0", "lower": "< 0", "not_higher": "<= 0", "not_lower": ">= 0"}


def commands(claims: Claims, test: Test, searched: str = "fails") -> list[str]:
    """Commands for a terminal at the root of the repository, once ``diplosim findings`` has run the sweeps.

    ``searched``: where boxes were looked for, in the samples in which the test ``fails`` or in which it ``holds``. They
    show all samples, also for tests that look at some.
    """
    rule = (_HOLDS if searched == "holds" else _FAILS)[test.expect]
    folder = f"results/{claims.experiment}"
    about = f"--arm {test.arm} --outcome {test.outcome}"
    if test.reference is None:
        return [f"diplosim sensitivity {folder} {about} --absolute --method rank"]
    usual = test.reference == "status_quo"
    against = "" if usual else f" --reference {test.reference}"
    rank = [f"diplosim sensitivity {folder} {about} --method rank"] if usual else []
    return [
        f"diplosim compare {folder} {about}{against}",
        *rank,
        f"diplosim discover {folder} {about}{against} --fails '{rule}'",
    ]
