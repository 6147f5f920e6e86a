"""What every column of the files means, besides metrics and outcomes. One line a column: ``name | unit | meaning``."""

from __future__ import annotations

from diplosim.metrics.column import Column, columns
from diplosim.metrics.monthly import METRICS
from diplosim.metrics.outcomes import OUTCOMES

__all__ = [
    "EVENT_COLUMNS", "METRICS", "OUTCOMES", "PAIRED", "RUN_KEYS", "SUMMARY_COLUMNS", "TABLE_COLUMNS",
    "TRAJECTORY_KEYS", "TRUST_COLUMNS",
]  # fmt: skip

#: One number per pair of runs (an arm and the reference under the same shocks), in ``summary.csv``.
PAIRED: tuple[Column, ...] = (
    Column("burden_averted_months", "disease burden of the reference less the arm's, summed over months",
           "index-months", "higher", source="model section 10"),
    Column("cost_per_point_averted_musd",
           "donor payments less returns per 0.01 of last-month disease burden averted; missing where none was averted",
           "M$ per 0.01", "lower", source="model section 10"),
    Column("pocketing",
           "share of the concession value delivered while the last 12 months were at least as severe as in the paired "
           "reference", "share", "lower", source="model section 10"),
)  # fmt: skip

_KEYS = """
arm | name | the scenario that the row belongs to
sample | number | sample of the design of an experiment; 0 in a plain run
replicate | number, from 0 | replicate: the same number means the same shocks in every arm
"""

RUN_KEYS: tuple[Column, ...] = columns(
    _KEYS
    + """
seed | number | seed of the scenario; with the replicate it fixes every random draw
status | ok or failed | whether the run reached its horizon
error | text | why the run failed; missing if it did not
"""
)
TRAJECTORY_KEYS: tuple[Column, ...] = columns(
    _KEYS
    + """
month | month, from 0 | month of the run; 0 is the first
date | YYYY-MM | calendar month
"""
)

TRUST_COLUMNS: tuple[Column, ...] = columns(
    _KEYS
    + """
month | month, from 0 | month of the run; 0 is the first
actor | code | the actor at the other end from the recipient
domain | health or security | domain of the trust
direction | out or in | out: the recipient's trust in the actor; in: the actor's trust in the recipient
trust | probability | trust at the end of the month
"""
)

TABLE_COLUMNS: tuple[Column, ...] = columns(
    _KEYS
    + """
month | month, from 0 | month of the run; 0 is the first
table | code | the donor or pooled fund that sits across from the recipient
state | name | state of the table at the end of the month: closed, open, agreed or cooling off
suspended | true or false | its agreement is in force but suspended
pain_recipient | 0-1 | how much the present hurts the recipient (this and the next three as the month's talks find \
them; missing while the table cannot talk, for want of money or because its donors have pooled)
pain_donors | 0-1 | how much the present hurts the table's donors
way_out | 0-1 | trust on the best path between the parties, direct or through a mediator
ripeness | 0-1 | the smaller of both pains times the way out
pledged | k$ | donors' money pledged at this table since the start; the next eleven columns add up to it exactly
undisbursed | k$ | not yet paid by the donors
fund_balance | k$ | paid into the pooled fund and not yet paid out
overhead | k$ | overhead kept by implementers and the fund
held | k$ | waiting for a sanctions exemption or a bank
transit | k$ | released and on the way; waits at a closed border
stock | k$ | arrived, not yet absorbed
absorbed | k$ | reached the health system, net of waste
wasted | k$ | lost on the last leg (cold chain, electricity), or waiting at a border that goods cannot cross
diverted | k$ | diverted on arrival, or left behind unmonitored by a cancellation
returned | k$ | sent back to the donors
cancelled | k$ | pledged and never paid, because the agreement ended or was cancelled
local_pledged | k$ | the recipient's own co-financing pledged since the start; the next four add up to it exactly
local_unpaid | k$ | not yet paid by the recipient
local_stock | k$ | paid, not yet absorbed
local_absorbed | k$ | reached the health system
local_cancelled | k$ | ended with the agreement
"""
)

EVENT_COLUMNS: tuple[Column, ...] = columns("""
arm | name | the scenario that the record belongs to
replicate | number, from 0 | the traced run: replicate 0
month | month, from 0 | month of the run
date | YYYY-MM | calendar month
phase | number | phase of the month in which it happened
kind | name | what happened
actor | code | who acted
target | code | towards whom
package | record | the terms of the offer or agreement
terms | record | every term of the decision; they sum to the value
value | number | value of the decision
threshold | number | what the value had to reach
missing | number | threshold minus value: how much more would have been enough; below 0 what was to spare
identity | true or false | of a refused offer: taint weighs most against it, and no size would have been enough
age | months | of an agreement in force at the start: months since it was signed
unpaid_kusd | k$ | of an agreement in force at the start: what is still to be paid
alternatives | records | single issues that alone would have turned a no: issue, level, instead_of
together | records | two issues that together would have turned a no where no single one would: issue, level, instead_of
outcome | name | how it ended
reason | sentence | what happened and why, told from the other fields
would_change | sentence | what would have changed the answer, told from the other fields
draw | 0-1 | the random draw of a chance decision; it happens if the draw is below the probability
probability | 0-1 | the probability of a chance decision
round | number, from 0 | move of the negotiation
mediated | true or false | the mediator wrote the text
estimated_value | number | what whoever proposed it thought the package was worth to the recipient, its mood left aside
no_zopa | true or false | no package would have suited both sides
opposed | codes | donors that did not ratify a package
by_date | true or false | an offer that the scenario dates
by_move | true or false | a decision that a move has taken
act | text | what a move does that nothing asked for
usual | text | what the rules would have done instead of a move
bound | true or false | an agreement or a pool binds the donor of a dated offer, so that nothing comes of it
programme_musd | M$ | size of the programme of an agreement
pledged_kusd | k$ | money pledged by an agreement
donors | codes | donors of an agreement
count | count | provocations of the month
gravest | 1-3 | class of the gravest of them
classes | list | classes of the provocations that were drawn
dated | list | classes of the provocations that the scenario dates, on top of those drawn
limit | number | most provocations that the model expects of a month, where more would follow
eta | record | the modulators of the intensity of provocation
months | months | how long it lasts
sectors | names | sectors that a resolution touches
broad_relief_ends | true or false | broad relief ends with a snap-back
quiet | true or false | the allies answer a month without a major provocation
policy | name | policy that starts or ends
title | name | its name for readers, or that of a dated change
settings | record | strength and options of a policy that starts
changed | record | parameters that a dated event changes, with their new values
intensity | number | size of a dated exercise against a usual March exercise
per_year | number | hospitals renewed in a year
musd_a_year | M$ a year | vaccines that come as goods alone
before | 0-1 | level before the change
after | 0-1 | level after the change
""")

SUMMARY_COLUMNS: tuple[Column, ...] = columns("""
arm | name | the scenario
reference | name | the scenario that it is compared with, pair by pair; missing for the reference \
itself
outcome | name | the outcome, or a paired quantity (see kind)
kind | outcome or paired | outcome: quantiles over runs; paired: quantiles over pairs of runs with \
the same shocks
unit | unit | unit of the outcome
better | higher or lower | direction that counts as better; missing if neither does
n | count | runs (or pairs) with a value
n_missing | count | finished runs (or pairs) without one
median | unit of outcome | median
p05 | unit of outcome | 5 % quantile
p25 | unit of outcome | 25 % quantile
p75 | unit of outcome | 75 % quantile
p95 | unit of outcome | 95 % quantile
mean | unit of outcome | mean
diff_mean | unit of outcome | mean of the paired differences, arm minus reference
diff_low | unit of outcome | lower end of the 95 % interval of that mean; in an experiment the samples \
and the histories of shocks count as drawn at random, each history being the same in all samples
diff_high | unit of outcome | upper end of the 95 % interval of that mean
diff_median | unit of outcome | median of the paired differences
diff_p05 | unit of outcome | 5 % quantile of the paired differences
diff_p25 | unit of outcome | 25 % quantile of the paired differences
diff_p75 | unit of outcome | 75 % quantile of the paired differences
diff_p95 | unit of outcome | 95 % quantile of the paired differences
share_better | share of pairs | pairs in which the arm is better; missing if the outcome has no \
better direction
share_equal | share of pairs | pairs in which arm and reference are equal
share_worse | share of pairs | pairs in which the arm is worse; missing if the outcome has no better\
 direction
n_pairs | count | pairs in which both runs have a value
n_dropped | count | pairs dropped because a run failed or has no value
variance_reduction | ratio | how many times smaller the variance of the difference is than with \
independent shocks, within a sample; missing if no pair differs or there is one replicate
verdict | word | what the interval of the mean says: \
better, worse, higher, lower, undecided, same or too few pairs
""")
