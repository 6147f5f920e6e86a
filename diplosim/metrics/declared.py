"""The declarations themselves: what every column means. One line a column.

``name | unit | better | label | meaning``: ``better`` is ``higher``, ``lower`` or ``-`` (neither); a label marks
a headline outcome, shown in the table that ends a run.
"""

from __future__ import annotations

from diplosim.metrics.column import Column, columns

#: One number per run and month (``trajectories.parquet``): end-of-month stocks and the month's own flows.
METRICS: tuple[Column, ...] = columns("""
events | count | - | | provocations this month, all classes
events_major | count | - | | provocations of class 2 and 3 this month
events_class1 | count | - | | provocations of class 1 this month (short-range tests, drills with fire)
events_class2 | count | - | | provocations of class 2 this month (long-range tests, lethal incidents at \
the border)
events_class3 | count | - | | provocations of class 3 this month (nuclear tests, armed attacks)
severity | severity units | - | | severity summed over the month's provocations
tension | severity units | - | | stock of remembered severity
trust_rivals_security | probability | - | | DPRK's trust in rival donors, security domain, mean
trust_rivals_health | probability | - | | DPRK's trust in rival donors, health domain, mean
trust_others_security | probability | - | | DPRK's trust in the other donors, security domain, mean
trust_others_health | probability | - | | DPRK's trust in the other donors, health domain, mean
trust_rivals_security_in | probability | - | | rival donors' trust in the DPRK, security domain, mean
trust_rivals_health_in | probability | - | | rival donors' trust in the DPRK, health domain, mean
trust_others_security_in | probability | - | | other donors' trust in the DPRK, security domain, mean
trust_others_health_in | probability | - | | other donors' trust in the DPRK, health domain, mean
trust_un_health | probability | - | | DPRK's trust in the implementers (UN agencies, third countries), \
health domain, mean
rival_table_open | 0 or 1 | - | | a table with a rival is open at the end of the month
engagement | 0-1 | - | | engagement index: open tables weighted by the donors' security weight
agreements_active | count | - | | agreements in force, suspended ones included
suspended_agreements | count | - | | agreements in force but suspended
agreements_signed | count | - | | agreements signed this month
offers_made | count | - | | unsolicited offers made this month
offers_refused | count | - | | unsolicited offers that the DPRK refused this month
walk_outs | count | - | | tables that a party left this month
lapses | count | - | | tables that ended without agreement because time ran out
failed_ratifications | count | - | | accepted packages that failed to be ratified at home
suspensions | count | - | | agreements suspended this month
cancellations | count | - | | agreements cancelled this month
resolutions | count | - | | Security Council resolutions adopted this month
aid_disbursed_musd | M$ a month | - | | bilateral payments and fund payouts, before overhead
aid_arrived_musd | M$ a month | - | | donor-funded aid that arrived in the country, what is then diverted included
aid_absorbed_musd | M$ a month | - | | donor-funded aid that reached the health system, net of waste
aid_diverted_musd | M$ a month | - | | donor-funded aid diverted on arrival
donors_paid_musd | M$ a month | - | | what donors paid: deposits, instalments and bilateral payments
returned_musd | M$ a month | - | | money returned to donors
overhead_musd | M$ a month | - | | overhead kept by implementers and the fund
un_breadth | 0-1 | - | | breadth of UN sanctions in effect, mean over the sectors
over_compliance | 0-1 | - | | chilling of legal trade and banking beyond what the sanctions ask
carve_out | 0-1 | - | | humanitarian carve-out in force
economy | index, 1 = no sanctions | - | | DPRK economy
health_system | 0-1 | - | | DPRK health system, mean of its six blocks
disease_burden | 0-1 | - | | disease burden: 0 best attainable, 1 worst
wait_days | days | - | | waiting time of a sanctions exemption
throughput | 0-1 | - | | share of what waits at the border that gets through
border_closed | 0 or 1 | - | | the border is closed
qcap | 0-1 | - | | weapons capability index (an output; nothing depends on it in the core model)
g_posture | 0-1 | - | | allied restraint posture
eta_eff | events per event | - | | how many further provocations one provocation sets off at present
supercritical | 0 or 1 | - | | provocations feed on themselves: eta_eff at or above 1, or the cap binding
eta_talk | log intensity | - | | effect of talks on the intensity of provocation
eta_stake | log intensity | - | | effect of what the DPRK has to lose
eta_reassurance | log intensity | - | | effect of trust in the security domain
eta_fungible | log intensity | - | | effect of resources that aid sets free
eta_sanctions | log intensity | - | | effect of sanctions pressure
eta_exercise | log intensity | - | | effect of military exercises
""")

#: One number per run (``runs.parquet``). Missing where the question does not arise (a rate without a base).
OUTCOMES: tuple[Column, ...] = columns("""
events_per_year | events a year | lower | Provocations a year | provocations a year, all classes
events_major_per_year | events a year | lower | Major provocations a year | provocations of class 2 and 3 \
a year
events_class1_per_year | events a year | lower | | provocations of class 1 a year
events_class2_per_year | events a year | lower | | provocations of class 2 a year
events_class3_per_year | events a year | lower | | provocations of class 3 a year
longest_quiet_months | months | higher | | longest spell without a provocation of class 2 or 3
deescalation_index | log ratio | higher | | de-escalation: ln((s_ref + 1) / (mean monthly severity + 1)), whole run; \
above 0: calmer than the reference
deescalation_index_24 | log ratio | higher | | de-escalation, last 24 months: the same over these
supercritical_share | share of months | lower | | months in which provocations feed on themselves
trust_rivals_end | probability | higher | DPRK trust in rivals, end | DPRK's trust in rivals, mean of both\
 domains, last month
trust_rivals_24 | probability | higher | | DPRK's trust in rivals, mean of both domains, after 24 months
trust_rivals_60 | probability | higher | | DPRK's trust in rivals, mean of both domains, after 60 months
trust_rivals_security_end | probability | higher | | DPRK's trust in rivals, security domain, last month
trust_rivals_health_end | probability | higher | | DPRK's trust in rivals, health domain, last month
trust_others_security_end | probability | higher | | DPRK's trust in other donors, security domain, last \
month
trust_others_health_end | probability | higher | | DPRK's trust in other donors, health domain, last month
trust_in_rivals_end | probability | higher | | rivals' trust in the DPRK, mean of both domains, last month
aid_disbursed_musd | M$ | - | | bilateral payments and fund payouts, before overhead, whole run
aid_absorbed_musd | M$ | higher | Health aid absorbed, M$ | donor-funded aid that reached the health \
system, net of waste, whole run
aid_diverted_musd | M$ | lower | | donor-funded aid diverted, whole run
aid_returned_musd | M$ | lower | | money returned to donors, whole run
diverted_share | share of arrivals | lower | | aid diverted, as a share of what arrived
overhead_share | share of disbursed | lower | | overhead, as a share of what was disbursed
offers_made | count | - | | unsolicited offers made
offers_refused | count | - | | unsolicited offers refused
refusal_rate | share of offers | lower | Offers refused, share | unsolicited offers refused, as a share of\
 those made
agreements_signed | count | - | Agreements signed | agreements signed
failed_ratifications | count | lower | | accepted packages that failed to be ratified
first_agreement_month | month, from 0 | - | | month of the first agreement
suspensions | count | lower | | agreements suspended
cancellations | count | lower | | agreements cancelled
months_suspended | agreement-months | lower | | months that agreements spent suspended
interruptions_per_agreement_year | per year | lower | | suspensions per year of agreement in force
interruptions_per_covered_year | per year | lower | Suspensions a year in force | suspensions per year with\
 any agreement in force
rival_table_share | share of months | - | Talks with rivals, share | months with a rival table open
engagement_mean | 0-1 | - | | mean engagement index
relief_mean | 0-1 | - | | mean humanitarian carve-out in force
un_breadth_mean | 0-1 | - | | mean breadth of UN sanctions in effect
disease_burden_end | 0-1 | lower | Disease burden, end | disease burden in the last month
disease_burden_mean | 0-1 | lower | | mean disease burden
health_system_end | 0-1 | higher | | health system in the last month
economy_end | index | - | | economy in the last month
exploitation_rate | share of months | lower | Exploitation, share | months of concession with severity \
above the reference, as a share of months of concession; read it as a paired difference
donor_cost_musd | M$ | - | | donor payments less money returned
talks_events_correlation | correlation | - | | correlation over months of open talks with rivals and provocations; \
missing if there were no talks
""")

#: One number per pair of runs (an arm and the reference under the same shocks), in ``summary.csv``.
PAIRED: tuple[Column, ...] = columns("""
burden_averted_months | index-months | higher | | disease burden of the reference less the arm's, summed \
over months
cost_per_point_averted_musd | M$ per 0.01 | lower | | donor payments less returns per 0.01 of last-month \
disease burden averted; missing where none was averted
pocketing | share | lower | | share of the concession value delivered while the last 12 months were at \
least as severe as in the paired reference
""")

_KEYS = """
arm | name | - | | the scenario that the row belongs to
sample | number | - | | sample of the design of an experiment; 0 in a plain run
replicate | number, from 0 | - | | replicate: the same number means the same shocks in every arm
"""

RUN_KEYS: tuple[Column, ...] = columns(
    _KEYS
    + """
seed | number | - | | seed of the scenario; with the replicate it fixes every random draw
status | ok or failed | - | | whether the run reached its horizon
error | text | - | | why the run failed; missing if it did not
"""
)
TRAJECTORY_KEYS: tuple[Column, ...] = columns(
    _KEYS
    + "month | month, from 0 | - | | month of the run; 0 \
is the first"
)

TRUST_COLUMNS: tuple[Column, ...] = columns(
    _KEYS
    + """
month | month, from 0 | - | | month of the run; 0 is the first
actor | code | - | | the actor at the other end from the DPRK
domain | health or security | - | | domain of the trust
direction | out or in | - | | out: the DPRK's trust in the actor; in: the actor's trust in the DPRK
trust | probability | - | | trust at the end of the month
"""
)

TABLE_COLUMNS: tuple[Column, ...] = columns(
    _KEYS
    + """
month | month, from 0 | - | | month of the run; 0 is the first
table | code | - | | the donor or pooled fund that sits across from the DPRK
state | name | - | | state of the table at the end of the month: closed, open, agreed or cooling off
suspended | true or false | - | | its agreement is in force but suspended
pain_recipient | 0-1 | - | | how much the present hurts the DPRK (this and the next three as the month's talks find \
them; missing while the table cannot talk, for want of money or because its donors have pooled)
pain_donors | 0-1 | - | | how much the present hurts the table's donors
way_out | 0-1 | - | | trust on the best path between the parties, direct or through a mediator
ripeness | 0-1 | - | | the smaller of both pains times the way out
pledged | k$ | - | | donors' money pledged at this table since the start; the next eleven columns add up to it exactly
undisbursed | k$ | - | | not yet paid by the donors
fund_balance | k$ | - | | paid into the pooled fund and not yet paid out
overhead | k$ | - | | overhead kept by implementers and the fund
held | k$ | - | | waiting for a sanctions exemption or a bank
transit | k$ | - | | released and on the way; waits at a closed border
stock | k$ | - | | arrived, not yet absorbed
absorbed | k$ | - | | reached the health system, net of waste
wasted | k$ | - | | lost on the last leg (cold chain, electricity)
diverted | k$ | - | | diverted on arrival, or left behind unmonitored by a cancellation
returned | k$ | - | | sent back to the donors
cancelled | k$ | - | | pledged and never paid, because the agreement ended or was cancelled
local_pledged | k$ | - | | the DPRK's own co-financing pledged since the start; the next four add up to it exactly
local_unpaid | k$ | - | | not yet paid by the DPRK
local_stock | k$ | - | | paid, not yet absorbed
local_absorbed | k$ | - | | reached the health system
local_cancelled | k$ | - | | ended with the agreement
"""
)

EVENT_COLUMNS: tuple[Column, ...] = columns("""
arm | name | - | | the scenario that the record belongs to
replicate | number, from 0 | - | | the traced run: replicate 0
month | month, from 0 | - | | month of the run
date | YYYY-MM | - | | calendar month
phase | number | - | | phase of the month in which it happened
kind | name | - | | what happened
actor | code | - | | who acted
target | code | - | | towards whom
package | record | - | | the terms of the offer or agreement
terms | record | - | | every term of the decision; they sum to the value
value | number | - | | value of the decision
threshold | number | - | | what the value had to reach
missing | number | - | | threshold minus value: how much more would have been enough; below 0 what was to spare
alternatives | records | - | | single issues that alone would have turned a no: issue, level, instead_of
outcome | name | - | | how it ended
reason | sentence | - | | what happened and why, told from the other fields
would_change | sentence | - | | what would have changed the answer, told from the other fields
draw | 0-1 | - | | the random draw of a chance decision; it happens if the draw is below the probability
probability | 0-1 | - | | the probability of a chance decision
round | number, from 0 | - | | move of the negotiation
mediated | true or false | - | | the mediator wrote the text
estimated_value | number | - | | what the proposer thought the package was worth to the other side
no_zopa | true or false | - | | no package would have suited both sides
opposed | codes | - | | donors that did not ratify a package
programme_musd | M$ | - | | size of the programme of an agreement
pledged_kusd | k$ | - | | money pledged by an agreement
donors | codes | - | | donors of an agreement
count | count | - | | provocations of the month
gravest | 1-3 | - | | class of the gravest of them
classes | list | - | | classes of the provocations that were drawn
dated | list | - | | classes of the provocations that the scenario dates, on top of those drawn
eta | record | - | | the modulators of the intensity of provocation
months | months | - | | how long it lasts
sectors | names | - | | sectors that a resolution touches
broad_relief_ends | true or false | - | | broad relief ends with a snap-back
quiet | true or false | - | | the allies answer a month without a major provocation
policy | name | - | | policy that starts or ends
title | name | - | | its name for readers, or that of a dated change
settings | record | - | | strength and options of a policy that starts
changed | record | - | | parameters that a dated event changes, with their new values
intensity | number | - | | size of a dated exercise against a usual March exercise
before | 0-1 | - | | level before the change
after | 0-1 | - | | level after the change
""")

SUMMARY_COLUMNS: tuple[Column, ...] = columns("""
arm | name | - | | the scenario
reference | name | - | | the scenario that it is compared with, pair by pair; missing for the reference \
itself
outcome | name | - | | the outcome, or a paired quantity (see kind)
kind | outcome or paired | - | | outcome: quantiles over runs; paired: quantiles over pairs of runs with \
the same shocks
unit | unit | - | | unit of the outcome
better | higher or lower | - | | direction that counts as better; missing if neither does
n | count | - | | runs (or pairs) with a value
n_missing | count | - | | finished runs (or pairs) without one
median | unit of outcome | - | | median
p05 | unit of outcome | - | | 5 % quantile
p25 | unit of outcome | - | | 25 % quantile
p75 | unit of outcome | - | | 75 % quantile
p95 | unit of outcome | - | | 95 % quantile
mean | unit of outcome | - | | mean
diff_mean | unit of outcome | - | | mean of the paired differences, arm minus reference
diff_low | unit of outcome | - | | lower end of the 95 % interval of that mean; in an experiment the samples \
and the histories of shocks count as drawn at random, each history being the same in all samples
diff_high | unit of outcome | - | | upper end of the 95 % interval of that mean
diff_median | unit of outcome | - | | median of the paired differences
diff_p05 | unit of outcome | - | | 5 % quantile of the paired differences
diff_p25 | unit of outcome | - | | 25 % quantile of the paired differences
diff_p75 | unit of outcome | - | | 75 % quantile of the paired differences
diff_p95 | unit of outcome | - | | 95 % quantile of the paired differences
share_better | share of pairs | - | | pairs in which the arm is better; missing if the outcome has no \
better direction
share_equal | share of pairs | - | | pairs in which arm and reference are equal
share_worse | share of pairs | - | | pairs in which the arm is worse; missing if the outcome has no better\
 direction
n_pairs | count | - | | pairs in which both runs have a value
n_dropped | count | - | | pairs dropped because a run failed or has no value
variance_reduction | ratio | - | | how many times smaller the variance of the difference is than with \
independent shocks, within a sample; missing if no pair differs or there is one replicate
verdict | word | - | | what the interval of the mean says: \
better, worse, higher, lower, undecided, same or too few pairs
""")
