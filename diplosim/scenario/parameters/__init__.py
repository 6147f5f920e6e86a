"""The one declaration of every parameter; YAML checks, schema, sliders, designs and tables read it.

The names are exactly the fields of the groups of ``diplosim.rules.params``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from diplosim.rules import params as groups
from diplosim.scenario.parameters.care import CARE
from diplosim.scenario.parameters.declaration import CLASSES, POISSON, Parameter, Value
from diplosim.scenario.parameters.mechanisms import MECHANISMS, STANCE
from diplosim.scenario.parameters.negotiation import BARGAINING, TABLES, TRUST
from diplosim.scenario.parameters.world import DELIVERY, HEALTH, POLITICS, PROVOCATION, SANCTIONS

__all__ = ["CLASSES", "DEFAULTS", "PARAMETERS", "POISSON", "Parameter", "Value", "to_params"]

#: Every parameter by its dotted name, in the order of the groups and their fields.
PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        parameter.name: parameter
        for parameter in (
            *TRUST,
            *BARGAINING,
            *PROVOCATION,
            *SANCTIONS,
            *POLITICS,
            *DELIVERY,
            *HEALTH,
            *CARE,
            *TABLES,
            *STANCE,
            *MECHANISMS,
        )
    }
)

#: The default of every parameter.
DEFAULTS: Mapping[str, Value] = MappingProxyType({name: p.default for name, p in PARAMETERS.items()})


#: Symbol, dotted name and declaration of the parameters of each group.
_GROUPS: Mapping[str, tuple[tuple[str, str, Parameter], ...]] = {
    group: tuple((p.symbol, name, p) for name, p in PARAMETERS.items() if p.group == group)
    for group in groups.Params._fields
}


def to_params(values: Mapping[str, Value]) -> groups.Params:
    """Turn a complete mapping of dotted names into the tuples that the rules take."""

    def of(group: str) -> dict[str, float | int]:
        return {symbol: parameter.number(values[name]) for symbol, name, parameter in _GROUPS[group]}

    return groups.Params(
        trust=groups.TrustParams(**of("trust")),  # type: ignore[arg-type]
        bargaining=groups.BargainingParams(**of("bargaining")),  # type: ignore[arg-type]
        provocation=groups.ProvocationParams(**of("provocation")),
        sanctions=groups.SanctionsParams(**of("sanctions")),
        politics=groups.PoliticsParams(**of("politics")),
        delivery=groups.DeliveryParams(**of("delivery")),  # type: ignore[arg-type]
        health=groups.HealthParams(**of("health")),  # type: ignore[arg-type]
        tables=groups.TableParams(**of("tables")),  # type: ignore[arg-type]
        stance=groups.StanceParams(**of("stance")),
        mechanisms=groups.MechanismParams(**of("mechanisms")),  # type: ignore[arg-type]
    )
