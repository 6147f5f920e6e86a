"""The commands that show the numbers of a test in full."""

from __future__ import annotations

from diplosim.analysis.claims.table import Claims, Test

#: What counts as failing: the opposite of the claimed sign.
_FAILS = {"higher": "<= 0", "lower": ">= 0", "not_higher": "> 0", "not_lower": "< 0"}
_HOLDS = {"higher": "> 0", "lower": "< 0", "not_higher": "<= 0", "not_lower": ">= 0"}


def commands(claims: Claims, test: Test, searched: str = "fails") -> list[str]:
    """Commands for a terminal at the root of the repository, once ``diplosim findings`` has run the sweeps.

    ``searched``: where boxes were looked for, in the draws in which the test ``fails`` or in which it ``holds``. They
    show all draws, also for tests that look at some.
    """
    rule = (_HOLDS if searched == "holds" else _FAILS)[test.expect]
    folder = f"results/{claims.experiment}"
    about = f"--arm {test.arm} --outcome {test.outcome}"
    if test.reference is None:
        return [f"diplosim sensitivity {folder} {about} --absolute --method rank"]
    usual = test.reference == "status_quo"
    against = "" if usual else f" --reference {test.reference}"
    rank = [f"diplosim sensitivity {folder} {about} --method rank"] if usual else []
    return [
        f"diplosim compare {folder} {about}{against}",
        *rank,
        f"diplosim discover {folder} {about}{against} --fails '{rule}'",
    ]
