"""The whole report: its sections in order, as one file that needs no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from diplosim.cases import present
from diplosim.experiment import add_files, write_files
from diplosim.experiment.owned import REPORT
from diplosim.figures.answers import MADE_FOR_DRIVERS
from diplosim.figures.folder import check_finished
from diplosim.figures.layout.fonts import font_faces
from diplosim.report.blocks import Block, Missing, Picture, Section, Text
from diplosim.report.material import Material
from diplosim.report.sections.about import left_out, read_first, repeat
from diplosim.report.sections.assumptions import assumptions
from diplosim.report.sections.compare import compared, results_of_arms
from diplosim.report.sections.discovery import discovery, map_of_grid
from diplosim.report.sections.fans import beside_record, fans
from diplosim.report.sections.history import money_spent, network, one_history
from diplosim.report.sections.parts import ablation, structure
from diplosim.report.sections.portfolios import portfolios
from diplosim.report.sections.robustness import robustness
from diplosim.report.sections.sensitivity import sensitivity
from diplosim.report.words import korean, unbroken
from diplosim.results import Results, stored
from diplosim.wording.names import plural

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
#: Most bytes of a report; drawings are left out of a larger one.
LIMIT = 1_450_000
Make = Callable[[Material], Section | Missing | None]

#: The sections in the order in which they are read. A new section is a function and a line here.
SECTIONS: Final[tuple[Make, ...]] = (
    read_first,
    portfolios,
    results_of_arms,
    fans,
    beside_record,
    compared,
    map_of_grid,
    ablation,
    structure,
    sensitivity,
    robustness,
    discovery,
    one_history,
    money_spent,
    network,
    assumptions,
)


def write_report(
    source: Path | Results, figures: Mapping[str, bytes] | None = None, out: Path | None = None
) -> Path:
    """Write ``report.html`` of a results folder, enter it into the manifest, and return its path.

    Args:
        source: a finished results folder of scenarios or of an experiment, or one that is open.
        figures: SVG files of the folder's figures that were drawn already, by name, so that none is drawn twice.
        out: another file to write to; then the folder stays as it is.

    Raises:
        FolderError: the folder holds no results, or none to report.
    """
    results = source if isinstance(source, Results) else Results.open(source)
    folder = results.folder
    with stored.marked(folder, results.manifest):
        data = report_bytes(results, figures)
    if out is not None:
        write_files(out.parent, {out.name: data})
        return out
    write_files(folder, {REPORT: data})
    add_files(folder, [REPORT])
    return folder / REPORT


def report_bytes(results: Results, figures: Mapping[str, bytes] | None = None) -> bytes:
    """The report of a results folder; the same bytes for the same folder."""
    check_finished(results)
    material = Material(results, dict(figures or {}))
    made = [make(material) for make in _order(material)]
    sections = [part for part in made if isinstance(part, Section)]
    also = left_out([part for part in made if isinstance(part, Missing)])
    sections += [*([] if also is None else [also]), repeat(material)]
    data = _page(material, sections)
    while len(data) > LIMIT:
        lighter = _without_one(sections)
        if lighter is None:
            break
        sections = lighter
        data = _page(material, sections)
    return data


def _order(material: Material) -> tuple[Make, ...]:
    """The sections in their order; where the samples exist to tell what drives it, this comes after the results."""
    design = material.results.manifest["plan"].get("design") or {}
    if design.get("method") not in MADE_FOR_DRIVERS:
        return SECTIONS
    others = [make for make in SECTIONS if make is not sensitivity]
    place = others.index(results_of_arms) + 1
    return (*others[:place], sensitivity, *others[place:])


def _without_one(sections: Sequence[Section]) -> list[Section] | None:
    """The sections without the drawing that is missed least; ``None`` if there is none left."""
    pictures = [block for section in sections for block in section.blocks if isinstance(block, Picture)]
    if not pictures:
        return None
    least = max(pictures, key=lambda picture: (picture.rank, len(picture.svg)))

    def lighter(block: Block) -> Block:
        if block is not least:
            return block
        return Text(
            f"{least.headline}: the figure is in figures/{least.key}.svg; it would make this file too large."
        )

    return [replace(section, blocks=[lighter(block) for block in section.blocks]) for section in sections]


def _page(material: Material, sections: Sequence[Section]) -> bytes:
    """The HTML file."""
    css = (HERE / "report.css").read_text(encoding="utf-8")
    text = _template().render(
        title=_title(material), question=_question(material), subtitle=_subtitle(material), sections=sections,
        fonts=font_faces(), css=css, looks=material.styles.css(), korean=korean, recipient=present().called,
    )  # fmt: skip
    return text.encode("utf-8")


@cache
def _template() -> Template:
    """The template, which escapes every word it is given."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        finalize=unbroken,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")


def _title(material: Material) -> str:
    document = material.results.document
    if document.get("title") or material.results.is_sweep or "scenario" in document:
        return str(document.get("title") or document.get("name") or "Experiment")
    names = [str(arm.title or material.label(arm.name)) for arm in material.arms]
    if len(names) == 1:
        return names[0]
    others = names[1] if len(names) == 2 else f"{len(names) - 1} scenarios"
    return f"{others} against {names[0]}"


def _question(material: Material) -> str:
    results = material.results
    asked = results.question or ("" if results.is_sweep else material.arms[-1].question)
    return str(asked or "")


def _subtitle(material: Material) -> str:
    first, runs = material.reference, plural(material.results.run_count, "simulated run")
    arms = f"{len(material.arms)} scenarios compared, " if len(material.arms) > 1 else ""
    return f"{arms}{runs}, {first.months} months from {first.start}, seed {first.seed}"
