"""The DPRK's health system: six building blocks and the burden of disease that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import health

if TYPE_CHECKING:
    from diplosim.policies.levers import Levers
    from diplosim.rules.params import HealthParams


class HealthSystem:
    """Six blocks (WHO 2007), 0.02-0.99 each, and the disease burden Y, 0-1."""

    def __init__(self) -> None:
        self.blocks = list(health.B0)
        self.burden = health.burden0(self.index)

    @property
    def index(self) -> float:
        """Health-system index HS, 0-1: the weakest block binds."""
        return health.health_system(*self.blocks)

    @property
    def binding_block(self) -> str:
        """Name of the weakest block."""
        return health.BLOCKS[health.binding_block(*self.blocks)]

    def shock(self, size: float) -> None:
        """A flood or pandemic raises the burden at once."""
        self.burden = health.burden_shocked(self.burden, size)

    def progress(
        self, p: HealthParams, levers: Levers, effective_musd: float, month: int, E: float, E0: float
    ) -> None:
        """One month of building up and wearing down, then the burden follows."""
        for b in range(health.N_BLOCKS):
            baseline = health.B0[b]
            if b == health.SERVICE:
                baseline = health.service_baseline(baseline, p.reform_drift, month)
            spend = health.block_spend(b, effective_musd, levers.comp, levers.dig)
            self.blocks[b] = health.block_next(p, self.blocks[b], baseline, spend, E, E0)
        self.burden = health.burden_next(self.burden, self.index, p.r_Y)
