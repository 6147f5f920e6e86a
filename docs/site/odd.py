"""The tables of docs/odd.md, from the code: ``python -m docs.site.odd`` writes them anew; a test holds that they are.

A table stands between two comments, ``<!-- made: NAME -->`` and ``<!-- end -->``; the words are written by hand.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from diplosim.metrics import columns
from diplosim.rules import chance
from diplosim.scenario import EVENT_KINDS, Scenario, named_case
from diplosim.scenario.parameters import CLASSES, PARAMETERS
from docs.site.state_variables import meanings, state_variables

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "odd.md"
REGION = re.compile(r"<!-- made: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c).replace("|", "\\|") for c in line) + " |" for line in lines)


def code(names: Sequence[str]) -> str:
    """Names as code, in one cell."""
    return ", ".join(f"`{name}`" for name in names)


def said(value: float | str) -> str:
    """A value of a parameter."""
    return value if isinstance(value, str) else f"{value:g}"


def entities() -> str:
    """Every state variable with its meaning, unit and range, by the entity that has it."""
    said = meanings()
    found = state_variables().items()
    rows = [[entity, f"`{name}`", said[name]] for entity, names in found for name in names]
    return table(["entity", "state variable", "meaning, unit, range"], rows)


def cast() -> str:
    """The default cast, with what of its attributes differs between actors."""
    rows = [
        [
            f"`{a.code}`", a.name, a.kind, "yes" if a.rival else "", f"{a.ceiling_musd:g}" if a.ceiling_musd else "",
            a.trust_class or "", f"{a.security_weight:g}" if a.kind == "donor" else "",
        ]
        for a in named_case().actors
    ]  # fmt: skip
    head = ["code", "name", "kind", "rival", "ceiling, M$ a year", "starting trust", "weight of security"]
    return table(head, rows)


def schedule() -> str:
    """What a step of the readable engine calls, and what each phase calls in turn, in order."""
    step = _model()["step"]
    phases = [name for name in _calls(step) if name.startswith("_") and name != "_enter_month"]
    rows = []
    for number, phase in enumerate(phases):
        does = [n.lstrip("_").replace("_", " ") for n in _calls(_model()[phase]) if n not in PLAIN]
        rows.append([number, phase.lstrip("_").replace("_", " "), ", ".join(dict.fromkeys(does))])
    return table(["phase", "name", "what is called, in this order"], rows)


#: Calls that are no process of the model: Python's, and what reads or keeps numbers.
PLAIN = {
    "_phase", "sum", "max", "min", "dated", "items", "values", "append", "extend", "collect", "draw", "mean",
    "month_of_year", "donor", "engagement_at", "row", "enumerate", "trust_rows", "table_rows",
}  # fmt: skip


@cache
def _model() -> dict[str, ast.FunctionDef]:
    """Every method of the readable engine, unexecuted."""
    tree = ast.parse((ROOT / "diplosim" / "model" / "model.py").read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _calls(node: ast.AST) -> list[str]:
    calls = sorted(
        (n for n in ast.walk(node) if isinstance(n, ast.Call)), key=lambda n: (n.end_lineno, n.end_col_offset)
    )
    names = [c.func.attr if isinstance(c.func, ast.Attribute) else getattr(c.func, "id", "") for c in calls]
    return [name for name in names if name]


def channels() -> str:
    """Every kind of chance."""
    names = [name for name, value in vars(chance).items() if name.isupper() and isinstance(value, int)]
    found = sorted((getattr(chance, name), name) for name in names if name not in ("MASK64",))
    return code([name.lower().replace("_", " ") for number, name in found if number < 1000]).replace("`", "")


def groups() -> str:
    """Parameters by group and class."""
    counted = Counter((p.group, p.cls) for p in PARAMETERS.values())
    names = list(dict.fromkeys(p.group for p in PARAMETERS.values()))
    rows = [
        [f"`{g}`", sum(counted[g, c] for c in CLASSES), *(counted[g, c] or "" for c in CLASSES)]
        for g in names
    ]
    total = ["all", len(PARAMETERS), *(sum(counted[g, c] for g in names) for c in CLASSES)]
    return table(["group", "parameters", *(f"{c}: {text}" for c, text in CLASSES.items())], [*rows, total])


def parameters() -> str:
    """Every parameter with default, range, unit, class and meaning."""
    rows = []
    for name, p in PARAMETERS.items():
        span = (
            " or ".join(p.choices)
            if p.choices
            else f"{p.low:g} to {p.high:g}"
            if p.low != p.high
            else "fixed"
        )
        rows.append([f"`{name}`", said(p.default), span, p.unit, p.cls, p.meaning])
    return table(["name", "default", "range", "unit", "class", "meaning"], rows)


def observed() -> str:
    """Every outcome of a run."""
    rows = [[f"`{c.name}`", c.unit, c.better or "", c.meaning] for c in columns.outcomes()]
    return table(["outcome", "unit", "better", "meaning"], rows)


def monthly() -> str:
    """Names of the metrics of every month."""
    names = [c.name for c in columns.metrics()]
    return f"{len(names)} metrics of every month: {code(names)}."


def events() -> str:
    """Every kind of dated event."""
    return table(
        ["event", "what happens"], [[f"`{k}`", (m.__doc__ or "").strip()] for k, m in EVENT_KINDS.items()]
    )


def start() -> str:
    """How a run of the status quo begins."""
    world = Scenario.load("status_quo")
    agreements = ", ".join(f"{a.donor} ({a.age} months old)" for a in world.agreements)
    changed = {n: v for n, v in world.parameters.items() if v != PARAMETERS[n].default}
    set_here = ", ".join(f"`{name}` {said(value)}" for name, value in changed.items())
    rows = [
        ["first month", world.date(0)],
        ["length", f"{world.months} months"],
        ["stance", world.stance],
        ["access", f"{world.access:g}"],
        ["tension, in units of the usual", f"{world.tension:g}"],
        ["agreements in force", agreements],
        ["parameters that differ from their defaults", set_here],
    ]
    return table(["what", "in `status_quo`"], rows)


def submodels() -> str:
    """Every file of the rules, with its first sentence and its functions."""
    rows = []
    for path in sorted((ROOT / "diplosim" / "rules").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
        if names:
            said = (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ").rstrip(".")
            rows.append([f"`rules/{path.name}`", said, len(names)])
    return table(["file", "what it holds", "functions"], rows)


MADE: dict[str, Callable[[], str]] = {
    f.__name__: f
    for f in (
        entities,
        cast,
        schedule,
        channels,
        groups,
        parameters,
        observed,
        monthly,
        events,
        start,
        submodels,
    )
}


def renewed(text: str) -> str:
    """The page with every table made anew."""
    return REGION.sub(lambda m: f"<!-- made: {m[1]} -->\n\n{MADE[m[1]]()}\n\n<!-- end -->", text)


def main() -> None:
    """Write the tables into the page; with ``--check``, only say whether they are those of the code."""
    text = PAGE.read_text(encoding="utf-8")
    new = renewed(text)
    if "--check" in sys.argv[1:] and new != text:
        sys.exit("docs/odd.md differs from the code: python -m docs.site.odd writes it anew")
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
