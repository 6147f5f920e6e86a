/* Whole runs of the model in C, for scenarios without policies: what the compiled engine is measured against.
 *
 * Covered: every phase of every month, and the outcomes of a run, for any cast as long as nobody changes the rules
 * of the game while it is played: no dated events, one set of parameters and levers, log-odds trust, no pooling,
 * mediation, sanctions relief, posture rule, unconditional relief or surveillance network. The levers that are only
 * numbers in an equation stay in it. Written as one would in C, by actor and table, and not as the engine is laid out.
 * With -DCOUNTING, play_range also counts what a run consists of.
 */
#include "rules.h"

enum { CLOSED, OPEN, AGREED, COOLING };
enum { BANK, GOODS, FUEL, TRADE, N_SECTORS };
enum { HO_DELIVERED, HO_SIGNED, HO_SUSPENDED, HO_RATIFICATION_FAILED, HO_SINGLED_OUT, HO_SURVEILLANCE, N_HO };
enum { HI_SURVEILLANCE, HI_MONITORED, HI_SIGNED, HI_DIVERSION, HI_REFUSED, HI_CANCELLED, N_HI };
enum {
    SO_EXERCISE, SO_RESPONSE, SO_SANCTION, SO_PRESSURE, SO_NO_RESPONSE, SO_RELIEF_GRANTED, SO_RELIEF_IN_FORCE,
    SO_EXERCISE_CUT, N_SO
};
enum { SI_QUIETER, SI_LOUDER, N_SI };
enum { MOST_PACKAGES = 4096, MOST_SIZES = 64 };

/* Packages that one table may choose from, as columns. */
typedef struct {
    i64 n, n_sizes, n_donor_sizes;
    const double *x, *D, *c, *a, *f, *rho, *q_face, *q_value, *direct;
    const i64 *k, *q, *size, *donor_size;
    const double *sizes;       /* (x, D) */
    const double *donor_sizes; /* (x, D, c) */
} Menu;

/* What a run consists of; filled with -DCOUNTING only. */
typedef struct {
    i64 table_months, open_table_months, appraisals, packages, draws;
} Counts;

#ifdef COUNTING
static Counts counts;
#define COUNT(what, n) (counts.what += (n))
#else
#define COUNT(what, n) ((void)0)
#endif

typedef struct {
    i64 government, failures;
    double appetite, tie, in_health, in_security, tau_in_health, tau_in_security, tau_out_security;
    double seen_in_health[N_HI], seen_in_security[N_SI];
} Donor;

/* A donor, an implementer or the fund in the DPRK's eyes. */
typedef struct {
    double health, security, tau_health;
    double seen_health[N_HO], seen_security[N_SO];
} Belief;

typedef struct {
    i64 state, round, cool;
    bool in_force, signed_once, suspended;
    i64 undisbursed, overhead, held, transit, stock, diverted, returned;
    i64 local_unpaid, local_stock;
    i64 D, k, f, signed_at, pledged, local, channel;
    double a, own, ratio;
} Table;

typedef struct {
    i64 disbursed, donors_paid, overhead_paid, arrived, diverted, absorbed, local_absorbed, returned;
    i64 resolutions, events, class1, class2, class3, sev, sev2, cap_binds;
    i64 offers_made, offers_refused, signed_now, failed_ratifications, lapses, walk_outs, suspensions, cancellations;
} Flow;

typedef struct {
    double tension, average, over_compliance, carve_out, delay, release, throughput, economy, capability, burden, index;
    double exercise, that, trust_in_rivals, pain, reservation, fungible, engagement, response, branching;
    double eta[6], breadth[N_SECTORS], blocks[N_BLOCKS];
    i64 major_last, border_closed;
    Flow flow;
    Donor donor[DONORS];
    Belief other[OTHERS];
    Table table[TABLES];
    double pi[SLOTS], face[SLOTS], monitoring[SLOTS];
    double U_R[MOST_PACKAGES], U_R_hat[MOST_PACKAGES], U_D[MOST_PACKAGES], worth[MOST_SIZES], gain[MOST_SIZES];
} State;

typedef struct {
    const World *w;
    const Params *p;
    const Levers *lv;
    const Menu *menus; /* by table */
    State *s;
    u64 key;
    i64 t;
} Run;

static inline double chance(const Run *r, i64 actor, i64 channel, i64 index)
{
    COUNT(draws, 1);
    return draw(r->key, actor, channel, index);
}

/* start ------------------------------------------------------------------------------------------------------ */

static void read_trust(const World *w, State *s)
{
    for (i64 j = 0; j < w->n_donors; j++) {
        s->donor[j].tau_in_health = sigmoid(s->donor[j].in_health);
        s->donor[j].tau_in_security = sigmoid(s->donor[j].in_security);
        s->donor[j].tau_out_security = sigmoid(s->other[j].security);
    }
    for (i64 i = 0; i < w->n_others; i++)
        s->other[i].tau_health = sigmoid(s->other[i].health);
}

static void begin(Run *r)
{
    const World *w = r->w;
    const Params *p = r->p;
    State *s = r->s;
    memset(s, 0, offsetof(State, U_R));
    s->tension = w->usual_tension;
    s->average = w->usual_rate;
    s->over_compliance = p->sanctions.O0;
    s->economy = w->initial_economy;
    s->capability = p->provocation.Qcap0;
    s->breadth[BANK] = p->sanctions.U_bank;
    s->breadth[GOODS] = p->sanctions.U_goods;
    s->breadth[FUEL] = p->sanctions.U_fuel;
    s->breadth[TRADE] = p->sanctions.U_trade;
    memcpy(s->blocks, B0, sizeof B0);
    s->index = health_system(s->blocks);
    s->burden = 1.0 - s->index;
    for (i64 j = 0; j < w->n_donors; j++) {
        Donor *d = &s->donor[j];
        d->government = w->first_government[j];
        if (d->government < 0)
            d->government = chance(r, w->donor_id[j], C_GOVERNMENT, 0) < p->politics.p_hawk;
        d->appetite = 1.0;
        d->tie = w->donor_tie0[j];
        d->in_health = d->in_security = w->other_prior[j];
    }
    for (i64 i = 0; i < w->n_others; i++)
        s->other[i].health = s->other[i].security = w->other_prior[i];
    read_trust(w, s);
}

/* calendar, politics, beliefs -------------------------------------------------------------------------------- */

static void calendar_and_shocks(Run *r)
{
    const HealthParams *p = &r->p->health;
    State *s = r->s;
    i64 month_of_year = (r->w->first_month_of_year + r->t) % 12;
    s->border_closed = most_of(0, s->border_closed - 1);
    if (chance(r, 0, C_PANDEMIC, 0) < p->p_pan) {
        s->burden = clip(s->burden + 0.12, 0.0, 1.0);
        s->border_closed = most_of(s->border_closed, (i64)floor(p->L_close + 0.5));
    }
    if (month_of_year >= 6 && month_of_year <= 8 && chance(r, 0, C_FLOOD, 0) < p->p_flood)
        s->burden = clip(s->burden + 0.04, 0.0, 1.0);
    s->exercise = scheduled_exercise(month_of_year);
}

static void donor_politics(Run *r)
{
    const World *w = r->w;
    for (i64 j = 0; j < w->n_donors; j++) {
        Donor *d = &r->s->donor[j];
        if (w->cycle[j] > 0 && w->partisan[j] && r->t > 0 && (r->t - w->phase[j]) % w->cycle[j] == 0) {
            double probability = hawk_probability(&r->p->politics, r->s->average, w->usual_rate);
            d->government = chance(r, w->donor_id[j], C_ELECTION, 0) < probability;
        }
        d->appetite = d->appetite + 0.02 * (1.0 - d->appetite);
        for (; d->failures > 0; d->failures--)
            d->appetite = most(0.2, d->appetite * (1.0 - r->p->politics.phi_fat));
    }
}

static void beliefs(Run *r)
{
    const World *w = r->w;
    const SanctionsParams *p = &r->p->sanctions;
    const Levers *lv = r->lv;
    State *s = r->s;
    double both = s->tension + w->usual_tension;
    s->that = both <= 0.0 ? 0.0 : s->tension / both;
    double total = 0.0;
    i64 rivals = 0;
    for (i64 j = 0; j < w->n_donors; j++)
        if (w->rival[j]) {
            total = total + s->donor[j].tau_out_security;
            rivals++;
        }
    s->trust_in_rivals = rivals > 0 ? total / (double)rivals : 0.0;
    s->carve_out = most(most(p->e_law0, lv->e_policy), 0.0);
    s->delay = p->W0 * (1.0 - 0.6 * s->carve_out);
    if (lv->W_policy >= 0.0)
        s->delay = (1.0 - lv->W_strength) * s->delay + lv->W_strength * lv->W_policy;
    s->release = s->delay <= 0.0 ? 1.0 : hazard_probability(30.4 / s->delay);
    s->throughput = throughput(s->breadth[BANK], s->breadth[GOODS], s->over_compliance, s->carve_out, lv->dig);
    double loss = p->eps_E > 0.0 && s->economy < 1.0 ? least(1.0, (1.0 - s->economy) / p->eps_E) : 0.0;
    s->pain = 0.5 * s->burden + 0.25 * loss;
    const BargainingParams *b = &r->p->bargaining;
    s->reservation = b->r0_R + b->r_pat * b->Pi - b->r_need * (s->burden - 0.5);
}

/* negotiations ----------------------------------------------------------------------------------------------- */

static double hawk_share(const Run *r, i64 j) { return 0.0 + r->w->ceiling[j] / r->w->ceiling[j] * (double)r->s->donor[j].government; }

static inline double donor_utility(const Run *r, i64 j, const Menu *m, i64 i)
{
    const BargainingParams *b = &r->p->bargaining;
    const State *s = r->s;
    const Donor *d = &s->donor[j];
    double weight = r->w->security_weight[j] * (1.0 + (double)d->government);
    double diverted = diversion_share(r->p->delivery.v0, m->a[i], s->monitoring[m->k[i]], false);
    double half = 1.0 - 0.5 * (double)(m->q[i] == 2);
    double total = b->w_h * s->worth[m->size[i]] * (1.0 - diverted);
    total = total + b->w_mon * m->a[i] * (1.0 - d->tau_in_health);
    total = total + -b->w_cost * m->x[i] * (1.0 - m->c[i]) * (0.7 + 0.3 * m->D[i] / 60.0);
    total = total + -b->x_rel * weight * (m->rho[i] / 2.0) * half * (1.0 - d->tau_in_security);
    total = total + b->y_q * weight * m->q_value[i];
    total = total + -b->z_aud * weight * s->that * (1.0 - (double)m->q[i] / 2.0) * (1.0 - 0.5 * r->lv->d) * 1.0
                        * (0.4 + 0.6 * m->x[i]);
    return total + (0.02 * m->direct[i] - 0.0);
}

static inline double recipient_utility(const BargainingParams *b, double J, double pi, double gain, double face,
                                       const Menu *m, i64 i, double own_gain)
{
    double total = pi * gain;
    total = total + pi * (b->w_rel * m->rho[i]);
    total = total + -J * (0.10 * m->f[i]);
    total = total + -J * (0.12 * (m->a[i] * m->a[i]));
    total = total + -J * m->q_face[i];
    total = total + -J * face;
    return total + own_gain * m->c[i];
}

/* Worth of every package of a donor's menu to both sides, as it is and as the donor takes it to be. */
static void appraise(Run *r, i64 j, const Menu *m)
{
    const World *w = r->w;
    const BargainingParams *b = &r->p->bargaining;
    State *s = r->s;
    COUNT(appraisals, 1);
    COUNT(packages, m->n);
    double money = 0.0 + w->ceiling[j] * s->donor[j].appetite;
    double scale = det_log(1.0 + b->Vmax / b->V0);
    for (i64 i = 0; i < m->n_sizes; i++) {
        double V = m->sizes[2 * i] * money * m->sizes[2 * i + 1] / 12.0;
        s->worth[i] = det_log(1.0 + V / b->V0) / scale;
    }
    for (i64 i = 0; i < m->n_donor_sizes; i++) {
        const double *size = &m->donor_sizes[3 * i];
        double V = size[0] * money * size[1] / 12.0;
        V = (1.0 - size[2]) * V;
        s->gain[i] = det_log(1.0 + V / b->V0) / scale;
    }
    for (i64 slot = 0; slot < w->n_slots; slot++) {
        i64 channel = w->channel_of_slot[slot];
        double donor = s->other[j].tau_health;
        double carrier = slot > 0 ? s->other[w->n_donors + slot - 1].tau_health : 0.0;
        double tau = channel == 0 ? donor : channel == 1 ? (donor + carrier) / 2.0 : donor / 4.0 + 3.0 * carrier / 4.0;
        double face = channel == 0 && w->rival[j] ? 0.12 : channel == 1 ? 0.02 : 0.0;
        s->pi[slot] = 0.2 + (1.0 - 0.2) * tau;
        s->face[slot] = w->rival[j] ? face + 0.05 : face;
        s->monitoring[slot] = MONITORING[channel];
    }
    double estimate = b->J * (1.0 - b->misp * (1.0 - 0.7 * 0.0));
    double own_gain = b->own_gain_base + r->lv->own * (b->own_gain - b->own_gain_base);
    for (i64 i = 0; i < m->n; i++) {
        double pi = s->pi[m->k[i]], face = s->face[m->k[i]], gain = s->gain[m->donor_size[i]];
        s->U_R[i] = recipient_utility(b, b->J, pi, gain, face, m, i, own_gain);
        s->U_R_hat[i] = recipient_utility(b, estimate, pi, gain, face, m, i, own_gain);
    }
    for (i64 i = 0; i < m->n; i++)
        s->U_D[i] = donor_utility(r, j, m, i);
}

static double highest(const double *values, i64 n)
{
    double best = values[0];
    for (i64 i = 1; i < n; i++)
        if (values[i] > best)
            best = values[i];
    return best;
}

static i64 donors_propose(const State *s, double limit, i64 n)
{
    i64 best = -1;
    for (i64 i = 0; i < n; i++)
        if (meets(s->U_D[i], limit) && (best < 0 || s->U_R_hat[i] > s->U_R_hat[best]))
            best = i;
    return best;
}

static i64 dprk_proposes(const State *s, double limit, double mood, i64 n)
{
    i64 best = -1;
    for (i64 i = 0; i < n; i++)
        if (meets(s->U_R[i] + mood, limit) && (best < 0 || s->U_D[i] > s->U_D[best]))
            best = i;
    return best;
}

static i64 move(const Run *r, i64 size, i64 n, double mood)
{
    const BargainingParams *b = &r->p->bargaining;
    const State *s = r->s;
    double ask_R = aspiration(s->reservation, highest(s->U_R, size), n, b->N_dl, b->beta_R);
    double ask_D = aspiration(b->r_D, highest(s->U_D, size), n, b->N_dl, b->beta_D);
    if (n % 2 == 0) {
        i64 i = donors_propose(s, ask_D, size);
        return i >= 0 && meets(s->U_R[i] + mood, ask_R) ? i : -1;
    }
    i64 i = dprk_proposes(s, ask_R, mood, size);
    return i >= 0 && meets(s->U_D[i], ask_D) ? i : -1;
}

static i64 take_it_or_leave_it(Run *r, i64 j, i64 size, double mood)
{
    State *s = r->s;
    double r_D = r->p->bargaining.r_D;
    double limit = r_D + 0.5 * most(highest(s->U_D, size) - r_D, 0.0);
    i64 i = donors_propose(s, limit, size);
    if (i < 0 || !meets(s->U_R_hat[i], s->reservation))
        return -1;
    s->flow.offers_made++;
    if (meets(s->U_R[i] + mood, s->reservation))
        return i;
    s->flow.offers_refused++;
    s->donor[j].seen_in_health[HI_REFUSED] += 0.5;
    s->donor[j].failures++;
    return -1;
}

static void cool_off(const Run *r, Table *k)
{
    k->round = 0;
    k->cool = (i64)r->p->tables.L_cool;
    k->state = k->cool == 0 ? CLOSED : COOLING;
}

static void sign(Run *r, Table *k, i64 j, const Menu *m, i64 i)
{
    State *s = r->s;
    double money = 0.0 + r->w->ceiling[j] * s->donor[j].appetite;
    double V = m->x[i] * money * m->D[i] / 12.0;
    k->pledged = (i64)floor(1000.0 * (1.0 - m->c[i]) * V);
    k->local = (i64)floor(1000.0 * m->c[i] * V);
    k->a = m->a[i];
    k->own = r->lv->own;
    k->D = (i64)m->D[i];
    k->k = m->k[i];
    k->f = (i64)m->f[i];
    k->signed_at = r->t;
    k->channel = r->w->channel_of_slot[m->k[i]];
    k->suspended = false;
    k->in_force = k->signed_once = true;
    k->state = AGREED;
    k->round = 0;
    k->undisbursed += k->pledged;
    k->local_unpaid += k->local;
    s->flow.signed_now++;
    s->other[j].seen_health[HO_SIGNED] += 2.0;
    s->donor[j].seen_in_health[HI_SIGNED] += 2.0;
}

static void ratify(Run *r, Table *k, i64 j, const Menu *m, i64 i)
{
    const BargainingParams *b = &r->p->bargaining;
    double odds = b->kap_rat * (donor_utility(r, j, m, i) - b->r_D) + 1.0;
    if (chance(r, r->w->donor_id[j], C_RATIFICATION, 0) < sigmoid(odds)) {
        sign(r, k, j, m, i);
        return;
    }
    r->s->other[j].seen_health[HO_RATIFICATION_FAILED] += 1.0;
    cool_off(r, k);
    r->s->flow.failed_ratifications++;
}

static bool walks_out(Run *r, Table *k, i64 j)
{
    double rbar = r->w->rival[j] ? 1.0 : 0.0;
    double hazard = r->p->politics.k_d * (1.0 - r->lv->d) * least((double)r->s->major_last, 4.0) * security_exposure(rbar);
    if (chance(r, r->w->donor_id[j], C_WALK_OUT, 0) >= hazard_probability(hazard))
        return false;
    cool_off(r, k);
    r->s->flow.walk_outs++;
    return true;
}

static void negotiate(Run *r, Table *k, i64 j, const Menu *m)
{
    appraise(r, j, m);
    double mood = r->p->bargaining.sigma_u * (2.0 * chance(r, r->w->donor_id[j], C_TASTE, 0) - 1.0);
    i64 i = move(r, m->n, k->round, mood);
    if (i >= 0) {
        ratify(r, k, j, m, i);
        return;
    }
    k->round++;
    if ((double)k->round > r->p->bargaining.N_dl) {
        cool_off(r, k);
        r->s->donor[j].failures++;
        r->s->flow.lapses++;
    }
}

static void unsolicited(Run *r, Table *k, i64 j, const Menu *m)
{
    appraise(r, j, m);
    double mood = r->p->bargaining.sigma_u * (2.0 * chance(r, r->w->donor_id[j], C_UNSOLICITED_TASTE, 0) - 1.0);
    i64 i = take_it_or_leave_it(r, j, m->n, mood);
    if (i >= 0)
        ratify(r, k, j, m, i);
}

static void consider_opening(Run *r, Table *k, i64 j)
{
    const TablesParams *p = &r->p->tables;
    const World *w = r->w;
    State *s = r->s;
    double pain = 0.0 + w->ceiling[j] / w->ceiling[j] * (w->rival[j] ? s->that : s->burden);
    double way = 0.0 + w->ceiling[j] / w->ceiling[j] * sqrt(s->other[j].tau_health * s->donor[j].tau_in_health);
    double security = s->major_last > 0 ? -p->o2 * (1.0 - r->lv->d) * security_exposure(w->rival[j] ? 1.0 : 0.0) : 0.0;
    double precondition = r->lv->precond > 0.0 ? -p->o3 : 0.0;
    double odds = p->o0 + p->o1 * least(s->pain, pain) * way + security + precondition + -hawk_share(r, j);
    if (chance(r, w->donor_id[j], C_TABLE_OPENS, 0) < sigmoid(odds)) {
        k->state = OPEN;
        k->round = 0;
    }
}

static void expire(Table *k)
{
    k->undisbursed = k->local_unpaid = 0;
    k->in_force = false;
    k->state = CLOSED;
}

static void turn(Run *r, i64 place)
{
    Table *k = &r->s->table[place];
    const Menu *m = &r->menus[place];
    i64 j = r->w->table_party[place];
    if (k->state == AGREED) {
        if (r->t - k->signed_at >= k->D)
            expire(k);
        return;
    }
    if (k->state == OPEN) {
        COUNT(open_table_months, 1);
        if (!walks_out(r, k, j))
            negotiate(r, k, j, m);
        return;
    }
    if (k->state == COOLING) {
        if (--k->cool == 0)
            k->state = CLOSED;
    } else
        consider_opening(r, k, j);
    if (k->state != OPEN && r->lv->unsol > 0.0) {
        double wish = r->p->bargaining.p_unsol * (1.0 - 0.7 * hawk_share(r, j));
        if (chance(r, r->w->donor_id[j], C_UNSOLICITED_OFFER, 0) < wish)
            unsolicited(r, k, j, m);
    }
}

static void negotiations(Run *r)
{
    const World *w = r->w;
    State *s = r->s;
    double zeta = r->p->provocation.zeta;
    s->engagement = 0.0;
    for (i64 place = 0; place < w->n_tables; place++)
        if (w->table_party[place] >= 0)
            turn(r, place);
    for (i64 place = 0; place < w->n_tables; place++) {
        i64 j = w->table_party[place];
        const Table *k = &s->table[place];
        COUNT(table_months, j >= 0);
        double own = 0.0;
        if (k->state == OPEN)
            own = engagement_weight(w->rival[j], zeta);
        else if (k->in_force && !k->suspended)
            own = r->p->provocation.iota * engagement_weight(w->rival[j], zeta);
        if (own > s->engagement)
            s->engagement = own;
    }
}

/* money and goods -------------------------------------------------------------------------------------------- */

static void pay(Run *r, Table *k, i64 j, i64 projects)
{
    const PoliticsParams *p = &r->p->politics;
    State *s = r->s;
    i64 due = k->pledged / k->D;
    i64 paid = 0;
    if (!k->suspended) {
        double m = k->k == 0 ? p->m_hawk * p->m_direct : p->m_hawk;
        paid = payment(k->undisbursed, due, money_multiplier(m, k->D, s->donor[j].government));
        k->undisbursed -= paid;
        s->flow.donors_paid += paid;
    }
    double rate = p->oh0;
    if (k->channel == 2)
        rate = rate + 0.05;
    if (projects > 1)
        rate = rate + p->om_frag * (double)(projects - 1) / 2.0 * (1.0 - 0.6 * r->lv->comp);
    i64 overhead = part(paid, ppm(least(0.5, rate)));
    k->overhead += overhead;
    k->held += paid - overhead;
    s->flow.disbursed += paid;
    s->flow.overhead_paid += overhead;
    if (paid > 0) {
        double share = 0.8 * least(1.0, s->economy / r->w->initial_economy);
        i64 local = payment(k->local_unpaid, k->local / k->D, share);
        k->local_unpaid -= local;
        k->local_stock += local;
        s->donor[j].seen_in_health[HI_MONITORED] += 0.2 + 0.8 * k->a;
    }
    k->ratio = due > 0 ? (double)paid / (double)due : 0.0;
}

static void move_goods(Run *r, Table *k, i64 j)
{
    State *s = r->s;
    if (!k->signed_once || k->held + k->transit == 0)
        return;
    bool closed = s->border_closed > 0;
    i64 released = part(k->held, ppm(s->release * (0.15 + 0.85 * s->throughput)));
    i64 transit = k->transit + released;
    i64 arrived = closed ? 0 : part(transit, ppm(r->p->delivery.rho_tr));
    double v = diversion_share(r->p->delivery.v0, k->a, MONITORING[k->channel], closed);
    i64 diverted = part(arrived, ppm(v));
    k->held -= released;
    k->transit = transit - arrived;
    k->stock += arrived - diverted;
    k->diverted += diverted;
    s->flow.arrived += arrived;
    s->flow.diverted += diverted;
    if (arrived > 0)
        s->donor[j].seen_in_health[HI_DIVERSION] += 2.0 * k->a * at_least(v - 0.15, 0.0);
}

static void credit_carriers(Run *r)
{
    const World *w = r->w;
    State *s = r->s;
    for (i64 slot = 1; slot < w->n_slots; slot++) {
        i64 carried = 0;
        double total = 0.0;
        for (i64 place = 0; place < w->n_tables; place++) {
            const Table *k = &s->table[place];
            if (k->in_force && k->k == slot) {
                carried++;
                total = total + (1.0 - ATTRIBUTION[k->channel]) * k->ratio;
            }
        }
        if (carried > 0)
            s->other[w->n_donors + slot - 1].seen_health[HO_DELIVERED] += total / (double)carried;
    }
}

static i64 in_pipeline(const Table *k) { return k->held + k->transit + k->stock + k->local_stock; }

static void absorb(Run *r)
{
    const DeliveryParams *p = &r->p->delivery;
    const World *w = r->w;
    State *s = r->s;
    i64 live = 0;
    for (i64 place = 0; place < w->n_tables; place++)
        live += in_pipeline(&s->table[place]) > 0;
    if (live == 0)
        return;
    double fuel = s->breadth[FUEL] - w->initial_fuel_breadth;
    double el = clip(p->el0 * (s->economy / w->initial_economy) * (1.0 - 0.3 * fuel), 0.0, 1.0);
    double cap = p->cap0;
    if (s->border_closed > 0)
        cap = cap * 0.5;
    if (p->el0 > 0.0)
        cap = cap * (1.0 + 0.15 * r->lv->dig * el / p->el0);
    cap = cap * sqrt(s->blocks[SERVICE] * s->blocks[GOVERNANCE] / (B0[SERVICE] * B0[GOVERNANCE]));
    i64 waste = ppm(p->c_cold * (1.0 - el) * block_share(PRODUCTS, r->lv->comp));
    for (i64 place = 0; place < w->n_tables; place++) {
        Table *k = &s->table[place];
        i64 stock = k->stock + k->local_stock;
        if (stock <= 0)
            continue;
        i64 taken = least_of(stock / 2, (i64)floor(1000.0 * cap / (double)live));
        i64 from_donors = pro_rata(taken, k->stock, stock);
        i64 wasted = part(from_donors, waste);
        k->stock -= from_donors;
        k->local_stock -= taken - from_donors;
        s->flow.absorbed += from_donors - wasted;
        s->flow.local_absorbed += taken - from_donors;
    }
}

static void money_and_pipeline(Run *r)
{
    const World *w = r->w;
    const ProvocationParams *p = &r->p->provocation;
    State *s = r->s;
    i64 projects = 0;
    for (i64 place = 0; place < w->n_tables; place++)
        projects += s->table[place].in_force;
    for (i64 place = 0; place < w->n_tables; place++) {
        Table *k = &s->table[place];
        k->ratio = 0.0;
        if (k->in_force)
            pay(r, k, w->table_party[place], projects);
    }
    for (i64 place = 0; place < w->n_tables; place++) {
        Table *k = &s->table[place];
        i64 j = w->table_party[place];
        if (k->in_force) {
            s->other[j].seen_health[HO_DELIVERED] += ATTRIBUTION[k->channel] * k->ratio;
            if (k->f == 1)
                s->other[j].seen_health[HO_SINGLED_OUT] += 0.15;
        }
        move_goods(r, k, j);
    }
    credit_carriers(r);
    absorb(r);
    double freed = at_most((musd(s->flow.diverted) + p->fung * musd(s->flow.absorbed)) / p->F_ref, 1.0);
    double squeezed = 0.0, eps_E = r->p->sanctions.eps_E;
    if (eps_E > 0.0)
        squeezed = clip((w->initial_economy - s->economy) / (0.3 * eps_E), 0.0, 1.0);
    s->fungible = freed + 0.1 * s->carve_out + 0.0 - squeezed;
}

/* health, provocations, reactions ---------------------------------------------------------------------------- */

static void health_month(Run *r)
{
    const HealthParams *p = &r->p->health;
    State *s = r->s;
    double effective = (double)(s->flow.absorbed + s->flow.local_absorbed) / 1000.0;
    for (int b = 0; b < N_BLOCKS; b++) {
        double baseline = B0[b];
        if (b == SERVICE)
            baseline = clip(baseline + p->reform_drift * (double)r->t / 12.0, 0.02, 0.99);
        double spend = effective * block_share(b, r->lv->comp);
        if (b == INFORMATION)
            spend = spend * (1.0 + 0.25 * r->lv->dig);
        double B = s->blocks[b];
        double step = p->kap_B * spend * (1.0 - B) - p->d_B * (B - baseline * (s->economy / r->w->initial_economy));
        s->blocks[b] = clip(B + step, 0.02, 0.99);
    }
    s->index = health_system(s->blocks);
    s->burden = clip(s->burden + p->r_Y * ((1.0 - s->index) - s->burden), 0.0, 1.0);
}

static void provoke(Run *r)
{
    const ProvocationParams *p = &r->p->provocation;
    const World *w = r->w;
    State *s = r->s;
    bool rivals = false;
    for (i64 j = 0; j < w->n_donors; j++)
        rivals |= w->rival[j] > 0;
    double stake = at_most(musd(s->flow.absorbed) / p->K_ref + 0.5 * s->carve_out, 1.0);
    double breadth = mean_breadth(s->breadth);
    double ratio = 1.0 + (breadth - w->initial_breadth) / most(w->initial_breadth, 0.5);
    s->eta[0] = p->b_X * (s->exercise * (1.0 - 0.0));
    s->eta[1] = -p->b_N * s->engagement;
    s->eta[2] = -p->b_K * stake * (1.0 - r->lv->d) * 1.0;
    s->eta[3] = rivals ? -p->b_tau * (s->trust_in_rivals - w->usual_trust_in_rivals) : 0.0;
    s->eta[4] = p->b_F * s->fungible;
    s->eta[5] = p->b_S * (ratio - 1.0 + 0.3 * r->lv->press);
    double eta = s->eta[0];
    for (int i = 1; i < 6; i++)
        eta = eta + s->eta[i];
    double lam = at_most(p->lam0 * det_exp(eta) + tension_gain(p) * s->tension, 25.0);
    bool capped;
    i64 drawn = event_count(chance(r, 0, C_EVENT_COUNT, 0), lam, p->r_nb, &capped);
    double p3 = p->p3 * (0.5 + s->capability);
    for (i64 i = 0; i < drawn; i++) {
        double v = chance(r, 0, C_EVENT_CLASS, i);
        if (v < p3) {
            s->flow.class3++;
            s->flow.sev += 9;
            s->flow.sev2 += 3;
        } else if (v < p3 + p->p2) {
            s->flow.class2++;
            s->flow.sev += 3;
            s->flow.sev2 += 1;
        } else {
            s->flow.class1++;
            s->flow.sev += 1;
        }
    }
    s->flow.events = drawn;
    s->flow.cap_binds = capped || lam >= 25.0;
}

static void sanction(Run *r)
{
    const SanctionsParams *p = &r->p->sanctions;
    State *s = r->s;
    double press = r->lv->press;
    bool major = s->flow.sev2 > 0;
    if (major && chance(r, 0, C_UN_VOTE, 0) < p->p_prop * (1.0 - p->V_veto)) {
        for (int i = 0; i < N_SECTORS; i++)
            s->breadth[i] = s->breadth[i] + p->dU * (1.0 - s->breadth[i]);
        s->flow.resolutions++;
    }
    double calm = p->O0 * (1.0 - 0.6 * s->carve_out);
    double target = (1.0 - press) * calm + press * least(1.0, 1.4 * p->O0);
    double O = s->over_compliance + p->r_O * (target - s->over_compliance);
    if (major)
        O = O + 0.03 * (1.0 + 2.0 * press) * (1.0 - O);
    s->over_compliance = clip(O, 0.0, 1.0);
}

/* Resume or suspend; what resumed this month is not tested again. */
static void weather(Run *r, Table *k, i64 j)
{
    const PoliticsParams *p = &r->p->politics;
    State *s = r->s;
    i64 id = r->w->donor_id[j];
    if (k->suspended) {
        if (chance(r, id, C_RESUMPTION, 0) < (s->flow.sev2 > 0 ? 0.2 * p->p_res : p->p_res))
            k->suspended = false;
        return;
    }
    if (s->flow.sev2 == 0)
        return;
    double shield = 1.0 - (1.0 - r->lv->d) * (1.0 - 0.0);
    double hazard = p->k_d * (1.0 - shield) * least((double)s->flow.sev2, 4.0) * (1.0 + (double)s->donor[j].government)
                    * security_exposure(r->w->rival[j] ? 1.0 : 0.0);
    if (chance(r, id, C_SUSPENSION, 0) < hazard_probability(hazard)) {
        k->suspended = true;
        s->flow.suspensions++;
        s->other[j].seen_health[HO_SUSPENDED] += 6.0;
    }
}

static void perhaps_cancel(Run *r, Table *k, i64 j)
{
    State *s = r->s;
    double mood = det_exp(2.0 * (s->that - 0.5));
    double friction = 0.5 + (double)k->f + 1.5 * (k->a * k->a);
    if (k->k == 0 && r->w->rival[j])
        friction = friction + 1.0;
    double hazard = r->p->bargaining.h_can * mood * friction * (1.0 - 0.6 * k->own) * (1.0 - 0.5 * r->lv->d);
    if (chance(r, r->w->donor_id[j], C_CANCELLATION, 0) >= hazard_probability(hazard))
        return;
    i64 returned = k->held + k->transit;
    k->diverted += k->stock;
    k->returned += returned;
    k->undisbursed = k->held = k->transit = k->stock = k->local_unpaid = k->local_stock = 0;
    s->flow.returned += returned;
    s->flow.cancellations++;
    s->donor[j].seen_in_health[HI_CANCELLED] += 6.0;
    s->donor[j].failures++;
    k->in_force = false;
    cool_off(r, k);
}

static void reactions(Run *r)
{
    const World *w = r->w;
    const ProvocationParams *p = &r->p->provocation;
    State *s = r->s;
    double strength = p->k_resp * (1.0 + 0.6 * r->lv->press) * (1.0 - 0.6 * 0.0);
    s->response = strength * (double)s->flow.sev;
    s->branching = branching_ratio(p, strength);
    s->tension = (1.0 - p->d_T) * s->tension + (double)s->flow.sev * response_factor(p, strength);
    sanction(r);
    for (i64 place = 0; place < w->n_tables; place++)
        if (s->table[place].in_force)
            weather(r, &s->table[place], w->table_party[place]);
    for (i64 place = 0; place < w->n_tables; place++)
        if (s->table[place].in_force)
            perhaps_cancel(r, &s->table[place], w->table_party[place]);
    for (i64 j = 0; j < w->n_donors; j++) {
        if (!w->rival[j])
            continue;
        double *seen = s->other[j].seen_security;
        if (s->exercise > 0.0) {
            seen[SO_EXERCISE] += 0.5 * (s->exercise * (1.0 - 0.0));
            seen[SO_EXERCISE_CUT] += 3.0 * 0.0;
        }
        seen[SO_RESPONSE] += 0.15 * at_most(s->response, 4.0);
        seen[SO_SANCTION] += s->flow.resolutions > 0 ? 1.5 : 0.0;
        seen[SO_PRESSURE] += 0.3 * r->lv->press;
        seen[SO_NO_RESPONSE] += s->response == 0.0 ? 0.3 : 0.0;
    }
}

static void economy_and_capability(Run *r)
{
    const World *w = r->w;
    const SanctionsParams *p = &r->p->sanctions;
    State *s = r->s;
    double leak = 0.0;
    for (i64 i = 0; i < w->n_traders; i++) {
        double enforced = w->enforcement[i];
        enforced = enforced == -1.0 ? p->enf_CHN : enforced == -2.0 ? p->enf_RUS : enforced;
        leak = leak + w->trade_share[i] * (1.0 - enforced);
    }
    double target = 1.0 - p->eps_E * s->breadth[TRADE] * (1.0 - leak) * (1.0 + 0.3 * r->lv->press);
    s->economy = clip(s->economy + 0.05 * (target - s->economy), 0.5, 1.2);
    double growth = r->p->provocation.Qcap_growth * at_least(1.0 + s->fungible, 0.0);
    s->capability = s->capability + growth * (1.0 - s->capability);
}

/* learning --------------------------------------------------------------------------------------------------- */

static void trust_and_ties(Run *r)
{
    const World *w = r->w;
    const TrustParams *p = &r->p->trust;
    State *s = r->s;
    double ratio = severity_ratio((double)s->flow.sev, w->reference_severity);
    for (i64 j = 0; j < w->n_donors; j++) {
        double weight = w->rival[j] ? 1.0 : 0.4;
        s->donor[j].seen_in_security[SI_QUIETER] += weight * at_least(1.0 - ratio, 0.0);
        s->donor[j].seen_in_security[SI_LOUDER] += weight * clip(ratio - 1.0, 0.0, 3.0);
    }
    for (i64 i = 0; i < w->n_others; i++) {
        Belief *o = &s->other[i];
        double *h = o->seen_health, *e = o->seen_security;
        update_dyad(p, r->lv->d, &o->health, &o->security, w->other_prior[i],
                    h[HO_DELIVERED] + h[HO_SIGNED] + h[HO_SURVEILLANCE],
                    h[HO_SUSPENDED] + h[HO_RATIFICATION_FAILED] + h[HO_SINGLED_OUT],
                    e[SO_NO_RESPONSE] + e[SO_RELIEF_GRANTED] + e[SO_RELIEF_IN_FORCE] + e[SO_EXERCISE_CUT],
                    e[SO_EXERCISE] + e[SO_RESPONSE] + e[SO_SANCTION] + e[SO_PRESSURE]);
        memset(h, 0, sizeof o->seen_health);
        memset(e, 0, sizeof o->seen_security);
    }
    double total = 0.0;
    i64 count = 0;
    for (i64 j = 0; j < w->n_donors; j++) {
        Donor *d = &s->donor[j];
        double *h = d->seen_in_health, *e = d->seen_in_security;
        update_dyad(p, r->lv->d, &d->in_health, &d->in_security, w->other_prior[j],
                    h[HI_SURVEILLANCE] + h[HI_MONITORED] + h[HI_SIGNED],
                    h[HI_DIVERSION] + h[HI_REFUSED] + h[HI_CANCELLED], e[SI_QUIETER], e[SI_LOUDER]);
        memset(h, 0, sizeof d->seen_in_health);
        memset(e, 0, sizeof d->seen_in_security);
        if (w->counts[j]) {
            total = total + d->in_health;
            count++;
        }
    }
    double mean = count > 0 ? total / (double)count : 0.0;
    for (i64 j = 0; j < w->n_donors; j++) {
        Donor *d = &s->donor[j];
        if (w->counts[j])
            d->in_health = d->in_health + p->psi * (mean - d->in_health);
        i64 own = w->own_table[j];
        bool live = own >= 0 && (s->table[own].state == OPEN || s->table[own].state == AGREED);
        d->tie = d->tie + 0.05 * ((live ? 1.0 : w->donor_tie0[j]) - d->tie);
    }
    read_trust(w, s);
}

/* metrics ---------------------------------------------------------------------------------------------------- */

static double group_mean(const World *w, const double *first, size_t stride, i64 rivals)
{
    double total = 0.0;
    i64 count = 0;
    for (i64 j = 0; j < w->n_donors; j++)
        if (w->rival[j] == rivals && w->counts[j]) {
            total = total + *(const double *)((const char *)first + (size_t)j * stride);
            count++;
        }
    return count == 0 ? NAN : total / (double)count;
}

static void record(Run *r, double *row)
{
    const World *w = r->w;
    State *s = r->s;
    const Flow *f = &s->flow;
    const Donor *d = s->donor;
    const Belief *o = s->other;
    s->average = (1.0 - 0.1) * s->average + 0.1 * (double)f->events;
    s->major_last = f->sev2;
    row[M_EVENTS] = (double)f->events;
    row[M_EVENTS_MAJOR] = (double)(f->class2 + f->class3);
    row[M_EVENTS_CLASS1] = (double)f->class1;
    row[M_EVENTS_CLASS2] = (double)f->class2;
    row[M_EVENTS_CLASS3] = (double)f->class3;
    row[M_SEVERITY] = (double)f->sev;
    row[M_TENSION] = s->tension;
    row[M_TRUST_RIVALS_SECURITY] = group_mean(w, &d->tau_out_security, sizeof *d, 1);
    row[M_TRUST_RIVALS_HEALTH] = group_mean(w, &o->tau_health, sizeof *o, 1);
    row[M_TRUST_OTHERS_SECURITY] = group_mean(w, &d->tau_out_security, sizeof *d, 0);
    row[M_TRUST_OTHERS_HEALTH] = group_mean(w, &o->tau_health, sizeof *o, 0);
    row[M_TRUST_RIVALS_SECURITY_IN] = group_mean(w, &d->tau_in_security, sizeof *d, 1);
    row[M_TRUST_RIVALS_HEALTH_IN] = group_mean(w, &d->tau_in_health, sizeof *d, 1);
    row[M_TRUST_OTHERS_SECURITY_IN] = group_mean(w, &d->tau_in_security, sizeof *d, 0);
    row[M_TRUST_OTHERS_HEALTH_IN] = group_mean(w, &d->tau_in_health, sizeof *d, 0);
    double carriers = 0.0;
    for (i64 i = 0; i < w->n_implementers; i++)
        carriers = carriers + o[w->n_donors + i].tau_health;
    row[M_TRUST_UN_HEALTH] = w->n_implementers > 0 ? carriers / (double)w->n_implementers : NAN;
    i64 rival_open = 0, active = 0, suspended = 0;
    for (i64 place = 0; place < w->n_tables; place++) {
        const Table *k = &s->table[place];
        rival_open |= k->state == OPEN && w->rival[w->table_party[place]];
        active += k->in_force;
        suspended += k->in_force && k->suspended;
    }
    row[M_RIVAL_TABLE_OPEN] = (double)rival_open;
    row[M_ENGAGEMENT] = s->engagement;
    row[M_AGREEMENTS_ACTIVE] = (double)active;
    row[M_SUSPENDED_AGREEMENTS] = (double)suspended;
    row[M_AGREEMENTS_SIGNED] = (double)f->signed_now;
    row[M_OFFERS_MADE] = (double)f->offers_made;
    row[M_OFFERS_REFUSED] = (double)f->offers_refused;
    row[M_WALK_OUTS] = (double)f->walk_outs;
    row[M_LAPSES] = (double)f->lapses;
    row[M_FAILED_RATIFICATIONS] = (double)f->failed_ratifications;
    row[M_SUSPENSIONS] = (double)f->suspensions;
    row[M_CANCELLATIONS] = (double)f->cancellations;
    row[M_RESOLUTIONS] = (double)f->resolutions;
    row[M_AID_DISBURSED_MUSD] = musd(f->disbursed);
    row[M_AID_ARRIVED_MUSD] = musd(f->arrived);
    row[M_AID_ABSORBED_MUSD] = musd(f->absorbed);
    row[M_AID_DIVERTED_MUSD] = musd(f->diverted);
    row[M_DONORS_PAID_MUSD] = musd(f->donors_paid);
    row[M_RETURNED_MUSD] = musd(f->returned);
    row[M_OVERHEAD_MUSD] = musd(f->overhead_paid);
    row[M_UN_BREADTH] = mean_breadth(s->breadth);
    row[M_OVER_COMPLIANCE] = s->over_compliance;
    row[M_CARVE_OUT] = s->carve_out;
    row[M_ECONOMY] = s->economy;
    row[M_HEALTH_SYSTEM] = s->index;
    row[M_DISEASE_BURDEN] = s->burden;
    row[M_WAIT_DAYS] = s->delay;
    row[M_THROUGHPUT] = s->throughput;
    row[M_BORDER_CLOSED] = s->border_closed > 0 ? 1.0 : 0.0;
    row[M_QCAP] = s->capability;
    row[M_G_POSTURE] = 0.0;
    row[M_ETA_EFF] = s->branching;
    row[M_SUPERCRITICAL] = s->branching >= 1.0 || f->cap_binds ? 1.0 : 0.0;
    memcpy(&row[M_ETA_EXERCISE], s->eta, sizeof s->eta);
}

/* outcomes of a run ------------------------------------------------------------------------------------------ */

#define AT(t, column) rows[(t) * N_METRICS + (column)]

static double total_of(const double *rows, i64 n, int column)
{
    double out = 0.0;
    for (i64 t = 0; t < n; t++)
        out = out + AT(t, column);
    return out;
}

static double mean_from(const double *rows, i64 n, int column, i64 first)
{
    return total_of(rows + first * N_METRICS, n - first, column) / (double)(n - first);
}

static double correlation(const double *rows, i64 n, i64 one, i64 other)
{
    double mean_one = mean_from(rows, n, one, 0), mean_other = mean_from(rows, n, other, 0);
    double both = 0.0, square_one = 0.0, square_other = 0.0;
    for (i64 t = 0; t < n; t++) {
        double a = AT(t, one) - mean_one, b = AT(t, other) - mean_other;
        both = both + a * b;
        square_one = square_one + a * a;
        square_other = square_other + b * b;
    }
    return square_one > 0.0 && square_other > 0.0 ? both / (sqrt(square_one) * sqrt(square_other)) : NAN;
}

static double ratio_of(double part, double whole) { return whole > 0.0 ? part / whole : NAN; }

static double rivals_at(const double *rows, i64 n, i64 t)
{
    return t >= n ? NAN : (AT(t, M_TRUST_RIVALS_SECURITY) + AT(t, M_TRUST_RIVALS_HEALTH)) / 2.0;
}

static double calm(double mean_severity, double reference) { return det_log((reference + 1.0) / (mean_severity + 1.0)); }

static void outcome_row(const World *w, const double *rows, double *out)
{
    i64 n = w->months, last = n - 1, longest = 0, spell = 0, covered = 0, concessions = 0, loud = 0;
    double first_signed = NAN;
    for (i64 t = 0; t < n; t++) {
        spell = AT(t, M_EVENTS_MAJOR) > 0.0 ? 0 : spell + 1;
        longest = most_of(longest, spell);
        covered += AT(t, M_AGREEMENTS_ACTIVE) > 0.0;
        if (isnan(first_signed) && AT(t, M_AGREEMENTS_SIGNED) > 0.0)
            first_signed = (double)t;
        if (AT(t, M_CARVE_OUT) > w->e_law0 || AT(t, M_AID_ABSORBED_MUSD) > 0.0) {
            concessions++;
            loud += AT(t, M_SEVERITY) > w->reference_severity;
        }
    }
    double years = (double)n / 12.0;
    for (int i = 0; i < 5; i++)
        out[i] = total_of(rows, n, M_EVENTS + i) / years;
    out[5] = (double)longest;
    out[6] = calm(mean_from(rows, n, M_SEVERITY, 0), w->reference_severity);
    out[7] = calm(mean_from(rows, n, M_SEVERITY, most_of(n - 24, 0)), w->reference_severity);
    out[8] = mean_from(rows, n, M_SUPERCRITICAL, 0);
    out[9] = rivals_at(rows, n, last);
    out[10] = rivals_at(rows, n, 23);
    out[11] = rivals_at(rows, n, 59);
    for (int i = 0; i < 4; i++)
        out[12 + i] = AT(last, M_TRUST_RIVALS_SECURITY + i);
    out[16] = (AT(last, M_TRUST_RIVALS_SECURITY_IN) + AT(last, M_TRUST_RIVALS_HEALTH_IN)) / 2.0;
    out[17] = total_of(rows, n, M_AID_DISBURSED_MUSD);
    out[18] = total_of(rows, n, M_AID_ABSORBED_MUSD);
    out[19] = total_of(rows, n, M_AID_DIVERTED_MUSD);
    out[20] = total_of(rows, n, M_RETURNED_MUSD);
    out[21] = ratio_of(out[19], total_of(rows, n, M_AID_ARRIVED_MUSD));
    out[22] = ratio_of(total_of(rows, n, M_OVERHEAD_MUSD), out[17]);
    out[23] = total_of(rows, n, M_DONORS_PAID_MUSD) - out[20];
    out[24] = total_of(rows, n, M_OFFERS_MADE);
    out[25] = total_of(rows, n, M_OFFERS_REFUSED);
    out[26] = ratio_of(out[25], out[24]);
    out[27] = total_of(rows, n, M_SUSPENSIONS);
    out[28] = total_of(rows, n, M_CANCELLATIONS);
    out[29] = ratio_of(out[27] * 12.0, total_of(rows, n, M_AGREEMENTS_ACTIVE));
    out[30] = ratio_of(out[27] * 12.0, (double)covered);
    out[31] = total_of(rows, n, M_SUSPENDED_AGREEMENTS);
    out[32] = total_of(rows, n, M_AGREEMENTS_SIGNED);
    out[33] = total_of(rows, n, M_FAILED_RATIFICATIONS);
    out[34] = first_signed;
    out[35] = mean_from(rows, n, M_RIVAL_TABLE_OPEN, 0);
    out[36] = mean_from(rows, n, M_ENGAGEMENT, 0);
    out[37] = mean_from(rows, n, M_CARVE_OUT, 0);
    out[38] = mean_from(rows, n, M_UN_BREADTH, 0);
    out[39] = AT(last, M_DISEASE_BURDEN);
    out[40] = mean_from(rows, n, M_DISEASE_BURDEN, 0);
    out[41] = AT(last, M_HEALTH_SYSTEM);
    out[42] = AT(last, M_ECONOMY);
    out[43] = ratio_of((double)loud, (double)concessions);
    out[44] = correlation(rows, n, M_RIVAL_TABLE_OPEN, M_EVENTS);
}

/* runs ------------------------------------------------------------------------------------------------------- */

static void play_month(Run *r, double *row)
{
    memset(&r->s->flow, 0, sizeof r->s->flow);
    calendar_and_shocks(r);
    donor_politics(r);
    beliefs(r);
    negotiations(r);
    money_and_pipeline(r);
    health_month(r);
    provoke(r);
    reactions(r);
    economy_and_capability(r);
    trust_and_ties(r);
    record(r, row);
}

/* Play the listed replicates; rows of metrics by run, month and column, outcomes by run. */
void play_range(const World *w, const Params *p, const Levers *lv, const Menu *menus, u64 seed, const i64 *replicates,
                i64 runs, double *rows, double *outcomes, Counts *counted)
{
    static _Thread_local State state;
    Run r = {w, p, lv, menus, &state, 0, 0};
    for (i64 i = 0; i < runs; i++) {
        double *own = rows + i * w->months * N_METRICS;
        r.key = month_key(seed, (u64)replicates[i], 0);
        begin(&r);
        for (r.t = 0; r.t < w->months; r.t++) {
            r.key = month_key(seed, (u64)replicates[i], (u64)r.t);
            play_month(&r, own + r.t * N_METRICS);
        }
        outcome_row(w, own, outcomes + i * N_OUTCOMES);
    }
#ifdef COUNTING
    *counted = counts;
#else
    (void)counted;
#endif
}
