"""Every policy that comes with diplosim passes the kit that users' policies inherit."""

from __future__ import annotations

from typing import Any

import pytest

from diplosim.policies import Policy, Settings, kit
from diplosim.policies.registry import builtin_policies

for _policy in builtin_policies():
    _name = "Test" + _policy.name.title().replace("_", "")
    globals()[_name] = type(_name, (kit.PolicyKit,), {"policy": _policy})


def _faulty(**changes: Any) -> kit.PolicyKit:
    texts = dict.fromkeys(("title", "summary", "hypothesis", "source", "risk"), "for a test")
    given = {"name": "faulty", "settings": lambda s, _: Settings(d=0.5).scaled(s), **texts, **changes}
    return type("Faulty", (kit.PolicyKit,), {"policy": Policy(**given)})()


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        ("test_says_what_it_is", {"source": " "}),
        ("test_moves_something", {"settings": lambda s, _: Settings()}),
        ("test_moves_something", {"settings": lambda s, _: Settings(d=0.0)}),
        ("test_strength_scales_graded_levers_alone", {"settings": lambda s, _: Settings(d=0.5)}),
        ("test_strength_scales_graded_levers_alone", {"settings": lambda s, _: Settings(d=1 - s)}),
        ("test_strength_scales_graded_levers_alone", {"switches_only": True}),
        ("test_strength_scales_graded_levers_alone", {"settings": lambda s, _: Settings(d=s, pool=s > 0.6)}),
    ],
)
def test_the_kit_finds_faults(check: str, changes: dict[str, Any]) -> None:
    tests = _faulty(**changes)
    tests.setup_class()
    try:
        with pytest.raises(AssertionError):
            getattr(tests, check)()
    finally:
        tests.teardown_class()
