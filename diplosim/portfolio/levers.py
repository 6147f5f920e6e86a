"""The levers of a design and the space of portfolios that they span: genes in, policies of a scenario out.

A gene is a whole number. Each lever has one that says whether its policy is in the portfolio and one for each setting
that may vary (strength, from, until, any option), the number of a level. One more, if there are rules, says which of
them the portfolio follows. Genes that change nothing are 0, so equal portfolios have equal genes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from diplosim.experiment.targets import TargetError, find
from diplosim.experiment.vary import Dimension, read_dimension
from diplosim.portfolio.adaptive import Rule, Uses, switched
from diplosim.scenario import Findings, Scenario, ScenarioError
from diplosim.scenario.frozen import thaw
from diplosim.scenario.nodes import Node, list_node, map_node
from diplosim.wording.names import listed, plain_name

Genes = tuple[int, ...]
#: Levels that are taken from a range.
LEVELS = 5
#: Letters that a title may have.
LONGEST = 200


@dataclass(frozen=True)
class Lever:
    """A policy that may be in a portfolio, and what of it may vary."""

    policy: str
    settings: tuple[tuple[str, Dimension], ...] = ()

    @property
    def sizes(self) -> list[int]:
        """How many values each of its genes may have."""
        return [2, *(len(dimension.levels(LEVELS)) for _, dimension in self.settings)]

    def entry(self, genes: Sequence[int]) -> dict[str, Any]:
        """The policy as an entry of a scenario's list, with these levels."""
        pairs = zip(self.settings, genes, strict=True)
        return {self.policy: {key: thaw(dimension.levels(LEVELS)[gene]) for (key, dimension), gene in pairs}}

    def told(self, genes: Sequence[int]) -> str:
        """``pooled fund (from 2028-01, prefund 0.5)``."""
        pairs = zip(self.settings, genes, strict=True)
        words = [
            f"{key} {_told(dimension, dimension.levels(LEVELS)[gene])}" for (key, dimension), gene in pairs
        ]
        return plain_name(self.policy) + (f" ({', '.join(words)})" if words else "")


def _told(dimension: Dimension, value: Any) -> str:
    return listed(value) if isinstance(value, list | tuple) else dimension.target.told(value)


def lever_nodes(root: Node, findings: Findings) -> dict[str, Node]:
    """The policies that ``levers`` names and what it says of each: a list of names, or a mapping with settings."""
    node = root.value.get("levers")
    if node is None or node.value is None:
        findings.problem(root.mark, "the design needs 'levers': the policies that a portfolio may be made of")
        return {}
    if node.is_map:
        return {
            name: Node(child.value, node.key_mark(name), child.key_marks)
            for name, child in node.value.items()
        }
    if not node.is_list:
        findings.problem(node.mark, "'levers' must list policies such as [pooled_fund, delinking], or map each to "
                         "its settings")  # fmt: skip
        return {}
    found: dict[str, Node] = {}
    for item in node.value:
        if not isinstance(item.value, str):
            findings.problem(item.mark, f"'levers' must list names of policies, not {item.told()}; to vary settings "
                             "write 'pooled_fund: {strength: {values: [0.5, 1]}}'")  # fmt: skip
        elif item.value in found:
            findings.problem(item.mark, f"the policy '{item.value}' is named twice")
        else:
            found[item.value] = Node(None, item.mark)
    return found


def read_levers(nodes: Mapping[str, Node], arms: Sequence[Scenario], findings: Findings) -> tuple[Lever, ...]:
    """Every lever with its settings, each read as a line of ``vary`` is; a plain value is the only one."""
    found = []
    for name, node in nodes.items():
        if node.value is not None and not node.is_map:
            findings.problem(
                node.mark, f"levers.{name} takes settings such as {{strength: {{values: [0.5, 1]}}}}"
            )
            continue
        settings = []
        for key, child in (node.value or {}).items():
            try:
                target = find(f"policies.{name}.{key}", arms)
            except TargetError as error:
                findings.problem(node.key_mark(key), str(error))
                continue
            dimension = read_dimension(target, _as_form(child), findings)
            if dimension is not None:
                settings.append((key, dimension))
        found.append(Lever(name, tuple(settings)))
    return tuple(found)


def _as_form(node: Node) -> Node:
    """What a setting may be, in the form of ``vary``."""
    if node.is_map or node.value == "default_range" or node.is_bad:
        return node
    return map_node({"values": list_node([node], node.mark)}, node.mark, {})


@dataclass(frozen=True)
class Space:
    """All portfolios: up to ``most`` levers of a base scenario, under none or one of the rules."""

    base: Scenario
    levers: tuple[Lever, ...]
    rules: tuple[Rule, ...]
    most: int

    @cached_property
    def sizes(self) -> list[int]:
        """How many values each gene may have."""
        sizes = [size for lever in self.levers for size in lever.sizes]
        return [*sizes, len(self.rules) + 1] if self.rules else sizes

    @cached_property
    def _places(self) -> list[int]:
        """Where the genes of each lever begin, and where the last ones end."""
        places = [0]
        for lever in self.levers:
            places.append(places[-1] + len(lever.sizes))
        return places

    def alone(self, place: int) -> Genes:
        """The portfolio of one lever at its last levels: the strongest, where strength is listed upwards."""
        genes = [0] * len(self.sizes)
        first, end = self._places[place], self._places[place + 1]
        genes[first:end] = [size - 1 for size in self.sizes[first:end]]
        return tuple(genes)

    def only(self, genes: Sequence[int], places: Collection[int]) -> Genes:
        """The portfolio with these levers and no other, at the levels of ``genes``."""
        found = list(genes)
        for place in range(len(self.levers)):
            found[self._places[place]] = int(place in places)
        return self.canonical(found)

    def taken(self, genes: Genes) -> list[tuple[Lever, Genes]]:
        """The levers of a portfolio, each with the genes of its settings."""
        spans = zip(self.levers, self._places, self._places[1:], strict=False)
        return [(lever, genes[first + 1 : end]) for lever, first, end in spans if genes[first]]

    def rule(self, genes: Genes) -> Rule | None:
        """The rule that a portfolio follows."""
        return self.rules[genes[-1] - 1] if self.rules and genes[-1] else None

    def canonical(self, genes: Sequence[int]) -> Genes:
        """The same portfolio with 0 in every gene that changes nothing."""
        found = [min(max(int(gene), 0), size - 1) for gene, size in zip(genes, self.sizes, strict=True)]
        for first, end in zip(self._places, self._places[1:], strict=False):
            if not found[first]:
                found[first:end] = [0] * (end - first)
        rule = self.rule(tuple(found))
        if rule is not None and not rule.changes(self.uses(tuple(found))):
            found[-1] = 0
        return tuple(found)

    def static(self, genes: Genes) -> Genes:
        """The portfolio without its rule."""
        return (*genes[:-1], 0) if self.rules else genes

    def with_rule(self, genes: Genes, rule: int) -> Genes:
        """The portfolio under a rule, counted from 0; without one if that changes nothing."""
        return self.canonical((*genes[:-1], rule + 1))

    def uses(self, genes: Genes) -> Uses:
        """The policies in force: those of the base scenario, then the portfolio's."""
        return [*self.base.to_dict()["policies"], *(lever.entry(own) for lever, own in self.taken(genes))]

    def worlds(self, genes: Genes, name: str = "portfolio") -> tuple[Scenario, ...]:
        """The scenario of a portfolio; under a rule also the one that goes on switched.

        Raises ``ScenarioError`` if its policies contradict each other.
        """
        before = self._scenario(self.uses(genes), name, self.told(self.static(genes)))
        rule = self.rule(genes)
        if rule is None:
            return (before,)
        title = f"{self.told(self.static(genes))}; from {self.base.date(rule.by)} {rule.then}"
        return before, self._scenario(switched(rule, self.uses(genes), self.base), f"{name}_switched", title)

    def _scenario(self, uses: Uses, name: str, title: str) -> Scenario:
        return self.base.with_(policies=uses, name=name, title=title[:LONGEST])

    def objection(self, genes: Genes) -> tuple[int, str]:
        """How far a portfolio is from one that can be played, and why; 0 if it can."""
        taken = self.taken(genes)
        if not taken:
            return 0, ""
        if len(taken) > self.most:
            return 10 + len(taken) - self.most, f"more than {self.most} policies"
        try:
            self.worlds(genes)
        except ScenarioError as error:
            return len(taken), error.problems[0].message
        return 0, ""

    def told(self, genes: Genes) -> str:
        """The portfolio in words."""
        words = listed([lever.told(own) for lever, own in self.taken(genes)]) or "nothing at first"
        rule = self.rule(genes)
        return words if rule is None else f"{words}, rule {rule.name}"
