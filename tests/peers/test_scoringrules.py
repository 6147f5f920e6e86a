"""The scores of hindcasts against scoringrules, an independent package (its import takes seconds, so ours is used)."""

from __future__ import annotations

import numpy as np
import pytest

from diplosim.history import scores

rules = pytest.importorskip("scoringrules")
pytestmark = pytest.mark.peers


def test_crps_of_ensembles_agree() -> None:
    rng = np.random.default_rng(20261127)
    for size in (2, 3, 10, 200):
        for _ in range(50):
            ensemble = np.round(rng.gamma(2.0, 5.0, size)) if size % 2 else rng.gamma(2.0, 5.0, size)
            observed = float(rng.gamma(2.0, 5.0))
            for fair, name in ((False, "qd"), (True, "fair")):
                theirs = float(rules.crps_ensemble(observed, ensemble, estimator=name))
                ours = scores.crps(ensemble, observed, fair=fair)
                assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9), (size, name)


def test_scores_of_probabilities_agree() -> None:
    for probability in (0.05, 0.3, 0.8):
        for happened in (True, False):
            assert scores.brier(probability, happened) == pytest.approx(
                float(rules.brier_score(float(happened), probability))
            )
            assert scores.log_score(probability, happened) == pytest.approx(
                float(rules.log_score(float(happened), probability))
            )
