"""What a policy is made of: the levers that it moves, in words, and the policy without some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from diplosim.policies.option import Option
from diplosim.policies.settings import Settings

#: Option that leaves components out: members of a bundle, levers of any other policy.
WITHOUT = "without"
#: Word -> the settings that only make sense together (levers of model section 9; L8 and L12 hold two choices each).
LEVERS: dict[str, tuple[str, ...]] = {
    "carve_out": ("e_policy",),
    "relief_offered": ("menu_r",),
    "conditions": ("menu_q",),
    "preconditions": ("precond",),
    "pressure": ("press",),
    "pooling": ("pool", "prefund", "pi_pool", "contributors"),
    "durations": ("menu_D",),
    "shares": ("menu_c",),
    "ownership": ("own",),
    "framing": ("menu_f",),
    "delinking": ("d",),
    "delay": ("W_policy", "W_strength"),
    "channels": ("menu_k",),
    "mediation": ("gamma_m",),
    "comprehensive": ("comp",),
    "digital": ("dig",),
    "surveillance": ("surv",),
    "posture": ("posture",),
    "unconditional": ("uncond",),
    "unsolicited_offers": ("unsol",),
}


def levers_of(settings: Settings) -> tuple[str, ...]:
    """The levers that settings move, in words, in the order of the model."""
    moved = settings.moved()
    return tuple(word for word, names in LEVERS.items() if any(name in moved for name in names))


def leave_out(settings: Settings, words: Sequence[str]) -> Settings:
    """The settings with some levers left alone."""
    if not words:
        return settings
    return replace(settings, **{name: None for word in words for name in LEVERS[word]})


def without_option(names: Sequence[str], unit: str = "levers") -> Option:
    """The declaration of ``without`` for these components."""
    noun = "members" if unit == "policies" else unit
    return Option(WITHOUT, (), "choices", unit, f"{noun} to leave out", choices=tuple(names))
