"""Figures as bytes: the PNG files in a second process while this one goes on, where that is sooner."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from diplosim.errors import DiplosimWarning
from diplosim.experiment.executors import clean_spawn, end_with_parent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Hands out the bytes, once they are there.
Bytes: TypeAlias = Callable[[], bytes]
Render: TypeAlias = Callable[["Figure", Sequence[str]], dict[str, Bytes]]
#: The format that a second process draws: it takes about half of the time.
BESIDE = "png"


@contextmanager
def renderer(beside: bool) -> Iterator[Render]:
    """What renders a figure in formats, and hands out the bytes of each; ``beside``: with a second process.

    The bytes are the same; the figure has to stay as it is until they are taken. What cannot be sent to the process, or
    is lost with it, is drawn here.
    """
    if not beside:
        yield _all_here
        return
    pool = ProcessPoolExecutor(1, mp_context=clean_spawn())
    try:
        pool.submit(_get_ready)
        yield partial(_beside, pool)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _all_here(figure: Figure, formats: Sequence[str]) -> dict[str, Bytes]:
    return {form: _here(figure, form) for form in formats}


def _here(figure: Figure, form: str) -> Bytes:
    from diplosim.figures.layout.save import render

    data = render(figure, form)
    return lambda: data


def _beside(pool: ProcessPoolExecutor, figure: Figure, formats: Sequence[str]) -> dict[str, Bytes]:
    # Drawing moves parts of a figure, so that it is sent away last.
    here = _all_here(figure, [form for form in formats if form != BESIDE])
    return {form: here[form] if form in here else _sent(pool, figure) for form in formats}


def _sent(pool: ProcessPoolExecutor, figure: Figure) -> Bytes:
    from diplosim.figures.layout.save import render, tell_letters

    try:
        drawing = pool.submit(_drawn, figure)
    except BrokenProcessPool:
        return _here(figure, BESIDE)

    def take() -> bytes:
        if drawing.exception() is not None:
            return render(figure, BESIDE)
        tell_letters(figure)
        return drawing.result()

    return take


def _get_ready() -> None:
    """In the second process: leave Ctrl-C to the first, and load what draws."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    import diplosim.figures.layout.save  # noqa: F401


def _drawn(figure: Figure) -> bytes:
    """In the second process: the PNG file of a figure; what letters it lacks is told by the first."""
    from diplosim.figures.layout.save import render

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DiplosimWarning)
        return render(figure, BESIDE)
