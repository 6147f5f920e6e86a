"""Reading an experiment file: arms, what varies, the design, replicates; every problem at its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from diplosim.experiment.ablate import with_ablated_arms
from diplosim.experiment.arms import ReadScenario, Worlds, has_own_scenario, prepare, read_arms
from diplosim.experiment.definition import Definition, Top, resolved
from diplosim.experiment.design import read_design, with_samples
from diplosim.experiment.vary import Dimension
from diplosim.files import MISSING, WRITTEN, UnreadableError, checked
from diplosim.metrics.columns import ordered
from diplosim.metrics.declared import OUTCOMES
from diplosim.scenario import Findings, Mark, Scenario, ScenarioError, shown, unknown
from diplosim.scenario.build import stem
from diplosim.scenario.checking import ROOT, read_model, section, unknown_keys
from diplosim.scenario.files import extended, load_document, load_tree, locate, missing
from diplosim.scenario.header import Header, check_names
from diplosim.scenario.nodes import Node, from_python, map_node, merge
from diplosim.scenario.reading import Stop

KEYS = [*Top.model_fields, "scenario", "arms", "ablate", "vary", "design"]


def load_definition(name: str | Path, changes: Mapping[str, Any] | None = None) -> Definition:
    """Read an experiment: a file, or one that comes with diplosim by its bare name (``"policy_sweep"``).

    Raises ``ScenarioError`` with all its problems.

    ``changes`` replace lines of the file (``seed``, ``replicates``, ``name``, and ``samples`` of its design); under
    ``set`` they are parameters of the scenario, or its months and start.
    """
    findings = Findings()
    path = name if isinstance(name, Path) else locate(name, findings)
    try:
        root = load_document(path, findings)
    except Stop:
        raise ScenarioError(findings.problems) from None
    plain = dict(changes or {})
    settings = plain.pop("set", {})
    if root.is_map:
        given = {
            key: replace(from_python(value, findings, key), mark=Mark(f"--{key}"))
            for key, value in plain.items()
        }
        if "samples" in given:
            given["design"] = with_samples(root, given.pop("samples"), findings)
        root = map_node({**root.value, **given}, root.mark, root.key_marks)
    return read_definition(root, findings, path, settings)


def definition_from_dict(data: Any) -> Definition:
    """Check an experiment given as a dict with the keys of an experiment file."""
    findings = Findings()
    return read_definition(from_python(data, findings, "the experiment"), findings, None)


def read_definition(
    root: Node, findings: Findings, file: Path | None, settings: Mapping[str, Any] | None = None
) -> Definition:
    """Everything that an experiment says, or all that is wrong with it."""
    if not root.is_map or "experiment" not in root.value:
        what = "this is a scenario file; " if root.is_map and "scenario" in root.value else ""
        place = Mark(root.mark.file, 1, 1)
        findings.problem(
            place, f"{what}an experiment file needs the line 'experiment: 1' (the version of the format)"
        )
        findings.stop_if_any()
    known = with_ablated_arms(unknown_keys(root, KEYS, ROOT, findings), findings)
    lines = {key: child for key, child in known.value.items() if key in Top.model_fields}
    given = {"name": "experiment" if file is None else stem(file)}
    top = read_model(Top, Node(lines, root.mark, root.key_marks), ROOT, findings, given) or Top()
    check_names({top.name: root.at(("name",))}, findings)
    read = partial(_read_scenario, file=file, settings=settings or {}, findings=findings)
    own = [
        has_own_scenario(entry) for entry in section(known, "arms", Findings(), as_list=False).value.values()
    ]
    base = None
    if not own or not all(own) or "scenario" in known.value:
        base = _base(known, read, findings)
        if base is None:
            raise ScenarioError(findings.problems)
    alone = None if base is None else _alone(base, findings)
    arms = read_arms(known, base, top.seed, top.replicates, read, findings)
    arms = _reference_first(arms, top.reference, known, findings)
    design, dimensions, rows = read_design(known, arms, findings)
    _check_outcomes(known, findings)
    findings.stop_if_any()
    _check_ends(arms, dimensions, known, findings)
    findings.stop_if_any()
    arms = prepare(arms)
    document = resolved(known, top.model_dump(), alone, arms, dimensions, design)
    return Definition(
        name=top.name, title=top.title, question=top.question, arms=arms, dimensions=dimensions, design=design,
        rows=rows, outcomes=tuple(top.outcomes), document=document, sources=() if file is None else (file,),
        first_replicate=top.first_replicate,
        warnings=tuple(sorted({*findings.warnings, *(w for arm in arms for w in arm.warnings)})),
    )  # fmt: skip


def _base(root: Node, read: ReadScenario, findings: Findings) -> Node | None:
    """The scenario that the arms start from."""
    node = root.value.get("scenario")
    if node is None:
        findings.problem(root.mark, "the experiment needs 'scenario', the file that its arms start from")
        return None
    return read(node)


def _read_scenario(
    node: Node, *, file: Path | None, settings: Mapping[str, Any], findings: Findings
) -> Node | None:
    """A scenario: a file named relative to the experiment, or written out; with what ``--set`` changes."""
    here = Path("experiment") if file is None else file
    found = extended(node, here, findings) if node.is_map else _named_scenario(node, file, findings)
    return None if found is None else _with_settings(found, settings, findings)


def _named_scenario(node: Node, file: Path | None, findings: Findings) -> Node | None:
    if not isinstance(node.value, str) or not node.value:
        if not node.is_bad:
            findings.problem(node.mark, "'scenario' must be the name of a scenario file, or a scenario")
        return None
    folder = Path() if file is None else file.parent
    path = Path(os.path.normpath(locate(node.value, findings, folder, node.mark)))
    try:
        checked(path, WRITTEN)
    except UnreadableError as error:
        reason = missing(path) if error.reason == MISSING else error.reason
        findings.problem(node.mark, f"{shown(node.value)}: {reason}")
        return None
    try:
        return load_tree(path, findings)
    except Stop:
        return None


def _with_settings(base: Node, settings: Mapping[str, Any], findings: Findings) -> Node:
    """The scenario with what ``--set`` changes."""
    header = {key: value for key, value in settings.items() if key in Header.model_fields}
    parameters = {key: value for key, value in settings.items() if key not in header}
    changed = {**header, **({"parameters": parameters} if parameters else {})}
    return merge(base, from_python(changed, findings, "--set")) if changed else base


def _alone(base: Node, findings: Findings) -> Scenario | None:
    """The scenario by itself."""
    tree = map_node(
        {k: child for k, child in base.value.items() if k != "extends"}, base.mark, base.key_marks
    )
    try:
        return Scenario.from_node(tree, own := Findings(), None)
    except ScenarioError:
        findings.problems += own.problems
        return None


def _reference_first(
    arms: tuple[Scenario, ...], reference: str | None, root: Node, findings: Findings
) -> tuple[Scenario, ...]:
    """The arms with the reference at the head; without one the first arm is it."""
    names = [arm.name for arm in arms]
    written = list(section(root, "arms", Findings(), as_list=False).value) or names
    if reference is None or (reference not in names and reference in written):
        return arms  # in the second case the arm itself has been complained about
    if reference not in names:
        findings.problem(root.at(("reference",)), unknown("arm", reference, written))
        return arms
    first = names.index(reference)
    return (arms[first], *arms[:first], *arms[first + 1 :])


def _check_outcomes(root: Node, findings: Findings) -> None:
    node = root.value.get("outcomes")
    names = ordered(OUTCOMES, set())
    for item in node.value if node is not None and node.is_list else ():
        if isinstance(item.value, str) and item.value not in names:
            findings.problem(item.mark, unknown("outcome", item.value, names))


def _check_ends(
    arms: tuple[Scenario, ...], dimensions: tuple[Dimension, ...], root: Node, findings: Findings
) -> None:
    """Try the ends of everything that changes more than a parameter, so that mistakes show before any run."""
    worlds = Worlds(arms)
    for dimension in dimensions:
        head, name, *_ = dimension.name.split(".")
        if head not in ("actors", "policies"):
            continue
        concerned = [
            i for i, arm in enumerate(arms) if head == "actors" or name in {u.name for u in arm.policies}
        ]
        for arm in concerned[:1] if head == "actors" else concerned:
            for value in dimension.ends():
                try:
                    worlds.world(arm, {dimension.name: value})
                except ScenarioError as error:
                    text = error.problems[0].message
                    mark = root.at(("vary", dimension.name))
                    findings.problem(mark, f"{dimension.name} = {value} in arm '{arms[arm].name}': {text}")
