"""``findings.json``: every number of the page, as it was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diplosim.results import AnalysisError

Row = dict[str, Any]


def to_json(found: Row) -> bytes:
    """The findings as stable bytes: keys in their order, one number in one way."""
    return (json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_stored(path: Path) -> Row:
    """Read ``findings.json``; raises ``AnalysisError`` if it is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AnalysisError(f"there is no {path}; make it with: diplosim findings") from None
    except json.JSONDecodeError as error:
        raise AnalysisError(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict) or "tests" not in found:
        raise AnalysisError(f"{path} holds no findings; make them with: diplosim findings")
    return found
