"""Compiling the rules: every function of `diplosim.rules` becomes callable from compiled code, unchanged.

Powers of two, the two library calls inside exponential and logarithm, are made by their bits instead: both ways are
exact, so the results are those of `math.ldexp` and `math.frexp` (a test compares them), and unlike the calls they let
the compiler work on several numbers at once.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import types
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils
from numba.core.event import Event, Listener
from numba.extending import intrinsic, overload, register_jitable

import diplosim.rules
from diplosim.engine import start
from diplosim.engine.cache import cache_folder, seal
from diplosim.metrics import monthly, outcomes
from diplosim.rules import numeric

Function = TypeVar("Function", bound=Callable[..., Any])
#: Rules with a compiled form of their own, below.
BY_BITS = (numeric.whole, numeric.scaled, numeric.split)
BIAS = 1023
MANTISSA_BITS = 52
TWO_52 = 4503599627370496.0
WHOLE = 1.5 * TWO_52  # whole numbers of half this size, added to it, are exact
SHIFT = np.uint64(MANTISSA_BITS)
LOW = np.uint64((1 << MANTISSA_BITS) - 1)
HALF = np.uint64((BIAS - 1) << MANTISSA_BITS)  # the exponent bits of numbers in [0.5, 1)
OF_TWO_52 = np.uint64((BIAS + MANTISSA_BITS) << MANTISSA_BITS)


def _named_by_content(record: Any) -> tuple[str, tuple[str, ...]]:
    """How a record type is named in compiled code.

    Numba names it by its number in the process. Code that two processes compiled for records of two sizes then has the
    same names in it, and a third one that loads both from the cache runs the one for the other.
    """
    return "Record", (hashlib.sha256(record.name.encode()).hexdigest()[:16],)


numba.types.Record.mangling_args = property(_named_by_content)


@intrinsic
def _floor(context: Any, x: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        double = ir.DoubleType()
        made = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(double, [double]), "llvm.floor.f64"
        )
        return builder.call(made, arguments)

    return numba.float64(numba.float64), generate


@overload(numeric.whole, jit_options={"error_model": "numpy"})
def _whole(x: Any) -> Any:
    """Stays a float: a processor turns several floats into integers only one by one."""

    def by_bits(x: Any) -> Any:
        return _floor(x)

    return by_bits


@overload(numeric.scaled, jit_options={"error_model": "numpy"})
def _scaled(x: Any, k: Any) -> Any:
    """For results that are normal numbers, as those of `det_exp` always are.

    A whole number added to ``WHOLE`` stands in its lowest bits, from where the shift moves it to those of an exponent.
    """

    def by_bits(x: Any, k: Any) -> Any:
        return x * np.int64(np.float64(k + (WHOLE + BIAS)).view(np.int64) << MANTISSA_BITS).view(np.float64)

    return by_bits


@overload(numeric.split, jit_options={"error_model": "numpy"})
def _split(x: Any) -> Any:
    """For every positive finite number, subnormal ones included; the exponent becomes a float by the same bits."""

    def by_bits(x: Any) -> Any:
        shift = float(BIAS - 1)
        if x < 2.2250738585072014e-308:
            x = x * TWO_52
            shift = shift + MANTISSA_BITS
        bits = np.float64(x).view(np.uint64)
        exponent = np.uint64((bits >> SHIFT) | OF_TWO_52).view(np.float64) - TWO_52
        return np.uint64((bits & LOW) | HALF).view(np.float64), exponent - shift

    return by_bits


@intrinsic
def out_of_line(context: Any) -> Any:
    """Called in a function that runs seldom: its code is kept apart, so that those that call it stay small."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        for attribute in ("noinline", "cold"):
            builder.function.attributes.add(attribute)
        return context.get_dummy_value()

    return numba.types.none(), generate


#: Phases that are not yet callable from compiled code.
waiting: list[Callable[..., Any]] = []


def phase(function: Function) -> Function:
    """Mark a function of the ensemble engine as part of the kernel; called from Python it stays plain."""
    waiting.append(function)
    return function


def _rules() -> Iterator[Callable[..., Any]]:
    """Every function of the rules, those that declared metrics and outcomes share, and what fills a world."""
    names = [f"diplosim.rules.{info.name}" for info in pkgutil.iter_modules(diplosim.rules.__path__)]
    for module in (*map(importlib.import_module, names), monthly, outcomes, start):
        for f in list(vars(module).values()):
            if isinstance(f, types.FunctionType) and f.__module__ == module.__name__ and f not in BY_BITS:
                yield f


waiting.extend(_rules())


def make_callable() -> None:
    """Make all rules and phases callable from compiled code; a second call finds nothing left."""
    while waiting:
        register_jitable(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(waiting.pop())


#: Functions that `kernel` compiles.
_kernels: list[Any] = []


class _BeforeKernels(Listener):
    """Makes rules and phases callable when a kernel is compiled; code from the cache needs none of them.

    Numba tells it of every compilation in the process, a user's own included; it heeds kernels only.
    """

    def on_start(self, event: Event) -> None:
        """Register whatever waits, if a kernel is to be compiled."""
        if any(event.data["dispatcher"] is kernel for kernel in _kernels):
            make_callable()

    def on_end(self, event: Event) -> None:
        """Nothing: the listener must have it."""


numba.core.event.register("numba:compile", _BeforeKernels())
CACHE_FOLDER = cache_folder()


def kernel(function: Function) -> Function:
    """Compile a function for whole runs: no global lock while it runs, cached on disk by digest."""
    before = numba.config.CACHE_DIR
    if CACHE_FOLDER is not None:
        numba.config.CACHE_DIR = str(CACHE_FOLDER)
    try:
        _kernels.append(njit(nogil=True, cache=CACHE_FOLDER is not None, error_model="numpy")(function))
        if CACHE_FOLDER is not None:
            seal(_kernels[-1], CACHE_FOLDER)
    finally:
        numba.config.CACHE_DIR = before
    return _kernels[-1]  # type: ignore[no-any-return]
