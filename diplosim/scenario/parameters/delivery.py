"""Declarations of ``delivery.``: from payment to absorbed aid (model section 6)."""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter

_CONVENTION = "convention, model 6"

# fmt: off
DELIVERY: tuple[Parameter, ...] = (
    Parameter("delivery.rho_tr", 0.5, 0.5, 0.5, "1/month", "K",
              "Share of goods in transit that arrives in a month.", _CONVENTION, limits=(0, 1)),
    Parameter("delivery.cap0", 5.0, 3, 10, "M$/month", "C",
              "How much aid the health system can absorb in a month.", "judgement; swept",
              limits=(0, 1e6)),
    Parameter("delivery.v0", 0.30, 0.10, 0.50, "share", "F",
              "Share of unmonitored aid that is diverted.",
              "Haggard and Noland: span of estimates for food aid", limits=(0, 1)),
    Parameter("delivery.el0", 0.5, 0.5, 0.5, "share", "K",
              "Share of time with electricity at health facilities.", _CONVENTION,
              limits=(0.001, 1)),
    Parameter("delivery.c_cold", 0.3, 0.3, 0.3, "share", "K",
              "Share of medical products that a complete lack of electricity spoils.",
              "Sempungu et al. 2025: routine storage adequate", limits=(0, 1)),
)
# fmt: on
