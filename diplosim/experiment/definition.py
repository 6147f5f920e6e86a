"""A checked experiment: its arms, what varies, how it is sampled; the one file that holds it, and its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from diplosim.experiment.ablate import KEY
from diplosim.experiment.arms import ARM_KEYS, has_own_scenario, prepare
from diplosim.experiment.design import Design, count_of, samples_of
from diplosim.experiment.folder import safe_name
from diplosim.experiment.posterior import SHIPPED
from diplosim.experiment.vary import Dimension, Sample
from diplosim.scenario import Case, Problem, Scenario
from diplosim.scenario.checking import schema_of
from diplosim.scenario.dump import yaml_text
from diplosim.scenario.frozen import thaw
from diplosim.scenario.header import MAX_REPLICATES, NAME_PATTERN, whole_version
from diplosim.scenario.nodes import OLD_WORD, Node
from diplosim.scenario.schema import Json, PolicyHelp, scenario_schema

_HEADER = """\
# The complete experiment '{name}': its scenario is written out with every default.
# It needs no other file: running it repeats the same runs.
"""


class Top(BaseModel):
    """The first lines of an experiment file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    experiment: Literal[1] = Field(default=1, description="Version of the file format: 1.")
    name: str = Field(
        default="experiment",
        pattern=NAME_PATTERN,
        examples=["policy_sweep"],
        description="Up to 80 letters, digits, '-' or '_', starting with a letter or digit; "
        "it names the results folder.",
    )
    title: str = Field(default="", max_length=200, description="One line for reports and figures.")
    question: str = Field(default="", max_length=2000, description="The question that the experiment asks.")
    reference: str | None = Field(default=None, description="The arm that all others are compared with.")
    seed: int | None = Field(default=None, ge=0, le=2**64 - 1, description="Seed of all chance.")
    replicates: int | None = Field(
        default=None, ge=1, le=MAX_REPLICATES, description="Runs of each arm in each sample."
    )
    first_replicate: int = Field(
        default=0,
        ge=0,
        le=2**31,
        description="Number of the first replicate: 3 begins with the shocks of replicate 3.",
    )
    outcomes: list[str] = Field(default_factory=list, description="Outcomes shown when the experiment ends.")

    _version = field_validator("experiment", mode="before")(whole_version)


def resolved(
    root: Node,
    top: Mapping[str, Any],
    base: Scenario | None,
    arms: Sequence[Scenario],
    dimensions: Sequence[Dimension],
    design: Design,
) -> dict[str, Any]:
    """The experiment as plain data, with the scenario inside."""
    certain = {"reference": arms[0].name, "seed": arms[0].seed, "replicates": arms[0].replicates}
    lines = {**top, **certain}
    document: dict[str, Any] = {
        key: value for key, value in lines.items() if key in certain or value not in (None, "", [], 0)
    }
    written = root.value.get("arms")
    if base is not None:
        document["scenario"] = base.to_dict()
    if written is not None and written.value:
        full = {arm.name: {"scenario": arm.to_dict()} for arm in arms}
        # As in the file: an arm that is empty there has no policies.
        document["arms"] = {
            name: full[name] if has_own_scenario(entry) else entry.plain() or []
            for name, entry in written.value.items()
        }
    if KEY in root.value:  # the arms that it asks for are there already; it tells the analysis what was meant
        asked = root.value[KEY].plain()
        document[KEY] = asked if isinstance(asked, list) else [asked]
    fields = {name: getattr(design, name) for name in Design.model_fields if name != "cross" or design.cross}
    document["design"] = fields
    vary = root.value.get("vary")
    if vary is not None and isinstance(vary.value, str):
        document["vary"] = vary.value
    elif design.method == "list":
        document["design"] = {**fields, "rows": root.value["design"].value["rows"].plain()}
    elif dimensions:
        document["vary"] = {dimension.name: _form(dimension) for dimension in dimensions}
    return document


def document_of(name: str, arms: Sequence[Scenario], design: Design, first_replicate: int) -> dict[str, Any]:
    """The experiment whose arms are scenarios of their own, as plain data."""
    first = {"first_replicate": first_replicate} if first_replicate else {}
    return {
        "experiment": 1, "name": name, "reference": arms[0].name, "seed": arms[0].seed,
        "replicates": arms[0].replicates, **first, "arms": {arm.name: {"scenario": arm.to_dict()} for arm in arms},
        "design": {key: getattr(design, key) for key in Design.model_fields if key != "cross"},
    }  # fmt: skip


def _form(dimension: Dimension) -> dict[str, Any]:
    if dimension.values:
        return {"values": thaw(list(dimension.values))}
    return {"log" if dimension.log else "uniform": [dimension.low, dimension.high]}


def resolved_yaml(document: Mapping[str, Any]) -> str:
    """The resolved experiment as the text of a file."""
    return _HEADER.format(name=document.get("name", "experiment")) + yaml_text(document)


#: Letters that the name of an experiment may have.
LONGEST_NAME = 80


@dataclass(frozen=True)
class Definition:
    """A checked experiment: the reference arm first."""

    name: str
    title: str
    question: str
    arms: tuple[Scenario, ...]
    dimensions: tuple[Dimension, ...]
    design: Design
    rows: tuple[Sample, ...] | None
    """The samples of a design that lists them."""
    outcomes: tuple[str, ...]
    document: dict[str, Any] = field(compare=False)
    """The experiment as a file that needs no other file."""
    sources: tuple[Path, ...] = ()
    """The files that it was read from: its own, or those of its scenarios."""
    first_replicate: int = 0
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def count(self) -> int:
        """How many samples there are, without drawing them."""
        return len(self.rows) if self.rows is not None else count_of(self.design, self.dimensions)

    def samples(self) -> list[Sample]:
        """Every sample: one value for each dimension."""
        return list(self.rows) if self.rows is not None else samples_of(self.design, self.dimensions)


def definition_of(
    scenarios: Sequence[Scenario], name: str | None = None, first_replicate: int = 0
) -> Definition:
    """The experiment whose arms are these scenarios, the reference first, with nothing varied.

    Warnings about them are their own.

    Raises:
        PlanError: their runs could not be paired.
    """
    arms = prepare(scenarios)
    named = (name or name_of(arms))[:LONGEST_NAME]
    return Definition(
        name=named, title="", question="", arms=arms, dimensions=(), design=Design(), rows=None, outcomes=(),
        document=document_of(named, arms, Design(), first_replicate), first_replicate=first_replicate,
        sources=tuple(arm.source for arm in arms if arm.source),
    )  # fmt: skip


def name_of(arms: Sequence[Scenario]) -> str:
    """``<name>``; for comparisons ``<first>_vs_<second>``, further ones counted: it names the results folder."""
    names = [safe_name(arm.name) for arm in arms]
    if len(names) == 1:
        return names[0]
    more = f"_and_{len(names) - 2}_more" if len(names) > 2 else ""
    return f"{names[0]}_vs_{names[1]}{more}"


def experiment_schema(policies: Mapping[str, PolicyHelp] | None = None, case: Case | None = None) -> Json:
    """The schema of an experiment file of a case; without ``policies`` any policy name is accepted."""
    scenario = scenario_schema(policies, case)
    sections = scenario["properties"]
    whole = {key: scenario[key] for key in ("type", "additionalProperties", "properties")}
    start: Json = {
        "anyOf": [{"type": "string"}, {"$ref": "#/definitions/scenario"}],
        "description": "The scenario that the arms start from: one that comes with diplosim by its name, the path of a "
        "file, or a scenario written out.",
    }
    keys = {key: start if key == "scenario" else sections[key] for key in (*ARM_KEYS, OLD_WORD)}
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
                "anyOf": [
                    {"type": ["object", "null"], "additionalProperties": {"anyOf": _forms()}},
                    {"enum": list(SHIPPED)},
                ],
                "description": "Parameters, actors.CODE.FIELD, policies.NAME.OPTION that vary; or the draws of a fit.",
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
