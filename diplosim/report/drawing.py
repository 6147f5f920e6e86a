"""A figure as part of a page: its drawing without headline and caption, which become text of the page.

Matplotlib writes its letters as text (``svg.fonttype: none``). Done here is what it has no option for: ids get the
figure's key, so that they are unique in the page; looks are written once for all figures, and coordinates as steps
that are as fine as an eye can tell, which makes a page half as large; and of a figure that a results folder brings
only elements and attributes are kept that neither run nor load nor link.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from diplosim.figures.layout.page import CAPTION_SIZE, HEADLINE_SIZE, MARGIN
from diplosim.figures.layout.typography import LINE, POINTS

#: Everything that a drawing may hold.
ELEMENTS = frozenset(
    {"g", "path", "use", "text", "tspan", "rect", "circle", "defs", "clipPath", "image", "pattern"}
)
ATTRIBUTES = frozenset({
    "d", "x", "y", "width", "height", "r", "cx", "cy", "transform", "style", "clip-path", "id", "href", "fill",
    "stroke", "stroke-width", "opacity", "patternUnits",
})  # fmt: skip
#: Blank edge that is cut off on either side, in points.
SIDE = 8.0
#: From so many characters on a path is a curve over months, where a tenth of a point is enough.
LONG = 700
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_POINTER = re.compile(r"url\(#([^)]+)\)")
_SEGMENT = re.compile(r"([MLQCZz])([^MLQCZz]*)")
_PAIR = r"\s+-?[\d.]+\s+-?[\d.]+"
_PATH = re.compile(rf"(?:[ML]{_PAIR}\s*|Q{_PAIR}{_PAIR}\s*|C{_PAIR}{_PAIR}{_PAIR}\s*|[Zz]\s*)+")
_NO_TURN = re.compile(r"rotate\(-?0(?:\.0+)? [^)]*\)")


class Styles:
    """Looks that drawings share, each written once as a class of the page."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, style: str) -> str:
        """The class of a look."""
        short = ";".join(part.strip().replace(": ", ":") for part in style.split(";") if part.strip())
        return self._names.setdefault(short, f"k{len(self._names)}")

    def css(self) -> str:
        """The rules; a drawing's looks cannot end the style element they stand in."""
        return "".join(f".{name}{{{_harmless(style)}}}" for style, name in self._names.items())


def _harmless(style: str) -> str:
    """A style without anything that ends its rule or loads something."""
    if re.search(r"url\((?!#)|expression|import", style, re.IGNORECASE):
        return ""
    return re.sub(r"[<>{}@\\]", "", style)


class Drawing(NamedTuple):
    """The inside of an ``svg`` element, and what was cut from it."""

    inside: str
    left: float
    top: float
    width: float
    height: float
    headline: str
    caption: str


def as_drawing(svg: bytes, key: str, styles: Styles) -> Drawing:
    """Take an SVG file of this package apart; ``key`` becomes the prefix of its ids.

    Raises:
        ValueError: the file is not one.
    """
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        raise ValueError(f"not an SVG file: {error}") from error
    view = [float(number) for number in root.get("viewBox", "").split()]
    if _name(root) != "svg" or len(view) != 4:
        raise ValueError("not an SVG file with a viewBox")
    told = {"headline": [""], "caption": [""]}
    for group in root.iter():
        own = group.get("id", "")
        if own in told:
            told[own] = ["".join(line.itertext()).strip() for line in group.iter() if _name(line) == "text"]
            group.clear()
    writer = _Writer(key, styles, _pointed_at(root))
    inside = "".join(writer.write(child) for child in root)
    top, below = _height(told["headline"], HEADLINE_SIZE), _height(told["caption"], CAPTION_SIZE)
    side = SIDE if top else 0.0
    words = {name: " ".join(lines) for name, lines in told.items()}
    return Drawing(inside, side, top, view[2] - 2 * side, view[3] - top - below, **words)


def _height(lines: list[str], size: float) -> float:
    """Height of some lines with the margin beyond them, in points; zero without any."""
    return MARGIN * POINTS + len(lines) * size * LINE if any(lines) else 0.0


def _name(element: ET.Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def _pointed_at(root: ET.Element) -> set[str]:
    """Ids that something in the drawing uses."""
    found = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href" and value.startswith("#"):
                found.add(value[1:])
            found.update(_POINTER.findall(value))
    return found


class _Writer:
    """Writes elements without what a page does not need."""

    def __init__(self, key: str, styles: Styles, ids: set[str]) -> None:
        self.key, self.styles, self.ids = key, styles, ids

    def write(self, element: ET.Element) -> str:
        """An element and all below it; a group that says nothing gives way to its children."""
        name = _name(element)
        if name not in ELEMENTS:
            return ""
        children = "".join(self.write(child) for child in element)
        text = escape(element.text.strip("\n")) if name in ("text", "tspan") and element.text else ""
        attributes = self._attributes(element)
        if name in ("g", "defs") and not children:
            return ""
        if name == "g" and not attributes:
            return children
        inside = text + children
        return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"

    def _attributes(self, element: ET.Element) -> str:
        found = {}
        for full, value in element.attrib.items():
            name = full.rpartition("}")[2]
            if name in ATTRIBUTES:
                name, kept = self._attribute(name, value)
                if kept:
                    found[name] = kept
        return "".join(f" {name}={quoteattr(value)}" for name, value in found.items())

    def _attribute(self, name: str, value: str) -> tuple[str, str]:
        """Name and value as they are written; an empty value is left out."""
        if name == "id":
            return name, f"{self.key}-{value}" if value in self.ids else ""
        if name == "href":
            return name, self._shown(value)
        value = _POINTER.sub(lambda found: f"url(#{self.key}-{found.group(1)})", value)
        if name == "style":
            return "class", self.styles.name(value)
        if name == "d":
            return name, shorter(value)
        return name, _DECIMALS.sub(
            lambda found: _decimal(float(found.group()), 2), _NO_TURN.sub("", value).strip()
        )

    def _shown(self, value: str) -> str:
        """What a ``use`` or ``image`` shows: a part of the same drawing or a picture inside it, nothing else."""
        if value.startswith("#"):
            return f"#{self.key}-{value[1:]}"
        return value if value.startswith("data:image/png;base64,") else ""


def shorter(path: str) -> str:
    """The ``d`` of a path with steps in place of places, rounded without drifting.

    Anything but absolute M, L, Q, C and Z, a segment each (all that matplotlib writes), is returned as it is.
    """
    if not _PATH.fullmatch(path.strip()):
        return path
    digits = 1 if len(path) > LONG else 2
    here = start = (0, 0)
    written, before = [], ""
    for command, numbers in _SEGMENT.findall(path):
        values = [round(float(number) * 10**digits) for number in numbers.split()]
        steps = [
            _decimal((value - here[place % 2]) / 10**digits, digits) for place, value in enumerate(values)
        ]
        letter = command.lower()
        written.append((" " if letter == "l" and before in ("m", "l") else letter) + " ".join(steps))
        here = (values[-2], values[-1]) if values else start
        start = here if command == "M" else start
        before = letter
    return "".join(written).replace(" -", "-")


def _decimal(number: float, digits: int) -> str:
    """A number without needless characters: ``.5``, ``-3``."""
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else re.sub(r"^(-?)0(?=\.)", r"\1", text)
