"""The scenarios and experiments that come with diplosim: found by bare name, wherever one works.

A name with a suffix or a separator is a path: ``status_quo.yaml``, ``./status_quo``. A bare name, ``status_quo``, means
the file that comes with diplosim, and only if there is none of that name a file without a suffix.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from diplosim.files import UnreadableError, read_bytes
from diplosim.scenario.errors import Findings, Mark, nearest

Kind = Literal["scenarios", "experiments"]
#: What comes with diplosim, each in a folder of this name.
KINDS: tuple[Kind, ...] = ("scenarios", "experiments")
_SUFFIXES = (".yaml", ".yml")
#: How to find what there is.
LISTED = "'diplosim scenarios' lists those that come with diplosim"


@cache
def files(kind: Kind) -> dict[str, Path]:
    """Name -> file, in the order of the names.

    An installed package holds the files itself; a copy of the project has them in folders beside the package.
    """
    package = Path(__file__).parents[1]
    installed = package / "shipped" / kind
    folder = installed if installed.is_dir() else package.parent / kind
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def is_bare(name: str) -> bool:
    """Whether a name is no path: without a separator, without a suffix of YAML files."""
    return bool(name) and not name.endswith(_SUFFIXES) and not any(mark in name for mark in "/\\:")


def file_of(name: str | Path, beside: Path | None = None) -> Path:
    """The file that a name means; relative paths start in the folder ``beside``. A ``Path`` is never a bare name."""
    found = _shipped(name)
    if found is not None:
        return found
    return Path(name) if beside is None else beside / name


def locate(name: str, findings: Findings, beside: Path | None = None, mark: Mark | None = None) -> Path:
    """The same, with a warning where another file or a folder has the name too."""
    path, folder = file_of(name, beside), beside or Path()
    rivals = [] if _shipped(name) is None else [folder / f"{name}{suffix}" for suffix in ("", *_SUFFIXES)]
    for rival in rivals:
        if rival.exists() and not _same(path, rival):
            own = rival.name if rival.suffix else f"./{rival.name}"
            what = "folder" if rival.is_dir() else "file"
            findings.warn(
                mark or Mark(name),
                f"'{name}' is the one that comes with diplosim, not the {what} {own} here; to take that, write {own}",
            )
    return path


def missing(path: Path) -> str:
    """Why a file that is not there may be meant otherwise: the nearest file, or what comes with diplosim."""
    shipped = [name for kind in KINDS for name in files(kind)]
    close = nearest(path.name, _names_beside(path))
    if path.stem in shipped and not path.with_suffix("").is_dir():
        hint = f"; '{path.stem}', without folder and suffix, is the one that comes with diplosim"
    elif close is not None:
        hint = f"; did you mean '{path.with_name(close)}'?"
    else:
        near = nearest(path.stem, shipped)
        hint = f"; did you mean '{near}', which comes with diplosim?" if near else f"; {LISTED}"
    return f"there is no such file{hint}"


def _shipped(name: str | Path) -> Path | None:
    if not isinstance(name, str) or not is_bare(name):
        return None
    return next((files(kind)[name] for kind in KINDS if name in files(kind)), None)


def _same(path: Path, rival: Path) -> bool:
    """Whether two files are one, or say the same."""
    try:
        return read_bytes(path) == read_bytes(rival)
    except UnreadableError:
        return False


def _names_beside(path: Path) -> list[str]:
    try:
        names = [item.name for item in path.parent.iterdir() if item.suffix in _SUFFIXES]
    except (OSError, ValueError):
        return []
    return sorted(names)[:500]
