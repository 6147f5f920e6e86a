"""From scenarios and options to the arms of a run: checked so that their runs can be paired."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from diplosim.experiment.results import safe_name
from diplosim.metrics.columns import own_metrics
from diplosim.wording.lists import listed

if TYPE_CHECKING:
    from diplosim.scenario import Scenario

ENGINES = ("auto", "mesa", "compiled")
HOW_TO_GET = 'pip install "diplosim[fast]"'


class PlanError(ValueError):
    """What is asked for cannot be run as it is; the message says why and what to do."""

    wrong_input = True


class Engine(NamedTuple):
    """An engine, and what the user should know about the choice."""

    name: str
    note: str = ""


def choose_engine(name: str, own_classes: Collection[str] = ()) -> Engine:
    """The engine that serves ``auto``, ``mesa`` or ``compiled``.

    ``own_classes``: codes of the actors for which the user brings a Python class of their own.
    """
    if name not in ENGINES:
        raise PlanError(f"unknown engine {name!r}; allowed: {', '.join(ENGINES)}")
    if name == "mesa":
        return Engine("mesa")
    obstacle = _obstacle(own_classes)
    if not obstacle:
        return Engine("compiled")
    if name == "compiled":
        raise PlanError(f"the compiled engine cannot run this: {obstacle}")
    return Engine("mesa", f"running on the Mesa engine, which is slower: {obstacle}")


def _obstacle(own_classes: Collection[str]) -> str:
    """Why the compiled engine cannot serve; empty if it can."""
    from diplosim.engine.ready import missing

    metrics = [metric.name for metric in own_metrics()]
    if metrics:
        return (
            f"your own metric {listed(metrics)} is read off the Mesa model (own outcomes run on both engines)"
        )
    if own_classes:
        return f"your own Python class for {', '.join(sorted(own_classes))} works on the Mesa engine only"
    reason = missing()
    if not reason:
        return ""
    if "No module named 'numba'" in reason:
        return f"Numba is not installed; get it with {HOW_TO_GET}"
    return f"Numba cannot be used: {reason}"


def prepare(
    scenarios: Sequence[Scenario], replicates: int | None = None, seed: int | None = None
) -> tuple[Scenario, ...]:
    """The arms of a run with seed and replicates as asked; refuses arms that could not be paired."""
    if replicates is not None and replicates < 1:
        raise PlanError(f"replicates must be at least 1, not {replicates}")
    changes = {"replicates": replicates, "seed": seed}
    given = {name: value for name, value in changes.items() if value is not None}
    arms = tuple(scenario.with_(**given) if given else scenario for scenario in scenarios)
    if not arms:
        raise PlanError("give at least one scenario")
    names = [safe_name(arm.name) for arm in arms]
    for name in names:
        if names.count(name) > 1:
            raise PlanError(f"two scenarios are called '{name}'; give each its own name")
    for key, option in (("seed", "--seed"), ("replicates", "--replicates")):
        values = [getattr(arm, key) for arm in arms]
        if len(set(values)) > 1:
            listed = ", ".join(f"{arm.name} {value}" for arm, value in zip(arms, values, strict=True))
            raise PlanError(
                f"the scenarios differ in {key} ({listed}), so their runs would not pair up; "
                f"give one for all with {option} (in Python: {key}=)"
            )
    return arms


def mismatches(arms: Sequence[Scenario]) -> list[str]:
    """Why a paired comparison of these arms may mislead (other horizon, other start)."""
    found = []
    for key in ("months", "start"):
        values = {str(getattr(arm, key)): arm.name for arm in arms}
        if len(values) > 1:
            found.append(f"the scenarios differ in {key} ({', '.join(values)}): compare them with care")
    return found
