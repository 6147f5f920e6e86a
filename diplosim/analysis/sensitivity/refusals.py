"""Why a question about drivers cannot be answered from a sweep, each time with what would complete it."""

from __future__ import annotations

from pathlib import Path

from diplosim.errors import DiplosimError
from diplosim.wording.names import plural

#: A count that is always there, for rates that are missing where they have no base.
ALWAYS_THERE = {
    "refusal_rate": "offers_refused",
    "interruptions_per_agreement_year": "suspensions",
    "interruptions_per_covered_year": "suspensions",
    "diverted_share": "aid_diverted_musd",
    "overhead_share": "aid_disbursed_musd",
    "first_agreement_month": "agreements_signed",
    "exploitation_rate": "deescalation_index",
}
SALIB = "this analysis needs the package SALib; install it with: pip install 'diplosim[sweep]'"


class CannotAnalyseError(DiplosimError):
    """The sweep cannot answer this; the message says why and how to complete it."""


def nothing_varies(folder: Path) -> str:
    """Results of a single sample."""
    return (
        f"nothing varies in {folder}; write an experiment file with 'vary' and 'design' (docs/experiments.md) and run "
        "it with: diplosim run EXPERIMENT"
    )


def other_design(method: str, design: str, needed: str, instead: str, folder: Path) -> str:
    """An analysis that does not belong to the design."""
    other = f"; from the samples at hand --method {instead} can be computed" if instead else ""
    return (
        f"--method {method} needs another design than '{design}': write design: {needed} into "
        f"{folder / 'experiment.yaml'} and run diplosim run {folder / 'experiment.yaml'} --out NEW_FOLDER{other}"
    )


def too_few(method: str, count: int, least: int, what: str, line: str, folder: Path) -> str:
    """A design too small for the analysis."""
    return (
        f"--method {method} needs at least {least} {what}, the sweep has {count}: write {line} under 'design' in "
        f"{folder / 'experiment.yaml'} and run diplosim run {folder / 'experiment.yaml'} --out NEW_FOLDER"
    )


def broken_blocks(folder: Path, runs: int, first: int, reason: str, design: str) -> str:
    """Failed runs in a design whose samples only count together."""
    return (
        f"{plural(runs, 'run')} failed ({reason}), and the samples of a {design} design only count together: look at "
        f"one with diplosim rerun {folder} {first}, narrow the range that causes it in {folder / 'experiment.yaml'} "
        f"and run diplosim run {folder / 'experiment.yaml'} --out {folder} --force"
    )


def missing(outcome: str, count: int, of: int) -> str:
    """An outcome that some runs do not have."""
    instead = ALWAYS_THERE.get(outcome)
    hint = (
        f"; ask for {instead}, which every run has" if instead else "; ask for an outcome that every run has"
    )
    share = f"{100 * count / of:.0f} %" if count >= 0.01 * of else "under 1 %"
    return f"missing in {count:,} of {of:,} runs ({share}), where the question does not arise{hint}"


def constant(value: float, arm: str, effect: bool) -> str:
    """An outcome that is the same in every sample."""
    what = f"the effect of {arm}" if effect else "it"
    return (
        f"{what} is {value:.6g} in every sample: nothing that varies here moves it; vary something else, "
        "or more months (--set months=...)"
    )
