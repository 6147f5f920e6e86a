"""A figure as part of a page: its drawing without headline and caption, which become text of the page."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from diplosim.report.lettering import as_text
from diplosim.report.paths import rounded, shorter

#: Everything that a drawing may hold: nothing that runs, loads or links.
ELEMENTS = frozenset(
    {"g", "path", "use", "text", "tspan", "rect", "circle", "defs", "clipPath", "image", "pattern"}
)
ATTRIBUTES = frozenset({
    "d", "x", "y", "width", "height", "r", "cx", "cy", "transform", "style", "clip-path", "id", "href", "fill",
    "stroke", "stroke-width", "opacity", "patternUnits",
})  # fmt: skip
_LENGTHS = ("x", "y", "width", "height")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_POINTER = re.compile(r"url\(#([^)]+)\)")
_NO_TURN = re.compile(r"rotate\(-?0(?:\.0+)? [^)]*\)")
#: Sizes of the headline and of the caption, whose lines are cut off, and the margin around them, in points.
HEADLINE, CAPTION, MARGIN, LINE = 12.5, 8.0, 0.14 * 72, 1.32
#: Blank edge that is cut off on either side, in points.
SIDE = 8.0


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
        root = ET.fromstring(svg, parser=ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))
    except ET.ParseError as error:
        raise ValueError(f"not an SVG file: {error}") from error
    view = [float(number) for number in root.get("viewBox", "").split()]
    if _name(root) != "svg" or len(view) != 4:
        raise ValueError("not an SVG file with a viewBox")
    as_text(root)
    told = {"headline": ("", 0), "caption": ("", 0)}
    for group in root.iter():
        own = group.get("id", "")
        if own in told:
            told[own] = _lines(group)
            shapes = [
                part for part in group.iter() if _name(part) == "defs"
            ]  # letters that other texts use too
            group.clear()
            group.extend(shapes)
    writer = _Writer(key, styles, _pointed_at(root))
    inside = "".join(writer.write(child) for child in root)
    top = MARGIN + told["headline"][1] * HEADLINE * LINE if told["headline"][1] else 0.0
    below = MARGIN + told["caption"][1] * CAPTION * LINE if told["caption"][1] else 0.0
    side = SIDE if told["headline"][1] else 0.0
    headline, words = told["headline"][0], told["caption"][0]
    return Drawing(inside, side, top, view[2] - 2 * side, view[3] - top - below, headline, words)


def _name(element: ET.Element) -> str:
    """Name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _lines(group: ET.Element) -> tuple[str, int]:
    """Text and number of lines of a group: texts, or outlines that each follow a comment with their text."""
    texts = ["".join(one.itertext()) for one in group.iter() if _name(one) == "text"]
    texts = texts or [str(one.text) for one in group.iter() if not isinstance(one.tag, str)]
    return " ".join(text.strip() for text in texts), len(texts)


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
            return name, self._pointer(value)
        if name == "style":
            return "class", self.styles.name(self._own_pointers(value))
        if name == "d":
            return name, shorter(value)
        if name in _LENGTHS and _NUMBER.fullmatch(value):
            return name, rounded(value)
        if name == "transform":
            value = _NUMBER.sub(lambda found: f"{float(found.group()):.6g}", _NO_TURN.sub("", value).strip())
        return name, self._own_pointers(value)

    def _own_pointers(self, value: str) -> str:
        """Clips and hatches are those of this drawing."""
        return _POINTER.sub(lambda found: f"url(#{self.key}-{found.group(1)})", value)

    def _pointer(self, value: str) -> str:
        """What a ``use`` or ``image`` shows: a part of the same drawing or a picture inside it, nothing else."""
        if value.startswith("#"):
            return f"#{self.key}-{value[1:]}"
        return value if value.startswith("data:image/png;base64,") else ""
