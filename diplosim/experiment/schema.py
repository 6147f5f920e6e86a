"""JSON Schema (draft 07) of experiment files: editors complete, check and explain a file as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from diplosim.experiment.arms import ARM_KEYS
from diplosim.experiment.design import Design
from diplosim.experiment.reading import Top
from diplosim.scenario.checking import schema_of
from diplosim.scenario.schema import Json, PolicyHelp, scenario_schema


def experiment_schema(policies: Mapping[str, PolicyHelp] | None = None) -> Json:
    """The schema of an experiment file; without ``policies`` any policy name is accepted."""
    scenario = scenario_schema(policies)
    sections = scenario["properties"]
    whole = {key: scenario[key] for key in ("type", "additionalProperties", "properties")}
    start: Json = {
        "anyOf": [{"type": "string"}, {"$ref": "#/definitions/scenario"}],
        "description": "The scenario that the arms start from: one that comes with diplosim by its name, the path of a "
        "file, or a scenario written out.",
    }
    keys = {key: start if key == "scenario" else sections[key] for key in ARM_KEYS}
    arm: Json = {"type": "object", "additionalProperties": False, "properties": keys}
    names: Json = {"type": "array", "items": {"type": "string"}}
    return {
        "$schema": scenario["$schema"],
        "$id": "urn:diplosim:experiment:1",
        "title": "diplosim experiment",
        "description": "Which policies are tried in which worlds, how often, against which reference.",
        "type": "object",
        "required": ["experiment"],
        "additionalProperties": False,
        "properties": {
            **_fields(Top),
            "scenario": start,
            "arms": {
                "type": "object",
                "description": "By name: a list of policies, or what else differs from the scenario.",
                "additionalProperties": {"anyOf": [sections["policies"], arm]},
            },
            "ablate": {
                "anyOf": [{"type": "string"}, names],
                "description": "Arms that are taken apart: also run without each of their parts, and with each alone.",
            },
            "vary": {
                "type": ["object", "null"],
                "description": "What is varied: parameters, actors.CODE.FIELD, policies.NAME.OPTION.",
                "additionalProperties": {"anyOf": _forms()},
            },
            "design": _design(),
        },
        "definitions": {**scenario["definitions"], "scenario": whole},
    }


def _fields(model: type[Top] | type[Design]) -> Json:
    return {
        key: {name: value for name, value in schema.items() if name != "title"}
        for key, schema in schema_of(model).items()
    }


def _forms() -> list[Json]:
    """What a line of ``vary`` may say."""
    pair: Json = {"type": "array", "minItems": 2, "maxItems": 2}
    values: Json = {"type": "array", "minItems": 1}
    forms = {"uniform": pair, "log": pair, "values": values}
    lines = [
        {"type": "object", "required": [form], "additionalProperties": False, "properties": {form: given}}
        for form, given in forms.items()
    ]
    return [{"const": "default_range", "description": "The range of its declaration."}, *lines]


def _design() -> Json:
    rows = {"type": "array", "items": {"type": "object"}, "description": "The samples of the method 'list'."}
    return {
        "type": "object",
        "description": "How the samples are chosen.",
        "additionalProperties": False,
        "properties": {**_fields(Design), "rows": rows},
    }
