"""The same runs in C (``c/run.c``): built here, fed from the packed scenario, compared bit for bit.

What the C version covers is written at the head of ``c/run.c``; `reason_not_covered` says why a scenario is not.
The records that both share are written into a header from the engine's own layout, so they cannot drift apart.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from diplosim.rules.columns import METRICS, OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from diplosim.engine.layout import Capacity
    from diplosim.engine.pack import Packed
    from diplosim.scenario import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

HERE = Path(__file__).parent / "c"
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-shared", "-std=c11", "-Wall", "-Wextra")
C_TYPES = {"f8": "double", "i8": "i64", "i1": "int8_t"}
DOUBLES = ("x", "D", "c", "a", "f", "rho", "q_face", "q_value", "direct")
INTS = ("k", "q", "size_index", "donor_size_index")
COUNTS = ("table_months", "open_table_months", "appraisals", "packages", "draws")


class Menu(ctypes.Structure):
    """`Menu` of ``run.c``."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("n", "n_sizes", "n_donor_sizes")),
        *((name, ctypes.c_void_p) for name in (*DOUBLES, *INTS, "sizes", "donor_sizes")),
    )


class Histories(NamedTuple):
    """Metrics by run, month and column; outcomes by run; what the runs consisted of (with ``counting``)."""

    trajectories: Floats
    outcomes: Floats
    counts: dict[str, int]


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return shutil.which(os.environ.get("CC", "cc"))


def reason_not_covered(scenario: Scenario) -> str | None:
    """Why the C version cannot play this scenario, ``None`` if it can."""
    from diplosim.policies import compose

    levers = compose(scenario)
    now = levers.at(0)
    off = {
        "pooling": now.pool, "mediation": now.gamma_m > 0.0, "sanctions relief": now.menu_r != (0,),
        "a posture rule": now.posture is not None or now.grit, "unconditional relief": now.uncond > 0.0,
        "a surveillance network": now.surv > 0.0,
    }  # fmt: skip
    if any(month > 0 for month in levers.changes) or any(month > 0 for month in scenario.parameter_months):
        return "its levers or parameters change while it is played"
    if scenario.events:
        return "it has dated events"
    if scenario.params(0).trust.rule != 0:
        return "its trust rule is not log-odds"
    return next((f"it has {what}" for what, on in off.items() if on), None)


def _struct(name: str, record: np.dtype[Any]) -> str:
    """One C struct with the fields of a record; NumPy aligns records as C does."""
    lines = []
    for field in record.names or ():
        kind = record[field]
        if kind.names:
            lines.append(f"    {field.capitalize()}Params {field};")
        else:
            shape = "".join(f"[{n}]" for n in kind.shape)
            lines.append(f"    {C_TYPES[kind.base.str[1:]]} {field}{shape};")
    return "\n".join(["typedef struct {", *lines, f"}} {name};", ""])


def header(room: Capacity) -> str:
    """``records.h``: capacities, records and columns."""
    from diplosim.engine import layout

    sizes = {
        "DONORS": room.donors, "OTHERS": room.others, "TABLES": room.tables, "SLOTS": room.slots,
        "N_METRICS": len(METRICS), "N_OUTCOMES": len(OUTCOMES),
    }  # fmt: skip
    groups = [
        _struct(f"{g.capitalize()}Params", layout.PARAMS[g])
        for g in layout.PARAMS.names or ()
        if layout.PARAMS[g].names
    ]
    parts = [
        "/* Written by benchmarks/c_version.py. */",
        *(f"#define {name} {n}" for name, n in sizes.items()),
        "enum { " + ", ".join(f"M_{name.upper()}" for name in METRICS) + " };",
        *groups,
        _struct("Params", layout.PARAMS),
        _struct("Levers", layout.levers_dtype(room)),
        _struct("World", layout.world_dtype(room)),
    ]
    return "\n".join(parts) + "\n"


@lru_cache(maxsize=8)
def library(room: Capacity, counting: bool = False) -> ctypes.CDLL:
    """The compiled C version for casts of this capacity; built once per source, kept in the temporary folder."""
    cc = compiler()
    if cc is None:
        raise RuntimeError("no C compiler: install cc, or set CC")
    records = header(room)
    sources = [HERE / "run.c", HERE / "rules.h"]
    text = records + "".join(s.read_text() for s in sources) + " ".join((cc, *FLAGS)) + str(counting)
    folder = Path(tempfile.mkdtemp(prefix="diplosim_c_"))
    try:
        (folder / "records.h").write_text(records)
        target = folder / f"run_{hashlib.sha256(text.encode()).hexdigest()[:16]}.so"
        macros = ["-DCOUNTING"] if counting else []
        command = [cc, *FLAGS, *macros, f"-I{folder}", str(sources[0]), "-o", str(target), "-lm"]
        subprocess.run(command, check=True)
        return ctypes.CDLL(str(target))
    finally:
        shutil.rmtree(folder)


class CVersion:
    """One scenario, ready to be played in C."""

    def __init__(self, scenario: Scenario, counting: bool = False) -> None:
        from diplosim.engine.pack import pack

        reason = reason_not_covered(scenario)
        if reason is not None:
            raise ValueError(f"{scenario.name} is not covered by the C version: {reason}")
        self.scenario = scenario
        self.packed: Packed = pack(scenario)
        self._kept: list[Any] = []
        self._menus = self._tables(scenario)
        self._play = library(self.packed.room, counting).play_range
        self._play.restype = None

    def _tables(self, scenario: Scenario) -> Any:
        """The menu of every table, from the same package tables that the engines use."""
        from diplosim.policies import compose
        from diplosim.policies.menus import menu_for, package_table

        world = self.packed.worlds[0]
        levers = compose(scenario).at(0)
        carriers = tuple(a.channel or "un" for a in scenario.actors if a.kind == "implementer")
        menus = (Menu * int(world["n_tables"]))()
        for k in range(int(world["n_tables"])):
            party = int(world["table_party"][k])
            if party < 0:
                continue
            rival, broad = bool(world["rival"][party]), bool(world["broad_relief"][party])
            table = package_table(menu_for(levers, carriers, rival, False, broad))
            menus[k].n = len(table.packages)
            menus[k].n_sizes, menus[k].n_donor_sizes = len(table.sizes), len(table.donor_sizes)
            for name in DOUBLES:
                setattr(menus[k], name, self._pointer(getattr(table, name), np.float64))
            for name in INTS:
                setattr(menus[k], name, self._pointer(getattr(table, name), np.int64))
            menus[k].sizes = self._pointer(table.sizes, np.float64)
            menus[k].donor_sizes = self._pointer(table.donor_sizes, np.float64)
        return menus

    def _pointer(self, values: Any, kind: Any) -> int:
        array = np.ascontiguousarray(values, dtype=kind)
        self._kept.append(array)
        return int(array.ctypes.data)

    def play(self, replicates: Ints) -> Histories:
        """Play the listed replicates in one thread."""
        runs = len(replicates)
        replicates = np.ascontiguousarray(replicates, dtype=np.int64)
        trajectories = np.empty((runs, self.scenario.months, len(METRICS)))
        outcomes = np.empty((runs, len(OUTCOMES)))
        counts = (ctypes.c_int64 * len(COUNTS))()
        records = (self.packed.worlds, self.packed.params, self.packed.levers)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in records]
        self._play(
            *pointers, self._menus, ctypes.c_uint64(self.scenario.seed), ctypes.c_void_p(replicates.ctypes.data),
            ctypes.c_int64(runs), ctypes.c_void_p(trajectories.ctypes.data), ctypes.c_void_p(outcomes.ctypes.data),
            counts,
        )  # fmt: skip
        return Histories(trajectories, outcomes, dict(zip(COUNTS, counts, strict=True)))


def same_bits(one: Floats, other: Floats) -> bool:
    """Whether two arrays hold the same bits; a missing number equals a missing number."""
    nan = np.isnan(one) & np.isnan(other)
    return bool(one.shape == other.shape and ((one.view(np.int64) == other.view(np.int64)) | nan).all())
