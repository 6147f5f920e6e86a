"""The symbols of the model, grouped by the mechanism that they belong to.

Each group is a tuple of plain numbers, so that a rule can be called with it from any engine. What each
symbol means, its default, range, unit and source are declared once, in ``diplosim.scenario.parameters``.
"""

from __future__ import annotations

from typing import NamedTuple


class TrustParams(NamedTuple):
    """Symbols of the trust rules (model section 1)."""

    rule: int
    a_ev: float
    lam_neg: float
    d_trust: float
    omega: float
    chi: float
    fw_sym: float
    psi: float
    L0_rival: float
    L0_neutral: float
    L0_patron: float
    L0_impl: float
    L0_third: float


class BargainingParams(NamedTuple):
    """Symbols of offers, answers, ratification and expulsion (model section 2)."""

    J: float
    misp: float
    beta_R: float
    beta_D: float
    r0_R: float
    r_pat: float
    r_need: float
    Pi: float
    Pi_partner: float
    w_rel: float
    own_gain: float
    own_gain_base: float
    x_rel: float
    z_aud: float
    w_h: float
    w_mon: float
    w_cost: float
    y_q: float
    r_D: float
    N_dl: int
    sigma_u: float
    kap_rat: float
    V0: float
    Vmax: float
    p_unsol: float
    h_can: float
    kap_pol: float
    rho_h: float
    c_cl: float
    pref: float
    dem_E: float
    x_eq: float
    x_f: float


class ProvocationParams(NamedTuple):
    """Symbols of the self-exciting provocation process (model section 3)."""

    lam0: float
    eta0: float
    d_T: float
    r_nb: float
    p2: float
    p3: float
    k_resp: float
    spi: float
    b_X: float
    b_S: float
    b_N: float
    iota: float
    zeta: float
    b_K: float
    b_tau: float
    b_F: float
    fung: float
    F_ref: float
    K_ref: float
    Qcap0: float
    Qcap_growth: float
    b_O: float
    b_R: float
    mu_meet: float


class SanctionsParams(NamedTuple):
    """Symbols of sanctions, exemptions and the economy (model section 4)."""

    V_veto: float
    V_relief_hawk: float
    V_relief_dove: float
    p_prop: float
    dU: float
    U_bank: float
    U_goods: float
    U_fuel: float
    U_trade: float
    O0: float
    r_O: float
    e_law0: float
    W0: float
    enf_CHN: float
    enf_RUS: float
    eps_E: float
    pi3: float
    pi2: float
    W_fast: float
    W_slow: float
    hold0: float
    hold_hawk: float
    W_dated: float
    oh_s: float
    hide: float


class PoliticsParams(NamedTuple):
    """Symbols of donor politics and money (model section 5)."""

    m_hawk: float
    m_direct: float
    p_hawk: float
    b_aud: float
    phi_fat: float
    k_d: float
    p_res: float
    pi_pool: float
    prefund: float
    oh0: float
    om_frag: float
    phi_free: float
    g_D: float
    z_hawk: float
    k_n: float
    p_ren: float
    inert: float
    inherit: float


class DeliveryParams(NamedTuple):
    """Symbols of the supply pipeline (model section 6)."""

    rho_tr: float
    cap0: float
    v0: float
    el0: float
    c_cold: float
    a_c: float
    A_floor: float
    A_exp: float
    r_ret: float
    r_adm: float
    L_goods: int
    spoil: float


class HealthParams(NamedTuple):
    """Symbols of the health system and its shocks (model section 6)."""

    kap_B: float
    d_B: float
    r_Y: float
    p_pan: float
    pandemic_burden: float
    p_flood: float
    L_close: int
    p_warn: float
    reform_drift: float
    H0: float
    k_H: float
    M0: float
    b_Pi: float
    b_sub: float
    N_m: float
    c_hosp: float
    P_dom: float
    P_K: float
    g_T: float
    d_KT: float
    mkt: float
    q_own: float
    q_dom: float
    q_mkt: float
    theta: float
    f_prod: float
    r_K: float
    d_K: float
    kap_tb: float
    N_v: float
    N_t: float
    S_vmax: float
    n_cty: float
    d_H: float
    h_H: float
    i_cost: float
    i_gain: float
    w_v: float
    w_t: float


class TableParams(NamedTuple):
    """Symbols of opening and closing negotiation tables (model section 8)."""

    o0: float
    o1: float
    o2: float
    o3: float
    L_cool: int


class StanceParams(NamedTuple):
    """Symbols of the recipient's stance towards its rivals (model 2, stance)."""

    h_o: float
    h_c: float
    b_open: float
    b_press: float
    b_close: float
    b_pat: float
    o4: float


class MechanismParams(NamedTuple):
    """Switches of the second model: at 0 a mechanism is as the first model has it, at 1 as the second.

    Rules and engines read them where a mechanism begins: ``if p.mechanisms.stance:``.
    """

    stance: int
    taint: int
    donors: int
    engagement: int
    scope: int
    votes: int
    holds: int
    renewal: int
    absorption: int
    access: int
    compliance: int
    content: int
    own_money: int
    markets: int
    coverage: int
    network: int


class Params(NamedTuple):
    """All symbols of one run in one month."""

    trust: TrustParams
    bargaining: BargainingParams
    provocation: ProvocationParams
    sanctions: SanctionsParams
    politics: PoliticsParams
    delivery: DeliveryParams
    health: HealthParams
    tables: TableParams
    stance: StanceParams
    mechanisms: MechanismParams
