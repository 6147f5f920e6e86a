"""A design file: which levers may be moved, in which worlds, on which outcomes and budget; read like an experiment.

What a design shares with an experiment (``scenario``, ``vary``, seed, replicates) is read by the reader of experiments,
so that it means the same and has the same errors. A scenario alone is a question too: every policy of the catalogue on
or off, the assumptions of class U over their declared ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from diplosim.experiment import Definition
from diplosim.experiment.definition import experiment_schema
from diplosim.experiment.design import samples_of
from diplosim.experiment.reading import read_definition
from diplosim.experiment.vary import Sample
from diplosim.metrics.columns import outcome, outcome_names
from diplosim.policies import names as policy_names
from diplosim.portfolio.adaptive import Rule, Signpost, arm_of, read_rules, rule_arms
from diplosim.portfolio.levers import Space, lever_nodes, read_levers
from diplosim.scenario import PARAMETERS, Case, Findings, Mark, PolicyHelp, ScenarioError, unknown
from diplosim.scenario.build import stem
from diplosim.scenario.checking import ROOT, read_model, schema_of, section, unknown_keys
from diplosim.scenario.errors import PYTHON
from diplosim.scenario.files import load_document, locate
from diplosim.scenario.header import whole_version
from diplosim.scenario.nodes import Node, from_python, map_node
from diplosim.scenario.reading import Stop
from diplosim.wording.verdicts import NEARLY_ALL

#: Calm and health, where no outcome is named: events of all classes, and deaths read from the burden of disease.
USUAL = ("events_per_year", "deaths_under_five")
#: What donors pay over the whole run, less what they get back. Nothing that is only pledged counts.
MONEY = "donor_cost_musd"
#: The arm that every portfolio is compared with: the scenario as it is.
REFERENCE = "reference"


class Asked(BaseModel):
    """The lines of a design file that are its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    design: Literal[1] = Field(default=1, description="Version of the file format: 1.")
    outcomes: list[str] = Field(
        default=list(USUAL), description="What a portfolio must better: names of outcomes."
    )
    money: str = Field(default=MONEY, max_length=80, description="The outcome that the budget limits, in M$.")
    budget: float | None = Field(
        default=None,
        ge=0,
        le=1e6,
        description="M$ that a portfolio may cost beyond the reference, whole run.",
    )
    share: float = Field(
        default=NEARLY_ALL, ge=0.5, le=1, description="Share of the draws in which a portfolio must hold up."
    )
    draws: int = Field(
        default=64, ge=2, le=100_000, description="Draws of the assumptions; half are kept for the test."
    )
    most: int = Field(default=3, ge=1, le=10, description="Policies in a portfolio at most.")
    population: int = Field(
        default=32, ge=4, le=1000, description="Portfolios in a generation of the search."
    )
    generations: int = Field(default=10, ge=1, le=1000, description="Generations of the search.")
    candidates: int = Field(
        default=8, ge=1, le=40, description="Portfolios that are tested on fresh draws at most."
    )

    _version = field_validator("design", mode="before")(whole_version)


#: Lines that are an experiment's too.
SHARED = ("name", "title", "question", "seed", "replicates")
KEYS = [*Asked.model_fields, *SHARED, "scenario", "levers", "rules", "vary"]


@dataclass(frozen=True)
class Question:
    """A checked design: what is asked, the space of portfolios, and the draws in which they are judged."""

    asked: Asked
    definition: Definition
    """The scenario as the arm ``reference``, then the policy of every lever and rule alone; and what varies."""
    space: Space
    rules: tuple[Rule, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The outcomes that are weighed, money last."""
        return (*self.asked.outcomes, self.asked.money)

    def halves(self) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
        """The draws of the search and those of the test, which share none: two designs of their own seeds.

        Draws that are listed (a posterior) are dealt out in turn; one world alone is in both, with other replicates.
        """
        definition = self.definition
        if definition.rows is not None:
            return definition.rows[::2], definition.rows[1::2]
        if not definition.dimensions:
            return ((),), ((),)
        fresh = definition.design.model_copy(update={"seed": definition.design.seed + 1})
        one, two = (samples_of(design, definition.dimensions) for design in (definition.design, fresh))
        return tuple(one), tuple(two)


def load_question(name: str | Path, changes: Mapping[str, Any] | None = None) -> Question:
    """Read a design file, or take a scenario as one; ``changes`` replace lines of the file.

    Raises ``ScenarioError`` with all problems of the file.
    """
    findings = Findings()
    path = name if isinstance(name, Path) else locate(name, findings)
    try:
        root = load_document(path, findings)
    except Stop:
        raise ScenarioError(findings.problems) from None
    if root.is_map and "scenario" in root.value and not {"design", "experiment"} & root.value.keys():
        root, path = from_python(of_scenario(str(name), stem(path)), findings), Path("question.yaml")
    given = {
        key: replace(
            from_python(value, findings, key), mark=Mark("--outcome" if key == "outcomes" else f"--{key}")
        )
        for key, value in (changes or {}).items()
        if value is not None
    }
    if root.is_map:
        root = map_node({**root.value, **given}, root.mark, root.key_marks)
    return read_question(root, findings, path)


def question_from_dict(data: Any) -> Question:
    """Check a design given as a dict with the keys of a design file."""
    findings = Findings()
    return read_question(from_python(data, findings, "the design"), findings, None)


def of_scenario(scenario: str, name: str) -> dict[str, Any]:
    """The question that a scenario alone asks: every policy, every assumption that nobody has measured."""
    unsure = [p.name for p in PARAMETERS.values() if p.cls == "U" and (p.choices or p.low < p.high)]
    return {
        "design": 1, "name": f"{name}_design"[:80], "scenario": scenario,
        "title": f"Who should do what, from {name}"[:200],
        "levers": list(policy_names()), "vary": dict.fromkeys(unsure, "default_range"),
    }  # fmt: skip


def design_schema(
    policies: Mapping[str, PolicyHelp] | None = None, case: Case | None = None
) -> dict[str, Any]:
    """The schema of a design file of a case, for editors; without ``policies`` any policy name is accepted."""
    whole = experiment_schema(policies, case)
    names: dict[str, Any] = {"type": "string"} if policies is None else {"enum": list(policies)}
    by_name = {"type": "object", "propertyNames": names, "additionalProperties": {"type": ["object", "null"]}}
    uses = whole["definitions"]["scenario"]["properties"]["policies"]
    by = {"type": ["integer", "string"], "description": "The month of the switch."}
    rule = {
        "type": "object", "required": ["metric", "by"], "additionalProperties": False,
        "properties": {**schema_of(Signpost), "by": by, "add": uses, "stop": {"type": ["array", "string"]}},
    }  # fmt: skip
    own = {
        **schema_of(Asked),
        "levers": {"anyOf": [{"type": "array", "items": names}, by_name],
                   "description": "The policies that a portfolio may be made of, and what of each may vary."},
        "rules": {"type": "object", "additionalProperties": rule, "description": "Signposts, and what they change."},
    }  # fmt: skip
    shared = {key: whole["properties"][key] for key in (*SHARED, "scenario", "vary")}
    told = {"$id": "urn:diplosim:design:1", "title": "diplosim design", "required": ["design", "scenario", "levers"],
            "description": "Which portfolios of policies hold up, among those that the levers span."}  # fmt: skip
    return {**whole, **told, "properties": {**shared, **own}}


def read_question(root: Node, findings: Findings, file: Path | None) -> Question:
    """Everything that a design says, or all that is wrong with it."""
    if not root.is_map or "design" not in root.value or "experiment" in root.value:
        what = "this is an experiment file; " if root.is_map and "experiment" in root.value else ""
        text = f"{what}a design file needs the line 'design: 1' (the version of the format)"
        findings.problem(Mark(root.mark.file, 1, 1), text)
        findings.stop_if_any()
    known = unknown_keys(root, KEYS, ROOT, findings)
    own = {key: child for key, child in known.value.items() if key in Asked.model_fields}
    asked = read_model(Asked, Node(own, root.mark, root.key_marks), ROOT, findings, {}) or Asked()
    _check_outcomes(asked, known, findings)
    levers, rules = lever_nodes(known, findings), section(known, "rules", findings, as_list=False)
    definition = _definition(known, asked, levers, rules, findings, file)
    by_name = {arm.name: arm for arm in definition.arms}
    base = by_name[REFERENCE]
    found = read_levers(levers, definition.arms, findings)
    adaptive = read_rules(rules, base, by_name, [lever.policy for lever in found], findings)
    findings.stop_if_any()
    return Question(asked, definition, Space(base, found, adaptive, asked.most), adaptive)


def _check_outcomes(asked: Asked, root: Node, findings: Findings) -> None:
    """Refuse outcomes that nobody knows, or of which neither direction is better."""
    node = root.value.get("outcomes")
    marks = [item.mark for item in node.value] if node is not None and node.is_list else []
    if not asked.outcomes:
        findings.problem(root.at(("outcomes",)), "'outcomes' must name at least one outcome")
    for place, name in enumerate(asked.outcomes):
        typed = place >= len(marks) or marks[place].file == PYTHON  # an option has no places inside
        mark = root.at(("outcomes",)) if typed else marks[place]
        if name not in outcome_names():
            findings.problem(mark, f"{unknown('outcome', name, list(outcome_names()))}")
        elif outcome(name).better is None:
            findings.problem(mark, f"outcome '{name}' has no better direction, so no portfolio can better it")
        elif name in asked.outcomes[:place] or name == asked.money:
            findings.problem(mark, f"outcome '{name}' is named twice")
    money = [name for name in outcome_names() if outcome(name).unit == "M$"]
    if asked.money not in money:
        findings.problem(root.at(("money",)), unknown("outcome in M$", asked.money, money))


def _definition(
    root: Node, asked: Asked, levers: Mapping[str, Node], rules: Node, findings: Findings, file: Path | None
) -> Definition:
    """The experiment that is inside a design: the scenario, each policy alone, and what varies."""
    if "scenario" not in root.value:
        findings.problem(root.mark, "the design needs 'scenario', the world in which portfolios are tried")
        findings.stop_if_any()
    at = partial(_node, mark=root.mark)
    arms = {REFERENCE: at({})} | {name: _alone(name, node) for name, node in levers.items()}
    marks = {name: node.mark for name, node in levers.items()} | {
        arm_of(name): rules.key_mark(name) for name in rules.value
    }
    arms |= rule_arms(rules)
    lines = {key: root.value[key] for key in (*SHARED, "scenario", "vary") if key in root.value}
    lines |= {"experiment": at(1), "arms": map_node(arms, root.mark, marks)}
    lines.setdefault("name", at("design" if file is None else stem(file)))
    if "vary" in root.value:
        fitted = isinstance(root.value["vary"].value, str)  # the draws of a fit come as a list
        half = {"method": at("lhs"), "samples": at(-(-asked.draws // 2)), "seed": at(_seed(root))}
        lines["design"] = map_node({"samples": at(asked.draws)} if fitted else half, root.mark, {})
    return read_definition(map_node(lines, root.mark, root.key_marks), findings, file)


def _seed(root: Node) -> int:
    """Seed of the draws: that of the design, if it is one."""
    node = root.value.get("seed")
    sound = node is not None and isinstance(node.value, int) and not isinstance(node.value, bool)
    return abs(node.value) % (2**32 - 3) if sound and node is not None else 1


def _alone(name: str, node: Node) -> Node:
    """An arm with a policy and nothing else, at the place where the policy is named."""
    return Node([Node(name, node.mark, quoted=True)], node.mark)


def _node(value: Any, mark: Mark) -> Node:
    return Node(value, mark, quoted=isinstance(value, str))
