"""Where every number of the memory image lies, as data: the page writes and reads the records that NumPy describes.

A layout is ``{"size": bytes, "fields": {name: [offset, kind, shape]}}``; a kind is ``f8``, ``i8``, ``i4``, ``i1``,
``u2``, or the layout of the records inside. The order of the parts of an image is told in `diplosim.engine.portable`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from diplosim.engine import book, records
from diplosim.engine.portable import ALIGNED, FIXED
from diplosim.engine.records import LEAST, Capacity
from diplosim.policies.levers import ACCESS_LEVELS, MONEY_LEVELS
from diplosim.policies.menus import USUAL_CONTENTS
from diplosim.rules import bargaining, content
from diplosim.scenario import PARAMETERS

#: The tables of a book with their records, in the order of the image; the last ones are room to work in.
TABLES = {
    "event": book.EVENT, "dated": book.DATED, "moves": records.MOVES, "menu": book.MENU, "size": book.SIZES,
    "donor_size": book.DONOR_SIZES, "offers": book.OFFERS, "worth": book.WORTH, "gain": book.GAIN,
    "repeated": book.REPEATED,
    "values": book.VALUES, "pool": book.POOL, "best": book.BEST, "question": records.QUESTION, "kept": book.VALUES,
}  # fmt: skip
#: Rows of symbols, which lie in the order of their declarations.
PARAMS = np.dtype([("symbols", "f8", len(PARAMETERS)), ("since", "i8")])
#: What the page reads or writes of the largest records; all that it asks of the room to work in is its size.
READ = {
    "world": (
        "ceiling",
        "first_government",
        "second_model",
        "n_tables",
        "table_party",
        "own_table",
        "fund_table",
        "rival",
        "health_fund",
    ),
    "state": ("tau_out_health", "tau_out_security", "tau_in_health", "tau_in_security"),
    **dict.fromkeys(
        (f"table_{name}" for name in ("worth", "gain", "repeated", "values", "pool", "best")), ()
    ),
    "table_kept": ("U_R", "U_R_hat", "U_D"),
}


def layout_of(dtype: np.dtype[Any]) -> dict[str, Any]:
    """A record as data."""
    return {"size": dtype.itemsize, "fields": {name: _field(dtype, name) for name in dtype.names or ()}}


def _field(dtype: np.dtype[Any], name: str) -> list[Any]:
    assert dtype.fields is not None
    inner, offset = dtype.fields[name][:2]
    kind = layout_of(inner.base) if inner.base.names else inner.base.str[1:]
    return [offset, kind, list(inner.shape)]


def image_layouts(room: Capacity = LEAST) -> dict[str, Any]:
    """The records of an image as far as the page reads them, and how its parts follow one another."""
    kinds = {
        "world": records.world_dtype(room), "state": records.state_dtype(room), "params": PARAMS,
        "levers": records.levers_dtype(room), "book": book.BOOK, "trace": records.TRACE,
        **{f"table_{name}": dtype for name, dtype in TABLES.items()},
    }  # fmt: skip
    found = {name: layout_of(dtype) for name, dtype in kinds.items()}
    for name, read in READ.items():
        found[name]["fields"] = {field: found[name]["fields"][field] for field in read}
    return {"aligned": ALIGNED, "fixed": list(FIXED), "tables": list(TABLES), "lanes": book.LANES, **found}


def package_table() -> dict[str, Any]:
    """What the levels of a package stand for, as `diplosim.policies.menus` reads it off the rules."""
    return {
        "x": MONEY_LEVELS, "a": ACCESS_LEVELS, "usual_contents": USUAL_CONTENTS, "mixture": content.MIXTURE,
        "supplies": content.SUPPLIES, "fungible": content.FUNGIBLE, "diverted": content.DIVERTED,
        "dual_use": content.DUAL_USE, "taught": content.FACE, "rho": bargaining.RELIEF_VALUE,
        "q_face": bargaining.FACE_CONDITION, "q_value": bargaining.CONDITION_VALUE,
        "min_ratifiers": bargaining.MIN_RATIFIERS,
    }  # fmt: skip
