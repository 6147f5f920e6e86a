"""Metrics of what aid meets in the country: access, the recipient's own money, medicine, coverage, and what they mean.

They belong to `diplosim.metrics.monthly.METRICS`, at its end.
"""

from __future__ import annotations

from diplosim.metrics.column import Metric, Outcome
from diplosim.rules import health, readings
from diplosim.rules import outcomes as rules
from diplosim.rules.content import EQUIPMENT, MIXTURE, SUPPLIES, TRAINING

CARE: tuple[Metric, ...] = (
    Metric("access", "share of agreed aid that can be turned into payments in the country", "0-1", better="higher",
           label="Access", source="model section 6; FTS 2019-25", read=lambda w, s: s.access),
    Metric("kept_out_musd", "what was due and could not be paid because access was lost", "M$ a month", better="lower",
           source="model section 14.11", read=lambda w, s: rules.musd(s.flow.kept_out)),
    Metric("compliance_musd", "part of overhead that complying with sanctions took", "M$ a month", better="lower",
           source="model section 14.12", read=lambda w, s: rules.musd(s.flow.compliance)),
    Metric("spoiled_musd", "goods that spoilt while they could not cross the border", "M$ a month", better="lower",
           source="model section 14.11", read=lambda w, s: rules.musd(s.flow.spoiled)),
    Metric("goods_border", "goods cross the border", "0 or 1", better="higher", source="model section 6",
           read=lambda w, s: s.goods),
    Metric("own_import_musd", "medicine that the recipient imports with its own money", "M$ a month",
           label="Own imports of medicine", source="model section 6", read=lambda w, s: rules.musd(s.flow.own_import)),
    Metric("own_programme_musd", "the recipient's own money for tuberculosis", "M$ a month",
           source="model section 6; WHO", read=lambda w, s: rules.musd(s.flow.own_programme)),
    Metric("own_hospital_musd", "what renewed hospitals take from the recipient's own imports", "M$ a month",
           source="model section 6", read=lambda w, s: rules.musd(s.flow.own_hospital)),
    Metric("aid_freed_musd", "own money that aid frees: what own imports are lower by", "M$ a month",
           source="model section 6; Haggard and Noland", read=lambda w, s: rules.musd(s.flow.aid_freed)),
    Metric("medicine_sufficiency", "share of the need for medicine that the state meets", "0-1", better="higher",
           label="Medicine from the state", source="model section 6", read=lambda w, s: s.sufficiency),
    Metric("market_share", "share of all medicine that is bought on the informal market", "0-1", better="lower",
           label="Medicine from the market", source="model section 6", read=lambda w, s: s.market_share),
    Metric("coverage_dtp3", "children vaccinated with a third dose of DTP", "0-1", better="higher",
           label="Children vaccinated", source="model section 6; WHO and UNICEF", read=lambda w, s: s.coverage_dtp3),
    Metric("tb_detection", "tuberculosis cases that are detected", "0-1", better="higher",
           label="Tuberculosis detected", source="model section 6; WHO", read=lambda w, s: s.tb_detection),
    Metric("tb_aid_musd", "aid that reached the tuberculosis programme", "M$ a month", source="model section 6",
           read=lambda w, s: s.tb_aid),
    Metric("tb_deaths_per_100k", "deaths from tuberculosis a year, read from detection", "per 100,000 people",
           better="lower", label="Deaths from tuberculosis", source="model section 6; Glaziou et al. (WHO)",
           read=lambda w, s: readings.tuberculosis_deaths(s.tb_detection)),
    Metric("u5mr_per_1000", "deaths of children under five, read from the disease burden", "per 1,000 births",
           better="lower", label="Deaths under five", source="model section 6; IGME",
           read=lambda w, s: readings.under_five_deaths(s.burden)),
    Metric("hospital_stock", "share of counties with a renewed hospital", "0-1", source="model section 6",
           read=lambda w, s: s.hospitals),
    Metric("hospitals_unused", "share of counties whose renewed hospital lacks power, medicine or rules", "0-1",
           better="lower", source="model section 6", read=lambda w, s: s.hospitals * (1.0 - s.hospitals_ready)),
    Metric("koryo_stock", "supply of Koryo medicine above that of today", "0-1", source="model section 6",
           read=lambda w, s: s.koryo),
    Metric("who_ncd", "WHO priority chronic diseases: services, financing, medicine", "0-1", better="higher",
           source="model section 6; WHO",
           read=lambda w, s: readings.who_ncd(s.blocks[health.SERVICE], s.blocks[health.FINANCING], s.sufficiency)),
    Metric("who_women_children", "WHO priority women and children: vaccination, services, products", "0-1",
           better="higher", source="model section 6; WHO",
           read=lambda w, s: readings.who_women_children(
               s.coverage_dtp3, s.blocks[health.SERVICE], s.blocks[health.PRODUCTS])),
    Metric("who_communicable", "WHO priority communicable diseases: tuberculosis, vaccination, information", "0-1",
           better="higher", source="model section 6; WHO",
           read=lambda w, s: readings.who_communicable(
               s.tb_detection, s.coverage_dtp3, s.blocks[health.INFORMATION])),
    Metric("who_systems", "WHO priority health systems: governance, information, financing", "0-1",
           better="higher", source="model section 6; WHO",
           read=lambda w, s: readings.who_systems(
               s.blocks[health.GOVERNANCE], s.blocks[health.INFORMATION], s.blocks[health.FINANCING])),
    Metric("who_presence", "WHO priority presence: access while a UN body or the fund has an agreement in force", "0-1",
           better="higher", source="model section 6; WHO",
           read=lambda w, s: s.access if rules.un_present(s.in_force, s.agreement, w.n_tables) else 0.0),
    Metric("content_supplies", "agreements in force that bring supplies (all, where content is not modelled)", "count",
           source="model section 6", read=lambda w, s: rules.of_content(s.in_force, s.agreement, w.n_tables, SUPPLIES)),
    Metric("content_equipment", "agreements in force that bring equipment", "count", source="model section 6",
           read=lambda w, s: rules.of_content(s.in_force, s.agreement, w.n_tables, EQUIPMENT)),
    Metric("content_training", "agreements in force that bring training and governance", "count",
           source="model section 6", read=lambda w, s: rules.of_content(s.in_force, s.agreement, w.n_tables, TRAINING)),
    Metric("content_mixture", "agreements in force that bring a comprehensive mixture", "count",
           source="model section 6", read=lambda w, s: rules.of_content(s.in_force, s.agreement, w.n_tables, MIXTURE)),
)  # fmt: skip

#: Outcomes of what aid meets in the country; they belong to `diplosim.metrics.outcomes.OUTCOMES`, at its end.
CARE_OUTCOMES: tuple[Outcome, ...] = (
    Outcome("months_few_vaccinated", "months in which less than half of the children are vaccinated", "months",
            better="lower", source="model section 6", made=lambda m, w: rules.months_below(m["coverage_dtp3"], 0.5)),
    Outcome("vaccination_falls_month", "first month with less than half of the most children vaccinated before",
            "month, from 0", source="model section 6",
            made=lambda m, w: rules.first_below_half_of_its_peak(m["coverage_dtp3"])),
    Outcome("vaccination_back_months", "months from that fall until half of the peak is reached again", "months",
            better="lower", source="model section 6",
            made=lambda m, w: rules.months_back_to_half_of_its_peak(m["coverage_dtp3"])),
    Outcome("deaths_tuberculosis", "deaths from tuberculosis read from detection, whole run; the difference from the "
            "reference is deaths averted", "persons", better="lower", source="model section 6; Glaziou et al. (WHO)",
            made=lambda m, w: readings.deaths(rules.total(m["tb_deaths_per_100k"]), readings.PEOPLE)),
    Outcome("deaths_under_five", "deaths of children under five read from the burden, whole run; the difference from "
            "the reference is deaths averted", "persons", better="lower", source="model section 6; IGME",
            made=lambda m, w: readings.deaths(rules.total(m["u5mr_per_1000"]), readings.BIRTHS)),
    Outcome("own_imports_per_aid", "medicine imported with own money per unit of aid absorbed", "ratio",
            source="model section 6", made=lambda m, w: rules.ratio(
                rules.total(m["own_import_musd"]), rules.total(m["aid_absorbed_musd"]))),
    Outcome("tb_domestic_share", "the recipient's own share of the money for tuberculosis", "share",
            source="model section 6; WHO", made=lambda m, w: rules.ratio(
                rules.total(m["own_programme_musd"]),
                rules.total(m["own_programme_musd"]) + rules.total(m["tb_aid_musd"]))),
    Outcome("crowding_out", "own money that aid freed, as a share of aid absorbed", "share", better="lower",
            source="model section 6; Haggard and Noland", made=lambda m, w: rules.ratio(
                rules.total(m["aid_freed_musd"]), rules.total(m["aid_absorbed_musd"]))),
    Outcome("hospitals_unused_mean", "share of counties with a renewed hospital that is not used, mean", "0-1",
            better="lower", source="model section 6", made=lambda m, w: rules.mean(m["hospitals_unused"])),
)  # fmt: skip
