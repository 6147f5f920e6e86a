"""Which samples an experiment takes of what varies: grids, lists and seeded space-filling designs, read and drawn."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from diplosim.experiment.engines import PlanError
from diplosim.experiment.posterior import read_posterior
from diplosim.experiment.targets import TargetError, find
from diplosim.experiment.vary import Dimension, Sample, read_dimension, read_rows
from diplosim.scenario import Findings, Scenario, unknown
from diplosim.scenario.checking import read_model, section, unknown_keys
from diplosim.scenario.nodes import Node, map_node

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Most samples that one experiment may have.
MOST_SAMPLES = 1_000_000
#: Methods whose samples are counted rather than listed.
COUNTED = ("lhs", "sobol", "saltelli", "morris")
_MISSING = "the design '{method}' needs the package SALib; install it with: pip install 'diplosim[sweep]'"


class Design(BaseModel):
    """How the samples are chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    method: Literal["grid", "list", "lhs", "sobol", "saltelli", "morris"] = Field(
        default="grid", description="How samples are chosen."
    )
    samples: int = Field(
        default=0,
        ge=0,
        le=MOST_SAMPLES,
        description="Samples for lhs and sobol, base samples for saltelli, trajectories for morris.",
    )
    seed: int = Field(default=1, ge=0, le=2**32 - 2, description="Seed of the design.")
    levels: int = Field(
        default=5, ge=2, le=1000, description="Values taken from each range by grid and morris."
    )
    cross: list[str] = Field(
        default_factory=list,
        description="Names out of 'vary' of which every value (or every one of 'levels') is combined with every sample "
        "of the others, for lhs and sobol.",
    )
    second_order: bool = Field(default=False, description="Whether saltelli allows second-order indices.")


def samples_of(design: Design, dimensions: Sequence[Dimension]) -> list[Sample]:
    """All samples of a design, each with one value for every dimension, in a fixed order."""
    if not dimensions:
        return [()]
    if design.method == "grid":
        return list(product(*(dimension.levels(design.levels) for dimension in dimensions)))
    if design.samples < 1:
        raise PlanError(f"the design '{design.method}' needs 'samples', the number of samples to draw")
    free, levels = _free(design, dimensions), _crossed(design, dimensions)
    found: list[Sample] = []
    for row in _places(design, len(free)):
        drawn = {d.name: d.at(float(u)) for d, u in zip(free, row, strict=True)}
        for combination in product(*levels.values()):
            sample = drawn | dict(zip(levels, combination, strict=True))
            found.append(tuple(sample[d.name] for d in dimensions))
    return found


def _free(design: Design, dimensions: Sequence[Dimension]) -> list[Dimension]:
    """What the samples of a design set, apart from what is crossed with them."""
    return [dimension for dimension in dimensions if dimension.name not in design.cross]


def _crossed(design: Design, dimensions: Sequence[Dimension]) -> dict[str, tuple[Any, ...]]:
    """The values of what is combined with every sample."""
    return {d.name: d.levels(design.levels) for d in dimensions if d.name in design.cross}


def count_of(design: Design, dimensions: Sequence[Dimension]) -> int:
    """How many samples the design has, without drawing them."""
    wide = len(dimensions)
    if wide == 0:
        return 1
    if design.method == "grid":
        count = 1
        for dimension in dimensions:
            count *= len(dimension.levels(design.levels))
        return count
    if design.method == "saltelli":
        return design.samples * (2 * wide + 2 if design.second_order else wide + 2)
    if design.method == "morris":
        return design.samples * (wide + 1)
    return design.samples * prod(len(values) for values in _crossed(design, dimensions).values())


def objections(design: Design, dimensions: Sequence[Dimension]) -> str:
    """What is wrong with the size of a design; empty if nothing."""
    count = count_of(design, dimensions)
    if design.method in COUNTED:
        if design.samples < 1:
            return f"the design '{design.method}' needs 'samples', the number of samples to draw"
        if not dimensions:
            return f"the design '{design.method}' needs something to vary"
    if design.method in ("sobol", "saltelli") and design.samples & (design.samples - 1):
        low = 1 << (design.samples.bit_length() - 1)
        return f"samples must be a power of two for {design.method}: {low} or {2 * low}, not {design.samples}"
    if design.method == "morris" and design.levels % 2:
        return f"levels must be even for morris, such as {design.levels + 1}"
    if count > MOST_SAMPLES:
        return f"the design has {count} samples; at most {MOST_SAMPLES} are allowed"
    return _cannot_cross(design, dimensions) if design.cross else ""


def _cannot_cross(design: Design, dimensions: Sequence[Dimension]) -> str:
    """What is wrong with ``cross``; empty if nothing."""
    if design.method not in ("lhs", "sobol"):
        why = "combines everything already" if design.method == "grid" else "needs its own pattern of samples"
        return f"cross goes with lhs and sobol; the design '{design.method}' {why}"
    names = [dimension.name for dimension in dimensions]
    absent = [name for name in design.cross if name not in names]
    if absent:
        return f"cross: {unknown('name of what varies', absent[0], names)}"
    if not _free(design, dimensions):
        return "cross names everything that varies; take the method 'grid'"
    return ""


def _places(design: Design, wide: int) -> Floats:
    """Rows of places in the unit cube."""
    if design.method in ("saltelli", "morris"):
        return _from_salib(design, wide)
    import numpy as np
    from scipy.stats import qmc

    source: Any = np.random.default_rng(design.seed)
    if design.method == "lhs":
        return np.asarray(qmc.LatinHypercube(d=wide, seed=source).random(design.samples))
    return np.asarray(qmc.Sobol(d=wide, scramble=True, seed=source).random(design.samples))


def _from_salib(design: Design, wide: int) -> Floats:
    """Places drawn by SALib, whose samplers disturb the global generator and take a seed of 0 for none."""
    import numpy as np

    try:
        from SALib.sample import morris, sobol
    except ModuleNotFoundError as error:
        raise PlanError(_MISSING.format(method=design.method)) from error
    problem = {"num_vars": wide, "names": [f"x{i}" for i in range(wide)], "bounds": [[0.0, 1.0]] * wide}
    with global_generators_kept():
        if design.method == "morris":
            rows = morris.sample(problem, design.samples, num_levels=design.levels, seed=design.seed + 1)
        else:
            rows = sobol.sample(
                problem, design.samples, calc_second_order=design.second_order, seed=design.seed + 1
            )
    return np.asarray(rows, dtype=np.float64)


@contextlib.contextmanager
def global_generators_kept() -> Iterator[None]:
    """Put the states of ``random`` and ``numpy.random`` back as they were."""
    import random

    import numpy as np

    plain, numeric = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(plain)
        np.random.set_state(numeric)


def with_samples(root: Node, samples: Node, findings: Findings) -> Node:
    """The design of an experiment with this number of samples; grids and lists have none to change."""
    design: Node = root.value.get("design", Node({}, root.mark))
    method = design.value.get("method") if design.is_map else None
    fitted = root.value.get("vary")
    if (method is not None and method.value in COUNTED) or (fitted and isinstance(fitted.value, str)):
        return map_node({**design.value, "samples": samples}, design.mark, design.key_marks)
    what = method.value if method is not None and isinstance(method.value, str) else "grid"
    findings.problem(
        samples.mark,
        f"the design '{what}' has no number of samples: it takes every combination or row of the file; "
        f"--samples goes with {', '.join(COUNTED)}",
    )
    return design


def read_design(
    root: Node, arms: tuple[Scenario, ...], findings: Findings
) -> tuple[Design, tuple[Dimension, ...], tuple[Sample, ...] | None]:
    """What varies and how it is sampled."""
    node = section(root, "design", findings, as_list=False)
    fields = [*Design.model_fields, "rows"]
    known = unknown_keys(node, fields, "design", findings)
    own = {key: child for key, child in known.value.items() if key != "rows"}
    before = len(findings.problems)
    design = read_model(Design, Node(own, node.mark, node.key_marks), "design", findings, {}) or Design()
    whole = len(findings.problems) == before
    fitted = root.value.get("vary")
    if fitted is not None and isinstance(fitted.value, str):
        found = read_posterior(fitted, node, design.samples, arms, findings)
        return design.model_copy(update={"method": "list"}), *found
    dimensions = _dimensions(section(root, "vary", findings, as_list=False), arms, findings)
    rows = known.value.get("rows")
    if design.method == "list":
        if "vary" in root.value:
            findings.problem(
                root.key_mark("vary"), "the design 'list' names what varies in its rows; leave out 'vary'"
            )
        listed = read_rows(rows, node, arms, findings)
        return design, listed[0], listed[1]
    if rows is not None:
        findings.problem(known.key_mark("rows"), "design.rows belongs to the method 'list'")
    wrong = objections(design, dimensions)
    if whole and wrong and (dimensions or not root.value.get("vary", Node({})).value):
        named = next((word for word in ("levels", "cross") if wrong.startswith(word)), "samples")
        key = named if named in node.value else "method"
        findings.problem(node.at((key,)), wrong)
    return design, dimensions, None


def _dimensions(node: Node, arms: tuple[Scenario, ...], findings: Findings) -> tuple[Dimension, ...]:
    found = []
    for name, child in node.value.items():
        try:
            target = find(name, arms)
        except TargetError as error:
            if arms and not (
                findings.problems and name.startswith("policies.")
            ):  # its arm may be the wrong one
                findings.problem(node.key_mark(name), str(error))
            continue
        dimension = read_dimension(target, child, findings)
        if dimension is not None:
            found.append(dimension)
    return tuple(found)
