"""The table of paired differences that several scenarios end with."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from diplosim.cli.summary import _differences
from diplosim.metrics.columns import headlines


@pytest.mark.parametrize("width", [40, 72, 80, 120])
def test_intervals_stay_whole_at_any_usual_width(width: int) -> None:
    row = {"diff_mean": -0.114, "diff_low": -0.244, "diff_high": -0.001, "share_better": 1.0, "share_equal": 0.0,
           "n_pairs": 1000}  # fmt: skip
    rows = {("a", column.name): row for column in headlines()}
    out = Console(file=io.StringIO(), width=width)
    out.print(_differences(rows, "a"))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    assert text.count("−0.114 (−0.244 to −0.001)") == len(headlines())
    assert max(map(len, text.splitlines())) <= width
