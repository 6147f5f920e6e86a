"""Charts of drivers: no text leaves the canvas or covers another, and marks say what the table says."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from diplosim.figures.charts.driver_board import Names, leading
from diplosim.figures.charts.drivers import direction, morris, sobol, tornado
from diplosim.figures.layout.save import render
from tests.figures.boxes import drawn_texts, faults
from tests.figures.sample import sampled

LONG = "How much of what nobody knows for certain, in any of the years that the scenario covers, weighs in this way"


def table(outcomes: int, parameters: int, method: str, scale: float, note: str = "≤ 0.2") -> pd.DataFrame:
    rows = []
    for o in range(outcomes):
        for p in range(parameters):
            size = scale * (parameters - p) / parameters
            keys = {
                "outcome": f"outcome_{o}",
                "parameter": f"group.name_{p}",
                "method": method,
                "rank": p + 1,
            }
            for measure in {"sobol": ("S1", "ST"), "morris": ("mu_star", "mu", "sigma")}.get(method, ()):
                rows.append({**keys, "measure": measure, "value": size, "low": 0.5 * size, "high": 1.5 * size,
                             "chance": 0.1 * size, "clear": measure in ("ST", "mu_star") and p < 3})  # fmt: skip
            for measure, side in (("mean_at_low_end", -1), ("mean_at_high_end", 1)):
                rows.append({**keys, "method": None, "measure": measure, "value": side * size, "note": note})
        spread = {"mean": 0.0, "mean_p05": -scale, "mean_p95": scale}
        rows += [
            {"outcome": f"outcome_{o}", "measure": name, "value": value} for name, value in spread.items()
        ]
    columns = [
        "outcome",
        "parameter",
        "method",
        "rank",
        "measure",
        "value",
        "low",
        "high",
        "chance",
        "clear",
        "note",
    ]
    return pd.DataFrame(rows, columns=columns)


def names(outcomes: int, parameters: int, long: bool) -> Names:
    words = LONG if long else "How much it counts"
    return Names(
        arm="an_arm_with_quite_a_long_name" if long else "arm",
        effect=True,
        outcomes={f"outcome_{o}": f"Provocations of every class a year {o}" if long else f"Outcome {o}"
                  for o in range(outcomes)},
        parameters={f"group.name_{p}": f"{words} {p}." for p in range(parameters)},
        caption="test: 10 samples.",
    )  # fmt: skip


def draw(kind: str, outcomes: int, parameters: int, scale: float, long: bool, note: str = "≤ 0.2") -> Figure:
    data = table(outcomes, parameters, kind, scale, note)
    return {"sobol": sobol, "morris": morris, "tornado": tornado}[kind](
        data, names(outcomes, parameters, long)
    )


#: Estimates of shares may leave 0 to 1.
CHARTS = [
    *(("sobol", scale) for scale in (0.7, 1.4)),
    *((kind, scale) for kind in ("morris", "tornado") for scale in (1e-4, 0.7, 3e4)),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chart", "outcomes", "assumptions"), sampled(CHARTS, [3, 1, 2], [(40, False), (1, False), (7, True)])
)
def test_texts_fit_for_any_number_of_outcomes_assumptions_and_size(
    chart: tuple[str, float], outcomes: int, assumptions: tuple[int, bool]
) -> None:
    (kind, scale), (parameters, long) = chart, assumptions
    assert faults(draw(kind, outcomes, parameters, scale, long)) == []


def test_ends_with_long_names_fit() -> None:
    assert faults(draw("tornado", 3, 4, 1.0, True, note="ROK, EU, GHF, JPN, CHN and everybody else")) == []


def test_only_the_leading_assumptions_get_a_row_and_the_rest_are_counted() -> None:
    texts = [words for words, _, _ in drawn_texts(draw("morris", 2, 40, 1.0, False))]
    assert sum(words.startswith("group.name_") for words in texts) == 12
    assert any("28 assumptions" in words.replace("\n", " ") for words in texts)


def test_leading_assumptions_come_from_every_outcome() -> None:
    data = table(2, 20, "sobol", 1.0)
    last = (
        (data["outcome"] == "outcome_1") & (data["parameter"] == "group.name_19") & (data["measure"] == "ST")
    )
    data.loc[last, "value"] = 0.99
    assert "group.name_19" in leading(data, "ST", ["outcome_0", "outcome_1"])


def test_the_headline_names_the_first_clear_driver_or_none() -> None:
    assert "Most clearly: how much it counts 0" in " ".join(
        w for w, _, _ in drawn_texts(draw("sobol", 1, 4, 0.5, False))
    )
    data = table(1, 4, "sobol", 0.5)
    data["clear"] = False
    texts = " ".join(words.replace("\n", " ") for words, _, _ in drawn_texts(sobol(data, names(1, 4, False))))
    assert "Nothing stands out from chance" in texts


def test_a_direction_is_claimed_only_where_nearly_all_changes_have_it() -> None:
    assert [direction(*pair) for pair in ((1.0, 1.0), (-0.9, 1.0), (0.5, 1.0), (0.0, 0.0), (float("nan"), 1.0))] == [
        "raises", "lowers", "both", "both", "both",
    ]  # fmt: skip


def test_the_same_table_gives_the_same_bytes() -> None:
    assert render(draw("morris", 2, 5, 1.0, False), "svg") == render(draw("morris", 2, 5, 1.0, False), "svg")
