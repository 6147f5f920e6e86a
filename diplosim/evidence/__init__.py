"""Historical series, offers, stylised facts and target patterns of a case, each row with its source and confidence.

The tables are small CSV files in the folder ``evidence`` of a case; ``docs/evidence.md`` says what those of the default
case hold. Values are text as the source prints it (``~44``, ``<5``): a reader of numbers decides what an approximate
one is worth. Confidence is ``high`` (read in the source or computed from its data), ``medium`` (one secondary source,
or a well-established fact not read again), ``low`` (from memory or a guess), ``low-medium``, or ``mixed`` (its values
differ; where one needs to know how, the note says). Nothing of low confidence is a hard target.
"""

from __future__ import annotations

import csv
from pathlib import Path

from diplosim.cases import DEFAULT, folder_of
from diplosim.errors import DiplosimError
from diplosim.files import DOCUMENT, is_folder, read_text

__all__ = ["NoEvidenceError", "file", "has", "holds", "load", "names", "require", "require_coded"]

#: The table that says what each of the others holds, in the order in which they are listed.
CONTENTS = "contents"
#: The record for which the checks of `history` and `calibration` are written: patterns, worlds, episodes, targets.
CODED_FOR = DEFAULT


class NoEvidenceError(DiplosimError):
    """A case has no such evidence."""


def file(name: str, case: str | Path = DEFAULT) -> Path:
    """The path that a file of the evidence of a case has, whether it is there or not."""
    return folder_of(case) / "evidence" / name


def has(name: str, case: str | Path = DEFAULT) -> bool:
    """Whether a case comes with this file of evidence."""
    return file(name, case).is_file()


def names(case: str | Path = DEFAULT) -> tuple[str, ...]:
    """Names of all tables, in alphabetical order; draws of fitted parameters lie beside them, and are no evidence."""
    folder = folder_of(case) / "evidence"
    found = sorted(path.stem for path in folder.glob("*.csv")) if is_folder(folder) else []
    return tuple(stem for stem in found if stem != CONTENTS and not stem.startswith("posterior"))


def load(name: str, case: str | Path = DEFAULT) -> list[dict[str, str]]:
    """The rows of one table, in file order; keys are its column names, an empty text means unknown.

    Raises ``KeyError`` with the names that exist if there is no such table.
    """
    if not has(f"{name}.csv", case):
        raise KeyError(f"no evidence table '{name}'; there are: {', '.join(names(case))}")
    path = file(f"{name}.csv", case)
    try:
        return list(csv.DictReader(read_text(path, DOCUMENT).splitlines(keepends=True), strict=True))
    except csv.Error as error:
        raise NoEvidenceError(f"{path}: this is not a table of comma-separated values ({error})") from error


def holds(case: str | Path = DEFAULT) -> dict[str, str]:
    """Every table of a case and what it holds, in the order of its ``contents.csv``; those that it leaves out last."""
    said = {row["table"]: row["holds"] for row in load(CONTENTS, case)} if has("contents.csv", case) else {}
    known = names(case)
    return {name: said[name] for name in said if name in known} | {n: "" for n in known if n not in said}


def require(command: str, case: str | Path, needed: str) -> None:
    """Raise ``NoEvidenceError`` unless a command finds in a case what it needs: a file, or (``*.csv``) any table."""
    if names(case) if needed == "*.csv" else has(needed, case):
        return
    folder = folder_of(case)
    raise NoEvidenceError(
        f"diplosim {command}: the case '{folder.name}' has no evidence/{needed}, and the record of another country "
        "says nothing of it. Bring your own: diplosim score RESULTS --observed FILE holds runs against a CSV file, and "
        f"the folder evidence/ of a case beside its case.yaml holds its tables ({folder / 'evidence'})"
    )


def require_coded(command: str, case: str | Path, needed: str) -> None:
    """As `require`, for checks that are code: they are written for one record, and are not played on another."""
    require(command, case, needed)
    if folder_of(case) != folder_of(CODED_FOR):
        raise NoEvidenceError(
            f"diplosim {command}: its worlds and its counting are code for one record, which is not that of the case "
            f"'{folder_of(case).name}'. What holds runs of any case against a record: diplosim score RESULTS "
            "--observed FILE"
        )
