"""How compiled code reads the rows of a table: each by its address, without counting references.

Needs Numba, which the records themselves do not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from diplosim.engine import book, records

T = TypeVar("T")

# Compiled code counts references to every array that it hands from function to function and copies its seven words
# each time; with some hundred calls a month that took half the time of a run. A table handed on as one address costs
# nothing.


def row_of(record: type[T], dtype: np.dtype[np.void]) -> Callable[[int, int], T]:
    """Compiled function ``row(address, index)``: record ``index`` of the table of such records at an address.

    As in C, nothing checks the index, and the table must live as long as the address is used.
    """
    kind = numba.from_dtype(dtype)
    size = dtype.itemsize

    @intrinsic
    def row(context: Any, address: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            address, index = arguments
            place = builder.add(address, builder.mul(index, ir.Constant(ir.IntType(64), size)))
            return builder.inttoptr(place, context.get_value_type(kind))

        return kind(types.int64, types.int64), generate

    return row  # type: ignore[no-any-return]


@intrinsic
def clear(context: Any, memory: Any) -> Any:
    """Set every byte of a record, or of an array inside one, to zero."""
    if not isinstance(memory, types.Record | types.Array):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if isinstance(memory, types.Record):
            place, size = arguments[0], ir.Constant(ir.IntType(64), memory.size)
        else:
            view = context.make_array(memory)(context, builder, value=arguments[0])
            place, size = view.data, builder.mul(view.nitems, view.itemsize)
        cgutils.memset(builder, place, size, 0)
        return context.get_dummy_value()

    return types.none(memory), generate


event_row, menu_row, sizes_row = (
    row_of(book.EventRow, book.EVENT),
    row_of(book.MenuRow, book.MENU),
    row_of(book.Sizes, book.SIZES),
)
dated_row = row_of(book.DatedRow, book.DATED)
donor_sizes_row, offers_row = row_of(book.DonorSizes, book.DONOR_SIZES), row_of(book.Offers, book.OFFERS)
worth_row, gain_row = row_of(book.Worth, book.WORTH), row_of(book.Gain, book.GAIN)
repeated_row, values_row = row_of(book.Repeated, book.REPEATED), row_of(book.Values, book.VALUES)
pool_row, best_row = row_of(book.Pool, book.POOL), row_of(book.Best, book.BEST)
move_row, question_row = row_of(records.MoveRow, records.MOVES), row_of(records.QuestionRow, records.QUESTION)
trace_row = row_of(records.TraceRow, records.TRACE)
