"""The stylised facts SF1-SF20, the target patterns T1-T7 and the known misses M1-M7: from ensembles to values.

A function for each: given the ensembles by name (`diplosim.history.worlds`) it yields the parts of its fact, each as a
number for every run or as one number of all runs together. What a part is, and its band, stands in the evidence
(`fact_bands`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import numpy as np

from diplosim.history import coding as code
from diplosim.history.coding import each, quotient, ratio
from diplosim.history.ensemble import Floats, Runs

Worlds = Mapping[str, Runs]
Parts = Iterator[tuple[str, Floats | float]]

#: The metrics that are read.
COLUMNS = (
    "events", "events_major", "events_class3", "resolutions", "rival_meetings", "rival_table_open",
    *(f"{what}_{d}" for d in code.DONORS for what in ("paid_musd", "offers", "refused")),
    "donors_paid_musd", "aid_disbursed_musd", "overhead_musd", "returned_musd", "aid_arrived_musd", "spoiled_musd",
    "own_programme_musd", "own_import_musd", "wait_days", "coverage_dtp3", "tb_detection", "u5mr_per_1000",
    "trust_rivals_health", "trust_rivals_security",
)  # fmt: skip
#: Months in which health funds offer COVID vaccines through COVAX, and South Korea its aid (`offers` of the evidence).
COVAX = ("2021-07", "2021-08", "2022-01", "2022-02")
SOUTH_KOREAN = (
    "2000-07", "2006-03", "2009-11", "2010-09", "2011-08", "2012-09", "2014-01",
    "2019-07", "2019-12", "2020-12", "2022-05", "2022-08", "2024-08", "2025-07",
)  # fmt: skip
RIVALS, UN, ALLIES = ("usa", "rok", "jpn"), ("eu", "ghf"), ("chn",)
#: The part of the health funds' payments that is meant for tuberculosis (supplies; docs/model.md, coverage).
TB_PART = 0.6
#: Years by the leader in Pyongyang, and those of Democratic presidents (sworn in on 20 January).
KIM_JONG_IL, KIM_JONG_UN = range(1995, 2012), range(2012, 2026)
DEMOCRATS = (*range(1993, 2001), *range(2009, 2017), *range(2021, 2025))
#: Periods of the aid's means (`aid_means`).
AID_PERIODS = ((2000, 2004), (2005, 2009), (2010, 2015), (2016, 2020), (2021, 2025))


def sf1(w: Worlds) -> Parts:
    """Yearly provocations of yearly meetings with rivals, as the record counts talks."""
    yield "SF1", each(*_years(w), by=code.log_correlation)


def sf2(w: Worlds) -> Parts:
    """Provocations in years of talks."""
    yield "SF2", each(*_years(w), by=code.talk_year_ratio)


def _years(w: Worlds) -> tuple[Floats, Floats]:
    return code.coded(w["long"], "events"), code.coded(w["long"], "talks")


def sf3(w: Worlds) -> Parts:
    """Wider windows."""
    events, talks = (code.coded(w["long"], name, "month") for name in ("events", "talks"))
    by_window = [
        each(events, talks, by=lambda e, m, w=window: code.window_correlation(e, m, w))
        for window in (1, 3, 6, 12, 24)
    ]
    yield "SF3a", by_window[0]
    yield "SF3b", by_window[3]
    yield "SF3c", float(np.diff([np.nanmedian(values) for values in by_window]).max())


def sf4(w: Worlds) -> Parts:
    """Clusters and droughts of talks."""
    talks = code.coded(w["long"], "talks", "month")
    yield "SF4a", each(talks, by=lambda x: code.autocorrelation(x, 1))
    yield "SF4b", float((each(talks, by=code.longest_gap) >= 48).mean())


def sf5(w: Worlds) -> Parts:
    """Bursts."""
    runs = w["long"]
    yield "SF5a", code.dispersion(runs.years("events", 1990, 2011))
    yield "SF5b", code.dispersion(runs.years("events", 2012, 2017))
    yield "SF5c", (runs["events"][:, : runs.index(2018)] > 0).mean(axis=1)


def sf6(w: Worlds) -> Parts:
    """Leaders and presidents."""
    events = w["long"].years("events")
    yield "SF6a", ratio(_mean_of(events, KIM_JONG_UN), _mean_of(events, KIM_JONG_IL))
    yield "SF6b", code.party_ratio(events, 1990, DEMOCRATS, (KIM_JONG_IL, range(2012, 2022)))


def _mean_of(events: Floats, years: range) -> Floats:
    return np.asarray(events[:, [year - 1990 for year in years]].mean(axis=1), dtype=float)


def sf7(w: Worlds) -> Parts:
    """Sanctions after tests, 1990-2025 and 2014-25 together."""
    for name, first, end in (("SF7a", (2006, 7), (2018, 1)), ("SF7b", (2018, 1), (2025, 11))):
        both = [
            code.answered(r, max(0, r.index(*first)), r.index(*end)) for r in (w["since 2014"], w["long"])
        ]
        tests = sum(number for _, number in both)
        yield name, sum(share * number for share, number in both if number) / tests if tests else code.NOTHING


def sf8(w: Worlds) -> Parts:
    """Steps of aid."""
    runs = w["long"]
    means = [float(runs.years(runs.fts, *span).mean()) for span in AID_PERIODS]
    steps = [quotient(later, earlier) for earlier, later in pairwise(means)]
    yield from (("SF8a", min(steps)), ("SF8b", max(steps)), ("SF8c", quotient(means[-1], means[0])))


def sf9(w: Worlds) -> Parts:
    """Broad sanctions delay aid more than they cut it."""
    runs, calm = w["since 2014"], w["calm"]
    paid = float(runs.years(runs.fts, 2016, 2018).mean())
    yield "SF9a", quotient(paid, runs.year(runs.fts, 2015).mean())
    yield "SF9b", quotient(paid, calm.years(calm.fts, 2016, 2018).mean())
    yield "SF9c", ratio(code.months_in_pipeline(runs, 2018), code.months_in_pipeline(runs, 2015))


def sf10(w: Worlds) -> Parts:
    """One member's holds."""
    yield "SF10", 1.0 - quotient(w["dove"]["wait_days"].mean(), w["hawk"]["wait_days"].mean())


def sf11(w: Worlds) -> Parts:
    """A South Korea that can give 200 M$ a year: the switches of 2008 and 1998."""
    paid = w["rok"].years("paid_musd_rok", 1998, 2009)
    yield "SF11a", 1.0 - quotient(paid[:, 11].sum(), paid[:, 9].sum())
    mean = paid.mean(axis=0)
    yield "SF11b", float((mean >= 0.9 * mean[5:10].mean()).argmax())
    usual = paid[:, 5:10].mean(axis=1)
    yield "SF11c", (paid >= 0.9 * usual[:, None])[usual > 0].argmax(axis=1).astype(float)


def sf12(w: Worlds) -> Parts:
    """The border is shut from January 2020 to July 2023."""
    runs = w["since 2014"]
    before = runs.year(runs.fts, 2019)
    yield "SF12a", 1.0 - ratio(runs.year(runs.fts, 2022), before)
    yield "SF12b", ratio(runs.fts[:, runs.index(2024, 8) : runs.index(2025, 8)].sum(axis=1), before)


def sf13(w: Worlds) -> Parts:
    """Offers outside talks from July 2019 on, all runs together."""
    runs, covax = w["since 2014"], w["covax"]
    rivals, un, allies = (code.refused(runs, group, runs.index(2019, 7))[0] for group in (RIVALS, UN, ALLIES))
    vaccines = code.refused_at(covax, "ghf", COVAX)
    yield from zip(("SF13a", "SF13b", "SF13c", "SF13d"), (rivals, un, allies, vaccines), strict=True)
    yield "SF13e", min(un - allies, rivals - un, vaccines - un)


def sf14(w: Worlds) -> Parts:
    """Rivals' offers near drills and grave provocations, among them South Korea's at the dates of the record."""
    yield "SF14", code.refusals_near_signals(w["rok un"], RIVALS, ("2018-03", "2018-08"))


def sf15(w: Worlds) -> Parts:
    """The same offers by South Korea, in its own hand and through the UN."""
    for name, months in (("SF15a", SOUTH_KOREAN[:7]), ("SF15b", SOUTH_KOREAN[7:])):
        direct, un = (code.refused_at(w[f"rok {channel}"], "rok", months) for channel in ("direct", "un"))
        yield name, direct - un


def sf16(w: Worlds) -> Parts:
    """Coverage (WUENIC, revision of 2024)."""
    runs = w["since 2014"]
    times = code.fall_time(runs["coverage_dtp3"], runs.index(2020))
    yield "SF16a", times
    yield "SF16b", float((times <= 24).mean())
    yield "SF16c", code.build_time(w["building"]["coverage_dtp3"], 0.37, 0.97) / 12.0


def _tuberculosis_money(runs: Runs) -> tuple[Floats, Floats]:
    """Own and external money, runs by years 2014-21."""
    return runs.years("own_programme_musd", 2014, 2021), TB_PART * runs.years("paid_musd_ghf", 2014, 2021)


def sf17(w: Worlds) -> Parts:
    """Own money is steady."""
    own, funds = _tuberculosis_money(w["since 2014"])
    share = ratio(own, own + funds)
    yield "SF17a", ratio(code.variation(funds), code.variation(own))
    yield "SF17b", share[:, 7] - share[:, 0]


def sf18(w: Worlds) -> Parts:
    """Own imports in a year of closure."""
    runs = w["since 2014"]
    yield "SF18", ratio(runs.year("own_import_musd", 2022), runs.year(runs.fts, 2022))


def sf19(w: Worlds) -> Parts:
    """Trust, sign and size."""
    health, security = (
        code.loss_over_gain(w["since 2014"][f"trust_rivals_{domain}"]) for domain in ("health", "security")
    )
    yield from (("SF19a", health), ("SF19b", security), ("SF19c", health), ("SF19d", security))


def sf20(w: Worlds) -> Parts:
    """Lives of accords with rivals, all runs together."""
    lives = [code.spells(w["long"][f"paid_musd_{donor}"] > 0.0) for donor in RIVALS]
    months = np.concatenate([length for length, _ in lives])
    yield "SF20a", float(np.median(months)) if len(months) else code.NOTHING
    longest = np.max([runs for _, runs in lives], axis=0)
    yield "SF20b", float((longest > 60).mean())


def targets(w: Worlds) -> Parts:
    """The months of 2014-2025."""
    runs = w["since 2014"]
    n, talk = runs["events"], runs["rival_table_open"] > 0
    yield "T1", n.mean(axis=1)
    yield "T2", ratio(n.var(axis=1), n.mean(axis=1))
    yield "T3", (n == 0).mean(axis=1)
    yield "T4", each(n, by=lambda x: code.autocorrelation(x, 1))
    yield "T5", ratio(runs["events_major"].sum(axis=1), n.sum(axis=1))
    yield "T6", quotient(n[talk].sum() * (~talk).sum(), n[~talk].sum() * talk.sum())
    yield "T7", float(talk.mean())


def misses(w: Worlds) -> Parts:
    """What was known to be missed when the second model was made."""
    runs = w["since 2014"]
    found = runs.years("tb_detection", 2016, 2018)
    yield "M1", 1.0 - ratio(found[:, 2], found[:, 0])
    own, funds = _tuberculosis_money(runs)
    yield "M2", ratio(own, own + funds)[:, 0]
    yield "M3", runs.year("own_import_musd", 2022)
    yield "M4", runs.year("u5mr_per_1000", 2023) / 12.0
    yield "M5", runs.years("resolutions", 2014, 2017).sum(axis=1)
    talk = runs["rival_table_open"] > 0
    yield "M6", float(talk[:, runs.index(2018, 3) : runs.index(2019, 11)].any(axis=1).mean())
    yield "M7", w["project"]["paid_musd_rok"].sum(axis=1)


_SF = (
    sf1, sf2, sf3, sf4, sf5, sf6, sf7, sf8, sf9, sf10, sf11, sf12, sf13, sf14, sf15, sf16, sf17, sf18, sf19, sf20,
)  # fmt: skip
#: By the name of a fact; T and M are read together.
PATTERNS: dict[str, Callable[[Worlds], Parts]] = {
    **{f"SF{number}": function for number, function in enumerate(_SF, 1)},
    **{f"T{number}": targets for number in range(1, 8)},
    **{f"M{number}": misses for number in range(1, 8)},
}
