"""A final table: written piece by piece, named when it is whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from diplosim.experiment.store import sync_folder

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows of a group inside the final files; fixed, so that the bytes do not depend on the chunks.
ROWS = 20_000


def write_parquet(folder: Path, name: str, parts: Iterable[pa.Table]) -> str:
    """Write a Parquet file of some tables with the same columns; returns its SHA-256."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole_file(folder, name) as path:
        writer = None
        try:
            for table in _rebatched(parts):
                if writer is None:
                    kinds = {f.name: pa.types.is_floating(f.type) for f in table.schema}
                    writer = pq.ParquetWriter(
                        path, table.schema, compression="zstd", version="2.6",
                        use_dictionary=[name for name, floats in kinds.items() if not floats],
                        use_byte_stream_split=[name for name, floats in kinds.items() if floats],
                    )  # fmt: skip
                writer.write_table(table, row_group_size=ROWS)
        finally:
            if writer is not None:
                writer.close()
    return sha256_of(folder / name)


def write_csv(folder: Path, table: str) -> str:
    """The same as CSV of a table that is there as Parquet, piece by piece; returns its SHA-256."""
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    source = pq.ParquetFile(folder / f"{table}.parquet")
    with (
        whole_file(folder, f"{table}.csv") as path,
        pc.CSVWriter(path, source.schema_arrow) as writer,
    ):
        for batch in source.iter_batches(ROWS):
            writer.write_batch(batch)
    return sha256_of(folder / f"{table}.csv")


def _rebatched(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in pieces of ``ROWS``; at least one piece, so that the columns are known."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    rows, said = 0, False
    for part in parts:
        waiting.append(part)
        rows += len(part)
        if rows >= ROWS:
            joined = pa.concat_tables(waiting)
            while rows >= ROWS:
                yield joined.slice(0, ROWS).combine_chunks()
                said, joined, rows = True, joined.slice(ROWS), rows - ROWS
            waiting = [joined]
    if waiting and (rows or not said):
        yield pa.concat_tables(waiting).combine_chunks()


@contextlib.contextmanager
def whole_file(folder: Path, name: str) -> Iterator[Path]:
    """A path to write to; on success the file is synced and renamed to ``name``."""
    temporary = folder / f".{name}.tmp"
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(folder / name)
        sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
