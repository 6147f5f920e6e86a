/* The rules of the model (diplosim/rules) in C: the same operations in the same order, so the same bits.
 *
 * Names follow the Python rules; their meaning, units and sources are written there. All doubles are IEEE 754;
 * compile without contraction to FMA (-ffp-contract=off) and without -ffast-math.
 */
#ifndef RULES_H
#define RULES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef int64_t i64;
typedef uint64_t u64;

#include "records.h" /* Params, Levers, World: written by benchmarks/c_version.py from the engine's own records */

/* numeric ---------------------------------------------------------------------------------------------------- */

#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10

static inline double clip(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }
static inline double at_least(double x, double lo) { return x < lo ? lo : x; }
static inline double at_most(double x, double hi) { return x > hi ? hi : x; }
static inline double least(double x, double y) { return y < x ? y : x; }
static inline double most(double x, double y) { return y > x ? y : x; }
static inline i64 least_of(i64 x, i64 y) { return y < x ? y : x; }
static inline i64 most_of(i64 x, i64 y) { return y > x ? y : x; }

static inline double of_bits(u64 bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline u64 bits_of(double x)
{
    u64 bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* x * 2**k; a product with a power of two is exact unless it leaves the normal numbers. */
static inline double scaled(double x, i64 k)
{
    if (k > -1000 && k < 1000)
        return x * of_bits((u64)(k + 1023) << 52);
    return ldexp(x, (int)k);
}

static inline double det_exp(double x)
{
    x = clip(x, -700.0, 700.0);
    i64 k = (i64)floor(x * 1.44269504088896338700 + 0.5);
    double r = (x - (double)k * LN2_HIGH) - (double)k * LN2_LOW;
    double z = r * r;
    double even = 1.0 / 3628800.0 + z * (1.0 / 479001600.0);
    double odd = 1.0 / 39916800.0 + z * (1.0 / 6227020800.0);
    even = 1.0 / 40320.0 + z * even;
    odd = 1.0 / 362880.0 + z * odd;
    even = 1.0 / 720.0 + z * even;
    odd = 1.0 / 5040.0 + z * odd;
    even = 1.0 / 24.0 + z * even;
    odd = 1.0 / 120.0 + z * odd;
    even = 0.5 + z * even;
    odd = 1.0 / 6.0 + z * odd;
    return scaled(1.0 + (r + z * (even + r * odd)), k);
}

/* Mantissa in [0.5, 1) and exponent, as frexp gives them. */
static inline double split(double x, i64 *k)
{
    u64 bits = bits_of(x);
    i64 exponent = (i64)(bits >> 52);
    if (exponent == 0 || exponent == 2047) { /* subnormal or infinite: rare */
        int e;
        double m = frexp(x, &e);
        *k = e;
        return m;
    }
    *k = exponent - 1022;
    return of_bits((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FE0000000000000ULL);
}

static inline double det_log(double x)
{
    if (x <= 0.0)
        return -746.0;
    i64 k;
    double m = split(x, &k);
    if (m < 0.70710678118654752440) {
        m = m + m;
        k = k - 1;
    }
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double w = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
    w = 1.818357216161805012e-01 + z * w;
    w = 2.222219843214978396e-01 + z * w;
    w = 2.857142874366239149e-01 + z * w;
    w = 3.999999999940941908e-01 + z * w;
    w = 6.666666666666735130e-01 + z * w;
    double half_square = 0.5 * f * f;
    return (double)k * LN2_HIGH - ((half_square - (s * (half_square + z * w) + (double)k * LN2_LOW)) - f);
}

static inline double sigmoid(double x) { return 1.0 / (1.0 + det_exp(-x)); }

static inline double power(double base, double exponent)
{
    if (base <= 0.0)
        return 0.0;
    if (exponent == 1.0)
        return base;
    return det_exp(exponent * det_log(base));
}

static inline double hazard_probability(double h) { return h <= 0.0 ? 0.0 : 1.0 - det_exp(-h); }

/* chance ----------------------------------------------------------------------------------------------------- */

enum {
    C_PANDEMIC = 1, C_FLOOD, C_ELECTION, C_TABLE_OPENS, C_WALK_OUT, C_TASTE, C_RATIFICATION, C_UNSOLICITED_OFFER,
    C_UNSOLICITED_TASTE, C_RESUMPTION, C_EVENT_COUNT, C_EVENT_CLASS, C_UN_VOTE, C_SUSPENSION, C_CANCELLATION,
    C_GOVERNMENT = 50
};

#define GAMMA 0x9E3779B97F4A7C15ULL

static inline u64 mix64(u64 z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static inline u64 month_key(u64 seed, u64 replicate, u64 month)
{
    return mix64(mix64(mix64(seed + GAMMA) + GAMMA + replicate) + GAMMA + month);
}

static inline double draw(u64 key, i64 actor, i64 channel, i64 index)
{
    u64 h = mix64(mix64(mix64(key + GAMMA + (u64)actor) + GAMMA + (u64)channel) + GAMMA + (u64)index);
    return ((double)(i64)(h >> 12) + 0.5) * 2.220446049250313e-16;
}

/* ledger, delivery ------------------------------------------------------------------------------------------- */

static inline double musd(i64 amount) { return (double)amount / 1000.0; }
static inline i64 ppm(double rate) { return (i64)floor(rate * 1e6 + 0.5); }
static inline i64 part(i64 stock, i64 parts) { return stock * parts / 1000000; }
static inline i64 payment(i64 unpaid, i64 due, double share) { return least_of(unpaid, part(due, ppm(share))); }

/* floor(amount * own / total); amounts here stay below 2**31 k$, so the product fits. */
static inline i64 pro_rata(i64 amount, i64 own, i64 total)
{
    return total <= 0 || own <= 0 || amount <= 0 ? 0 : amount * own / total;
}

static const double MONITORING[3] = {0.8, 0.8, 0.5};
static const double ATTRIBUTION[3] = {1.0, 0.6, 0.3};

static inline double diversion_share(double v0, double a, double mon, bool closed)
{
    double control = a * mon;
    if (closed)
        control = control * 0.4;
    return v0 * (1.0 - control);
}

/* health ----------------------------------------------------------------------------------------------------- */

enum { SERVICE, WORKFORCE, INFORMATION, PRODUCTS, FINANCING, GOVERNANCE, N_BLOCKS };

static const double B0[N_BLOCKS] = {0.45, 0.85, 0.35, 0.25, 0.35, 0.50};
static const double FRAGMENTED[N_BLOCKS] = {0.25, 0.10, 0.05, 0.55, 0.03, 0.02};
static const double COMPREHENSIVE[N_BLOCKS] = {0.22, 0.10, 0.15, 0.28, 0.12, 0.13};

static inline double block_share(int block, double comp)
{
    return (1.0 - comp) * FRAGMENTED[block] + comp * COMPREHENSIVE[block];
}

static inline double health_system(const double *b)
{
    double logs = det_log(b[0]) + det_log(b[1]) + det_log(b[2]) + det_log(b[3]) + det_log(b[4]) + det_log(b[5]);
    return det_exp(logs / 6.0);
}

/* provocation ------------------------------------------------------------------------------------------------ */

static inline double response_factor(const ProvocationParams *p, double k) { return at_least(1.0 + k * p->spi, 0.0); }

static inline double tension_gain(const ProvocationParams *p)
{
    double factor = response_factor(p, p->k_resp);
    double mean_severity = 1.0 + 2.0 * p->p2 + 8.0 * p->p3;
    return factor <= 0.0 ? 0.0 : p->eta0 * p->d_T / (mean_severity * factor);
}

static inline double scheduled_exercise(i64 month_of_year)
{
    return month_of_year == 2 ? 1.0 : month_of_year == 7 ? 0.25 : 0.0;
}

static inline double branching_ratio(const ProvocationParams *p, double k_eff)
{
    double factor = response_factor(p, p->k_resp);
    return factor <= 0.0 ? 0.0 : p->eta0 * response_factor(p, k_eff) / factor;
}

static inline i64 event_count(double u, double lam, double r_nb, bool *capped)
{
    *capped = false;
    if (lam <= 0.0)
        return 0;
    bool poisson = isinf(r_nb);
    double probability = det_exp(poisson ? -lam : r_nb * det_log(r_nb / (r_nb + lam)));
    double cumulative = probability;
    i64 k = 0;
    while (cumulative <= u && k < 80) {
        if (poisson)
            probability = (probability * lam) / (double)(k + 1);
        else
            probability = (((probability * ((double)k + r_nb)) / (double)(k + 1)) * lam) / (r_nb + lam);
        k = k + 1;
        cumulative = cumulative + probability;
    }
    *capped = cumulative <= u;
    return k;
}

/* sanctions -------------------------------------------------------------------------------------------------- */

static inline double throughput(double U_bank, double U_goods, double O, double e, double dig)
{
    double goods_weight = (1.0 - dig) * 0.5 + dig * 0.3;
    double bank = 1.0 - (1.0 - U_bank) * (1.0 - 0.5 * O);
    double friction = 0.5 * bank + goods_weight * U_goods;
    return 1.0 - friction * (1.0 - e * (1.0 - 0.5 * O));
}

static inline double mean_breadth(const double *U) { return (U[0] + U[1] + U[2] + U[3]) / 4.0; }

/* tables, politics, protocol --------------------------------------------------------------------------------- */

static inline double security_exposure(double rbar) { return 0.3 + 0.7 * rbar; }
static inline double engagement_weight(bool rival_present, double zeta) { return rival_present ? 1.0 : zeta; }
static inline bool meets(double value, double threshold) { return value >= threshold - 1e-12; }

static inline double aspiration(double reservation, double best, i64 n, double N_dl, double beta)
{
    if (best < reservation)
        return reservation;
    return reservation + (best - reservation) * (1.0 - power((double)n / N_dl, 1.0 / beta));
}

static inline double money_multiplier(double m, i64 D, i64 hawkish)
{
    if (!hawkish)
        return 1.0;
    return m <= 0.0 ? 0.0 : power(m, 12.0 / (double)D);
}

static inline double hawk_probability(const PoliticsParams *p, double average, double usual_rate)
{
    double usual = usual_rate + 0.2;
    if (usual <= 0.0)
        return p->p_hawk;
    double w = det_exp(p->b_aud * det_log((average + 0.2) / usual));
    return p->p_hawk * w / (p->p_hawk * w + (1.0 - p->p_hawk));
}

/* trust ------------------------------------------------------------------------------------------------------ */

/* A holder's health and security belief after a month, by the log-odds rule. */
static inline void update_dyad(const TrustParams *p, double d, double *Lh, double *Ls, double L0,
                               double Ph, double Nh, double Ps, double Ns)
{
    double e_h = p->a_ev * (Ph - p->lam_neg * Nh);
    double e_s = p->a_ev * (Ps - p->lam_neg * Ns);
    double E_h = e_h + (e_s < 0.0 ? p->chi * (1.0 - d) * e_s : 0.0);
    double E_s = e_s + (e_h > 0.0 ? p->omega * (1.0 - p->fw_sym * d) * e_h : 0.0);
    *Lh = clip(*Lh - p->d_trust * (*Lh - L0) + E_h, -5.0, 5.0);
    *Ls = clip(*Ls - p->d_trust * (*Ls - L0) + E_s, -5.0, 5.0);
}

static inline double severity_ratio(double sev, double s_ref)
{
    return s_ref > 0.0 ? sev / s_ref : sev > 0.0 ? 4.0 : 1.0;
}

#endif
