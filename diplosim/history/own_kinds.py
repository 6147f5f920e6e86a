"""What the words of a record stand for in the model: kinds of events, classes of provocations, donors."""

from __future__ import annotations

import re
from collections.abc import Mapping

PROVOCATION, MEETING, RESOLUTION, EXERCISE = "provocation", "meeting", "resolution", "exercise"
CLASSES = (1, 2, 3)
#: Words in a type of event -> what it is, the first that is found.
KINDS = {
    "resolution": RESOLUTION, "exercise": EXERCISE, "drill": EXERCISE,
    "talk": MEETING, "meeting": MEETING, "negotiation": MEETING, "dialogue": MEETING, "summit": MEETING,
    "provocation": PROVOCATION, "missile": PROVOCATION, "nuclear": PROVOCATION, "satellite": PROVOCATION,
    "launch": PROVOCATION, "test": PROVOCATION, "attack": PROVOCATION, "clash": PROVOCATION,
    "artillery": PROVOCATION, "incursion": PROVOCATION, "border": PROVOCATION, "other": PROVOCATION,
}  # fmt: skip
_FAR = re.compile(
    r"inter-?contin\w*|\bicbm|intermediate.range|\birbm|satellite|submarine.launched|\bslbm|long.range ballistic",
    re.I,
)
_LETHAL = re.compile(r"\b(killed|killing|dead|deaths|sank|sunk|lethal)\b", re.I)
_TEST = re.compile(r"nuclear test", re.I)

_EUROPE = (
    "european", "echo", "austria", "belgium", "bulgaria", "croatia", "cyprus", "czech", "denmark", "estonia", "finland",
    "france", "germany", "greece", "hungary", "ireland", "italy", "latvia", "liechtenstein", "lithuania", "luxembourg",
    "malta", "netherlands", "norway", "poland", "portugal", "romania", "slovakia", "slovenia", "spain", "sweden",
    "switzerland", "united kingdom",
)  # fmt: skip
#: Donors of the model as OCHA and others call them; the first that is found.
_DONORS = {
    "usa": ("united states", "usa", "us"),
    "rok": ("korea, republic of", "republic of korea", "south korea", "rok"),
    "jpn": ("japan", "jpn"),
    "chn": ("china", "chn"),
    "ghf": ("global fund", "gavi"),
    "eu": (*_EUROPE, "eu"),
}


def kind_of(text: str) -> str | None:
    """The kind of event that a type names; nothing if no word of it is known."""
    return next((kind for word, kind in KINDS.items() if word in text.lower()), None)


def major_class(texts: Mapping[str, str]) -> int:
    """Class of a provocation by its words, where the record gives none (section 3.1 of the model).

    3: a nuclear test. 2: a missile of intermediate range or more, or from a submarine; a satellite; or somebody was
    killed. 1: all else. What the event was (``what``) goes before its description (``note``), which may speak of other
    events too.
    """
    kind, note = texts.get("type", ""), texts.get("note", "")
    what = texts.get("what", "")
    named = f"{kind} {what}" if what else f"{kind} {note}"
    nuclear = "nuclear" in kind.lower() and not what
    if _TEST.search(f"{kind} {what}") or (nuclear and (not note or "test" in note.lower())):
        return 3
    is_launch = what or not kind or "missile" in kind.lower() or "satellite" in kind.lower()
    return 2 if (is_launch and _FAR.search(named)) or _LETHAL.search(f"{named} {note}") else 1


def donor_of(text: str) -> str:
    """Code of the donor of the model in whose column a payer belongs, in small letters; empty if there is none."""
    words = text.lower()
    for code, names in _DONORS.items():
        for name in names:
            if re.search(rf"\b{name}\b", words) and "democratic" not in words:
                return code
    return ""
