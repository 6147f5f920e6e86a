"""Getting the Mesa engine without its side effect on the process that uses it."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


def mesa_engine() -> type[DiplomacyModel]:
    """Import ``DiplomacyModel``; the global start method of ``multiprocessing`` stays as it was.

    Importing Mesa 3.3 sets that method to ``spawn`` for the whole process, which would change how the
    user's own pools start.
    """
    before = multiprocessing.get_start_method(allow_none=True)
    from diplosim.model.model import DiplomacyModel

    if multiprocessing.get_start_method(allow_none=True) != before:
        multiprocessing.set_start_method(before, force=True)
    return DiplomacyModel
