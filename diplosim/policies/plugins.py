"""Policies, metrics and outcomes of users: one file anywhere, or a module, loaded by path or name."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from diplosim import files
from diplosim.errors import OwnCodeError, is_interruption, no_way_out, place_of, said
from diplosim.metrics import columns
from diplosim.policies.policy import Policy
from diplosim.policies.registry import add, origin_of, policies_in, remove
from diplosim.scenario.errors import Problem, ScenarioError, did_you_mean

Own: TypeAlias = Policy | columns.Declared
_loaded: dict[str, tuple[Own, ...]] = {}


class PluginError(ScenarioError):
    """A plug-in cannot be used; like any wrong input it says where and why."""


def load_plugin(plugin: str | Path) -> tuple[Own, ...]:
    """Load a ``.py`` file or an importable module and make its policies, metrics and outcomes known.

    Loading the same plug-in again does nothing, so worker processes may load what :func:`loaded_plugins`
    lists. Raises :class:`PluginError` if the file is missing, raises, holds nothing of these, or reuses a name.
    """
    key = _key(plugin)
    if key not in _loaded:
        module = _from_file(Path(key), str(plugin)) if _is_file(plugin) else _from_name(key)
        _loaded[key] = _register(module, key, str(plugin))
    return _loaded[key]


def unload_plugin(plugin: str | Path) -> None:
    """Forget a plug-in and what it declares, e.g. to load a changed file again in a notebook."""
    for own in _loaded.pop(_key(plugin), ()):
        if isinstance(own, Policy):
            remove(own.name)
        else:
            columns.remove(own)


def loaded_plugins() -> list[str]:
    """What :func:`load_plugin` has loaded, in order: absolute paths and module names."""
    return list(_loaded)


def _is_file(plugin: str | Path) -> bool:
    return isinstance(plugin, Path) or plugin.endswith(".py") or "/" in plugin or "\\" in plugin


def _key(plugin: str | Path) -> str:
    return str(Path(plugin).resolve()) if _is_file(plugin) else str(plugin)


def _from_file(path: Path, shown: str) -> ModuleType:
    try:
        files.checked(path, files.WRITTEN)
    except files.UnreadableError as error:
        others = [p.name for p in path.parent.glob("*.py")] if files.is_folder(path.parent) else []
        near = did_you_mean(path.name, others) if error.reason == files.MISSING else ""
        inside = "; name the file in it" if files.is_folder(path) else ""
        raise _error(shown, f"plug-in: {error.reason}{inside}{near}") from error
    name = f"diplosim_plugin_{path.stem}_{sha256(str(path).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise _error(shown, "a plug-in must be a Python file, with a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickling look their module up here
    try:
        with no_way_out():
            spec.loader.exec_module(module)
    except BaseException as error:  # whatever a user's file raises is a fault of that file, sys.exit included
        del sys.modules[name]
        if is_interruption(error):
            raise
        raise _error(shown, _told(error), *_place(error, path)) from error
    return module


def _from_name(name: str) -> ModuleType:
    try:
        with no_way_out():
            return importlib.import_module(name)
    except BaseException as error:  # whatever a user's module raises is a fault of that module
        if is_interruption(error):
            raise
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        if missing is not None and f"{name}.".startswith(f"{missing}."):
            raise _error(name, "no module of this name; a plug-in file ends in .py") from error
        place = error.place if isinstance(error, OwnCodeError) else place_of(error)
        file, line, _ = (place or f"{name}:1:1").rsplit(":", 2)
        raise _error(file, _told(error), int(line)) from error


def _told(error: BaseException) -> str:
    """What a plug-in does wrong, in words."""
    return error.text if isinstance(error, OwnCodeError) else f"the plug-in raises {said(error)}"


def _register(module: ModuleType, origin: str, shown: str) -> tuple[Own, ...]:
    try:
        policies, own = policies_in(module), columns.declared_in(module)
        if not policies and not own:
            raise ValueError(
                "no policy, metric or outcome in it; a plug-in defines one or more, "
                "e.g. POLICY = Policy(...), OUTCOME = Outcome(...)"
            )
        for policy in policies:
            taken = origin_of(policy.name)
            if taken is not None:
                raise ValueError(f"policy '{policy.name}' is already defined by {taken}; choose another name")
        _add_columns(own, shown)
    except ValueError as error:
        raise _error(shown, str(error)) from error
    for policy in policies:
        add(policy, origin)
    return (*policies, *own)


def _add_columns(own: Sequence[columns.Declared], origin: str) -> None:
    """Make metrics and outcomes known, all or none of them."""
    done: list[columns.Declared] = []
    try:
        for column in own:
            columns.add(column, origin)
            done.append(column)
    except ValueError:
        for column in done:
            columns.remove(column)
        raise


def _error(file: str, message: str, line: int = 1, column: int = 1) -> PluginError:
    return PluginError([Problem(file, line, column, message)])


def _place(error: BaseException, path: Path) -> tuple[int, int]:
    """Line and column in the plug-in file where it went wrong."""
    if isinstance(error, OwnCodeError) and error.place.startswith(f"{path}:"):
        return int(error.place.rsplit(":", 2)[1]), 1
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno or 1, error.offset or 1
    inside = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return (inside[-1].lineno or 1, 1) if inside else (1, 1)
