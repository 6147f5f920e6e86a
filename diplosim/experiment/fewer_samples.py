"""Another number of samples than the experiment file says, for a quick look or for more certainty."""

from __future__ import annotations

from diplosim.scenario import Findings
from diplosim.scenario.nodes import Node, map_node

#: Methods whose samples are counted rather than listed.
COUNTED = ("lhs", "sobol", "saltelli", "morris")


def with_samples(root: Node, samples: Node, findings: Findings) -> Node:
    """The design of an experiment with this number of samples; grids and lists have none to change."""
    design: Node = root.value.get("design", Node({}, root.mark))
    method = design.value.get("method") if design.is_map else None
    if method is not None and method.value in COUNTED:
        return map_node({**design.value, "samples": samples}, design.mark, design.key_marks)
    what = method.value if method is not None and isinstance(method.value, str) else "grid"
    findings.problem(
        samples.mark,
        f"the design '{what}' has no number of samples: it takes every combination or row of the file; "
        f"--samples goes with {', '.join(COUNTED)}",
    )
    return design
