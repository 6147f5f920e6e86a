"""From whatever happens inside a command to an exit status and words on stderr.

0 done, 1 some runs failed or an internal error, 2 the input is wrong, 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import click

from diplosim.cli.plain import speak_plainly
from diplosim.errors import DiplosimError, OwnCodeError, place_of, printable, said

DONE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130
#: Settings of every command.
HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_REPORT = "a fault of diplosim; please report it with the command and its output under --debug"


class InputError(DiplosimError):
    """Something that the user gave cannot be used; the message is printed as it stands, exit status 2."""


def guarded(run: Callable[[], Any]) -> int:
    """Run a command and return its exit status; every error becomes a line (or lines) on stderr."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:  # closed by the shell (>&-): what is opened next would take its place
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if number == 0 else "w"))
    speak_plainly()
    try:
        status = run()
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt, SystemExit) as error:
        return _ended(error)
    except BrokenPipeError:
        return _left_alone()
    except Exception as error:  # noqa: BLE001 - the outermost boundary: sorted into input, disk and fault
        return _explain(error)


def _ended(error: BaseException) -> int:
    """Say what ended the command: Ctrl-C, or code of somebody else's that left the program."""
    cause = error.__cause__ if isinstance(error, click.Abort) and error.__cause__ is not None else error
    if isinstance(cause, EOFError):  # click takes the end of any file for that of the keyboard
        return _explain(cause)
    if isinstance(cause, SystemExit):
        last = _last_function(cause)
        if last == "_main_shell_completion":  # click has answered the shell, which completes a command
            return cause.code if isinstance(cause.code, int) else DONE
        if last == "main":  # click itself ends a program whose reader has left
            return _left_alone()
        _say(f"{place_of(cause) or 'error'}: code that is not diplosim's raises {said(cause)}", prefix="")
        return WRONG_INPUT
    _say("interrupted")
    return INTERRUPTED


def _left_alone() -> int:
    """The reader (head, less) has left, which is no failure. Python would complain once more when it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _last_function(error: BaseException) -> str:
    """Name of the function of click that raised; empty if it was none of click's."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    own = bool(frames) and frames[-1].f_globals.get("__name__") == "click.core"
    return frames[-1].f_code.co_name if own else ""


def _explain(error: Exception) -> int:
    """Say what went wrong in the words that fit, with the traceback only under ``--debug``."""
    if debugging():
        traceback.print_exception(error, file=sys.stderr)
    if _is_scenario_error(error):
        _say(str(error), prefix="")  # each line begins with file:line:column, as editors expect it
        return WRONG_INPUT
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        error = InputError(f"{error.filename}: the name is longer than a file's can be")
    if isinstance(error, DiplosimError) and not isinstance(error, RuntimeError):
        _say(str(error), prefix="" if isinstance(error, OwnCodeError) else "error: ")
        return WRONG_INPUT
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        _say(f"cannot read or write{where}: {error.strerror or error}; nothing was left half-written")
        return FAILED
    _say(f"{type(error).__name__}: {error}; {_REPORT}".replace("\n", " "))
    return FAILED


def _is_scenario_error(error: Exception) -> bool:
    """Whether it lists problems of a scenario; asked without importing pydantic for nothing."""
    errors = sys.modules.get("diplosim.scenario.errors")
    return errors is not None and isinstance(error, errors.ScenarioError)


def _say(text: str, prefix: str = "error: ") -> None:
    print(printable(f"{prefix}{text}"), file=sys.stderr)


def debugging() -> bool:
    """Whether ``--debug`` was given (or ``DIPLOSIM_DEBUG`` is set)."""
    return bool(os.environ.get("DIPLOSIM_DEBUG"))


def debug_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--debug``, understood by every command."""

    def switch_on(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            os.environ["DIPLOSIM_DEBUG"] = "1"

    return click.option(
        "--debug", is_flag=True, expose_value=False, is_eager=True, callback=switch_on,
        help="Print the traceback of an internal error.",
    )(function)  # fmt: skip


class GuardedMain:
    """Ends with our exit statuses when it is the whole program; mixed into commands and their group."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run, and exit unless a caller asked for the plain result."""
        command: Any = super()
        # In a context of its own: of whom a command speaks is forgotten with it.
        if not standalone_mode:
            return copy_context().run(command.main, *args, standalone_mode=False, **extra)
        sys.exit(guarded(lambda: copy_context().run(command.main, *args, standalone_mode=False, **extra)))


class GuardedCommand(GuardedMain, click.Command):
    """A command that can be the whole program."""
