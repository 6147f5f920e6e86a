"""The Python interface as a page: every public name with its signature and its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import diplosim

LONGEST = 90
"""A longer signature is written with one argument a line."""
#: Rooms whose names plug-ins need, besides those of the package itself.
FOR_PLUGINS = {
    "diplosim.policies": ("Policy", "Option", "Settings"),
    "diplosim.metrics": ("Outcome", "ModelMetric"),
}


def python_page() -> str:
    """Every name of `diplosim.__all__`, and what plug-ins are made of."""
    parts = ["# Python", "`import diplosim as ds`. What is named here stays; everything else may move."]
    for name in diplosim.__all__:
        if name != "__version__":
            parts += _entry(f"ds.{name}", getattr(diplosim, name))
    parts += ["## For plug-ins", "A policy, an outcome or a metric of your own is made of these."]
    for module, names in FOR_PLUGINS.items():
        home = __import__(module, fromlist=list(names))
        for name in names:
            parts += _entry(f"{module}.{name}", getattr(home, name), "###")
    return "\n\n".join(parts) + "\n"


def _entry(title: str, thing: object, level: str = "##") -> Iterator[str]:
    yield f"{level} {title}"
    yield f"```python\n{title.rpartition('.')[2]}{_wrapped(_signature(thing))}\n```"
    yield _prose(inspect.getdoc(thing) or "")
    if inspect.isclass(thing):
        for name, member in inspect.getmembers(thing):
            if name.startswith("_") or not _is_ours(member):
                continue
            told = inspect.getdoc(member)
            if told:
                call = name if isinstance(member, property) else f"{name}{_signature(member)}"
                yield f"`{call}`\n:   {_indented(_prose(told))}"


def _is_ours(member: object) -> bool:
    function = (
        member.fget if isinstance(member, property) else inspect.unwrap(getattr(member, "__func__", member))
    )
    return inspect.isfunction(function) and function.__module__.startswith("diplosim")


def _signature(thing: object) -> str:
    try:
        text = str(inspect.signature(thing))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"\(self(, )?", "(", text).replace("'", "")
    return text


def _wrapped(signature: str) -> str:
    """A long signature with one argument a line."""
    if len(signature) < LONGEST:
        return signature
    inside, _, after = signature[1:].rpartition(")")
    return "(\n    " + re.sub(r", (?=\*|\w+(?:: | ?=))", ",\n    ", inside) + f",\n){after}"


def _prose(text: str) -> str:
    """A docstring as Markdown: roles of Sphinx and double backticks become code, sections of NumPy become lists."""
    text = re.sub(r"^(\w+)\n-{3,}\n", r"**\1**\n\n", text, flags=re.MULTILINE)
    text = re.sub(r"^([\w*, ]+)\n((?:    .+(?:\n|$))+)", _item, text, flags=re.MULTILINE)
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`").replace("<", "&lt;")
    return re.sub(r"::\n\n((?:    .*\n?|\n)+)", lambda m: ":\n\n" + m.group(1), text + "\n").strip()


def _item(found: re.Match[str]) -> str:
    return f"- `{found[1]}`: {' '.join(found[2].split())}\n"


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
