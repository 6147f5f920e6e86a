"""Letters of a kept drawing as text again: figures are saved with their letters as shapes, a page brings the font."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

HREF = "{http://www.w3.org/1999/xlink}href"
SVG = "{http://www.w3.org/2000/svg}"
_PLACE = re.compile(
    r"translate\((-?[0-9.]+) (-?[0-9.]+)\)(?: rotate\((-?[0-9.]+)\))? scale\(([0-9.]+) -([0-9.]+)\)"
)
FAMILY = "font-family:'Inter Diplosim', 'DejaVu Sans'"
#: Units of the font in which letters are drawn, as shares of its size.
UNITS = 100


def as_text(root: ET.Element) -> None:
    """Replace, in place, every line that matplotlib drew in shapes by a ``text`` element.

    A line is a comment with its words, followed by a group that uses one shape for each letter. Where the two do not
    match letter by letter, the shapes stay.
    """
    shapes = [path for defs in root.iter(f"{SVG}defs") for path in defs if path.tag == f"{SVG}path"]
    before = {id(path) for path in root.iter(f"{SVG}path")}
    _lines_to_text(root)
    there = {id(path) for path in root.iter(f"{SVG}path")}
    used = {use.get(HREF, "")[1:] for use in root.iter(f"{SVG}use")}
    gone = [path for path in shapes if id(path) in before - there and path.get("id") in used]
    if gone:  # a line that stays uses letters that another one brought
        root.insert(0, ET.Element(f"{SVG}defs"))
        root[0].extend(gone)


def _lines_to_text(root: ET.Element) -> None:
    for parent in list(root.iter()):
        children = list(parent)
        for comment, group in pairwise(children):
            line = _line(comment, group)
            if line is not None:
                place = list(parent).index(group)
                parent.remove(group)
                parent.remove(comment)
                parent.insert(place - 1, line)


def _is_comment(element: ET.Element) -> bool:
    """Comments have a function in place of a name, whatever the type says."""
    return not isinstance(element.tag, str)


def _line(comment: ET.Element, group: ET.Element) -> ET.Element | None:
    """The text of a comment in the place and look of the group that draws it; ``None`` if they are something else."""
    if not _is_comment(comment) or group.tag != f"{SVG}g":
        return None
    words = html.unescape(str(comment.text).strip())
    place = _PLACE.fullmatch(group.get("transform", ""))
    shapes = [use.get(HREF, "") for use in group.iter(f"{SVG}use")]
    if place is None or not shapes or len(shapes) < len(re.sub(r"\s", "", words)) or len(shapes) > len(words):
        return None
    x, y, turn, size, _ = place.groups()
    weight = "font-weight:600;" if "SemiBold" in shapes[0] else ""
    line = ET.Element(f"{SVG}text", {"x": x, "y": y})
    line.set("style", f"{weight}font-size:{float(size) * UNITS:.4g}px;{FAMILY};{group.get('style', '')}")
    if turn is not None:
        line.set("transform", f"rotate({turn} {x} {y})")
    line.text = words
    return line
