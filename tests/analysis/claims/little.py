"""A small experiment of the first model, in which patience binds every table, and a headline about it."""

from __future__ import annotations

from diplosim.analysis.claims.declared import Claims
from diplosim.experiment import Definition, definition_from_dict
from tests.first_model import first_model


def definition(samples: int, replicates: int) -> Definition:
    """Patience against the status quo."""
    return definition_from_dict({
        "experiment": 1, "name": "little", "scenario": {"scenario": 1, "months": 60, **first_model()},
        "arms": {"status_quo": [], "patience": ["strategic_patience"]},
        "vary": {"provocation.b_N": "default_range", "trust.lam_neg": "default_range"},
        "design": {"method": "lhs", "samples": samples, "seed": 1}, "replicates": replicates,
    })  # fmt: skip


def headlined() -> Claims:
    """One claim, and a headline that says so."""
    test = {"says": "patience lowers the number of agreements", "arm": "patience", "outcome": "agreements_signed",
            "expect": "lower"}  # fmt: skip
    claim = {
        "id": "K3",
        "group": "Calm",
        "claim": "Waiting costs.",
        "short": "waiting costs",
        "tests": [test],
    }
    return Claims.model_validate({
        "experiment": "little", "rule": "logodds", "other_rules": [], "calm": [], "sources": {"K": "Kim 2022"},
        "claims": [claim],
        "headlines": [{"text": "**Waiting costs.** In {K3.1.share}.", "when": {"K3.1": ["holds", "holds mostly"]}}],
    })  # fmt: skip
