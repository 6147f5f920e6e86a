"""Reads the ``actors`` section: changes to the cast of the case, removed actors, new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from diplosim.scenario.actors import ESSENTIAL, NEW_ACTOR, Actor
from diplosim.scenario.checking import field_names, read_model, section, unknown_keys
from diplosim.scenario.errors import Findings, a_kind, hint, nearest, shown
from diplosim.scenario.frozen import FrozenMap
from diplosim.scenario.nodes import Node

CODE = re.compile(r"[A-Z][A-Z0-9_]{1,11}")
_FIELDS = field_names(Actor, "id", "code")
_ADDABLE = ("donor", "patron", "implementer")


#: Most actors of a scenario, and seconds that a run of 120 months takes for each on the Mesa engine (measured with 200
#: and 412 actors on one core).
MOST_ACTORS, SECONDS_EACH = 250, 0.008


class Removed(NamedTuple):
    """An actor that is not in the run, but keeps its number."""

    id: int
    code: str
    kind: str


class Cast(NamedTuple):
    """Who takes part (in id order), and who was removed."""

    actors: tuple[Actor, ...]
    removed: tuple[Removed, ...]


def read_cast(root: Node, findings: Findings, of_case: tuple[Actor, ...] = ()) -> Cast:
    """The complete cast of a scenario, from that of its case; without one, the cast of a case itself."""
    node = section(root, "actors", findings, as_list=False)
    known = {actor.code: actor for actor in of_case}
    entries = _entries(node, known, findings)
    ids = {code: actor.id for code, actor in known.items()}
    for code in entries:
        ids.setdefault(code, len(ids))
    present: list[Actor] = []
    removed: list[Removed] = []
    for code, number in ids.items():
        entry = entries.get(code, Node({}, node.mark))
        actor = _actor(code, number, entry, known, findings)
        if actor is None:
            continue
        if _is_present(actor, entry, findings):
            present.append(actor)
        else:
            removed.append(Removed(actor.id, code, actor.kind))
    if len(present) > MOST_ACTORS:
        findings.problem(
            node.mark,
            f"{len(present):,} actors take part; at most {MOST_ACTORS} may: a run of 120 months takes "
            f"{SECONDS_EACH * MOST_ACTORS:.0f} s with so many, and {SECONDS_EACH * len(present):.0f} s with these",
        )
    return Cast(_with_ties(present, entries, findings), tuple(removed))


def _entries(node: Node, cast: Mapping[str, Actor], findings: Findings) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for code, entry in node.value.items():
        mark = node.key_mark(code)
        known = [*cast, *(other for other in node.value if CODE.fullmatch(other))]
        if CODE.fullmatch(code) is None or code == "DONORS":
            twin = code.upper() if code.upper() in known else None
            findings.problem(
                mark,
                f"actor code {shown(code)} must be 2 to 12 capital letters, digits or '_'"
                + (f"; did you mean '{twin}'?" if twin else ""),
            )
            if twin is not None and twin in node.value:
                findings.problem(
                    mark,
                    f"the actor {twin} is given twice, here as {shown(code)}; "
                    f"the other is in line {node.key_mark(twin).line}",
                )
        elif entry.is_map:
            entries[code] = Node(entry.value, mark, entry.key_marks)
        elif not entry.is_bad:
            findings.problem(
                entry.mark,
                f"actors.{code} must be a mapping such as {{ceiling_musd: 20}}, not {entry.told()}",
            )
    return entries


def _actor(
    code: str, number: int, entry: Node, cast: Mapping[str, Actor], findings: Findings
) -> Actor | None:
    subject = f"actors.{code}"
    base = _base(code, number, entry, cast, findings)
    if not entry.value:
        return None if base is None else Actor.model_validate(base)
    known = unknown_keys(entry, [*_FIELDS, "present"], subject, findings)
    if base is None:
        return None
    own = {key: child for key, child in known.value.items() if key not in ("present", "ties")}
    actor = read_model(Actor, Node(own, entry.mark, entry.key_marks), subject, findings, base)
    return None if actor is None else _coherent(actor, cast, known, subject, findings)


def _base(
    code: str, number: int, entry: Node, cast: Mapping[str, Actor], findings: Findings
) -> dict[str, Any] | None:
    """The fields that an entry starts from; ``None`` for an unknown code that is no new actor either."""
    if code in cast:
        return {name: getattr(cast[code], name) for name in Actor.model_fields}
    if "kind" not in entry.value:
        close = nearest(code, list(cast))
        findings.problem(
            entry.mark,
            f"unknown actor '{code}'"
            + (f"; did you mean '{close}'?" if close else ";")
            + " a new actor needs a 'kind': one of "
            + ", ".join(_ADDABLE if cast else (*ESSENTIAL, *_ADDABLE)),
        )
        return None
    kind = entry.value["kind"].value
    start = NEW_ACTOR.get(kind, {}) if isinstance(kind, str) else {}
    rival = entry.value.get("rival")
    if kind == "donor" and rival is not None and rival.value is True:
        start = {**start, "trust_class": "rival"}
    return {"id": number, "code": code, "name": code, "kind": "donor", **start}


def _coherent(
    actor: Actor, cast: Mapping[str, Actor], entry: Node, subject: str, findings: Findings
) -> Actor:
    """Note fields that do not fit the actor's kind."""
    default = cast.get(actor.code)
    if cast and actor.kind not in _ADDABLE and (default is None or default.kind != actor.kind):
        findings.problem(
            entry.at(("kind",)),
            f"{subject}.kind must be one of {', '.join(_ADDABLE)}; there is only one {actor.kind}",
        )
    elif default is not None and actor.kind != default.kind and default.kind not in _ADDABLE:
        findings.problem(entry.at(("kind",)), f"{subject}.kind must stay {default.kind}")
    elif actor.kind != "donor":
        for key in (
            "hawkish",
            "partisan",
            "rival",
            "cycle",
            "phase",
            "ceiling_musd",
            "broad_relief",
            "health_fund",
            "reluctance",
        ):
            if key in entry.value and getattr(actor, key) not in (None, False, 0):
                findings.problem(
                    entry.at((key,)),
                    f"{subject}.{key} is for donors only; {actor.code} is {a_kind(actor.kind)}",
                )
    if actor.channel is not None and actor.kind != "implementer" and "channel" in entry.value:
        findings.problem(
            entry.at(("channel",)),
            f"{subject}.channel is for implementers only; {actor.code} is {a_kind(actor.kind)}",
        )
    if actor.cycle is not None and actor.phase is None:
        place = "cycle" if "cycle" in entry.value else "phase"
        findings.problem(
            entry.at((place,)),
            f"{subject} has an election cycle; it also needs 'phase', "
            "the month of the run with the first election",
        )
    given = entry.value.get("phase")
    if actor.cycle is None and given is not None and isinstance(given.value, int) and actor.kind == "donor":
        findings.problem(
            given.mark,
            f"{subject} has a phase but no election cycle, so no election: give 'cycle' too, the months from one "
            "election to the next, or leave out 'phase'",
        )
    return actor.model_copy(update={"phase": None}) if actor.cycle is None else actor


def _is_present(actor: Actor, entry: Node, findings: Findings) -> bool:
    node = entry.value.get("present")
    if node is None or node.is_bad:
        return True
    if not isinstance(node.value, bool):
        findings.problem(
            node.mark,
            f"actors.{actor.code}.present must be true or false, not {node.told()}"
            f"{hint(node.value, 'true or false')}",
        )
        return True
    if not node.value and actor.kind in ESSENTIAL:
        needed = f"the model needs one {', one '.join(ESSENTIAL)}"
        findings.problem(node.mark, f"{actor.code} cannot be removed; {needed}")
        return True
    return node.value


def _with_ties(actors: list[Actor], entries: dict[str, Node], findings: Findings) -> tuple[Actor, ...]:
    """The actors with their ties: those of the file on top of the default ones to actors still present."""
    codes = [actor.code for actor in actors]
    done = []
    for actor in actors:
        ties = {code: tie for code, tie in actor.ties.items() if code in codes or code == "donors"}
        given = entries.get(actor.code, Node({})).value.get("ties")
        if given is not None and given.value is not None and not given.is_map and not given.is_bad:
            findings.problem(
                given.mark, f"actors.{actor.code}.ties must be a mapping such as {{{codes[0]}: 0.6}}"
            )
        elif given is not None and given.is_map:
            ties.update(_ties(actor.code, given, codes, findings))
        done.append(actor.model_copy(update={"ties": FrozenMap(ties)}))
    _check_trade(done, entries, findings)
    return tuple(done)


def _ties(code: str, given: Node, codes: list[str], findings: Findings) -> dict[str, float]:
    ties: dict[str, float] = {}
    for other, child in given.value.items():
        value = child.value
        if other == code:
            findings.problem(given.key_mark(other), f"actors.{code}.ties: an actor has no tie to itself")
        elif other not in codes and other != "donors":
            close = nearest(other, [*codes, "donors"])
            findings.problem(
                given.key_mark(other),
                f"actors.{code}.ties: no actor {shown(other)} takes part"
                + (f"; did you mean '{close}'?" if close else ""),
            )
        elif child.is_bad:
            continue
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            findings.problem(
                child.mark,
                f"actors.{code}.ties.{other} must be a number from 0 to 1, "
                f"not {child.told()}{hint(value, 'a number')}",
            )
        else:
            ties[other] = float(value)
    return ties


def _check_trade(actors: list[Actor], entries: dict[str, Node], findings: Findings) -> None:
    total = sum(actor.trade_share for actor in actors)
    changed = [entry for entry in entries.values() if "trade_share" in entry.value]
    if total > 1 + 1e-9 and changed:
        findings.problem(
            changed[-1].at(("trade_share",)),
            f"the trade shares of all actors add up to {total:g}; together they cannot exceed 1",
        )
