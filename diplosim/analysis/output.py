"""What analyses share on their way out: rows for the results folder, cells for the listings that they print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from diplosim.experiment import add_files, csv_bytes, write_files
from diplosim.metrics.columns import outcome
from diplosim.results import stored
from diplosim.wording.numbers import DASH, FEW_PAIRS, decimals, interval, percent, signed
from diplosim.wording.tables import Listing
from diplosim.wording.verdicts import SIDES, UNDECIDED

if TYPE_CHECKING:
    from diplosim.analysis.compare import Difference, Told
    from diplosim.results import Results


#: Follows a number whose interval leaves zero out.
STAR = " *"
#: More runs than this are not worth naming.
FEW_ENOUGH = 9_999


def label(name: str) -> str:
    """Short name of an outcome for people."""
    return outcome(name).label or name.replace("_", " ")


def keyed(name: str) -> str:
    """Its short name, and behind it the key by which options and files know it, if that is another."""
    words = label(name)
    return f"{words} ({name})" if words != name.replace("_", " ") else name


def gaps(results: Results) -> list[str]:
    """What the reader must know about missing runs."""
    found = []
    if results.manifest.get("status") == "interrupted":
        found.append("The run was interrupted: only pairs of which both runs are finished are compared.")
    if results.failed:
        listed = ", ".join(f"{arm} ({count})" for arm, count in results.failed.items())
        found.append(f"Failed runs are left out: {listed}.")
    return found


def difference(row: Difference) -> str:
    """``−0.80 (−1.10 to −0.50)``."""
    mean, low, high = row["diff_mean"], row["diff_low"], row["diff_high"]
    places = decimals(mean, low, high)
    if low is None or high is None:
        return signed(mean, places)
    return f"{signed(mean, places)} ({interval(low, high, places, signs=True)})"


def starred(row: Difference | None) -> str:
    """The mean difference, with a star if its verdict says on which side it lies (not for what is shown as zero)."""
    if row is None or row["diff_mean"] is None:
        return DASH + " " * len(STAR)
    text = signed(row["diff_mean"], places(row))
    shown = row["verdict"] in SIDES and any(digit in text for digit in "123456789")
    return text + (STAR if shown else " " * len(STAR))


def with_interval(row: Difference | None) -> str:
    """The same with the interval on a line below."""
    if row is None or row["diff_low"] is None:
        return starred(row)
    return f"{starred(row)}\n{interval(row['diff_low'], row['diff_high'], places(row), signs=True)}"


def places(row: Difference) -> int:
    """Decimals that suit a difference and its interval."""
    return decimals(row["diff_mean"], row["diff_low"], row["diff_high"])


def pairs_table(rows: Sequence[Told], by_arm: bool, named: Mapping[str, str] | None = None) -> Listing:
    """Difference, shares of pairs and verdict; a line for each outcome if ``by_arm``, else for each arm.

    ``named`` has the labels of arms.
    """
    names = named or {}
    headers = [("Outcome" if by_arm else "Policy", "left"), ("Difference (95 %)", "right"),
               ("better/\nequal/\nworse", "right"), ("Verdict", "left")]  # fmt: skip
    cells = [
        [
            keyed(row["outcome"]) if by_arm else names.get(row["arm"], row["arm"]),
            difference(row),
            _shares(row),
            _verdict(row),
        ]
        for row in rows
    ]
    return Listing(headers, cells)


def _shares(row: Told) -> str:
    if not row["n_pairs"]:
        return DASH
    found = [row["share_better"], row["share_equal"], row["share_worse"]]
    if row["n_pairs"] < FEW_PAIRS:
        counts = (DASH if share is None else str(round(share * row["n_pairs"])) for share in found)
        return f"{'/'.join(counts)} of {row['n_pairs']}"
    return f"{'/'.join(percent(share, '') for share in found)} %"


def _verdict(row: Told) -> str:
    """``worse``, or ``undecided (40 repl.)``: what would settle it, replicates first unless samples come cheaper."""
    if row["verdict"] != UNDECIDED:
        return row["verdict"]
    runs = {
        f"{UNDECIDED} ({count:,} {unit}.)": count / there
        for count, unit, there in (
            (row["replicates_to_settle"], "repl", row["replicates"]),
            (row["samples_to_settle"], "sam", row["samples"]),
        )
        if count is not None and count <= FEW_ENOUGH
    }
    return min(runs, key=lambda text: runs[text]) if runs else UNDECIDED


Frame = tuple[Sequence[Mapping[str, Any]], Sequence[str]]
"""Rows and the names of their columns, in order."""


def columns_of(record: type) -> tuple[str, ...]:
    """The columns of a table of records: the fields of a ``TypedDict`` in their order, those of its bases first."""
    return tuple(record.__annotations__)


def as_csv(frame: Frame) -> bytes:
    """A frame as CSV; its column ``unverified`` says what has changed where results are read as they are."""
    rows, names = frame
    if mark := stored.mark():
        rows, names = [{**row, "unverified": mark} for row in rows], [*names, "unverified"]
    return csv_bytes([dict(row) for row in rows], names)


class Answer(Protocol):
    """What every analysis comes to."""

    def frames(self) -> Mapping[str, Frame]:
        """What goes to ``analysis/NAME.csv``, by name."""
        ...


def keep(folder: Path, answer: Answer, drawn: Mapping[str, bytes] | None = None) -> list[str]:
    """Write ``analysis/*.csv`` of an answer and enter them into the manifest.

    Args:
        folder: the results folder.
        answer: what was found.
        drawn: its figures as files, by path inside the folder.

    Returns:
        The names of the files, but for the second form of each figure.
    """
    return keep_files(folder, answer.frames(), drawn)


def keep_files(
    folder: Path, frames: Mapping[str, Frame], drawn: Mapping[str, bytes] | None = None
) -> list[str]:
    """The same for loose frames."""
    files = {f"analysis/{name}.csv": as_csv(frame) for name, frame in frames.items()}
    files |= drawn or {}
    write_files(folder, files)
    add_files(folder, list(files))
    return [name for name in files if not name.endswith(".svg")]
