"""Figures as bytes: the PNG files in a second process while this one goes on, where that is sooner."""

from __future__ import annotations

import pickle
import signal
import warnings
from collections.abc import Callable, Iterator
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
Render: TypeAlias = Callable[["Figure", str], Bytes]
#: The format that a second process draws: it takes about half of the time.
BESIDE = "png"


@contextmanager
def renderer(beside: bool) -> Iterator[Render]:
    """What renders a figure in a format, and hands out the bytes; ``beside``: with a second process.

    The bytes are the same. What cannot be sent to the process, or is lost with it, is drawn here.
    """
    if not beside:
        yield _here
        return
    pool = ProcessPoolExecutor(1, mp_context=clean_spawn())
    try:
        pool.submit(_get_ready)
        yield partial(_beside, pool)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _here(figure: Figure, form: str) -> Bytes:
    from diplosim.figures.layout.save import render

    data = render(figure, form)
    return lambda: data


def _beside(pool: ProcessPoolExecutor, figure: Figure, form: str) -> Bytes:
    from diplosim.figures.layout.save import render, tell_letters

    if form != BESIDE:
        return _here(figure, form)
    try:
        drawing = pool.submit(_drawn, pickle.dumps(figure))  # as it is now: other formats move its parts
    except (pickle.PicklingError, TypeError, AttributeError, BrokenProcessPool):
        return _here(figure, form)

    def take() -> bytes:
        try:
            data = drawing.result()
        except BrokenProcessPool:
            return render(figure, form)
        tell_letters(figure)
        return data

    return take


def _get_ready() -> None:
    """In the second process: leave Ctrl-C to the first, and load what draws."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    import diplosim.figures.layout.save  # noqa: F401


def _drawn(figure: bytes) -> bytes:
    """In the second process: the PNG file of a figure; what letters it lacks is told by the first."""
    from diplosim.figures.layout.save import render

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DiplosimWarning)
        return render(pickle.loads(figure), BESIDE)
