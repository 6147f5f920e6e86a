"""Inputs out of a grammar, mostly valid, through the real doors: ``python -m tests.fuzz --inputs 100000``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

#: Values that fit nowhere, or nearly.
WEIRD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**70,
    -(2**63),
    1e308,
    1e-320,
    -0.0,
    float("nan"),
    float("inf"),
    "",
    " ",
    "0",
    "1e400",
    "x" * 300,
    "2026-13",
    "2026-1",
    "0000-01",
    "..",
    "/",
    "../../etc/passwd",
    "con",
    "\u202e",
    "\u2028",
    "\x07",
    "\ufeff",
    "é" * 40,
    "한국",
    "<b>",
    "=1+1",
    "{}",
    "%s",
    "$HOME",
    [],
    {},
    [[]],
    {"": None},
    [None] * 3,
    {"a": {"b": []}},
)
#: Pieces that mean something in YAML, CSV, JSON or on a command line.
PIECES = (
    "\n",
    " ",
    "\t",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "!!binary ",
    "'",
    '"',
    "|",
    ">",
    "#",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "<<: ",
    "\0",
    "\r",
    "\ud800",
    "\u2028",
    "é",
    "=",
    ";",
    "\\",
    "1e400",
    ".nan",
    "9" * 400,
    "\x1b[31m",
    "__proto__",
    "constructor",
    "-",
    "0x",
    "1_0",
    "{a: [1]},\n",
    "- a: b\n",
)


@dataclass(frozen=True)
class Input:
    """Arguments of the command line, and the files that lie in its folder; or what the page is given."""

    door: str
    arguments: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)

    def to_json(self) -> str:
        """The form in which an input is kept."""
        files = {name: data.decode("latin-1") for name, data in self.files.items()}
        return json.dumps({"door": self.door, "arguments": self.arguments, "files": files}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Input:
        """The input that was kept."""
        kept = json.loads(text)
        files = {name: data.encode("latin-1") for name, data in kept["files"].items()}
        return cls(kept["door"], tuple(kept["arguments"]), files)
