"""What a fit leaves behind: draws as a small file, a manifest beside it, and what is said of both."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from diplosim import evidence
from diplosim.calibration.batch import NAMES, Floats, bounds
from diplosim.calibration.fit import FEWEST, IMPLAUSIBLE, Fitted, Settings
from diplosim.calibration.summaries import Fit
from diplosim.experiment.engines import PlanError, code_digest
from diplosim.files import DOCUMENT, read_bytes, read_text
from diplosim.version import __version__

#: The file of each fit, beside the evidence.
FILES: Mapping[Fit, str] = {"full": "posterior", "historian": "posterior_historian"}
#: Standard deviation over that of the prior: below, a parameter is narrowed; above, the record tells nothing of it.
NARROWED = 0.9
#: How far a mean moves once adjusted before it is told, in standard deviations of the prior.
TOLERANCE = 0.25
#: How often a check of a fit that is what it was finds some mean apart.
FALSE_ALARMS = 0.01
MIDDLE = (0.05, 0.5, 0.95)


def path_of(fit: Fit) -> Path:
    """The shipped draws."""
    return evidence.file(f"{FILES[fit]}.csv")


def shipped_manifest(fit: Fit) -> dict[str, Any]:
    """The manifest of the shipped draws; raises ``PlanError`` if none are shipped."""
    file = path_of(fit).with_suffix(".json")
    if not file.is_file():
        raise PlanError(
            f"no draws of the {fit} fit are shipped; make them with: diplosim calibrate --fit {fit}"
        )
    found: dict[str, Any] = json.loads(read_text(file, DOCUMENT))
    return found


def beside_shipped(settings: Settings, draws: bytes) -> str:
    """Whether these draws are the shipped ones, in a sentence."""
    shipped = path_of(settings.fit)
    if not shipped.is_file():
        return f"No draws of the {settings.fit} fit are shipped."
    if read_bytes(shipped, DOCUMENT) == draws:
        return f"{shipped.name} is the shipped one, to the byte."
    told = shipped_manifest(settings.fit)
    tried = told["draws"]
    if [row["name"] for row in told["parameters"]] != list(NAMES):
        return f"{shipped.name} is not the shipped one, which was made before the parameters were those of today."
    return f"{shipped.name} is not the shipped one, which took --draws {tried}."


def table(chosen: Floats) -> bytes:
    """Draws as CSV, six digits each."""
    lines = [",".join(NAMES), *(",".join(f"{value:.6g}" for value in row) for row in chosen)]
    return ("\n".join(lines) + "\n").encode()


def manifest(found: Fitted) -> dict[str, Any]:
    """What was fitted, how, and what came of it."""
    settings, near = found.settings, found.near
    return {
        "diplosim": __version__,
        "note": "A posterior, given this model and these priors: an axis for scenarios, not knowledge.",
        "fit": settings.fit, "seed": settings.seed, "draws": settings.draws, "rows": len(found.chosen),
        "population": len(near.places), "distinct": len(np.unique(near.places, axis=0)),
        "limit": _short(near.rounds[-1].limit), "kept": _short(near.rounds[-1].kept),
        "prior_left": _short(found.matched.share),
        "waves": [{"draws": w.draws, "plays": w.plays, "left": w.left} for w in found.matched.waves],
        "summaries": list(_summaries(found)), "parameters": list(_parameters(found)),
        "code": code_digest(), "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in ("numpy", "numba", "SALib")},
    }  # fmt: skip


def files(found: Fitted) -> dict[str, bytes]:
    """The two files of a fit, by name."""
    name = FILES[found.settings.fit]
    text = json.dumps(manifest(found), indent=1, ensure_ascii=False) + "\n"
    return {f"{name}.csv": table(found.chosen), f"{name}.json": text.encode()}


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _summaries(found: Fitted) -> Iterator[dict[str, Any]]:
    """The record beside the prior's waves and the posterior's new runs."""
    for place, target in enumerate(found.settings.targets):
        low, middle, high = map(float, np.quantile(found.predicted[:, place], MIDDLE))
        recorded = float(found.recorded[place])
        yield {
            "name": target.name, "scenario": target.scenario, "meaning": target.meaning, "recorded": _short(recorded),
            "error": target.error, "why": target.why, "fitted": bool(found.used[place]),
            "signal": _short(float(found.matched.signal[place])),
            "ruled_out": [_short(float(wave.ruled_out[place])) for wave in found.matched.waves],
            "posterior": [_short(low), _short(middle), _short(high)], "conflict": not low <= recorded <= high,
        }  # fmt: skip


def regressed(places: Floats, misfits: Floats) -> Floats:
    """Kept draws moved to where a linear regression on their misfits expects them at the record.

    Beaumont, Zhang and Balding 2002 (Genetics 162): what is left of the width of the limit is taken out, so far as it
    is linear. Logits are regressed, so that none leaves the cube; all kept draws weigh the same.
    """
    inside = np.clip(places, 1e-6, 1.0 - 1e-6)
    logits = np.log(inside / (1.0 - inside))
    slopes = np.linalg.lstsq(np.column_stack([np.ones(len(misfits)), misfits]), logits)[0][1:]
    return np.asarray(1.0 / (1.0 + np.exp(misfits @ slopes - logits)))


def _parameters(found: Fitted) -> Iterator[dict[str, Any]]:
    """Prior beside posterior, and beside its regression adjustment."""
    places, used = found.near.places, found.used
    misfits = ((found.near.found - found.recorded) / found.scale)[:, used]
    adjusted = regressed(places, misfits).mean(axis=0)
    for place, (name, low, high) in enumerate(zip(NAMES, *bounds(), strict=True)):
        values = low + places[:, place] * (high - low)
        _, by, effect, sigma = found.screened[place]
        yield {
            "name": name, "prior": [_short(float(low)), _short(float((low + high) / 2)), _short(float(high))],
            "posterior": [_short(float(value)) for value in np.quantile(values, MIDDLE)],
            "mean": _short(float(values.mean())),
            "adjusted": _short(float(low + adjusted[place] * (high - low))),
            "width": _short(float(places[:, place].std() * 12**0.5)),
            "moves": found.settings.targets[by].name if effect > 0.0 else "", "effect": _short(effect),
            "unevenly": _short(sigma),
        }  # fmt: skip


def failures(told: Mapping[str, Any]) -> list[str]:
    """What a reader should know first."""
    conflicts = [row for row in told["summaries"] if row["conflict"]]
    blurred = [row["name"] for row in told["summaries"] if not row["fitted"]]
    narrowed = [row["name"] for row in told["parameters"] if row["width"] < NARROWED]
    lines = [
        f"{row['name']}: recorded {row['recorded']:g}, the model gives {row['posterior'][0]:g} to "
        f"{row['posterior'][2]:g} ({row['meaning']})"
        for row in conflicts
    ]
    found = [
        f"{len(conflicts)} of {len(told['summaries'])} summaries are in conflict with the record:",
        *lines,
    ]
    if told["prior_left"] == 0.0:
        found.append("no draw of the prior is left by the waves: the model is wrong somewhere, not the draws")
    else:
        found.append(
            f"the waves leave {told['prior_left']:.0%} of the prior (implausibility below {IMPLAUSIBLE:g})"
        )
    if blurred:
        found.append(f"not fitted, since chance moves them more than any draw: {', '.join(blurred)}")
    count = len(told["parameters"])
    found.append(
        f"of {count} parameters the record narrows {len(narrowed)}; of the others it tells next to nothing"
    )
    moved = [row["name"] for row in told["parameters"] if _steps(row, row["adjusted"]) > TOLERANCE]
    found.append(
        f"cross-check: a regression adjustment of the kept draws moves {len(moved)} of {count} means by more than "
        f"{TOLERANCE} standard deviations of the prior{': ' if moved else ''}{', '.join(moved)}"
    )
    return found


def _steps(row: Mapping[str, Any], mean: float) -> float:
    """How far a mean lies from that of the fit, in standard deviations of the prior."""
    low, _, high = row["prior"]
    return float(abs(mean - row["mean"]) / ((high - low) / 12**0.5))


def rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Prior beside posterior, the narrowed first."""
    ordered = sorted(told["parameters"], key=lambda row: float(row["width"]))
    return [
        (
            row["name"], "{:.3g} to {:.3g}".format(row["prior"][0], row["prior"][2]),
            "{:.3g} to {:.3g}".format(row["posterior"][0], row["posterior"][2]), f"{row['mean']:.3g}",
            f"{row['adjusted']:.3g}", f"{row['width']:.2f}",
        )
        for row in ordered
    ]  # fmt: skip


HEADINGS = (
    ("parameter", "left"), ("prior", "left"), ("posterior", "left"), ("mean", "right"),
    ("adjusted", "right"), ("width", "right"),
)  # fmt: skip


def apart(found: Fitted) -> list[str]:
    """Parameters whose mean in a reduced run lies further from the shipped one than chance in both explains.

    Chance is what families of draws tell of it; the bound is Student's, shared evenly by all parameters, so that all
    together err once in a hundred checks (``FALSE_ALARMS``).
    """
    from scipy import stats

    told, near = shipped_manifest(found.settings.fit), found.near
    shipped = {row["name"]: row for row in told["parameters"]}
    wrong = [f"{name}: not among the shipped parameters" for name in NAMES if name not in shipped]
    freedom = len(np.unique(near.families)) - 1
    most = float(stats.t.isf(FALSE_ALARMS / 2 / len(NAMES), freedom))
    both = math.sqrt(1.0 + found.settings.draws / told["draws"])
    rows = zip(NAMES, *bounds(), near.places.mean(axis=0), near.standard_errors(), strict=True)
    for name, low, high, place, error in rows:
        if name not in shipped:
            continue
        mean, was = low + float(place) * (high - low), shipped[name]["mean"]
        steps = abs(mean - was) / ((high - low) * error * both)
        if steps > most:
            wrong.append(
                f"{name}: mean {mean:.3g}, shipped {was:.3g} ({steps:.1f} standard errors, not {most:.1f})"
            )
    return wrong


#: Draws of a check.
REDUCED = max(FEWEST, 10_000)
