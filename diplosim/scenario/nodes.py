"""A scenario before it is checked: plain data in which every key and value knows its place in a file."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from diplosim.errors import hidden
from diplosim.scenario.errors import Findings, Mark, shown

#: How deep lists and mappings may lie in one another.
MAX_DEPTH = 20
#: How many values a file may hold, counted after aliases are expanded: room for a comparison of every policy in which
#: all worlds are spelt out.
MAX_NODES = 60_000


class _Bad:
    """Stands for a value that has been reported already, so that it is not reported twice."""

    def __repr__(self) -> str:
        return "BAD"


#: The value of a scalar whose problem has been noted already.
BAD = _Bad()


@dataclass(frozen=True, slots=True)
class Node:
    """One value: a scalar, a list of nodes, or a mapping from names to nodes."""

    value: Any
    mark: Mark = field(default_factory=Mark)
    key_marks: Mapping[str, Mark] = field(default_factory=dict)
    size: int = 1
    depth: int = 1
    quoted: bool = False

    @property
    def is_map(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, list)

    @property
    def is_bad(self) -> bool:
        """Whether this value, or one inside it, has been reported already."""
        value = self.value
        if isinstance(value, dict):
            return any(child.is_bad for child in value.values())
        return any(child.is_bad for child in value) if isinstance(value, list) else value is BAD

    def key_mark(self, key: str) -> Mark:
        """Place of a key; the place of the mapping if unknown."""
        return self.key_marks.get(key, self.mark)

    def plain(self) -> Any:
        """The same without places: dicts, lists and scalars."""
        if self.is_map:
            return {key: child.plain() for key, child in self.value.items()}
        if self.is_list:
            return [child.plain() for child in self.value]
        return self.value

    def without(self, *keys: str) -> Node:
        """A mapping without some of its keys."""
        items = {key: child for key, child in self.value.items() if key not in keys}
        return map_node(items, self.mark, self.key_marks)

    def told(self) -> str:
        """The value as it appears in a message."""
        return "a list" if self.is_list else "a mapping" if self.is_map else shown(self.value)

    def at(self, path: tuple[str | int, ...]) -> Mark:
        """Place of the value at ``path``, or of the nearest value around it."""
        if not path:
            return self.mark
        head, rest = path[0], path[1:]
        if self.is_map and head in self.value:
            return self.value[head].at(rest)  # type: ignore[no-any-return]
        if self.is_list and isinstance(head, int) and head < len(self.value):
            return self.value[head].at(rest)  # type: ignore[no-any-return]
        return self.mark


def list_node(items: list[Node], mark: Mark) -> Node:
    """A node for a list."""
    size = 1 + sum(item.size for item in items)
    return Node(items, mark, {}, size, 1 + max((item.depth for item in items), default=0))


def map_node(items: dict[str, Node], mark: Mark, key_marks: Mapping[str, Mark]) -> Node:
    """A node for a mapping."""
    size = 1 + sum(item.size + 1 for item in items.values())
    return Node(items, mark, key_marks, size, 1 + max((item.depth for item in items.values()), default=0))


#: Another word for a section of a scenario, which older files use.
OLD_WORD, WORD = "dprk", "recipient"


def in_todays_words(root: Node) -> Node:
    """A scenario whose section about the recipient has its name of today; as it is if it has both."""
    if not root.is_map or OLD_WORD not in root.value or WORD in root.value:
        return root
    names = {key: WORD if key == OLD_WORD else key for key in root.value}
    marks = {names.get(key, key): mark for key, mark in root.key_marks.items()}
    return map_node({names[key]: child for key, child in root.value.items()}, root.mark, marks)


def merge(base: Node, top: Node) -> Node:
    """Two scenarios in one: mappings are joined key by key, anything else in ``top`` replaces what is in ``base``."""
    return _merge(in_todays_words(base), in_todays_words(top))


def _merge(base: Node, top: Node) -> Node:
    if not (base.is_map and top.is_map):
        return top
    items, marks = dict(base.value), dict(base.key_marks)
    for key, child in top.value.items():
        items[key] = _merge(items[key], child) if key in items else child
        marks[key] = top.key_mark(key)
    return map_node(items, top.mark, marks)


#: Types of values with which nothing can be wrong.
_SOUND = frozenset({float, int, bool, type(None)})


def from_python(data: Any, findings: Findings, where: str = "the scenario", depth: int = 1) -> Node:
    """Nodes from dicts, lists and scalars made in Python, NumPy's among them; anything else is a problem."""
    mark = Mark()
    if type(data) in _SOUND:
        return Node(data, mark)
    if isinstance(data, Node):
        return data
    if hasattr(data, "tolist"):
        data = data.tolist()  # arrays are lists, scalars of NumPy and pandas those of Python
    if depth > MAX_DEPTH:
        findings.problem(mark, f"{where} is nested more than {MAX_DEPTH} deep")
        return Node(None)
    if isinstance(data, Mapping):
        items = {}
        for key, value in data.items():
            if isinstance(key, str) and (why := hidden(key)):
                findings.problem(mark, f"{where} has a key with {why}")
            elif isinstance(key, str):
                items[key] = from_python(value, findings, f"{where}.{key}", depth + 1)
            else:
                findings.problem(mark, f"{where} has the key {shown(key)}; keys must be text")
        return map_node(items, mark, {})
    if isinstance(data, list | tuple):
        nodes = [from_python(item, findings, f"{where}[{i}]", depth + 1) for i, item in enumerate(data)]
        return list_node(nodes, mark)
    return Node(_scalar(data, findings, where), mark, quoted=isinstance(data, str))


def _scalar(data: Any, findings: Findings, where: str) -> Any:
    if isinstance(data, str) and (why := hidden(data)):
        findings.problem(Mark(), f"{where} holds {why}")
        return BAD
    if data is None or isinstance(data, str | bool):
        return data
    if isinstance(data, PurePath):
        return str(data)
    if isinstance(data, numbers.Integral):
        return int(data)
    if isinstance(data, numbers.Real):
        return float(data)
    findings.problem(
        Mark(),
        f"{where} is of type {type(data).__name__}; "
        "a scenario holds text, numbers, true/false, lists and mappings",
    )
    return None
