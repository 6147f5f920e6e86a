"""How the suite spends its first half minute: the engine is compiled beside tests that do not need it."""

from __future__ import annotations

import gc
import importlib.util
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from diplosim.policies import loaded_plugins, unload_plugin

TESTS = Path(__file__).parent
#: Folders whose tests hardly need the compiled engine; they come first.
FIRST = ("rules", "scenario", "policies", "model", "figures")
#: Compiles the engine into its cache, where every worker finds it; without this each of them would compile it.
COMPILE = (
    "from diplosim.engine.pack import pack; from diplosim.experiment.engines import prepare;"
    "from diplosim.scenario import Scenario; prepare(pack(Scenario.from_dict({'scenario': 1, 'months': 1})), print)"
)
_compiling = pytest.StashKey[subprocess.Popen[bytes]]()


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """No test meets the plug-ins of another."""
    before = set(loaded_plugins())
    yield
    for key in set(loaded_plugins()) - before:
        unload_plugin(key)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to compile, in the one process that hands the tests out to several."""
    # A shell that starts the tests in the background hands down an ignored Ctrl-C; a terminal does not.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    several = bool(config.getoption("numprocesses", 0)) and not hasattr(config, "workerinput")
    if several and importlib.util.find_spec("numba") is not None:
        quiet = subprocess.DEVNULL
        config.stash[_compiling] = subprocess.Popen(
            [sys.executable, "-c", COMPILE], stdout=quiet, stderr=quiet
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nobody waits for the compiler any more."""
    process = config.stash.get(_compiling, None)
    if process is not None:
        process.terminate()
        process.wait()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that can do without the engine first, otherwise in their own order."""

    def needs_engine(item: pytest.Item) -> bool:
        return item.path.is_relative_to(TESTS) and item.path.relative_to(TESTS).parts[0] not in FIRST

    items.sort(key=needs_engine)


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for garbage again and again costs a tenth of drawing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
