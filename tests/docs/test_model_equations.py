"""docs/model.md and rules/ describe one model: no equation without its function, no function without its equation."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = ROOT / "diplosim" / "rules"
TEXT_BLOCK = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"rules/(\w+)\.py(?:  .*)?")
EQUATION = re.compile(r"  (\w+) +(\S.*)")
GOES_ON = re.compile(r" {10,}\S.*")
Key = tuple[str, str]

#: Public functions that are no equations of the theory: arithmetic, addresses of chance, and reading of series.
#: The list may only shrink.
NO_EQUATIONS: dict[str, set[str]] = {
    "chance": {"mix64", "month_key", "draw"},
    "numeric": {
        "add", "at_least", "at_most", "clip", "det_exp", "det_log", "log_terms", "scaled", "split",
    },
    "outcomes": {
        "average_after", "first_above_zero", "flag", "in_force", "last", "mean", "mean_of_last", "mean_of_places",
        "mean_trust", "months_above_zero", "months_below", "musd", "of_content", "of_donor", "suspended", "total",
        "un_present",
    },
}  # fmt: skip


@cache
def functions() -> dict[Key, ast.FunctionDef]:
    """Every public function of the rules, by file and name."""
    return {
        (path.stem, node.name): node
        for path in sorted(RULES.glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


@cache
def equations() -> tuple[dict[Key, str], tuple[str, ...]]:
    """Every equation of the page by the file and the name before it, and lines of blocks behind no name."""
    found: dict[Key, str] = {}
    nameless = []
    for block in TEXT_BLOCK.findall((ROOT / "docs" / "model.md").read_text(encoding="utf-8")):
        file = name = ""
        for line in block.splitlines():
            if header := FILE.fullmatch(line):
                file, name = header[1], ""
            elif file and (line_of := EQUATION.fullmatch(line)):
                name = line_of[1]
                found[file, name] = f"{found.get((file, name), '')} {line_of[2]}"
            elif name and GOES_ON.fullmatch(line):
                found[file, name] += f" {line.strip()}"
            elif line.strip():
                nameless.append(line)
    return found, tuple(nameless)


def test_every_equation_of_the_page_stands_behind_its_function() -> None:
    found, nameless = equations()
    assert len(found) > 200
    assert nameless == ()
    assert [f"rules/{file}.py: {name}" for file, name in found if (file, name) not in functions()] == []


def test_every_function_of_the_rules_has_its_equation_on_the_page() -> None:
    helpers = {(file, name) for file, names in NO_EQUATIONS.items() for name in names}
    missing = functions().keys() - equations()[0].keys()
    assert sorted(missing - helpers) == []


def test_the_list_of_functions_that_are_no_equations_has_no_other_name() -> None:
    helpers = {(file, name) for file, names in NO_EQUATIONS.items() for name in names}
    assert sorted(helpers - functions().keys()) == []
    assert sorted(helpers & equations()[0].keys()) == []
    assert len(helpers) <= 29


def read_parameters(function: ast.FunctionDef) -> set[str]:
    """The parameters that a function reads off an argument called ``p``, directly or by their group."""
    read = {node for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    inner = {node.value for node in read}  # a group on the way to a parameter
    names = set()
    for node in read - inner:
        groups, at = [], node.value
        while isinstance(at, ast.Attribute):
            groups.append(at.attr)
            at = at.value
        if isinstance(at, ast.Name) and at.id == "p" and "mechanisms" not in groups:
            names.add(node.attr)
    return names


#: Arguments called ``p`` that hold whole groups: what is read there is a group, handed on.
GROUPS = {"bargaining", "delivery", "health", "politics", "provocation", "rule"}


def test_every_equation_names_the_parameters_that_its_function_reads() -> None:
    found, _ = equations()
    unnamed = {
        f"rules/{file}.py: {name}": sorted(symbols)
        for (file, name), text in found.items()
        if (symbols := read_parameters(functions()[file, name]) - GROUPS - set(re.findall(r"\w+", text)))
    }
    assert unnamed == {}
    assert read_parameters(functions()["access", "access_next"]) == {"A_floor", "a_c", "r_ret", "r_adm"}
