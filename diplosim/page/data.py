"""Everything that the page knows, as one JSON made of the declarations: no range and no default is written twice."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticUndefined

from diplosim.analysis.paired import EQUAL
from diplosim.engine.decisions import vocabulary
from diplosim.engine.module import ENTRY, PREPARE, module_path
from diplosim.engine.records import KINDS, LEAST
from diplosim.experiment.numbers import LEVELS
from diplosim.metrics.column import Column, Metric
from diplosim.metrics.columns import kept_metrics
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES, always_recorded
from diplosim.page.layouts import image_layouts, package_table
from diplosim.page.levers import lever_table, policies_data
from diplosim.page.presets import presets_data
from diplosim.policies.compose import SENTENCES as FAULTS
from diplosim.policies.conflicts import ISSUES
from diplosim.policies.conflicts import SENTENCES as CONFLICTS
from diplosim.scenario import PARAMETERS, Scenario
from diplosim.scenario.agreements import CONDITIONS, CONTENTS, FRAMINGS
from diplosim.scenario.moves import QUESTIONS, RELIEFS, MoveTerms
from diplosim.scenario.parameters import CLASSES, Parameter
from diplosim.version import __version__
from diplosim.wording import sentences, templates
from diplosim.wording.names import ARTICLE

#: Months of these are drawn: trust, provocations, de-escalation, the way of the money, health.
CHARTED = (
    "trust_rivals_security", "trust_rivals_health", "events", "deescalation", "donors_paid_musd", "aid_disbursed_musd",
    "aid_arrived_musd", "aid_absorbed_musd", "health_system", "disease_burden",
)  # fmt: skip


def page_data(scenarios: Mapping[str, Scenario] | None = None) -> dict[str, Any]:
    """The data of a page that starts from these scenarios; without any, from those that come with diplosim."""
    return {
        "version": 1,
        "diplosim": __version__,
        "entries": {"play": ENTRY, "prepare": PREPARE},
        "layouts": image_layouts(),
        "parameters": [parameter_data(parameter) for parameter in PARAMETERS.values()],
        "classes": CLASSES,
        "metrics": [column_data(metric) for metric in METRICS],
        "outcomes": [column_data(outcome) for outcome in OUTCOMES],
        "charted": CHARTED,
        "always": [place for place, metric in enumerate(METRICS) if metric.name in always_recorded()],
        "levels": LEVELS,
        "equal": EQUAL,
        "policies": policies_data({use.name for one in (scenarios or {}).values() for use in one.policies}),
        "levers": lever_table(),
        "packages": package_table(),
        "decisions": vocabulary(),
        "moves": move_words(),
        "wording": wording(),
        "sentences": {**CONFLICTS, **FAULTS},
        "issues": ISSUES,
        **presets_data(None if scenarios is None else dict(scenarios)),
    }


def page_json(scenarios: Mapping[str, Scenario] | None = None) -> str:
    """The same as text without spaces."""
    return json.dumps(page_data(scenarios), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def wording() -> dict[str, Any]:
    """The table of sentences as far as decisions of a run need it."""
    table = sentences.as_json()
    kept = {name: table[name] for name in ("any", "numbers", "arguments", "terms", "issues")}
    events = {kind: texts for kind, texts in table["events"].items() if kind in KINDS}
    return {**kept, "events": events, "article": ARTICLE.pattern, "by_move": templates.BY_MOVE}


def move_words() -> dict[str, Any]:
    """What moves are made of: acts with the questions that they answer, terms with their levels and usual values."""
    levels = {"relief": RELIEFS, "framing": FRAMINGS, "condition": CONDITIONS, "content": CONTENTS}
    usual = {name: field.get_default() for name, field in MoveTerms.model_fields.items() if name != "donor"}
    usual = {name: None if value is PydanticUndefined else value for name, value in usual.items()}
    return {"questions": QUESTIONS, "levels": levels, "usual": usual}


def kernel_bytes() -> bytes:
    """The kernel of the page."""
    return module_path(LEAST).read_bytes()


def parameter_data(parameter: Parameter) -> dict[str, Any]:
    """One parameter: default, plausible range, hard limits, meaning and source."""
    found: dict[str, Any] = {
        "name": parameter.name, "default": _finite(parameter.default), "low": parameter.low, "high": parameter.high,
        "unit": parameter.unit, "class": parameter.cls, "meaning": parameter.meaning, "source": parameter.source,
        "limits": [_finite(limit) for limit in parameter.limits], "allowed": parameter.allowed,
    }  # fmt: skip
    if parameter.kind != "float":
        found["kind"] = parameter.kind
    if parameter.choices:
        found["choices"] = parameter.choices
    flags = {"open_high": parameter.open_high, "infinite": parameter.infinite}
    return found | {key: True for key, value in flags.items() if value}


def _finite(value: Any) -> Any:
    if isinstance(value, float) and math.isinf(value):
        return "poisson" if value > 0 else None
    return value


def column_data(column: Column) -> dict[str, Any]:
    """A metric or an outcome in words; columns of another case's donors keep their place without a name."""
    foreign = isinstance(column, Metric) and column.name not in kept_metrics()
    return {
        "name": "" if foreign else column.name,
        "meaning": column.meaning,
        "unit": column.unit,
        "better": column.better,
    } | ({"label": column.label} if column.label else {})
