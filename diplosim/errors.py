"""What errors and warnings of diplosim have in common, faults of code that is not its own, text that is fit to show."""

from __future__ import annotations

import contextlib
import difflib
import dis
import inspect
import os
import re
import sys
import traceback
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NoReturn

#: Characters that a reader cannot see and that change what a terminal or a page shows: control characters but for tab
#: and line feed, and overrides of the direction of writing.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HOUSE = str(Path(__file__).parent)
_EXIT = os._exit
_RAISE = dis.opmap["RAISE_VARARGS"]


class DiplosimError(Exception):
    """Something that was asked for cannot be done as it is; the message says why and what to do."""


class DiplosimWarning(UserWarning):
    """Something that went another way than a reader would think; the command line prints it as one line."""


class OwnCodeError(DiplosimError):
    """Code of the user's own (a plug-in) fails: ``place`` says where (``file:line:1``), ``text`` how."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(place, text)
        self.place, self.text = place, text

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def printable(text: str) -> str:
    """The text with everything that is hidden written out, such as ``\\x1b``."""
    return HIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def hidden(text: str) -> str:
    """The first hidden character of a text, in words; empty if it has none."""
    found = HIDDEN.search(text)
    if found is None:
        return ""
    name = unicodedata.name(found[0], "a control character").lower()
    return f"the character U+{ord(found[0]):04X} ({name}), which cannot be seen; leave it out"


def readable(whose: str, **texts: str) -> None:
    """Refuse texts that hold what a reader cannot see, with a ``ValueError`` that says whose text it is."""
    for name, text in texts.items():
        if problem := hidden(text):
            raise ValueError(f"{printable(whose)}: its {name} holds {problem}")


def said(error: BaseException) -> str:
    """An exception in a few words that are fit to show, with the nearest name if a keyword is unknown."""
    text = error.msg if isinstance(error, SyntaxError) else str(error) + _near(error)
    return printable(f"{type(error).__name__}: {text}" if text else type(error).__name__)


_UNKNOWN_KEYWORD = re.compile(r"(\w+)\.__(?:init|new)__\(\) got an unexpected keyword argument '(\w+)'$")


def _near(error: BaseException) -> str:
    """The nearest keyword that a class of diplosim takes, or all of them; Python 3.13 says a near one itself."""
    found = _UNKNOWN_KEYWORD.search(str(error)) if isinstance(error, TypeError) else None
    if found is None:
        return ""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("diplosim.")]
    named = next((vars(module)[found[1]] for module in modules if found[1] in vars(module)), None)
    if not isinstance(named, type):
        return ""
    known = [name for name in inspect.signature(named).parameters if not name.startswith("_")]
    near = difflib.get_close_matches(found[2], known, n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; it takes {', '.join(known)}"


@contextlib.contextmanager
def own_code(whose: str) -> Iterator[None]:
    """Turn whatever ends code of the user's own into :class:`OwnCodeError`; a real Ctrl-C and ``ValueError`` pass."""
    try:
        with no_way_out():
            yield
    except (ValueError, OwnCodeError):
        raise
    except BaseException as error:
        place = place_of(error)
        if place is None or is_interruption(error):
            raise
        raise OwnCodeError(place, f"{whose} raises {said(error)}") from error


@contextlib.contextmanager
def no_way_out() -> Iterator[None]:
    """While code of the user's own runs, ``os._exit`` raises ``SystemExit``: it would end everything without a word."""
    os._exit = _raise_exit
    try:
        yield
    finally:
        os._exit = _EXIT


def _raise_exit(status: int) -> NoReturn:
    raise SystemExit(f"os._exit({status})")


def is_interruption(error: BaseException) -> bool:
    """Whether it is a real Ctrl-C: code that raises ``KeyboardInterrupt`` itself does so by a statement."""
    if not isinstance(error, KeyboardInterrupt):
        return False
    last = _last(error.__traceback__)
    return last is None or last.tb_frame.f_code.co_code[last.tb_lasti] != _RAISE


def place_of(error: BaseException) -> str | None:
    """``file:line:1`` of the last line outside diplosim that an exception went through; nothing if there is none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith((_HOUSE, "<"))]
    return f"{own[-1].filename}:{own[-1].lineno or 1}:1" if own else None


def place_of_code(function: object) -> str:
    """``file:line:1`` where a function of the user's own begins; a question mark if Python does not know."""
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}:1" if code is not None else "?"


def _last(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace
