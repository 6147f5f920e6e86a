from __future__ import annotations

from pathlib import Path

import numpy as np

from diplosim.experiment.computed import MONTHLY, Computed, column_names, failed_in, read, to_bytes
from diplosim.metrics.columns import METRIC_NAMES as METRICS
from diplosim.metrics.columns import OUTCOME_NAMES as OUTCOMES


def made() -> Computed:
    """Four runs: the first keeps its three months, the last its two, the second failed."""
    computed = Computed.empty(4)
    source = np.random.default_rng(1)
    computed.outcomes[[0, 2, 3]] = source.normal(size=(3, len(OUTCOMES)))
    computed.outcomes[2, 0] = np.inf
    computed.errors[1] = "ValueError: no"
    for place, months in ((0, 3), (3, 2)):
        computed.keep([place], source.normal(size=(1, months, len(METRICS))))
    return computed


def test_a_chunk_holds_outcomes_errors_and_the_months_of_the_runs_that_keep_them(tmp_path: Path) -> None:
    computed = made()
    path = tmp_path / "chunk"
    path.write_bytes(to_bytes(computed))
    table = read(path, column_names())
    assert table.column_names == list(column_names())
    assert table["error"].to_pylist() == [None, "ValueError: no", None, None]
    for column, name in enumerate(OUTCOMES):
        wanted = [x if np.isfinite(x) else None for x in computed.outcomes[:, column].tolist()]
        assert table[name].to_pylist() == wanted
    for row, name in enumerate(METRICS):
        first, last = (piece[0, :, row] for piece in computed.months)
        stored = [months.astype(np.float32).tolist() for months in (first, last)]
        assert table[MONTHLY + name].to_pylist() == [stored[0], None, None, stored[1]]
        assert computed.table([MONTHLY + name], exact=True)[0].to_pylist()[3] == last.tolist()


def test_columns_come_in_the_order_in_which_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "chunk"
    path.write_bytes(to_bytes(made()))
    names = [MONTHLY + METRICS[1], OUTCOMES[2], "error"]
    assert read(path, names).column_names == names


def test_equal_content_gives_equal_bytes_and_failures_are_counted_without_the_columns() -> None:
    assert to_bytes(made()) == to_bytes(made())
    assert failed_in(to_bytes(made())) == 1
    assert failed_in(to_bytes(Computed.empty(3))) == 0
