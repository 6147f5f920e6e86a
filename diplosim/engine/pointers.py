"""Tables of records by their address, and clearing memory.

Compiled code counts references to every array that it hands from function to function and copies its seven words each
time; with some hundred calls a month that took half the time of a run. A table handed on as one address costs nothing.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic


def row_of(dtype: np.dtype[np.void]) -> Any:
    """Compiled function ``row(address, index)``: record ``index`` of the table of such records at an address.

    As in C, nothing checks the index, and the table must live as long as the address is used.
    """
    record = numba.from_dtype(dtype)
    size = dtype.itemsize

    @intrinsic
    def row(context: Any, address: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            address, index = arguments
            place = builder.add(address, builder.mul(index, ir.Constant(ir.IntType(64), size)))
            return builder.inttoptr(place, context.get_value_type(record))

        return record(types.int64, types.int64), generate

    return row


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


def address_of(table: np.ndarray[Any, Any]) -> int:
    """Where the rows of a table lie one after the other."""
    if not table.flags.c_contiguous:
        raise ValueError("the rows of a table must lie one after the other")
    return int(table.ctypes.data)
