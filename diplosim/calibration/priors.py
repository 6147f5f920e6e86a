"""What is drawn: the deeply uncertain parameters, those that records of the past bear on, and the rate of each era.

The prior of a parameter is even over its declared range. Eras: the normal rate of provocations differs by leader, for
reasons outside the model, and the episode files state it. So not the rate itself is drawn for the past but a factor on
what the files state, one for the years before December 2011 and one from then on; the second is told as
`provocation.lam0`, the rate of today that goes with it. Both have the declared range of the rate over its default.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from diplosim.experiment.posterior import EARLY, RATE, in_era
from diplosim.scenario import PARAMETERS

Floats = NDArray[np.float64]
#: Of classes F and C: what the records that are fitted speak of.
FITTED = (
    "provocation.lam0", "provocation.eta0", "provocation.mu_meet", "politics.m_hawk", "politics.z_hawk",
    "politics.k_n", "stance.h_o", "stance.h_c", "tables.o0",
)  # fmt: skip
#: Parameters that are drawn.
DRAWN = (*(name for name, p in PARAMETERS.items() if p.cls == "U"), *FITTED)
#: All that is drawn.
NAMES = (*DRAWN, EARLY)


def bounds() -> tuple[Floats, Floats]:
    """The lower and the upper ends of the priors."""
    rate = PARAMETERS[RATE]
    usual = float(rate.default)
    ranges = [(PARAMETERS[name].low, PARAMETERS[name].high) for name in DRAWN]
    lows, highs = zip(*ranges, (rate.low / usual, rate.high / usual), strict=True)
    return np.array(lows, dtype=float), np.array(highs, dtype=float)


def from_unit(places: Floats) -> Floats:
    """Draws from places in the unit cube: draws by names."""
    low, high = bounds()
    return np.asarray(low + places * (high - low))


def values_of(draws: Floats, names: Sequence[str], own: Floats, early: NDArray[np.bool_]) -> Floats:
    """What draws make of a scenario's own values: by draw, stretch of months and parameter.

    Args:
        draws: by draw and name.
        names: those of the draws.
        own: what the scenario states, by stretch of months and parameter (names without `EARLY`).
        early: by stretch, whether the rate in force is one of the years before December 2011.
    """
    patched = [name for name in names if name != EARLY]
    found = np.empty((len(draws), *own.shape))
    for place, name in enumerate(patched):
        stated, drawn = own[:, place], draws[:, names.index(name)]
        found[:, :, place] = in_era(name, stated[None], drawn[:, None])
        if name == RATE and EARLY in names:
            moved = stated[None] * draws[:, names.index(EARLY)][:, None]
            found[:, :, place] = np.where(early[None], moved, found[:, :, place])
    return found
