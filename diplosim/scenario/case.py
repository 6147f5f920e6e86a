"""The case of a scenario: of which country it speaks, with its cast and what differs from the model's defaults."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from diplosim import cases
from diplosim.scenario.actors import ESSENTIAL, Actor
from diplosim.scenario.cast import read_cast
from diplosim.scenario.checking import read_model, read_settings, section, unknown_keys
from diplosim.scenario.errors import Findings, Problem, ScenarioError, nearest, shown
from diplosim.scenario.files import load_document
from diplosim.scenario.frozen import FrozenMap, thaw
from diplosim.scenario.nodes import Node
from diplosim.scenario.parameters import Value
from diplosim.scenario.reading import Stop


class Names(BaseModel):
    """What people read of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    called: str = Field(
        min_length=1,
        max_length=80,
        description="The recipient inside a sentence, with its article: the Maldives.",
    )
    country: str = Field(default="", max_length=80, description="The recipient in a title: Maldives.")
    local: str = Field(
        default="", max_length=80, description="The recipient where the live page speaks Korean."
    )


class Case(Names):
    """A country to which the model is applied; read-only."""

    name: str
    """Name of its folder."""
    actors: tuple[Actor, ...]
    """Its cast, in the order of their numbers."""
    parameters: FrozenMap[Value] = Field(default_factory=FrozenMap)
    """Values that differ from the defaults of the model."""

    @property
    def named(self) -> cases.Named:
        """What people call the recipient."""
        code = next(actor.code for actor in self.actors if actor.kind == "recipient")
        return cases.Named(self.name, code, self.called, self.country, self.local)

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with diplosim as it stands here."""
        return self.name in cases.shipped() and self == named(self.name)

    def as_plain(self) -> str | dict[str, Any]:
        """As a scenario file writes it: its name if it comes with diplosim, else all that it says."""
        if self.is_shipped:
            return self.name
        actors = {
            actor.code: actor.model_dump(exclude={"id", "code", "ties"})
            | ({"ties": thaw(actor.ties)} if actor.ties else {})
            for actor in self.actors
        }
        names = {"name": self.name, **{key: getattr(self, key) for key in Names.model_fields}}
        return {"case": 1, **names, "actors": actors, "parameters": thaw(self.parameters)}


@cache
def named(name: str = cases.DEFAULT) -> Case:
    """A case that comes with diplosim."""
    findings = Findings()
    found = _from_file(cases.shipped()[name] / cases.FILE, findings)
    if found is None or findings.problems:
        raise ScenarioError(findings.problems)
    return found


def find_case(asked: str) -> tuple[Case, Path]:
    """A case that comes with diplosim by its name, or one of the user's by its folder; and its folder."""
    if asked in cases.shipped():
        return named(asked), cases.shipped()[asked]
    findings = Findings()
    folder = Path(asked)
    file = folder if folder.name == cases.FILE else folder / cases.FILE
    if not file.is_file():
        raise ScenarioError([Problem("--case", 1, 1, _missing(asked, file).replace("'case'", "it"))])
    found = _from_file(file, findings)
    if found is None or findings.problems:
        raise ScenarioError(findings.problems)
    return found, file.parent


def read_case(root: Node, findings: Findings) -> Case:
    """The case that a scenario names; every problem is noted, and the default case takes its place then."""
    node = root.value.get("case")
    if node is None or node.value is None:
        return named()
    found: Case | None = None
    if node.is_map:
        name = node.value.get("name")
        found = _from_node(node, str(name.plain()) if name is not None else "case", findings)
    elif isinstance(node.value, str) and node.value in cases.shipped():
        found = named(node.value)
    elif isinstance(node.value, str) and node.value:
        found = _beside(node, findings)
    elif not node.is_bad:
        findings.problem(node.mark, f"'case' must be {_allowed()}, not {node.told()}")
    return found or named()


def _allowed() -> str:
    return f"the name of a case ({', '.join(cases.shipped())}) or the path of a folder with a {cases.FILE}"


def _beside(node: Node, findings: Findings) -> Case | None:
    """A case in a folder of the user's, from the file that names it on."""
    name: str = node.value
    folder = Path(node.mark.file or "").parent / name
    file = folder if folder.name == cases.FILE else folder / cases.FILE
    if not file.is_file():
        findings.problem(node.mark, _missing(name, file))
        return None
    return _from_file(file, findings)


def _missing(name: str, file: Path) -> str:
    near = nearest(name, list(cases.shipped()))
    hint = f"; did you mean '{near}'?" if near else ""
    return f"there is no case {shown(name)}, and no file {file}; 'case' must be {_allowed()}{hint}"


def _from_file(file: Path, findings: Findings) -> Case | None:
    try:
        node = load_document(file, findings)
    except Stop:
        return None
    if not node.is_map:
        findings.problem(node.mark, "a case holds lines of the form 'key: value', starting with 'case: 1'")
        return None
    return _from_node(node, file.resolve().parent.name, findings)


def _from_node(node: Node, name: str, findings: Findings) -> Case | None:
    """A case from what its file says; ``None`` after noting what is wrong with it."""
    before = len(findings.problems)
    subject = "the case"
    known = unknown_keys(
        node, ["case", "name", *Names.model_fields, "actors", "parameters"], subject, findings
    )
    version = known.value.get("case")
    if version is None or version.value != 1 or isinstance(version.value, bool):
        findings.problem(node.mark, "a case needs the line 'case: 1' (the version of the format)")
    said = {key: child for key, child in known.value.items() if key in Names.model_fields}
    names = read_model(Names, Node(said, node.mark, node.key_marks), subject, findings, {})
    cast = read_cast(known, findings)
    for kind in ESSENTIAL:
        count = sum(actor.kind == kind for actor in cast.actors)
        if count != 1:
            findings.problem(
                known.key_mark("actors"), f"a case needs one actor of the kind {kind}, not {count}"
            )
    settings = read_settings(section(known, "parameters", findings, as_list=False), findings)
    if len(findings.problems) > before or names is None:
        return None
    country = names.country or next(actor.name for actor in cast.actors if actor.kind == "recipient")
    return Case(
        name=name,
        called=names.called,
        country=country,
        local=names.local or country,
        actors=cast.actors,
        parameters=FrozenMap(settings),
    )
