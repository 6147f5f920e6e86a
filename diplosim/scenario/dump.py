"""Writes a scenario out in full: as plain data, as YAML, as a digest."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel

from diplosim import cases
from diplosim.scenario import agreements, moves
from diplosim.scenario.actors import Actor
from diplosim.scenario.events import BaseEvent
from diplosim.scenario.frozen import thaw
from diplosim.scenario.header import Header
from diplosim.scenario.nodes import OLD_WORD, WORD
from diplosim.scenario.parameters import POISSON
from diplosim.scenario.start import as_plain
from diplosim.scenario.uses import PolicyUse

if TYPE_CHECKING:
    from diplosim.scenario.header import Calendar
    from diplosim.scenario.scenario import Scenario

_HEADER = """\
# The complete scenario '{name}', with every default written out.
# It needs no other file: running it repeats the same runs.
"""


def as_dict(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data, in the order of a file."""
    data = {key: getattr(scenario, key) for key in Header.model_fields}
    case, of_case = scenario.case.as_plain(), {actor.code for actor in scenario.case.actors}
    if case != cases.DEFAULT:  # what says nothing else is of the default case, as it always was
        data["case"] = case
    entries = {actor.id: (actor.code, _actor(actor)) for actor in scenario.actors}
    for gone in scenario.removed:
        kind = {} if gone.code in of_case else {"kind": gone.kind}
        entries[gone.id] = (gone.code, {**kind, "present": False})
    calendar = scenario.calendar
    data["actors"] = dict(entries[number] for number in sorted(entries))
    data["agreements"] = agreements.as_plain(scenario.agreements, calendar)
    data["offers"] = agreements.as_plain(scenario.offers, calendar)
    data["moves"] = moves.as_plain(scenario.moves, calendar)
    data |= as_plain(scenario.health, scenario.recipient, calendar)
    data["parameters"] = {name: _number(value) for name, value in scenario.parameters.items()}
    data["policies"] = [_policy(use, calendar) for use in scenario.policies]
    data["events"] = [_event(event, calendar) for event in scenario.events]
    return data


def _actor(actor: Actor) -> dict[str, Any]:
    fields = actor.model_dump(exclude={"id", "code", "ties"})
    if actor.kind == "recipient" or not actor.ties:
        return fields
    return {**fields, "ties": dict(actor.ties)}


def _policy(use: PolicyUse, calendar: Calendar) -> dict[str, Any]:
    # No date for a policy that is there from the start, so that it stays so when the start is moved.
    settings: dict[str, Any] = {"from": calendar.date(use.start)} if use.start else {}
    if use.end is not None:
        settings["until"] = calendar.date(use.end)
    return {use.name: {**settings, "strength": use.strength, **thaw(use.options)}}


def _event(event: BaseEvent, calendar: Calendar) -> dict[str, Any]:
    fields = {
        key: thaw(getattr(event, name))
        for name, field in type(event).model_fields.items()
        for key in [field.alias or name]
    }
    if "parameters" in fields:
        fields["parameters"] = {name: _number(value) for name, value in fields["parameters"].items()}
    kept = {key: value for key, value in fields.items() if key not in ("month", "kind") and value is not None}
    return {"at": calendar.date(event.month), "kind": event.kind, **kept}


def _number(value: Any) -> Any:
    return POISSON if value == math.inf else value


def plain_changes(value: Any) -> Any:
    """Plain data from what ``with_`` was given: policies, events and actors may be objects."""
    if isinstance(value, PolicyUse):
        end = {} if value.end is None else {"until": value.end}
        return {value.name: {"from": value.start, **end, "strength": value.strength, **thaw(value.options)}}
    if isinstance(value, BaseEvent):
        fields = {
            field.alias or name: thaw(getattr(value, name))
            for name, field in type(value).model_fields.items()
        }
        return {"at": fields.pop("month"), **{key: item for key, item in fields.items() if item is not None}}
    if isinstance(value, BaseModel):
        return thaw(value.model_dump(exclude={"id", "code"}))
    if isinstance(value, Mapping):
        return {key: plain_changes(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_changes(item) for item in value]
    return value


def by_dotted_name(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """What ``with_`` is to change, from values by dotted name, as the samples of an experiment name them.

    ``trust.lam_neg`` is a parameter, ``actors.ROK.ceiling_musd`` and ``actors.ROK.ties.EU`` belong to an actor,
    ``policies.pooled_fund.prefund`` to every use of a policy; one that the scenario does not have is passed over, as in
    the arms of an experiment. Lists may be JSON, a missing number (NaN) is an empty value, and a
    table may have made decimal numbers of whole ones.
    """
    changes: dict[str, Any] = {}
    policies = as_dict(scenario)["policies"]
    for name, value in values.items():
        head, _, rest = name.partition(".")
        code, _, key = rest.partition(".")
        plain = _stored(value)
        if head == "policies" and key:
            for use in policies:
                if code in use:
                    use[code][key] = plain
            changes["policies"] = policies
        elif head == "actors" and key:
            field, _, other = key.partition(".")
            entry = changes.setdefault("actors", {}).setdefault(code, {})
            if other:
                entry.setdefault(field, {})[other] = plain
            else:
                entry[field] = plain
        else:
            changes.setdefault("parameters", {})[name] = plain
    return changes


def _stored(value: Any) -> Any:
    """A value as a table of samples keeps it."""
    plain = value.tolist() if hasattr(value, "tolist") else list(value) if isinstance(value, tuple) else value
    if isinstance(plain, str) and plain.startswith("["):
        return json.loads(plain)
    if isinstance(plain, float):
        return None if math.isnan(plain) else int(plain) if plain.is_integer() else plain
    return plain


def digest(scenario: Scenario) -> str:
    """SHA-256 of the content in one fixed form."""
    data = _fixed(as_dict(scenario))
    data[OLD_WORD] = data.pop(WORD)  # what scenarios have been known by does not change with a word
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _fixed(data: Any) -> Any:
    if isinstance(data, float):
        return data + 0.0  # -0.0 and 0.0 are the same
    if isinstance(data, dict):
        return {key: _fixed(value) for key, value in data.items()}
    return [_fixed(item) for item in data] if isinstance(data, list) else data


#: Line breaks that PyYAML writes as they are and reads as spaces.
_BREAKS = frozenset("\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """Writes YAML that a strict 1.2 reader and an older 1.1 reader understand alike."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never abbreviate repeated values."""
        return True


def _float(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    text = repr(value)
    if "e" in text and "." not in text:
        text = text.replace("e", ".0e", 1)  # 1e-05 would be text for a YAML 1.1 reader
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    if _BREAKS.intersection(value):
        return dumper.represent_scalar(
            "tag:yaml.org,2002:str", value, style='"'
        )  # only there they are escaped
    try:
        float(value)
    except ValueError:
        return dumper.represent_str(value)
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="'")  # 2e3 is a number for YAML 1.2


_Dumper.add_representer(float, _float)
_Dumper.add_representer(str, _text)


def as_yaml(scenario: Scenario) -> str:
    """The scenario as a complete YAML file."""
    return _HEADER.format(name=scenario.name) + yaml_text(as_dict(scenario))


def yaml_text(data: Mapping[str, Any]) -> str:
    """Plain data as YAML, in the order given."""
    return "".join(_entry(json.dumps([key, value])) for key, value in data.items()) or "{}\n"


@lru_cache(maxsize=256)  # the arms of an experiment share most of what each of them writes out in full
def _entry(packed: str) -> str:
    """One entry of a mapping, of its key and value as JSON."""
    key, value = json.loads(packed)
    return yaml.dump({key: value}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
