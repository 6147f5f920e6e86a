"""No policy only wins or only loses over the ranges of what nobody knows; those that do are named, with the reason."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.wins_and_losses import JUDGED, judged, scores, wins_and_loses
from diplosim.policies.registry import builtin_policies

pytest.importorskip("numba", reason="the compiled engine needs the extra `fast`")

#: Policies that are better nowhere, or worse nowhere, at this size, and why.
IDLE = "binds rivals only, and with them a closed DPRK signs nothing anyway: no difference beyond noise"
WINS_NOWHERE = dict.fromkeys(
    ("denuclearisation_first", "strategic_patience", "universal_framing", "triangular"), IDLE
)
LOSES_NOWHERE = WINS_NOWHERE | {
    "china_partnership": "raises the DPRK's own imports of medicine and costs nobody anything: a gap of the model",
    "traditional_medicine_russia": "Koryo medicine and contact cost nobody anything: a gap of the model",
}


@pytest.mark.slow
def test_every_policy_wins_somewhere_and_loses_somewhere() -> None:
    """Both ways; 12 samples of 10 paired runs, fixed seeds, beyond three standard errors (one in seventy by chance)."""
    table = scores(12, 10, [policy.name for policy in builtin_policies()])
    found = {policy: wins_and_loses(score) for policy, score in table.items()}
    assert {policy for policy, (won, _) in found.items() if not won} == WINS_NOWHERE.keys()
    assert {policy for policy, (_, lost) in found.items() if not lost} == LOSES_NOWHERE.keys()


def test_only_what_is_beyond_the_noise_counts() -> None:
    clear, noise = np.array([1.0, 1.1, 0.9, 1.0]), np.array([3.0, -2.0, 1.0, -1.0])
    score = judged([clear, noise, -clear, 0 * clear], sign=1.0)
    assert (score.better, score.worse) == (0.25, 0.25)
    assert judged([clear], sign=-1.0).worse == 1.0
    assert wins_and_loses(dict.fromkeys(JUDGED[:1], score)) == ([JUDGED[0]], [JUDGED[0]])
