"""What the recipient has for health besides aid: its own money, medicine, coverage, hospitals, insurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diplosim.rules import coverage, health, medicine, provocation

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel


class Care:
    """Own money and what it buys. All of it is counted; what it does to the rest, mechanisms switch on."""

    def __init__(self, model: DiplomacyModel) -> None:
        self.model = model
        start, drives = model.world.health, model.world.recipient
        self.spent = [0, 0, 0]
        """k$ of its own since the start: imported medicine, the tuberculosis programme, hospitals."""
        self.tb_supply = medicine.FIRST_TB_SUPPLY
        self.capability_vaccines, self.capability_tb = start.capability_vaccines, start.capability_tb
        self.vaccine_stock, self.vaccine_line = start.vaccine_stock, start.vaccine_line
        self.koryo, self.koryo_drive = 0.0, drives.koryo_drive
        self.hospitals, self.hospitals_a_year = 0.0, drives.hospitals_per_year
        self.insurance_from = -1 if drives.insurance_from is None else drives.insurance_from
        self.electricity = model.params.delivery.el0
        self.own_imports = 0.0
        self.sufficiency = self.market_share = self.coverage_dtp3 = self.tb_detection = 0.0
        self.tb_aid = self.hospitals_ready = 0.0
        self.products_factor, self.service_gain, self.financing_gain = 1.0, 0.0, 0.0

    def decide(self) -> None:
        """Dated decisions of the recipient about its health system."""
        model, recipient = self.model, self.model.recipient.code
        for event in model.dated("hospital_drive"):
            self.hospitals_a_year = event.per_year
            model.log.event("hospital_drive", recipient, None, "decided", per_year=event.per_year)
        for event in model.dated("koryo_drive"):
            self.koryo_drive = event.effort
            model.log.event("koryo_drive", recipient, None, "decided", after=event.effort)
        for event in model.dated("vaccine_line"):
            self.vaccine_line = event.musd
            model.log.event("vaccine_line", "donors", recipient, "changed", musd_a_year=event.musd)
        for _ in model.dated("insurance_transition"):
            self.insurance_from = model.t
            model.log.event("insurance_transition", recipient, None, "decided")

    def buy_medicine(self) -> float:
        """Own imports of medicine, less what aid frees; M$ of own money that aid freed this month."""
        model, p = self.model, self.model.params
        fungible = provocation.freed_by_aid(p.provocation, model.recipient.contents.freeing())
        border = model.recipient.border
        wanted = medicine.imports_wanted(
            p.health, p.bargaining.Pi, model.levers.china, model.recipient.economy, model.initial_economy,
            border.people, self.hospitals_a_year,
        )  # fmt: skip
        freed = medicine.freed(fungible, wanted, border.goods)
        self.own_imports = medicine.imports(wanted, freed, border.goods)
        model.month.own_import = medicine.monthly_kusd(self.own_imports)
        model.month.aid_freed = medicine.freed_kusd(wanted, self.own_imports, border.goods)
        self.spent[0] += model.month.own_import
        return freed if p.mechanisms.own_money else fungible

    def provide(self) -> None:
        """Phase 5 before the blocks move: medicine, coverage, hospitals and insurance of this month."""
        budget = self._pay_programme()
        self._supply_medicine()
        self._cover(budget)
        self._renew()

    def _pay_programme(self) -> float:
        """The protected budget for tuberculosis, M$ a year; what hospitals cost is booked with it."""
        p, month = self.model.params, self.model.month
        budget = medicine.programme_budget(p.health, self.tb_supply)
        month.own_programme = medicine.monthly_kusd(budget)
        month.own_hospital = medicine.monthly_kusd(p.health.c_hosp * self.hospitals_a_year)
        self.spent[1] += month.own_programme
        self.spent[2] += month.own_hospital
        return budget

    def _supply_medicine(self) -> None:
        """Medicine from the state and on the market, and what it does to the baseline of products."""
        model, p = self.model, self.model.params
        h, goods = p.health, model.recipient.border.goods
        self.koryo = medicine.koryo_next(h, self.koryo, max(self.koryo_drive, model.levers.koryo))
        domestic = medicine.production(h, self.electricity, p.delivery.el0, goods, self.koryo)
        aid, contents = 0.0, model.recipient.contents
        for table in model.tables:
            aid = aid + contents.effective[table] * contents.products(table)
        self.sufficiency = medicine.sufficiency(h, self.own_imports, domestic, aid)
        fill = medicine.market_fill(
            h, self.sufficiency, model.recipient.economy, model.initial_economy, goods
        )
        self.market_share = medicine.market_share(self.sufficiency, fill)
        own = medicine.medicine_access(h, self.own_imports, domestic, fill)
        self.products_factor = medicine.products_factor(h, own, model.references.medicine)

    def _cover(self, budget: float) -> None:
        """Supplies of this month, capability after them, coverage."""
        model, h = self.model, self.model.params.health
        vaccines, tuberculosis, contents = 0.0, 0.0, model.recipient.contents
        for table in model.tables:
            pooled = table.party is model.fund
            who = coverage.payer(pooled, not pooled and table.party.spec.health_fund)
            effective, products = contents.effective[table], contents.products(table)
            vaccines = vaccines + coverage.earmarked(coverage.VACCINES, who, effective, products)
            tuberculosis = tuberculosis + coverage.earmarked(coverage.TUBERCULOSIS, who, effective, products)
        inflow = coverage.vaccine_inflow(h, vaccines, self.vaccine_line, model.recipient.border.goods)
        supplied = coverage.vaccine_supply(self.vaccine_stock, inflow)
        self.vaccine_stock = coverage.vaccine_stock_next(h, self.vaccine_stock, inflow, supplied)
        self.tb_aid = tuberculosis
        self.tb_supply = coverage.tuberculosis_supply(h, budget, tuberculosis)
        system = model.recipient.health
        governance, first = system.blocks[health.GOVERNANCE], system.initial[health.GOVERNANCE]
        self.capability_vaccines = coverage.capability_next(
            h, self.capability_vaccines, supplied, governance, first
        )
        self.capability_tb = coverage.capability_next(
            h, self.capability_tb, self.tb_supply, governance, first
        )
        self.coverage_dtp3 = coverage.vaccination(self.capability_vaccines, supplied)
        self.tb_detection = coverage.detection(h, self.capability_tb, self.tb_supply)

    def _renew(self) -> None:
        """Hospitals and insurance: what they add to the baselines of services and of financing."""
        model, p = self.model, self.model.params
        governance = model.recipient.health.blocks[health.GOVERNANCE]
        self.hospitals = health.hospital_stock_next(p.health, self.hospitals, self.hospitals_a_year)
        self.hospitals_ready = health.hospital_readiness(self.electricity, self.sufficiency, governance)
        self.service_gain = health.hospital_gain(p.health, self.hospitals, self.hospitals_ready)
        age = model.t - self.insurance_from + 1 if self.insurance_from >= 0 else 0
        self.financing_gain = health.insurance_gain(p.health, age, governance)

    def missing_coverage(self) -> float:
        """What coverage below that of the start adds to the burden."""
        model = self.model
        if not model.params.mechanisms.coverage:
            return 0.0
        usual = model.references
        return coverage.missing(
            model.params.health, usual.dtp3, self.coverage_dtp3, usual.detection, self.tb_detection
        )
