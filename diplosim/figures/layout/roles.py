"""What each colour, dash and mark means. A figure asks for a role, never for a colour.

Colours are Okabe and Ito's colour-blind-safe set, darkened where they carry text; every role has a dash or a
shape as a second signal, so a figure also works in grey.
"""

from __future__ import annotations

from typing import NamedTuple

Dash = str | tuple[float, tuple[float, ...]]

INK = "#202124"
MUTED = "#5f6368"
FAINT = "#9aa0a6"
GRID = "#e8eaed"
LANE = "#f4f6f8"
PAPER = "#ffffff"

#: Opacity of the band holding the middle 90 % and of the one holding the middle 50 %.
BAND_90, BAND_50 = 0.14, 0.26


class LineRole(NamedTuple):
    """How one policy is drawn, in every panel of a figure."""

    colour: str
    dash: Dash


REFERENCE = LineRole("#6b6f76", (0, (4, 2)))
POLICIES = (
    LineRole("#0072b2", "-"),
    LineRole("#d55e00", (0, (7, 1.5, 1.5, 1.5))),
    LineRole("#007a5e", (0, (1.6, 1.4))),
)
TRUST_RIVALS = POLICIES[0]
TRUST_OTHERS = LineRole("#4a90bd", (0, (1.6, 1.4)))
TENSION = LineRole("#d55e00", "-")


class Verdict(NamedTuple):
    """Colour and sign of a comparison: better, worse, or not clear."""

    colour: str
    sign: str


BETTER = Verdict("#0072b2", "●")
WORSE = Verdict("#b84f00", "■")
UNCLEAR = Verdict(MUTED, "○")


class Lane(NamedTuple):
    """One swim-lane: the kinds of event it shows and the mark they get; lesser ones are smaller and pale."""

    label: str
    kinds: tuple[str, ...]
    marker: str
    colour: str
    lesser_kinds: tuple[str, ...] = ()
    pale: str = ""


LANES = (
    Lane("Provocation", ("provocation",), "^", "#c85400", pale="#f0b48a"),
    Lane("Sanction", ("resolution_adopted",), "s", "#5b5b5b", ("resolution_vetoed",), "#c3c6ca"),
    Lane("Offer refused", ("offer_refused",), "X", "#a8447f"),
    Lane("Offer accepted", ("offer_accepted",), "o", "#009e73"),
    Lane("Agreement", ("agreement_signed",), "D", "#0072b2", ("ratification_failed",), "#b9d7ea"),
    Lane("Suspension", ("suspension",), "P", "#8a6d00"),
)
OPEN_STANCE = "#009e73"
"""Behind the lanes while the recipient is open to its rivals, pale."""
MAJOR_CLASS = 2
"""Provocations of this severity class or above are drawn larger and through every lane."""


class TrustStep(NamedTuple):
    """One step of the trust ramp: trust below ``upper`` that is not in the step before."""

    upper: float
    label: str
    colour: str
    dash: Dash


TRUST_RAMP = (
    TrustStep(0.20, "below 0.20", "#8c2d04", (0, (2.2, 1.3))),
    TrustStep(0.35, "0.20 to 0.35", "#d9822b", "-"),
    TrustStep(0.50, "0.35 to 0.50", "#b9bdc3", "-"),
    TrustStep(0.65, "0.50 to 0.65", "#5aa5d6", "-"),
    TrustStep(float("inf"), "0.65 and above", "#08467f", "-"),
)


def trust_step(trust: float) -> TrustStep:
    """Return the step of the ramp that holds ``trust`` (0-1)."""
    return next(step for step in TRUST_RAMP if trust < step.upper)


def trust_width(trust: float) -> float:
    """Return the width in points of a line that stands for ``trust`` (0-1)."""
    return 0.8 + 3.0 * trust


class MoneyRole(NamedTuple):
    """What became of money: one colour for each kind of fate, with the words for it."""

    label: str
    colour: str


REACHED = MoneyRole("reached the health system", "#0072b2")
WAITING = MoneyRole("still on its way", "#e0a526")
SPENT = MoneyRole("overhead, wasted or diverted", "#c85400")
BACK = MoneyRole("never paid, or sent back", "#9aa0a6")


class ActorRole(NamedTuple):
    """Shape and name of one kind of actor; ``size`` evens out the optical weight of the marks."""

    label: str
    marker: str
    size: float


ACTORS = {
    "recipient": ActorRole("Recipient", "s", 13.0),
    "donor": ActorRole("Donor", "o", 9.0),
    "patron": ActorRole("Patron", "h", 10.0),
    "implementer": ActorRole("Implementer", "^", 9.5),
    "fund": ActorRole("Pooled fund", "D", 8.0),
    "council": ActorRole("Sanctions body", "p", 10.0),
}
OTHER_ACTOR = ActorRole("Other", "8", 9.0)
