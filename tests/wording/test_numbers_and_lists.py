"""Numbers and lists as readers take them, the same in every command, figure and page."""

from __future__ import annotations

import pytest

from diplosim.wording.names import capital, inside, listed, noun, plural
from diplosim.wording.numbers import (
    brief,
    compact,
    number,
    of_pairs,
    percent,
    rough,
    share,
    signed,
    true_minus,
    unbroken,
)

NB = "\N{NO-BREAK SPACE}"


def test_numbers_are_as_precise_as_they_are_small() -> None:
    shown = [number(value) for value in (1234.5, 12.34, 1.234, 0.1234, -2.0, None, float("nan"))]
    assert shown == ["1,234", "12.3", "1.23", "0.123", "−2.00", "–", "–"]
    assert [signed(v) for v in (0.5, -0.5, 0.0, 0.0001, None)] == ["+0.500", "−0.500", "0", "0.000", "–"]


def test_a_number_has_commas_a_true_minus_and_no_negative_zero() -> None:
    assert number(-1234.5, 1) == "−1,234.5" and number(-0.001, 2) == "0.00" and number(None) == "–"


def test_a_difference_has_its_sign_unless_it_is_shown_as_zero() -> None:
    assert signed(0.5, 2) == "+0.50" and signed(-0.5, 2) == "−0.50" and signed(0.001, 2) == "0.00"


def test_large_numbers_are_shortened() -> None:
    assert compact(99_999, 0) == "99,999" and compact(280_000, 0) == "280k" and compact(-2.84e6, 0) == "−2.8M"
    assert compact(280_000, 0, signed=True) == "+280k" and compact(0.001, 2, signed=True) == "0.00"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (0.0, "0 %"),
        (0.004, "<1 %"),
        (0.434, "43 %"),
        (0.992, "99 %"),
        (0.996, ">99 %"),
        (1.0, "100 %"),
        (None, "–"),
    ],
)
def test_always_and_never_are_said_only_of_what_always_or_never_happens(part: float, text: str) -> None:
    assert percent(part) == text
    assert percent(part, "") == text.removesuffix(" %")


@pytest.mark.parametrize(
    ("value", "text"),
    [(-1.234, "−1.2"), (0.0123, "0.012"), (159.3, "159"), (-0.00004, "0"), (1234.0, "1,234"), (0.0, "0")],
)
def test_a_rough_number_keeps_two_figures(value: float, text: str) -> None:
    assert rough(value) == text


def test_a_brief_number_has_no_zeros_at_its_end() -> None:
    assert brief(0.350) == "0.35" and brief(-2.0) == "−2" and brief(-2e-6, 2) == "−2e−06"


def test_a_share_of_many_futures_never_claims_certainty() -> None:
    assert share(42, 50) == "42 of 50" and share(200, 200) == "200 of 200"
    assert share(1000, 1000) == ">99 %" and share(0, 1000) == "<1 %" and share(836, 1000) == "84 %"
    assert share(999, 1000) == ">99 %" and share(2, 1000) == "<1 %"


def test_hyphens_of_numbers_become_minus_signs_and_dates_stay() -> None:
    assert true_minus("from -0.5 to -3 in 2026-07, b-2") == "from −0.5 to −3 in 2026-07, b-2"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("33 % of 12.5 M$", f"33{NB}% of 12.5{NB}M$"),
        ("<1 % and >99 %", f"<1{NB}% and >99{NB}%"),
        ("1.2 (0.1 to 3.0) M$", f"1.2 (0.1 to 3.0){NB}M$"),
        ("5 runs, 3 policies", "5 runs, 3 policies"),
        ("aid, M$", "aid, M$"),
    ],
)
def test_a_number_keeps_its_unit_on_the_line(words: str, shown: str) -> None:
    assert unbroken(words) == shown


def test_lists_and_counts_are_put_in_words() -> None:
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed(["a", "b"], "or") == "a or b"
    assert plural(1, "run") == "1 run" and plural(1200, "run") == "1,200 runs"
    assert plural(2, "policy", "policies") == "2 policies" and noun(1, "is", "are") == "is"


def test_abbreviations_keep_their_capitals_inside_a_sentence() -> None:
    assert (
        inside("Disease burden") == "disease burden"
        and inside("DPRK trust in rivals") == "DPRK trust in rivals"
    )
    assert capital("the end") == "The end" and capital("") == inside("") == ""


def test_a_number_summed_two_ways_is_told_once() -> None:
    assert number(23.85) == number(23.849999999999998) == "23.9"


def test_a_share_of_few_pairs_is_a_count_and_of_many_a_percentage() -> None:
    assert [of_pairs(0.75, 8), of_pairs(1.0, 19), of_pairs(0.75, 20), of_pairs(0.001, 5000)] == [
        "6 of 8", "19 of 19", "75 %", "<1 %",
    ]  # fmt: skip
    assert of_pairs(None, 8) == "–"
