"""Words of the page: zero is zero, drawings stay as they are, assumptions have names."""

from __future__ import annotations

from markupsafe import Markup

from diplosim.analysis.sensitivity.source import meaning_of, named
from diplosim.report.words import level, unbroken
from diplosim.scenario import PARAMETERS


def test_drawings_and_numbers_pass_unchanged() -> None:
    drawing = Markup("<text>33 %</text>")
    assert unbroken(drawing) is drawing
    assert unbroken(3.0) == 3.0


def test_nothing_but_zero_is_written_as_zero() -> None:
    assert level({"n": 9, "p05": 0.0, "median": 0.0, "p95": 0.0}) == "0 (0 to 0)"
    assert level({"n": 9, "p05": 0.0, "median": 0.0, "p95": 0.02}) == "0.000 (0.000 to 0.020)"


def test_an_assumption_is_named_by_its_meaning_with_its_code() -> None:
    assert named("provocation.b_N") == "how much talks restrain provocation (b_N)"
    assert named("trust.rule") == "how evidence changes trust (rule)"
    assert (
        named("policies.pooled_fund.strength")
        == "strength of the policy pooled_fund (policies.pooled_fund.strength)"
    )
    for name in PARAMETERS:
        words = named(name)
        assert words.endswith(f"({name.partition('.')[2]})") and words.count("(") == 1
        assert words[:3].lower() == meaning_of(name)[:3].lower()
