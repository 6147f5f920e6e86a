"""The layers of ties as a graph, kept true each month: a view of the actors for analysis (model section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from diplosim.model import casting
from diplosim.model.actors.donor import Donor

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel

LAYERS = ("dip", "fund", "impl", "enforce", "surv")


class Layers:
    """A `networkx.MultiDiGraph` with one edge key per layer.

    ``dip`` diplomatic ties (both ways, 0-1), ``fund`` donor -> who carries its money (k$ of agreements in force),
    ``impl`` implementer -> the recipient while it delivers, ``enforce`` UNSC -> state (share enforced), ``surv`` the
    clique of the disease network while it runs. Nothing in the model reads the graph: it has no hidden effect.
    """

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for spec in model.world.actors:
            self.graph.add_node(
                spec.code, id=spec.id, name=spec.name, kind=spec.kind, rival=spec.rival,
                security_weight=spec.security_weight, ceiling_musd=spec.ceiling_musd,
            )  # fmt: skip
        self._add_static_ties()
        self.update()

    def _add_static_ties(self) -> None:
        for mediator in self.model.mediators:
            for donor in self.model.donors:
                tie = casting.third_party_tie(mediator, donor)
                if tie > 0.0 and donor is not mediator:
                    self._both_ways(mediator.code, donor.code, "dip", tie)

    def _both_ways(self, a: str, b: str, key: str, weight: float) -> None:
        self.graph.add_edge(a, b, key=key, weight=weight)
        self.graph.add_edge(b, a, key=key, weight=weight)

    def update(self) -> None:
        """Bring all layers up to the present month."""
        model, graph = self.model, self.graph
        recipient = model.recipient.code
        for member in (*model.donors, *model.implementers, *model.patrons, model.fund):
            self._both_ways(recipient, member.code, "dip", member.tie)
        stale = [(u, v, k) for u, v, k in graph.edges(keys=True) if k in ("fund", "impl", "surv")]
        graph.remove_edges_from(stale)
        for spec in model.world.actors:
            if spec.trade_share > 0.0:
                share = casting.enforcement(spec, model.params.sanctions)
                graph.add_edge(model.council.code, spec.code, key="enforce", weight=share)
        self._add_agreements()
        if model.shared_surveillance > 0.0:
            codes = [spec.code for spec in model.world.actors if spec.surveillance]
            for a in codes:
                for b in codes:
                    if a != b:
                        graph.add_edge(a, b, key="surv", weight=1.0)

    def _add_agreements(self) -> None:
        recipient = self.model.recipient.code
        for table in self.model.tables:
            agreement = table.agreement
            if agreement is None:
                continue
            carrier = self.model.carrier_of(agreement)
            for donor in agreement.donors:
                to = carrier.code if carrier is not None else recipient
                self._add_money(donor, to, agreement.pledged // len(agreement.donors))
            if agreement.package.k > 0:
                implementer = self.model.implementers[agreement.package.k - 1].code
                self.graph.add_edge(implementer, recipient, key="impl", weight=1.0)

    def _add_money(self, donor: Donor, to: str, amount: int) -> None:
        if self.graph.has_edge(donor.code, to, key="fund"):
            amount += self.graph[donor.code][to]["fund"]["weight"]
        self.graph.add_edge(donor.code, to, key="fund", weight=amount)

    def matrix(self, layer: str) -> NDArray[np.float64]:
        """One layer as a dense array in order of actor id; 0 where there is no edge."""
        codes = [spec.code for spec in self.model.world.actors]
        out = np.zeros((len(codes), len(codes)))
        place = {code: i for i, code in enumerate(codes)}
        for u, v, key, data in self.graph.edges(keys=True, data=True):
            if key == layer:
                out[place[u], place[v]] = data["weight"]
        return out

    def bridging(self) -> dict[str, float]:
        """Betweenness on the diplomatic layer (strong ties are short), by code: who connects whom."""
        plain: nx.Graph[str] = nx.Graph()
        plain.add_nodes_from(self.graph)
        for u, v, key, data in self.graph.edges(keys=True, data=True):
            if key == "dip" and data["weight"] > 0.0:
                plain.add_edge(u, v, distance=1.0 / data["weight"])
        return dict(nx.betweenness_centrality(plain, weight="distance"))
