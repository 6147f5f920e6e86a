"""What of a world follows from parameters, governments and ceilings: filled in here, in Python and in the kernel alike.

A page that moves a parameter has the kernel fill in the rest; `diplosim.scenario.references` reads the same rules off a
scenario for the Mesa engine. No levers enter (ruling B10). Made callable from compiled code by `diplosim.engine.jit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import coverage, health, provocation, sanctions, start
from diplosim.rules.numeric import sigmoid
from diplosim.rules.trust_rules import initial_mass

if TYPE_CHECKING:
    from diplosim.metrics.state import World
    from diplosim.rules.params import Params

#: Of `World.trust_level`: an actor with a starting trust of its own.
OWN_LEVEL = -1

#: What is filled in.
FILLED = (
    "other_prior", "usual_tension", "initial_tension", "usual_rate", "reference_severity", "initial_mass",
    "usual_trust_in_rivals", "initial_breadth", "initial_fuel_breadth", "initial_economy", "e_law0", "baselines",
    "usual_medicine", "usual_dtp3", "usual_detection",
)  # fmt: skip


def fill_start(world: World, p: Params) -> None:
    """All of it; ``p``: the parameters of month 0."""
    for i in range(world.n_others):
        if world.trust_level[i] != OWN_LEVEL:
            world.other_prior[i] = start.first_level(p.trust, world.trust_level[i])
    _fill_usual(world, p)
    _fill_sanctions(world, p)
    _fill_references(world, p)


def _fill_usual(world: World, p: Params) -> None:
    world.usual_tension = provocation.reference_tension(p.provocation)
    world.initial_tension = world.tension_at_start * world.usual_tension
    world.usual_rate = provocation.mean_rate(p.provocation)
    world.reference_severity = provocation.reference_severity(p.provocation)
    world.initial_mass = initial_mass(p.trust)
    total, rivals = 0.0, 0
    for j in range(world.n_donors):
        if world.rival[j]:
            total, rivals = total + sigmoid(world.other_prior[j]), rivals + 1
    world.usual_trust_in_rivals = total / rivals if rivals > 0 else 0.0


def _fill_sanctions(world: World, p: Params) -> None:
    s = p.sanctions
    leak = 0.0
    for i in range(world.n_traders):
        code = world.enforcement[i]
        enforced = s.enf_CHN if code == -1.0 else s.enf_RUS if code == -2.0 else code
        leak = leak + sanctions.leak_part(world.trade_share[i], enforced)
    world.initial_breadth = sanctions.mean_breadth(s.U_bank, s.U_goods, s.U_fuel, s.U_trade)
    world.initial_fuel_breadth = s.U_fuel
    world.initial_economy = sanctions.economy_target(s.eps_E, s.U_trade, leak, 0.0)
    world.e_law0 = s.e_law0


def _aid(world: World, p: Params, k: int, complying: float) -> float:
    """Effective aid of the agreement in force at a table as the run starts, M$ in its first month."""
    j, channel = world.table_party[k], world.channel_of_slot[world.start_levels[k][0]]
    hawkish = 1 if world.first_government[j] == 1 else 0
    paid = start.paid_kusd(
        p, world.start_x[k], world.ceiling[j], world.start_D[k], world.start_c[k], channel, hawkish,
        world.patron[j] != 0, world.initial_access,
    )  # fmt: skip
    return start.effective_musd(
        p, paid, channel, world.start_levels[k][3], world.start_a[k], world.n_start, complying
    )


def _fill_references(world: World, p: Params) -> None:
    complying = start.compliance(p.sanctions, p.mechanisms.compliance != 0)
    total, vaccines, tuberculosis = 0.0, 0.0, 0.0
    for i in range(world.n_start):
        k = world.start_tables[i]
        musd = _aid(world, p, k, complying)
        who = coverage.payer(False, world.health_fund[world.table_party[k]] != 0)
        total = total + musd
        vaccines = vaccines + start.earmarked(coverage.VACCINES, who, musd)
        tuberculosis = tuberculosis + start.earmarked(coverage.TUBERCULOSIS, who, musd)
    for b in range(health.N_BLOCKS):
        world.baselines[b] = start.baseline(p.health, b, world.initial_blocks[b], total)
    world.usual_medicine = start.medicine_access(p, world.initial_access, total)
    world.usual_dtp3 = start.vaccination(
        p.health, world.initial_capability[0], world.initial_vaccine_stock, world.initial_vaccine_line,
        vaccines,
    )  # fmt: skip
    world.usual_detection = start.detection(p.health, world.initial_capability[1], tuberculosis)
