"""What is declared about one parameter, and how a given value is checked against it."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import Literal

from diplosim.scenario.errors import range_words
from diplosim.wording.names import Spoken

Value = float | int | str
Class = Literal["F", "U", "C", "K"]

#: What the four classes mean, in the words of the documentation.
CLASSES: dict[str, str] = {
    "F": "fitted to or read from data",
    "U": "deeply uncertain: sampled in every ensemble",
    "C": "calibrated to patterns: swept in screening",
    "K": "convention: fixed",
}

#: The word for an infinite ``provocation.r_nb`` in files: the negative binomial becomes a Poisson law.
POISSON = "poisson"


@dataclass(frozen=True)
class Parameter(Spoken):
    """One symbol of the model: name, default, ranges, unit, class, meaning and source.

    ``low`` and ``high`` are the plausible range (designs sample it; equal for a convention that stays
    fixed). ``limits`` are the hard limits outside which the equations lose their meaning: a value outside
    them is an error, a value outside the plausible range is not.
    """

    name: str
    default: Value
    low: float
    high: float
    unit: str
    cls: Class
    meaning: str
    source: str
    kind: Literal["float", "int", "category"] = "float"
    choices: tuple[str, ...] = ()
    limits: tuple[float, float] = (-math.inf, math.inf)
    open_high: bool = False
    infinite: bool = False

    @property
    def group(self) -> str:
        """Group of the name, e.g. ``trust``."""
        return self.name.partition(".")[0]

    @property
    def symbol(self) -> str:
        """Name without the group, as the equations write it, e.g. ``lam_neg``."""
        return self.name.partition(".")[2]

    @property
    def allowed(self) -> str:
        """The allowed values in words, e.g. ``a number from 0 to 1``."""
        if self.kind == "category":
            return "one of " + ", ".join(self.choices)
        noun = "a whole number" if self.kind == "int" else "a number"
        text = range_words(noun, *self.limits, self.open_high)
        return f"{text}, or the word '{POISSON}'" if self.infinite else text

    def number(self, value: Value) -> float | int:
        """The number that the rules take: a category becomes its index in ``choices``."""
        return self.choices.index(str(value)) if self.kind == "category" else value  # type: ignore[return-value]

    def accept(self, value: object) -> Value:
        """Return ``value`` in its declared type; raise ``ValueError`` if it is not allowed."""
        if self.kind == "category":
            if isinstance(value, str) and value in self.choices:
                return value
            raise ValueError(self.allowed)
        if self.infinite and value in (POISSON, math.inf):
            return math.inf
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise ValueError(self.allowed)
        if self.kind == "int":
            if not isinstance(value, numbers.Integral):
                raise ValueError(self.allowed)
            number: float | int = int(value)
        else:
            try:
                number = float(value) + 0.0  # -0.0 becomes 0.0
            except OverflowError as error:
                raise ValueError(self.allowed) from error
        if not self._within(number):
            raise ValueError(self.allowed)
        return number

    def _within(self, number: float) -> bool:
        low, high = self.limits
        below = number < high if self.open_high else number <= high
        return low <= number and below and math.isfinite(number)
