"""The revenue of a Medicare Advantage plan as a target: county benchmark, bid, rebate, risk score, member premium."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts import plan_revenue as rules
from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter

MONTHLY = "USD per person-month"


@dataclass(frozen=True)
class PlanRevenue:
    """Target [USD] = member months x (lesser of bid and benchmark x risk + rebate + member premium).

    percentage_1 is of the costliest quartile of counties. stars_for_bonus, stars_for_middle and stars_for_high are the
    ratings from which a bonus and the two higher rebate shares hold. Last year's quartile, the ceiling, and whether the
    plan is new or its county qualifies bind only where the experience has them.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("needs",)
    REQUIRED: ClassVar[tuple[str, ...]] = (
        *(f"percentage_{quartile}" for quartile in (1, 2, 3, 4)),
        *("stars_for_bonus", "bonus", "bonus_new_plan", "stars_for_middle", "stars_for_high"),
        *("rebate_low", "rebate_middle", "rebate_high", "coding", "normalisation"),
    )

    at: str
    needs: tuple[str, ...]
    percentage_1: Parameter
    percentage_2: Parameter
    percentage_3: Parameter
    percentage_4: Parameter
    stars_for_bonus: Parameter
    bonus: Parameter
    bonus_new_plan: Parameter
    stars_for_middle: Parameter
    stars_for_high: Parameter
    rebate_low: Parameter
    rebate_middle: Parameter
    rebate_high: Parameter
    coding: Parameter
    normalisation: Parameter

    def apply(self, ledger: Ledger) -> Ledger:
        """Lay the year's revenue; one that is given passes through."""
        if ledger.is_published:
            return ledger
        amount = ledger.experience.amount
        benchmark, bid = self.benchmark(ledger), amount("bid_usd_per_member_month")
        share, raw = self.rebate_share(ledger), amount("raw_risk_score")
        risk = rules.risk(raw, self.coding.value, self.normalisation.value)
        base, rebate = rules.base_payment(benchmark, bid), rules.rebate(benchmark, bid, share)
        premium, months = rules.member_premium(benchmark, bid), amount("member_months")
        score = f"raw x (1 - {self.coding.value:.1%} for coding) / {self.normalisation.value:g}"
        lines = [
            Line("county benchmark", benchmark, MONTHLY, self.rule(ledger), *cited(self.bonus, self.at)),
            Line("bid", bid, MONTHLY, "for a person of average risk", self.at),
            Line("base payment", base, MONTHLY, "the bid, at most the benchmark", self.at),
            Line("rebate share", share, "share of benchmark less bid", "by stars", *cited(self.rebate_middle, self.at)),
            Line("rebate", rebate, MONTHLY, "rebate share x (benchmark - bid)", self.at),
            Line("risk score", risk, "ratio", score, *cited(self.normalisation, self.at)),
            Line("member premium", premium, MONTHLY, "the bid above the benchmark, paid by members", self.at),
            Line("paid by members", premium * months, "USD", "member premium x member months", self.at),
        ]
        revenue = months * (base * risk + rebate + premium)
        rule = "member months x (base payment x risk score + rebate + member premium)"
        return ledger.add([*lines, Line("plan revenue", revenue, "USD", rule, self.at)], target_usd=revenue)

    def benchmark(self, ledger: Ledger) -> np.ndarray:
        """The county benchmark with its quality points [USD per person-month]."""
        quartile = ledger.experience.figure("county_quartile")
        percentages = [getattr(self, f"percentage_{number}").value for number in (1, 2, 3, 4)]
        percentage = rules.applicable_percentage(
            quartile, self.known(ledger, "county_quartile_before", quartile), percentages
        )
        bonus = rules.quality_bonus(
            ledger.experience.figure("stars"),
            self.known(ledger, "is_new_plan", False),
            self.known(ledger, "is_qualifying_county", False),
            self.stars_for_bonus.value,
            self.bonus.value,
            self.bonus_new_plan.value,
        )
        spending = ledger.experience.amount("county_spending_usd_per_member_month")
        ceiling = self.known(ledger, "benchmark_ceiling_usd_per_member_month", np.inf)
        return rules.county_benchmark(spending, percentage, bonus, ceiling)

    def rebate_share(self, ledger: Ledger) -> np.ndarray:
        """The plan's share of benchmark less bid."""
        return rules.rebate_share(
            ledger.experience.figure("stars"),
            self.known(ledger, "is_new_plan", False),
            (self.stars_for_middle.value, self.stars_for_high.value),
            (self.rebate_low.value, self.rebate_middle.value, self.rebate_high.value),
        )

    @staticmethod
    def known(ledger: Ledger, name: str, otherwise):
        """A figure that binds only where it is known."""
        found = ledger.experience.figure(name)
        return otherwise if found is None else found

    def rule(self, ledger: Ledger) -> str:
        """The benchmark's rule in words."""
        ceiling = ledger.experience.figure("benchmark_ceiling_usd_per_member_month")
        without = " (the ceiling is not known and left out)" if ceiling is None else ", at most the ceiling"
        return f"county fee-for-service spending x (quartile's percentage + quality points){without}"
