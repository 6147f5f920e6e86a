"""Reads YAML 1.2 strictly: only true/false are booleans; ``NO`` and ``2026-01`` stay text.

Works on the parser's events, so that limits on depth, size and alias expansion act before memory is spent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NoReturn

import yaml

from diplosim.errors import HIDDEN, hidden
from diplosim.scenario.errors import Findings, Mark, Problem, shown
from diplosim.scenario.nodes import BAD, MAX_DEPTH, MAX_NODES, Node, list_node, map_node

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MAX_DIGITS = 60


class Stop(Exception):  # noqa: N818 - ends reading after a problem was noted
    """The text cannot be read any further; the reason has been noted."""


def read(text: str, file: str, findings: Findings) -> Node:
    """The root of the only document in a text, with its problems noted; raises ``Stop`` if it cannot be read."""
    node, problems = _read(text, file)
    findings.problems += problems
    if node is None:
        raise Stop
    return node


@lru_cache(maxsize=32)  # the scenario that many others extend is parsed once; nodes do not change
def _read(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    findings = Findings()
    try:
        node: Node | None = Reader(text, file, findings).read()
    except Stop:
        node = None
    return node, tuple(findings.problems)


class Reader:
    """Reads one YAML document into nodes, noting problems with their places."""

    def __init__(self, text: str, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.text = text
        self.anchors: dict[str, Node | None] = {}
        self.depth = 0
        self.count = 0

    def read(self) -> Node:
        """The root of the only document; raises ``Stop`` if there is none."""
        try:
            return self._document(yaml.parse(self.text, Loader=yaml.SafeLoader))
        except yaml.MarkedYAMLError as error:
            place = error.problem_mark or error.context_mark
            if "could not find expected ':'" in (error.problem or ""):
                place = error.context_mark or place  # the key itself, not the line after it
            self.findings.problem(self._mark(place), explain(error))
        except yaml.reader.ReaderError as error:
            self.findings.problem(
                self._position(int(error.position)),
                f"the character U+{_code(error):04X} cannot be part of a scenario file",
            )
        raise Stop

    def _document(self, events: Iterator[Any]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._stop(
                        self._mark(event.start_mark),
                        "a second document starts here ('---'); a file holds one scenario",
                    )
                root = self._node(next(events), events)
        if root is None:
            self._stop(Mark(self.file), "the file is empty; a scenario starts with 'scenario: 1'")
        return root

    def _node(self, event: Any, events: Iterator[Any]) -> Node:
        mark = self._mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor, mark)
        self._count(1, mark)
        if event.tag is not None:
            self._stop(
                mark,
                f"the tag {shown(event.tag.replace('tag:yaml.org,2002:', '!!'))} "
                "is not used in scenario files; leave it out",
            )
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, mark)
        else:
            node = self._collection(event, events, mark)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _collection(self, event: Any, events: Iterator[Any], mark: Mark) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._stop(mark, f"lists and mappings are nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events))
            node = list_node(items, mark)
        else:
            node = self._mapping(events, mark)
        self.depth -= 1
        return node

    def _mapping(self, events: Iterator[Any], mark: Mark) -> Node:
        items: dict[str, Node] = {}
        marks: dict[str, Mark] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key_node = self._node(event, events)
            child = self._node(next(events), events)
            key = self._key(key_node)
            if key is None:
                continue
            if key in items:
                self.findings.problem(
                    key_node.mark,
                    f"the key {shown(key)} is given twice; the first is in line {marks[key].line}",
                )
                continue
            items[key], marks[key] = child, key_node.mark
        return map_node(items, mark, marks)

    def _key(self, node: Node) -> str | None:
        if isinstance(node.value, str):
            if node.value == "<<" and not node.quoted:
                self.findings.problem(
                    node.mark, "merge keys ('<<') are not supported; use 'extends' or write the values out"
                )
                return None
            return node.value
        if node.is_map or node.is_list:
            self.findings.problem(node.mark, "a list or mapping cannot be a key; keys must be text")
        elif node.value is None:
            self.findings.problem(node.mark, "the key before ':' is missing")
        elif not node.is_bad:
            message = f"the key {shown(node.value)} is not text; put it in quotes if it is meant"
            self.findings.problem(node.mark, message)
        return None

    def _alias(self, anchor: str | None, mark: Mark) -> Node:
        if anchor is None or anchor not in self.anchors:
            self._stop(mark, f"the alias '*{anchor}' has no anchor '&{anchor}' before it")
        node = self.anchors[anchor]
        if node is None:
            self._stop(mark, f"the alias '*{anchor}' stands inside its own anchor")
        self._count(node.size, mark)
        if self.depth + node.depth > MAX_DEPTH:
            self._stop(mark, f"lists and mappings are nested more than {MAX_DEPTH} deep")
        return node

    def _scalar(self, event: Any, mark: Mark) -> Node:
        text: str = event.value
        if why := hidden(text):
            self.findings.problem(self._hidden_at(event, mark), f"this text holds {why}")
            return Node(BAD, mark)
        if event.style is not None:
            return Node(text, mark, quoted=True)
        if text in _NULL:
            return Node(None, mark)
        if _INT.fullmatch(text) or _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
            return self._number(text, mark)
        return Node(_BOOL.get(text, text), mark)

    def _hidden_at(self, event: Any, mark: Mark) -> Mark:
        """Place of a hidden character, or of the text in which it is written as an escape."""
        begin, end = event.start_mark.index, event.end_mark.index
        found = HIDDEN.search(self.text.replace("\r", "\n"), begin, end)
        return mark if found is None else self._position(found.start())

    def _number(self, text: str, mark: Mark) -> Node:
        if len(text) > _MAX_DIGITS:
            self.findings.problem(mark, f"a number of {len(text)} characters is too long")
            return Node(BAD, mark)
        if _INT.fullmatch(text):
            return Node(int(text, 0) if text[:2] in ("0o", "0x") else int(text), mark)
        value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        if not math.isfinite(value):
            self.findings.problem(
                mark, f"{text} is not a number that a scenario can use; give a finite number"
            )
            return Node(BAD, mark)
        return Node(value, mark)

    def _count(self, size: int, mark: Mark) -> None:
        self.count += size
        if self.count > MAX_NODES:
            self._stop(mark, f"the file holds more than {MAX_NODES} values (aliases count each time)")

    def _stop(self, mark: Mark, message: str) -> NoReturn:
        self.findings.problem(mark, message)
        raise Stop

    def _mark(self, mark: Any) -> Mark:
        return Mark(self.file) if mark is None else Mark(self.file, mark.line + 1, mark.column + 1)

    def _position(self, index: int) -> Mark:
        before = self.text[:index]
        return Mark(self.file, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _code(error: yaml.reader.ReaderError) -> int:
    return error.character if isinstance(error.character, int) else ord(error.character)


def explain(error: yaml.MarkedYAMLError) -> str:
    """What the YAML parser's message means for somebody who writes scenarios."""
    problem = error.problem or error.context or "unreadable"
    if "unexpected end of stream" in problem and "quoted" in (error.context or ""):
        return f"the quote opened in line {_line(error)} is not closed"
    for part, meaning in _MEANINGS.items():
        if part in problem:
            return meaning.format(line=_line(error))
    return f"not valid YAML: {problem}"


#: What parts of the YAML parser's messages mean.
_MEANINGS = {
    "'\\t'": "a tab stands where YAML wants spaces; indent with spaces",
    "mapping values are not allowed here": "a second ':' on one line, or a wrong indentation; "
    "text that contains ': ' goes in quotes",
    "could not find expected ':'": "the ':' after the key is missing",
    "but found ':'": "the key before ':' is missing",
    "expected <block end>": "this line does not fit the indentation of the lines above it",
    "expected ',' or": "a bracket opened in line {line} is not closed, or a comma is missing",
}


def _line(error: yaml.MarkedYAMLError) -> int | str:
    return "?" if error.context_mark is None else error.context_mark.line + 1
