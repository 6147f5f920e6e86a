"""Writes the live page: modules, style, words, declarations and kernel become one file that asks for nothing.

Every module of ``web/`` becomes a function whose imports are taken from modules before it, so that names of one cannot
meet those of another. The policy of the page allows just its own script and style, by their hashes, the kernel, and
workers made of the page's own text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from diplosim.cases import DEFAULT, default_names, present, speaking_of
from diplosim.figures.charts.metrics import METRICS, WINDOW
from diplosim.page.data import kernel_bytes, page_data
from diplosim.page.levers import PageError
from diplosim.page.presets import FIRST, playable
from diplosim.policies.registry import builtin_policies
from diplosim.wording.names import with_recipient

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

#: Scenarios by the names that the page gives them, each with the file that others extend.
Own: TypeAlias = "Mapping[str, tuple[Scenario, Path | None]]"
WEB = Path(__file__).parent / "web"
#: The modules that the page and its workers begin with.
MAIN, WORKER = "app", "worker"
#: Between the modules of a worker and those of the page.
END = "//page\n"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|class|const|let) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*.*\*/)\n", re.MULTILINE)
_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_SPACED = re.compile(r" ?([=(){}\[\],:?&|<>;*]+) ?")
_POLICY = (
    "default-src 'none'; script-src '{script}' 'wasm-unsafe-eval'; style-src '{style}'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'"
)


def page(own: Own | None = None, starting: str | None = None) -> str:
    """The page as text: the reader's own scenarios with their files, the shipped ones; ``starting`` is shown first."""
    mine = own or {}
    scenarios = {name: scenario for name, (scenario, _) in mine.items()}
    named = scenarios[starting].named if starting in scenarios else default_names()
    with speaking_of(named):
        return _page({**scenarios, **(playable() if named.case == DEFAULT else {})}, mine, starting)


def _page(scenarios: dict[str, Scenario], mine: Own, starting: str | None) -> str:
    """The page about the recipient of whom is spoken; shipped scenarios are of the default case."""
    data = light(page_data(scenarios))
    for preset in data["presets"]:
        _, file = mine.get(preset["name"], (None, None))
        if file is not None:
            preset["file"] = str(file.resolve())
    data |= {
        "families": families(),
        "series": series(),
        "charted": list(series()),
        "starting": starting or FIRST,
    }
    return assemble(data, kernel_bytes(), _with_names(bundle(WORKER, MAIN)))


def _with_names(text: str) -> str:
    """A text of the page with the names of the recipient of whom is spoken."""
    named = present()
    names = {"COUNTRY": named.country, "LOCAL": named.local, "RECIPIENT": named.code}
    return re.sub("COUNTRY|LOCAL|RECIPIENT", lambda found: names[found[0]], with_recipient(text))


def light(data: dict[str, Any]) -> dict[str, Any]:
    """The data without words that the page does not show: of closed parameters, metrics, hypotheses."""
    for parameter in data["parameters"]:
        if parameter["class"] != "U":
            for key in ("meaning", "source", "unit", "class"):
                parameter.pop(key)
    for policy in data["policies"]:
        policy.pop("hypothesis", None)
    for kind, shown in (("metrics", {"name"}), ("outcomes", {"name", "better", "label"})):
        data[kind] = [{key: value for key, value in column.items() if key in shown} for column in data[kind]]
    data["decisions"].pop("phases")
    data.pop("classes")
    return data


def series() -> dict[str, dict[str, Any]]:
    """What the charts show, as the figures define it; de-escalation over the two years of its outcome."""
    shown = {
        name: {"of": METRICS[name].columns, "running": METRICS[name].running, "window": WINDOW}
        for name in ("trust_rivals", "provocations", "aid_absorbed", "disease_burden")
    }
    return {**shown, "deescalation": {"of": ("deescalation",), "running": "logmean", "window": 2 * WINDOW}}


def families() -> dict[str, str]:
    """The family of every policy: the file of the catalogue that holds it."""
    return {policy.name: _family(policy.settings) for policy in builtin_policies()}


def _family(settings: Any) -> str:
    bundled = hasattr(settings, "__self__")
    return "bundles" if bundled else str(settings.__module__).rpartition(".")[2]


def packed(data: bytes) -> str:
    """Bytes as text, compressed as ``web/unpack.js`` reads it: their length, then a raw stream of LZMA."""
    lzma, raw = _lzma()
    return base64.b64encode(len(data).to_bytes(4, "little") + lzma.compress(data, **raw)).decode("ascii")


def unpacked(text: str) -> bytes:
    """The bytes of a packed text."""
    lzma, raw = _lzma()
    data: bytes = lzma.decompress(base64.b64decode(text)[4:], **raw)
    return data


def _lzma() -> tuple[Any, dict[str, Any]]:
    """The module, which a Python may lack, and the one form that the page reads."""
    try:
        import lzma
    except ImportError as error:
        raise PageError(
            "the page is compressed by Python's module 'lzma', which this Python was built without (Debian: apt-get "
            "install liblzma-dev, then build Python again); another Python of 3.11 or later has it"
        ) from error
    shape = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
    return lzma, {"format": lzma.FORMAT_RAW, "filters": [shape]}


def bundle(*names: str, folder: Path = WEB) -> str:
    """Modules with all that they import, as one script; what the first one needs ends with a line of its own.

    So the page makes its workers of the beginning of its own script.
    """
    parts, done = ['"use strict";const modules={};\n'], set[str]()
    for name in names:
        _collect(name, folder, parts, [], done)
        if name != names[-1]:
            parts.append(END)
    return "".join(parts)


def _collect(name: str, folder: Path, parts: list[str], above: list[str], done: set[str]) -> None:
    if name in above:
        raise PageError(f"modules import each other: {' -> '.join([*above, name])}")
    if name in done:
        return
    done.add(name)
    text = (folder / f"{name}.js").read_text(encoding="utf-8")
    for _, wanted in _IMPORT.findall(text):
        _collect(wanted, folder, parts, [*above, name], done)
    parts.append(_as_function(name, text))


def _as_function(name: str, text: str) -> str:
    names = [found for _, found in _EXPORT.findall(text)]
    text = _IMPORT.sub(
        lambda match: f"const {{{match[1].replace(' as ', ': ')}}}=modules.{match[2]};\n", text
    )
    text = _EXPORT.sub(r"\1", text)
    if re.search(r"^(?:import|export)\b", text, re.MULTILINE):
        raise PageError(f"web/{name}.js: an import or export that the builder does not know")
    lines = (_squeezed(line.strip()) for line in _COMMENT.sub("", text).splitlines() if line.strip())
    text = "".join(line if line[-1] in ";{,}" and "//" not in line else f"{line}\n" for line in lines)
    return f"modules.{name}=(()=>{{\n{text}return {{{','.join(names)}}};}})();\n"


def _squeezed(line: str) -> str:
    """A line without the spaces that only people need; strings stay, and whatever may hold a pattern or a template."""
    head, first, rest = line.partition("`")
    body, last, tail = rest.rpartition("`")
    if (
        "/" in line
        or bool(first) != bool(last)
        or any(part.count(q) % 2 for part in (head, tail) for q in "\"'")
    ):
        return line
    squeezed = (
        "".join(
            piece if place % 2 else _SPACED.sub(r"\1", piece)
            for place, piece in enumerate(_STRING.split(part))
        )
        for part in (head, tail)
    )
    return f"{first}{body}{last}".join(squeezed)


def assemble(data: Mapping[str, Any], kernel: bytes, script: str, folder: Path = WEB) -> str:
    """The file, from its parts. What is no script is compressed, so that nothing in it can be read as one."""
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    style = (folder / "style.css").read_text(encoding="utf-8").replace("\n", "")
    parts = {
        "csp": _POLICY.format(script=_digest(script), style=_digest(style)), "style": style, "script": script,
        "data": packed(words.encode()), "kernel": packed(kernel),
    }  # fmt: skip
    if "</script" in script.lower() or "</style" in style.lower():
        raise PageError("a script or a style must not hold its own end")
    template = _with_names((folder / "page.html").read_text(encoding="utf-8"))
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
