"""From a scenario to the arrays of the compiled engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from diplosim.ensemble import layout
from diplosim.ensemble.layout import Cast, LeverRow, Menus, References, World
from diplosim.menus import Menu, PackageTable, menu_for, package_table
from diplosim.policies import compose
from diplosim.policies.levers import STATUS_QUO, Levers
from diplosim.rules import economy, provocation, sanctions
from diplosim.rules.delivery import DIRECT, THIRD, UN
from diplosim.rules.numeric import logit, sigmoid
from diplosim.rules.params import Params
from diplosim.rules.trust_rules import initial_mass
from diplosim.scenario import Actor, Scenario

CHANNELS = {"un": UN, "third": THIRD}
SECTORS = ("bank", "goods", "fuel", "trade")
MIN_CONTRIBUTORS = 3


def pack(scenario: Scenario) -> World:
    """All that a run of this scenario needs, as arrays; raises ScenarioError if policies conflict."""
    cast = _cast(scenario)
    schedule = compose(scenario)
    lever_months = [0, *(month for month in schedule.changes if month > 0)]
    rows = [schedule.at(month) for month in lever_months]
    menus, menu = _menus(scenario, cast, rows)
    param_months = sorted({0, *scenario.parameter_months})
    events = _events(scenario)
    return World(
        months=scenario.months,
        first_month_of_year=scenario.month_of_year(0),
        params=np.array([_flat(scenario.params(month)) for month in param_months]),
        param_month=np.array(param_months, dtype=np.int64),
        levers=np.array([_lever_row(levers) for levers in rows]),
        lever_month=np.array(lever_months, dtype=np.int64),
        contributors=np.array([_contributors(scenario, levers) for levers in rows], dtype=np.bool_).reshape(
            len(rows), len(cast.donor_id)
        ),
        menu=menu,
        event_month=np.array([e[0] for e in events], dtype=np.int64),
        event_kind=np.array([e[1] for e in events], dtype=np.int64),
        event_a=np.array([e[2] for e in events], dtype=np.float64),
        event_b=np.array([e[3] for e in events], dtype=np.float64),
        references=_references(scenario, cast),
        cast=cast,
        menus=menus,
    )


def _flat(params: Params) -> list[float]:
    return [float(value) for group in params for value in group]


def _lever_row(levers: Levers) -> list[float]:
    vector = levers.posture or (0.0, 0.0, 0.0, 0.0)
    row = LeverRow(
        e_policy=levers.e_policy, precond=float(levers.precond), press=levers.press, pool=float(levers.pool),
        prefund=levers.prefund, pi_pool=levers.pi_pool, own=levers.own, d=levers.d,
        W_policy=-1.0 if levers.W_policy is None else float(levers.W_policy), W_strength=levers.W_strength,
        gamma_m=levers.gamma_m, comp=levers.comp, dig=levers.dig, surv=levers.surv,
        has_posture=float(levers.posture is not None), grit=float(levers.grit),
        p_cc=vector[0], p_cd=vector[1], p_dc=vector[2], p_dd=vector[3],
        posture_first=float(levers.posture_first), posture_strength=levers.posture_strength,
        posture_since=float(levers.posture_since), uncond=levers.uncond, unsol=float(levers.unsol),
    )  # fmt: skip
    return [float(value) for value in row]


def _donors(scenario: Scenario) -> list[Actor]:
    return [a for a in scenario.actors if a.kind == "donor"]


def _implementers(scenario: Scenario) -> list[Actor]:
    return [a for a in scenario.actors if a.kind == "implementer"]


def _contributors(scenario: Scenario, levers: Levers) -> list[bool]:
    return [
        levers.pool and d.ceiling_musd > 0.0 and (levers.contributors is None or d.code in levers.contributors)
        for d in _donors(scenario)
    ]


def prior(params: Params, actor: Actor) -> float:
    """Resting log-odds of trust between the DPRK and an actor."""
    if actor.trust_prior is not None:
        return logit(actor.trust_prior)
    return float(getattr(params.trust, f"L0_{actor.trust_class or 'neutral'}"))


def _cast(scenario: Scenario) -> Cast:
    donors, implementers = _donors(scenario), _implementers(scenario)
    fund = next(a for a in scenario.actors if a.kind == "fund")
    params = scenario.params(0)
    parties = sorted([(d.id, j) for j, d in enumerate(donors) if d.ceiling_musd > 0.0] + [(fund.id, -1)])
    mediators = [a for a in scenario.actors if a.mediator and a.kind in ("donor", "implementer")]
    traders = [a for a in scenario.actors if a.trade_share > 0.0]
    return Cast(
        donor_id=_ints(d.id for d in donors),
        rival=_bools(d.rival for d in donors),
        security_weight=_floats(d.security_weight for d in donors),
        ceiling=_floats(d.ceiling_musd for d in donors),
        cycle=_ints(d.cycle or 0 for d in donors),
        phase=_ints(d.phase or 0 for d in donors),
        partisan=_bools(d.partisan for d in donors),
        first_government=_ints(_first_government(d) for d in donors),
        donor_tie0=_floats(d.ties.get("DPRK", 0.0) for d in donors),
        broad_relief=_bools(d.broad_relief for d in donors),
        surveillance=_bools(d.surveillance for d in donors),
        counts=_bools(d.ceiling_musd > 0.0 or d.rival for d in donors),
        has_budget=_bools(d.ceiling_musd > 0.0 for d in donors),
        other_prior=_floats(prior(params, a) for a in (*donors, *implementers, fund)),
        implementer_channel=_ints(CHANNELS[m.channel or "un"] for m in implementers),
        channel_of_slot=_ints([DIRECT, *(CHANNELS[m.channel or "un"] for m in implementers)]),
        fund_id=fund.id,
        mediator_is_donor=_bools(m.kind == "donor" for m in mediators),
        mediator_place=_ints((donors if m.kind == "donor" else implementers).index(m) for m in mediators),
        mediator_tie0=_floats(m.ties.get("DPRK", 0.0) for m in mediators),
        third_party=_floats(
            0.0 if m is d else m.ties.get(d.code, m.ties.get("donors", 0.0)) for m in mediators for d in donors
        ).reshape(len(mediators), len(donors)),
        table_party=_ints(j for _, j in parties),
        trade_share=_floats(a.trade_share for a in traders),
        enforcement=_floats(_enforcement_code(a) for a in traders),
        surveillance_live=any(a.surveillance and a.kind != "recipient" for a in scenario.actors),
    )


def _first_government(donor: Actor) -> int:
    if donor.hawkish is not None:
        return int(donor.hawkish)
    return -1 if donor.partisan else 0


def _enforcement_code(actor: Actor) -> float:
    if actor.enforcement is not None:
        return actor.enforcement
    return {"CHN": -1.0, "RUS": -2.0}.get(actor.code, 1.0)


def _references(scenario: Scenario, cast: Cast) -> References:
    p = scenario.params(0)
    s = p.sanctions
    leak = 0.0
    for share, code in zip(cast.trade_share.tolist(), cast.enforcement.tolist(), strict=True):
        enforced = s.enf_CHN if code == -1.0 else s.enf_RUS if code == -2.0 else code
        leak = leak + economy.leak_part(share, enforced)
    total, rivals = 0.0, 0
    for j, rival in enumerate(cast.rival.tolist()):
        if rival:
            total, rivals = total + sigmoid(float(cast.other_prior[j])), rivals + 1
    return References(
        usual_tension=provocation.reference_tension(p.provocation),
        usual_rate=provocation.mean_rate(p.provocation),
        reference_severity=provocation.reference_severity(p.provocation),
        initial_breadth=sanctions.mean_breadth(s.U_bank, s.U_goods, s.U_fuel, s.U_trade),
        initial_fuel_breadth=s.U_fuel,
        initial_economy=economy.economy_target(s.eps_E, s.U_trade, leak, 0.0),
        usual_trust_in_rivals=total / rivals if rivals else 0.0,
        initial_mass=initial_mass(p.trust),
        e_law0=s.e_law0,
    )


def _events(scenario: Scenario) -> list[tuple[int, int, float, float]]:
    """Dated events as (month, kind, a, b), in the order of the scenario."""
    codes = [d.code for d in _donors(scenario)]
    out = []
    for e in scenario.events:
        numbers = _event_numbers(e, codes)
        if numbers is not None:
            out.append((e.month, *numbers))
    return out


def _event_numbers(e: Any, codes: list[str]) -> tuple[int, float, float] | None:
    """Kind and numbers of a dated event; ``None`` for those that act through the parameters."""
    match e.kind:
        case "flood":
            return layout.FLOOD, e.severity, 0.0
        case "pandemic":
            return layout.PANDEMIC, e.severity, float(e.months)
        case "border_closure":
            return layout.CLOSURE, float(e.months), 0.0
        case "government":
            return layout.GOVERNMENT, float(codes.index(e.actor)), float(e.hawkish)
        case "provocation":
            return layout.PROVOCATION, float(e.severity_class), float(e.count)
        case "resolution":
            chosen = e.sectors or SECTORS
            bits = sum(1 << SECTORS.index(sector) for sector in chosen)
            return layout.RESOLUTION, -1.0 if e.breadth is None else e.breadth, float(bits)
        case "exercise":
            return layout.EXERCISE, e.intensity, 0.0
    return None


def _menus(scenario: Scenario, cast: Cast, rows: list[Levers]) -> tuple[Menus, layout.Ints]:
    """All distinct menus of the schedule, and which one each table has under each lever row."""
    carriers = tuple(m.channel or "un" for m in _implementers(scenario))
    place: dict[Menu, int] = {}
    menu = np.zeros((len(rows), len(cast.table_party), 2), dtype=np.int64)
    for i, levers in enumerate(rows):
        for k, party in enumerate(cast.table_party.tolist()):
            pooled = party < 0
            rival = not pooled and bool(cast.rival[party])
            for broad in (0, 1):
                wanted = menu_for(levers, carriers, rival, pooled, bool(broad))
                menu[i, k, broad] = place.setdefault(wanted, len(place))
    return _columns([package_table(m) for m in place]), menu


def _columns(tables: list[PackageTable]) -> Menus:
    sizes = [t.sizes for t in tables]
    donor_sizes = [t.donor_sizes for t in tables]

    def joined(name: str, dtype: Any) -> Any:
        return np.concatenate([np.asarray(getattr(t, name), dtype=dtype) for t in tables])

    return Menus(
        first=_starts(len(t.packages) for t in tables),
        x=joined("x", np.float64), D=joined("D", np.float64), c=joined("c", np.float64),
        a=joined("a", np.float64), k=joined("k", np.int64), r=joined("r", np.int64),
        f=joined("f", np.float64), q=joined("q", np.int64), rho=joined("rho", np.float64),
        q_face=joined("q_face", np.float64), q_value=joined("q_value", np.float64),
        direct=joined("direct", np.float64), size=joined("size_index", np.int64),
        donor_size=joined("donor_size_index", np.int64),
        size_first=_starts(map(len, sizes)),
        size_x=_floats(s[0] for group in sizes for s in group),
        size_D=_floats(s[1] for group in sizes for s in group),
        donor_size_first=_starts(map(len, donor_sizes)),
        donor_size_x=_floats(s[0] for group in donor_sizes for s in group),
        donor_size_D=_floats(s[1] for group in donor_sizes for s in group),
        donor_size_c=_floats(s[2] for group in donor_sizes for s in group),
    )  # fmt: skip


def _starts(lengths: Any) -> layout.Ints:
    return np.concatenate([[0], np.cumsum(list(lengths))]).astype(np.int64)


def _floats(values: Any) -> layout.Floats:
    return np.array(list(values), dtype=np.float64)


def _ints(values: Any) -> layout.Ints:
    return np.array(list(values), dtype=np.int64)


def _bools(values: Any) -> layout.Bools:
    return np.array(list(values), dtype=np.bool_)


__all__ = ["STATUS_QUO", "pack", "prior"]
