"""What a headline rests on, for the page: what flips it, what is built in, what carries it; each policy alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from diplosim.analysis.claims.declared import Claims, Headline, Test
from diplosim.analysis.claims.prose import paragraph, short, true
from diplosim.analysis.claims.records import Alone, Decomposed, Findings, Judgement, Part, Tested
from diplosim.metrics.columns import outcome
from diplosim.wording.names import capital, listed
from diplosim.wording.numbers import MINUS, percent, rough
from diplosim.wording.verdicts import TOO_FEW_SAMPLES, claim_side

Rows = Mapping[str, Tested]
#: An added change is told from so many standard errors on.
CLEAR = 2.0
#: Parts of a change that the table names; all are in the file.
MOST = 3

FLIPS = """
A headline flips if one thing that nobody knows turns a comparison behind it to the other side: another rule of trust,
draws of the posterior instead of the declared ranges, a mechanism or a part of the second model switched off in both
arms, a lever or policy left out. It is *built in* if less than a quarter of its change is left with a single one of
these off. {posterior}
"""

DECOMPOSED = """
Every comparison behind a headline against a reference, played again in {samples} samples with mechanisms and levers
off. *Added by*: Shapley's value of a mechanism, its average contribution over random orders of switching them off, with
twice its standard error, and its share of the whole change where that is clear of zero; at most the {most} largest that
are clear. The values of all mechanisms and what is *left with all off* add up to the change. *Gone without*: parts that
carry all of it. All numbers, with each mechanism and lever off and alone: [findings.json](findings.json).
"""

ALONE = """
Share of the samples in which one policy by itself, against the status quo, is better{both}; with it the verdict. A
share near one half or below is no success: the policy then does nothing, or harm.
"""

SCREENED = """
Every parameter of class U varies, and of the {count} of class C those that move a headline: each was set to either end
of its range ([screening](findings_screening.csv), `diplosim findings --screen`). These {moving} do: {names}.
"""


def labels(one: Headline, claims: Claims, found: Findings) -> str:
    """What must stand in the line of a headline: flips, built in, by definition, and the shares of the posterior."""
    rows, parts = _rows(found), _parts(found)
    tests = {key: test for key, _, test in claims.tests()}
    words = []
    if any(_flips(rows[key], parts.get(key, ())) for key in one.when):
        words.append("*Flips, see above.*")
    gone = dict.fromkeys(_name(part) for key in one.when for part in parts.get(key, ()) if part["gone"])
    if gone:
        words.append(f"*Built in*: gone without {listed(list(gone))}.")
    words += [
        f"*By definition* ({key}): {tests[key].definition}." for key in one.when if tests[key].definition
    ]
    fitted = [f"{key} {percent(rows[key]['posterior']['share'])}" for key in one.when
              if "posterior" in rows[key] and rows[key]["posterior"]["verdict"] != TOO_FEW_SAMPLES]  # fmt: skip
    if fitted:
        words.append(f"*Posterior draws*: {', '.join(fitted)}.")
    return " ".join(words)


def flips(claims: Claims, found: Findings) -> list[str]:
    """The first lines: what flips, and what is built in or a matter of definition."""
    rows, parts = _rows(found), _parts(found)
    tests = {key: test for key, _, test in claims.tests()}
    lines: list[str] = []
    for one in claims.headlines:
        if true(one, rows):
            lines += _headline(one, tests, rows, parts)
    there = any("posterior" in row for row in rows.values())
    said = (
        ""
        if there
        else "**All shares are of the declared ranges alone: no sweep over a posterior was made.**"
    )
    ended = lines or ["- No headline flips, and none is built in."]
    return ["## What flips, and what is built in", "", *paragraph(FLIPS, posterior=said), *ended, ""]


def _headline(
    one: Headline, tests: Mapping[str, Test], rows: Rows, parts: Mapping[str, list[Part]]
) -> Iterator[str]:
    told = []
    for key in one.when:
        own = parts.get(key, [])
        turned = _flips(rows[key], own)
        gone = [_name(part) for part in own if part["gone"] and not part["turns"]]
        why = [f"flips {listed(turned)}"] if turned else []
        why += [f"is gone without {listed(gone)}"] if gone else []
        why += [f"holds by definition ({tests[key].definition})"] if tests[key].definition else []
        if why:
            told.append(f"that {_says(tests[key])} ({key}) {'; '.join(why)}")
    if told:
        name = re.match(r"\*\*(.+?)[.:]?\*\*", one.text)
        yield f"- **{name[1] if name else one.text[:40]}**: {'. '.join(capital(text) for text in told)}."


def _flips(row: Tested, parts: list[Part] | tuple[()]) -> list[str]:
    """What turns a comparison to the other side, in words."""
    found = [
        f"under the rule of trust `{rule}` ({percent(row['others'][rule]['share'])})" for rule in row["flips"]
    ]
    fitted = row.get("posterior")
    if fitted and claim_side(fitted["verdict"]) * claim_side(row["verdict"]) < 0:
        found.append(
            f"in draws of the posterior ({percent(fitted['share'])} instead of {percent(row['share'])})"
        )
    return found + [f"without {_name(part)}" for part in parts if part["turns"]]


def _name(part: Part) -> str:
    marks = {"second model": f"`{part['name']}`", "lever": f"the part `{part['name']}`"}
    return marks.get(part["kind"], f"'{part['name']}'")


def _says(test: Test) -> str:
    return f"{test.among}, {test.says}" if test.among else test.says


def decomposition(claims: Claims, found: Findings) -> list[str]:
    """The table of what carries each comparison; nothing if it was not made."""
    made = found.get("decomposition")
    if not made:
        return []
    tests = {key: test for key, _, test in claims.tests()}
    lines = ["## What carries the headlines", "",
             *paragraph(DECOMPOSED, samples=max(one["samples"] for one in made), most=MOST)]  # fmt: skip
    lines += ["| comparison | change | added by | left with all off | gone without | lever or policy alone, left out |",
              "|---|---|---|---|---|---|"]  # fmt: skip
    return [*lines, *(_carried(one, tests[one["test"]]) for one in made), ""]


def _carried(one: Decomposed, test: Test) -> str:
    shared = [part for part in one["parts"] if part["kind"] == "mechanism"]
    clear = [
        part for part in shared if abs(part["shapley"] or 0.0) > CLEAR * (part["shapley_error"] or 0.0) > 0
    ]
    whole = one["change"]
    added = [_added(part, whole, CLEAR * one["change_error"]) for part in clear[:MOST]]
    gone = [_name(part) for part in one["parts"] if part["gone"]]
    levers = [
        f"{part['name']} {_signed(part['change_alone'])}, {_signed(part['change_without'])}"
        for part in one["parts"] if part["kind"] == "lever"
    ]  # fmt: skip
    cells = [
        f"{test.says} ({one['test']})", f"{_signed(whole)} ± {rough(CLEAR * one['change_error'])}",
        "; ".join(added) or "none clear", _signed(one["change_all_off"]), listed(gone) if gone else "",
        "; ".join(levers),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _added(part: Part, whole: float, error: float) -> str:
    """What a mechanism adds, and its share of a change that is clear of zero."""
    own = part["shapley"] or 0.0
    share = f" ({100 * own / whole:.0f} %)".replace("-", MINUS) if abs(whole) > error else ""
    return f"{part['name']} {_signed(own)} ± {rough(CLEAR * (part['shapley_error'] or 0.0))}{share}"


def _signed(value: float | None) -> str:
    return rough(value or 0.0, signed=True)


def alone(found: Findings) -> list[str]:
    """The table of every policy by itself; nothing if it was not made."""
    rows = found.get("alone")
    if not rows:
        return []
    names = list(rows[0]["judged"])
    both = " (declared ranges / posterior)" if "posterior" in rows[0] else ""
    heads = " | ".join(f"{outcome(name).meaning.partition(',')[0]}: better" for name in names)
    lines = ["## Each policy alone", "", *paragraph(ALONE, both=both)]
    lines += [f"| policy | {heads} |", "|---|" + "---|" * len(names)]
    return [*lines, *(_policy(row, names) for row in rows), ""]


def _policy(row: Alone, names: list[str]) -> str:
    fitted = row.get("posterior", {})
    cells = [_cell(row["judged"][name], fitted.get(name)) for name in names]
    return f"| {row['title']} | {' | '.join(cells)} |"


def _cell(prior: Judgement, fitted: Judgement | None) -> str:
    if prior["verdict"] == TOO_FEW_SAMPLES:
        return prior["verdict"]
    hardly = ", but hardly" if prior["small"] and claim_side(prior["verdict"]) > 0 else ""
    more = "" if fitted is None or "share" not in fitted else f" / {percent(fitted['share'])}"
    return f"{percent(prior['share'])}{more} {prior['verdict']}{hardly}"


def screening(found: Findings, count: int) -> list[str]:
    """Which parameters of class C are varied, and why."""
    moving = found.get("screened")
    if moving is None:
        return []
    return paragraph(
        SCREENED, count=count, moving=len(moving), names=", ".join(short(name) for name in moving) or "none"
    )


def _rows(found: Findings) -> dict[str, Tested]:
    return {row["test"]: row for row in found["tests"]}


def _parts(found: Findings) -> dict[str, list[Part]]:
    return {one["test"]: one["parts"] for one in found.get("decomposition", ())}
