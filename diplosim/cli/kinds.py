"""Which kind of file an argument names: the file itself says whether it is a scenario or an experiment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

#: Lines within which a file must say what it is.
_LINES = 200


def experiment_line(path: Path) -> int:
    """The line in which a file says that it is an experiment; 0 if it does not, or cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in zip(range(1, _LINES + 1), file, strict=False):
                if line.startswith("experiment:"):
                    return number
    except (OSError, ValueError):
        return 0
    return 0


def holds_experiment(arguments: Sequence[str]) -> bool:
    """Whether the only file among some arguments is an experiment."""
    files = [text for text in arguments if text.endswith((".yaml", ".yml")) and not text.startswith("-")]
    return len(files) == 1 and experiment_line(Path(files[0])) > 0
