"""Read-only data: mappings and lists that cannot change after they were checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

V = TypeVar("V")


class FrozenMap(Mapping[str, V]):
    """A mapping that cannot be changed; hashable, picklable, and equal to a dict with the same content."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        self._items: dict[str, V] = dict(items or {})

    def __getitem__(self, key: str) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def merged(self, changes: Mapping[str, V]) -> FrozenMap[V]:
        """A map with these entries changed or added."""
        found = type(self)()
        found._items = {**self._items, **changes}
        return found

    def to_dict(self) -> dict[str, V]:
        """A copy that can be changed; quicker than ``dict(self)``."""
        return dict(self._items)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self._items),)

    def __deepcopy__(self, memo: dict[int, Any]) -> FrozenMap[V]:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "object"}


def freeze(data: Any) -> Any:
    """Read-only copy of plain data: dicts become ``FrozenMap``, lists become tuples."""
    if isinstance(data, Mapping):
        return FrozenMap({key: freeze(value) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return tuple(freeze(item) for item in data)
    return data


def thaw(data: Any) -> Any:
    """Plain dicts and lists again, e.g. for YAML and JSON."""
    if isinstance(data, Mapping):
        return {key: thaw(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [thaw(item) for item in data]
    return data
