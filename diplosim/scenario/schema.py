"""JSON Schema (draft 07) of scenario files: editors complete, check and explain a file as it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from diplosim.scenario.actors import NEW_ACTOR, Actor
from diplosim.scenario.agreements import DatedOffer, StartingAgreement, Terms
from diplosim.scenario.case import Case, named
from diplosim.scenario.cast import CODE
from diplosim.scenario.checking import schema_of
from diplosim.scenario.events import EVENT_KINDS, BaseEvent
from diplosim.scenario.header import NAME_PATTERN, Header
from diplosim.scenario.moves import Move, MoveTerms
from diplosim.scenario.nodes import OLD_WORD, WORD
from diplosim.scenario.parameters import CLASSES, PARAMETERS, POISSON, Parameter
from diplosim.scenario.start import DATES, Blocks, Drives, HealthStart

Json = dict[str, Any]

_MONTH: Json = {
    "anyOf": [
        {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
        {"type": "integer", "minimum": 0},
    ]
}
_SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}


class PolicyHelp(NamedTuple):
    """What the schema says about a policy: one or two sentences, and the JSON Schema of each option."""

    summary: str
    options: Mapping[str, Json]


def scenario_schema(policies: Mapping[str, PolicyHelp] | None = None, case: Case | None = None) -> Json:
    """The schema of a scenario file of a case; without ``policies`` any policy name is accepted."""
    sections: Json = {
        "extends": {
            "type": "string",
            "description": "The scenario whose content this file takes over and changes: one that comes with diplosim "
            "by its name, or the path of a file.",
        },
        "case": {
            "type": ["string", "object", "null"],
            "description": "The country that the scenario speaks of: the name of a case that comes with diplosim, the "
            "path of a folder with a case.yaml, or what such a file says.",
        },
        "actors": _actors(case or named()),
        "agreements": _terms(StartingAgreement, "What donors have agreed before the run starts."),
        "offers": _terms(DatedOffer, "What donors offer in given months, outside talks."),
        "moves": _moves(),
        "health": _health(),
        **dict.fromkeys((WORD, OLD_WORD), _drives()),
        "parameters": {
            **_parameters(),
            "type": ["object", "null"],
            "description": "Parameters that differ from their defaults, one 'name: value' each.",
        },
        "policies": _policies(policies or {}),
        "events": {
            "type": ["array", "null"],
            "description": "What happens in given months, whatever chance says.",
            "items": {"anyOf": [{"$ref": f"#/definitions/event_{kind}"} for kind in EVENT_KINDS]},
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:diplosim:scenario:1",
        "title": "diplosim scenario",
        "description": "Who takes part, which policies are tried, what happens when, for how long.",
        "type": "object",
        "required": ["scenario"],
        "additionalProperties": False,
        "properties": {**_header(), **sections},
        "definitions": _definitions(),
    }


def _plain(schema: Json, *drop: str) -> Json:
    return {key: value for key, value in schema.items() if key not in ("title", *drop)}


def _header() -> Json:
    header = {key: _plain(value) for key, value in schema_of(Header).items()}
    header["name"] = {**header["name"], "pattern": NAME_PATTERN}
    header["start"] = {**header["start"], "pattern": _MONTH["anyOf"][0]["pattern"]}
    return header


def _definitions() -> Json:
    actor = _actor()
    new_kinds = {**actor["properties"]["kind"], "enum": list(NEW_ACTOR)}
    new_actor = {**actor, "required": ["kind"], "properties": {**actor["properties"], "kind": new_kinds}}
    events = {f"event_{kind}": _event(model) for kind, model in EVENT_KINDS.items()}
    return {"actor": actor, "new_actor": new_actor, "month": _MONTH, **events}


def _actor() -> Json:
    properties = {
        key: _plain(value, "default") for key, value in schema_of(Actor).items() if key not in ("id", "code")
    }
    properties["ties"] = {**properties["ties"], "type": ["object", "null"], "additionalProperties": _SHARE}
    properties["present"] = {"type": "boolean", "description": "false takes the actor out of the scenario."}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _actors(case: Case) -> Json:
    cast = {
        actor.code: {
            "description": f"{actor.name} ({actor.kind}); give only what differs from the cast of the case.",
            "allOf": [{"$ref": "#/definitions/actor"}],
        }
        for actor in case.actors
    }
    return {
        "type": ["object", "null"],
        "description": "Actors by code: only what differs from the cast of the case, or whole new actors.",
        "properties": cast,
        "patternProperties": {
            f"^(?!({'|'.join(cast)})$){CODE.pattern}$": {"$ref": "#/definitions/new_actor"}
        },
        "additionalProperties": False,
    }


def _terms(model: type[Terms], text: str) -> Json:
    """A list of agreements or offers."""
    properties = {key: _plain(value) for key, value in schema_of(model).items()}
    if "at" in properties:
        properties["at"] = {
            "description": "Month of the offer, like 2027-08.",
            "allOf": [{"$ref": "#/definitions/month"}],
        }
    required = [key for key, field in model.model_fields.items() if field.is_required()]
    return {
        "type": ["array", "null"],
        "description": text,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": required,
            "properties": properties,
        },
    }


def _moves() -> Json:
    """A list of moves: who decides what, with the terms of an offer."""
    text = "What actors decide in given months, whatever their rules would say: a game that was played."
    moves = _terms(MoveTerms, text)
    head = {key: _plain(value) for key, value in schema_of(Move).items() if key != "terms"}
    head["at"] = {
        "description": "Month of the move, like 2027-08.",
        "allOf": [{"$ref": "#/definitions/month"}],
    }
    terms = {key: value for key, value in moves["items"]["properties"].items() if key != "donor"}
    moves["items"] = {**moves["items"], "required": ["at", "actor", "do"], "properties": head | terms}
    return moves


def _health() -> Json:
    keys = {key: _plain(value) for key, value in schema_of(HealthStart).items()}
    blocks = {key: _plain(value) for key, value in schema_of(Blocks).items()}
    keys["blocks"] = {
        "type": ["object", "null"],
        "description": HealthStart.model_fields["blocks"].description,
        "additionalProperties": False,
        "properties": blocks,
    }
    return {
        "type": ["object", "null"],
        "description": "Where health starts, if not as in 2026.",
        "additionalProperties": False,
        "properties": keys,
    }


def _drives() -> Json:
    keys = {key: _plain(value) for key, value in schema_of(Drives).items()}
    for key in DATES:
        text = keys[key]["description"]
        keys[key] = {"anyOf": [{"$ref": "#/definitions/month"}, {"type": "null"}], "description": text}
    return {
        "type": ["object", "null"],
        "description": "What the recipient does of its own accord; 'dprk' is an older word for it.",
        "additionalProperties": False,
        "properties": keys,
    }


def _parameters() -> Json:
    properties = {name: _parameter(parameter) for name, parameter in PARAMETERS.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _parameter(parameter: Parameter) -> Json:
    usual = "" if parameter.low == parameter.high else f", plausible {parameter.low:g} to {parameter.high:g}"
    default = parameter.default if isinstance(parameter.default, str) else f"{parameter.default:g}"
    text = (
        f"{parameter.meaning} Default {default}{usual}; unit: {parameter.unit}; "
        f"{CLASSES[parameter.cls]}. Source: {parameter.source}."
    )
    if parameter.kind == "category":
        return {"enum": list(parameter.choices), "default": parameter.default, "description": text}
    number: Json = {"type": "integer" if parameter.kind == "int" else "number"}
    low, high = parameter.limits
    if low > -math.inf:
        number["minimum"] = low
    if high < math.inf:
        number["exclusiveMaximum" if parameter.open_high else "maximum"] = high
    values = {"anyOf": [number, {"const": POISSON}]} if parameter.infinite else number
    return {**values, "default": parameter.default, "description": text}


def _policies(policies: Mapping[str, PolicyHelp]) -> Json:
    plain: Json = {"type": "string", "description": "A policy as it stands, for the whole run."}
    entry: Json = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "description": "A policy with its months, strength or options.",
    }
    if policies:
        plain["enum"] = list(policies)
        entry["properties"] = {name: _policy(text) for name, text in policies.items()}
        entry["additionalProperties"] = False
    return {
        "type": ["array", "null"],
        "description": "Policies that are tried, in addition to the status quo.",
        "items": {"anyOf": [plain, entry]},
    }


def _policy(text: PolicyHelp) -> Json:
    month = {"allOf": [{"$ref": "#/definitions/month"}]}
    common: Json = {
        "from": {**month, "description": "First month with the policy; the start of the run if left out."},
        "until": {**month, "description": "First month without it again; it stays to the end if left out."},
        "strength": {**_SHARE, "description": "How far graded levers move: 0 as if absent, 1 fully."},
    }
    return {
        "type": ["object", "null"],
        "description": text.summary,
        "additionalProperties": False,
        "properties": {**common, **{name: dict(option) for name, option in text.options.items()}},
    }


def _event(model: type[BaseEvent]) -> Json:
    fields = {key: _plain(value) for key, value in schema_of(model).items() if key != "month"}
    required = ["at", "kind"]
    for name, field in model.model_fields.items():
        if field.is_required() and name != "month":
            required.append(field.alias or name)
    if "parameters" in fields:
        fields["parameters"] = {**_parameters(), "minProperties": 1, "description": "Parameters that change."}
    at = {"description": "Month of the event, like 2027-08.", "allOf": [{"$ref": "#/definitions/month"}]}
    return {
        "type": "object",
        "description": (model.__doc__ or "").strip(),
        "additionalProperties": False,
        "required": required,
        "properties": {"at": at, **fields},
    }
