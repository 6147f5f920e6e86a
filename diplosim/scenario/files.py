"""Finds scenario files, those that come with diplosim by bare name, and reads them with those that they extend.

A name with a suffix or a separator is a path: ``status_quo.yaml``, ``./status_quo``. A bare name, ``status_quo``, means
the file that comes with diplosim, and only if there is none of that name a file without a suffix.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from diplosim import files
from diplosim.scenario.errors import Findings, Mark, nearest, shown
from diplosim.scenario.nodes import Node, merge
from diplosim.scenario.reading import Stop, read

#: Longest chain of files that extend one another.
MAX_CHAIN = 20
#: What describes a file and is not taken over by files that extend it.
OWN_KEYS = ("name", "title", "question")


class Unreadable(Exception):  # noqa: N818 - a reason, turned into a problem at the right place
    """Why a file cannot be read, in words."""


def load_document(path: Path, findings: Findings) -> Node:
    """The content of one YAML file of any kind; raises ``Stop`` if it cannot be read."""
    return read(_read(path, findings), str(path), findings)


def _read(path: Path, findings: Findings) -> str:
    try:
        return _text(path, Mark(str(path)), findings)
    except Unreadable as error:
        findings.problem(Mark(str(path)), str(error))
        raise Stop from error


def load_tree(path: Path, findings: Findings) -> Node:
    """The content of a scenario file merged with what it extends; raises ``Stop`` if it cannot be read."""
    text = _read(path, findings)
    return _with_parents(path, text, (path.resolve(),), findings)


def _with_parents(path: Path, text: str, chain: tuple[Path, ...], findings: Findings) -> Node:
    node = read(text, str(path), findings)
    if not node.is_map:
        findings.problem(
            node.mark, "a scenario file holds lines of the form 'key: value', starting with 'scenario: 1'"
        )
        raise Stop
    _check_version(node, findings)
    return extended(node, path, findings, chain)


def extended(node: Node, path: Path, findings: Findings, chain: tuple[Path, ...] = ()) -> Node:
    """A scenario that is written in a file, merged with what it extends."""
    if "extends" not in node.value:
        return node
    extends = node.value["extends"]
    own = node.without("extends")
    parent = _parent(path, extends, chain, findings)
    return own if parent is None else merge(parent.without(*OWN_KEYS), own)


def _parent(path: Path, extends: Node, chain: tuple[Path, ...], findings: Findings) -> Node | None:
    """The file that ``extends`` names, or ``None`` after noting why it cannot be used."""
    if not isinstance(extends.value, str) or not extends.value:
        if not extends.is_bad:
            findings.problem(
                extends.mark, f"'extends' must be the name of one scenario or the path of its file; {LISTED}"
            )
        return None
    try:
        target = _target(path, extends, findings)
        resolved = target.resolve()
        if resolved in chain:
            names = [str(item.name) for item in (*chain[chain.index(resolved) :], resolved)]
            raise Unreadable(f"files extend one another in a circle: {' -> '.join(names)}")
        if len(chain) >= MAX_CHAIN:
            raise Unreadable(f"more than {MAX_CHAIN} files extend one another")
        text = _text(target, Mark(str(target)), findings)
    except (Unreadable, OSError, ValueError, RuntimeError) as error:
        reason = str(error) if isinstance(error, Unreadable) else "not a usable file name"
        findings.problem(extends.mark, f"cannot extend {shown(extends.value)}: {reason}")
        return None
    except Stop:
        return None
    try:
        return _with_parents(target, text, (*chain, resolved), findings)
    except Stop:
        return None


def _target(path: Path, extends: Node, findings: Findings) -> Path:
    """The file that ``extends`` names: one that comes with diplosim, or a path from this file on."""
    name = extends.value
    if "://" in name:
        raise Unreadable(f"only files can be extended, not addresses on the web; {LISTED}")
    if name.startswith("~"):
        raise Unreadable("write the path out, without '~'")
    return locate(name, findings, path.parent, extends.mark)


def _text(path: Path, mark: Mark, findings: Findings) -> str:
    try:
        data = files.read_bytes(path)
    except files.UnreadableError as error:
        raise Unreadable(missing(path) if error.reason == files.MISSING else error.reason) from error
    return _decode(data, mark, findings)


def _decode(data: bytes, mark: Mark, findings: Findings) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.problem(mark, "the file is saved as UTF-16; save it as UTF-8")
        raise Stop
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        findings.problem(
            Mark(mark.file, line, column),
            f"the byte 0x{data[error.start]:02x} is not UTF-8 text; save the file as UTF-8",
        )
        raise Stop from error


def _check_version(node: Node, findings: Findings) -> None:
    if "experiment" in node.value:
        findings.problem(node.key_mark("experiment"), "this is an experiment file, not a scenario")
        raise Stop
    if "scenario" in node.value:
        return  # its value is checked with the header
    findings.problem(
        Mark(node.mark.file, 1, 1), "a scenario file needs the line 'scenario: 1' (the version of the format)"
    )


Kind = Literal["scenarios", "experiments"]
#: What comes with diplosim, each in a folder of this name.
KINDS: tuple[Kind, ...] = ("scenarios", "experiments")
_SUFFIXES = (".yaml", ".yml")
#: How to find what there is.
LISTED = "'diplosim scenarios' lists those that come with diplosim"


@cache
def shipped_files(kind: Kind) -> dict[str, Path]:
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
    shipped = [name for kind in KINDS for name in shipped_files(kind)]
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
    return next((shipped_files(kind)[name] for kind in KINDS if name in shipped_files(kind)), None)


def _same(path: Path, rival: Path) -> bool:
    """Whether two files are one, or say the same."""
    try:
        return files.read_bytes(path) == files.read_bytes(rival)
    except files.UnreadableError:
        return False


def _names_beside(path: Path) -> list[str]:
    try:
        names = [item.name for item in path.parent.iterdir() if item.suffix in _SUFFIXES]
    except (OSError, ValueError):
        return []
    return sorted(names)[:500]
