"""An input goes through its door; what came of it is held against what is promised."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from diplosim.cli import cli
from tests.fuzz import Input
from tests.fuzz.inputs import input_of

PATIENCE_S, MOST_MIB = 10.0, 1024.0
STATUSES = (0, 1, 2)
TIMES_ALONE = 3
LATE = f"no answer within {PATIENCE_S:g} s"
#: One of so many inputs also goes through a process of its own.
PROCESSES = 500
BATCH = 500
#: Words that only a fault of ours prints.
FAULTS = ("Traceback", "fault of diplosim", "MemoryError", "RecursionError")


class Hang(BaseException):
    """Nothing came back in time; no handler of errors catches it."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Raise `Hang` where the block takes longer."""

    def late(*_: object) -> None:
        raise Hang

    usual = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)


def most_mib() -> float:
    """The most memory in use since the last call."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def laid(given: Input, good: dict[str, bytes], folder: Path) -> None:
    """The files of an input in its folder, over the good results where a word names these."""
    files = {**good, **given.files} if "r" in given.arguments else given.files
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def through(given: Input, good: dict[str, bytes]) -> str:
    """What is wrong with the answer of the command line in this process; nothing if all is well."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        laid(given, good, Path(folder))
        before = most_mib()
        try:
            with watched(PATIENCE_S):
                done = CliRunner().invoke(cli, list(given.arguments))
        except Hang:
            return LATE
        grown = most_mib() - before
    if grown > MOST_MIB:
        return f"{grown:.0f} MiB more memory"
    return judged(done.exit_code, done.output, done.exception)


def judged(status: int, output: str, error: BaseException | None = None) -> str:
    """Whether an answer is one that is documented."""
    if error is not None and not isinstance(error, SystemExit):
        return f"{type(error).__name__}: {error}"
    if status not in STATUSES:
        return f"status {status}"
    found = next((word for word in FAULTS if word in output), "")
    if found:
        return next(line for line in output.splitlines() if found in line)[:300]
    return "" if status != 2 or output.strip() else "status 2 without a word"


def beside(given: Input, good: dict[str, bytes]) -> str:
    """The same through a process of its own: also there, and with the same status."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        laid(given, good, Path(folder))
        inside = CliRunner().invoke(cli, list(given.arguments)).exit_code
    with tempfile.TemporaryDirectory() as folder:
        laid(given, good, Path(folder))
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "diplosim", *given.arguments],
                cwd=folder,
                env=environment,
                capture_output=True,
                timeout=6 * PATIENCE_S,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            return "no answer of a process"
    wrong = judged(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))
    return wrong or (
        "" if done.returncode == inside else f"status {done.returncode} as a process, {inside} inside of one"
    )


@cache
def page_facts() -> dict[str, Any]:
    """What the page has of the world that its files extend."""
    from diplosim.page.build import families, light
    from diplosim.page.data import page_data
    from diplosim.scenario import Scenario

    data = light(page_data({"status_quo": Scenario.load("status_quo")}))
    return {**data, "families": families(), "starting": "status_quo"}


def on_the_page(given: Sequence[Input]) -> list[str]:
    """What is wrong with the answer of the page's reader to each, all in one process of Node.js."""
    if not given:
        return []
    texts = [one.files["x.yaml"].decode("utf-8", "replace") for one in given]
    question = json.dumps({"data": page_facts(), "texts": texts})
    began = time.monotonic()
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("page.mjs"))],
        input=question,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE_S * (1 + len(given)),
    )
    if done.returncode != 0:
        return [
            f"Node.js ended with {done.returncode} after {time.monotonic() - began:.0f} s: {done.stderr[-300:]}"
        ] * len(given)
    answers = json.loads(done.stdout)
    return [one["wrong"] or (LATE if one["seconds"] > PATIENCE_S else "") for one in answers]


def alone(given: Input, good: dict[str, bytes]) -> str:
    """What is wrong with an answer that was late beside others: it counts if it is late each time it is asked alone.

    The first time may load libraries, and the machine may have other work.
    """
    found = LATE
    for _ in range(TIMES_ALONE):
        found = on_the_page([given])[0] if given.door == "page" else through(given, good)
        if found != LATE:
            break
    return found


def confirmed(wrong: Iterable[tuple[Input, str]], good: dict[str, bytes]) -> list[tuple[Input, str]]:
    """What is still wrong when nothing else is asked."""
    asked = [(given, alone(given, good) if found == LATE else found) for given, found in wrong]
    return [(given, found) for given, found in asked if found]


def wrong_among(
    numbers: Iterable[int], good: dict[str, bytes], processes: int = PROCESSES
) -> tuple[Counter[str], list[tuple[Input, str]]]:
    """How many inputs went through each door, and what is wrong with which; late answers are to be confirmed."""
    doors: Counter[str] = Counter()
    wrong: list[tuple[Input, str]] = []
    pages: list[Input] = []
    for number in numbers:
        given = input_of(number, good)
        doors[given.door] += 1
        if given.door == "page":
            pages.append(given)
            continue
        faulthandler.dump_traceback_later(120, exit=True)  # where not even the alarm is heard
        found = through(given, good)
        faulthandler.cancel_dump_traceback_later()
        if found in ("", LATE) and number % processes == 0:
            found = beside(given, good) or found
            doors["process"] += 1
        if found:
            wrong.append((given, found))
    for first in range(0, len(pages), BATCH):
        batch = pages[first : first + BATCH]
        wrong += [(given, found) for given, found in zip(batch, on_the_page(batch), strict=True) if found]
    return doors, wrong


def part(task: tuple[range, dict[str, bytes]]) -> tuple[Counter[str], list[tuple[Input, str]]]:
    return wrong_among(*task)
