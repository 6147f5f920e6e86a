"""Fingerprints of states and tables that every environment has to share: ``same_bytes.py [OPTION] ENGINE...``.

States are those that tests/golden records. A small sweep's tables have one content on all engines, with one worker or
two, and within an environment one file to the byte; the content is printed, because each pyarrow writes its own name
into its files. ``--narrow`` starts Python again with no wider vector code than every such processor has. ``--tables``
leaves the states out, for environments in which tests/engine/test_bit_identity.py has them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).parents[1]
#: Worlds that the Mesa engine plays, which takes a hundred times as long.
FEW = ("scenario status_quo", "scenario episode_e6_maximum_pressure", "policy pooled_fund")
TABLES = ("runs.parquet", "trajectories.parquet", "quantiles.parquet", "samples.parquet", "summary.csv")


def extras() -> list[str]:
    """What NumPy uses of this processor beyond what every such processor has."""
    try:
        from numpy._core import _multiarray_umath as known
    except ModuleNotFoundError:
        from numpy.core import _multiarray_umath as known  # NumPy 1
    return [name for name in known.__cpu_dispatch__ if known.__cpu_features__.get(name)]


def narrow() -> None:
    """Start again with generic machine code from Numba, and NumPy without what it adds for newer processors."""
    os.environ |= {"NUMBA_CPU_NAME": "generic", "NPY_DISABLE_CPU_FEATURES": " ".join(extras())}
    os.execv(sys.executable, [sys.executable, __file__, *(one for one in sys.argv[1:] if one != "--narrow")])


def states(engine: str) -> None:
    """Fail unless the states are the recorded ones."""
    from tests.golden import house, tables

    recorded = tables.read("states")
    first = [(world, replicate) for world, replicate in recorded if replicate == "0"]
    keys = [(world, replicate) for world, replicate in first if engine != "mesa" or world in FEW]
    moved = [key for key in keys if house.states(key[0], int(key[1]), engine) != recorded[key]]
    if moved or len(keys) < len(FEW):
        sys.exit(
            f"{engine}: {len(moved)} of {len(keys)} states are not as recorded, the first of {moved[:1]}"
        )
    print(f"{engine}: {len(keys)} runs go through the recorded states, month by month", file=sys.stderr)


def sweep(engine: str, workers: int, folder: Path) -> tuple[str, str]:
    """A small sweep: the fingerprint of its files, and that of what is in them."""
    import diplosim as ds
    from tests.golden.house import SCENARIO, SWEEP

    always = mock.patch("diplosim.experiment.pipeline.pool_pays", return_value=True)
    with always if workers > 1 else contextlib.nullcontext():
        experiment = ds.Experiment.from_dict({**SWEEP, "scenario": {**SCENARIO, "months": 24}})
        experiment.run(folder, engine=engine, workers=workers)
    files = hashlib.sha256(b"".join((folder / name).read_bytes() for name in TABLES)).hexdigest()
    return files, hashlib.sha256(b"".join(content(folder / name) for name in TABLES)).hexdigest()


def content(path: Path) -> bytes:
    """Names and values of a table, to the last bit of every number."""
    if path.suffix == ".csv":
        return path.read_bytes()
    import pyarrow.parquet as pq
    from pyarrow.types import is_floating, is_integer

    table = pq.read_table(path)
    said = [str(table.num_rows).encode()]
    for name in table.column_names:
        column = table[name]
        numbers = is_floating(column.type) or is_integer(column.type)
        said += [name.encode(), column.to_numpy().tobytes() if numbers else repr(column.to_pylist()).encode()]
    return b"\0".join(said)


def main(engines: list[str], tables_only: bool) -> None:
    """Print the fingerprint that all of it has in common."""
    sys.path.insert(0, str(ROOT))
    import mesa
    import numpy as np

    code = "narrow" if "NUMBA_CPU_NAME" in os.environ and not extras() else "wide" if extras() else "plain"
    versions = f"Python {platform.python_version()}, Mesa {mesa.__version__}, NumPy {np.__version__}"
    print(f"{versions}, {code} vector code", file=sys.stderr)
    found = {}
    for engine in engines:
        if not tables_only:
            states(engine)
        for workers in (1, 2):
            with tempfile.TemporaryDirectory() as folder:
                found[engine, workers] = sweep(engine, workers, Path(folder) / "out")
    if len({*found.values()}) != 1:
        sys.exit(f"tables differ between engines or numbers of workers: {found}")
    print(found[engines[0], 1][1])


if __name__ == "__main__":
    if "--narrow" in sys.argv:
        narrow()
    main([one for one in sys.argv[1:] if one != "--tables"], "--tables" in sys.argv)
