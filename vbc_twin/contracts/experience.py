"""What a contract is settled on: one year of an ACO, from a simulation, a published row or a file of figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from vbc_twin.contracts.figures import check_figures, vocabulary
from vbc_twin.contracts.history import BenchmarkHistory
from vbc_twin.evidence import PublishedRow

Amount = float | np.ndarray
ByType = dict[str, Amount]


@dataclass(frozen=True)
class Experience:
    """One performance year on programme basis; every amount is a number or an array over draws.

    persons [heads]; person_years, spending_usd [USD in the year] and risk_score by enrolment type; trend [ratio] is
    national spending growth since year 0. The benchmark is built from `history`, unless `benchmark_usd` [USD] is given,
    as it is when a published row is settled. participant_revenue_usd [USD] is the participants' Part A and B revenue;
    without it a loss limit on revenue is left out. A mitigation [USD, positive] that CMS published replaces the rule's.
    demographic_growth [ratio] is the growth of demographic risk scores since benchmark year 3. guardrail_applied: CMS
    used the kinder update, which forfeits savings. `figures` holds whatever else a contract may be settled on, by
    a name of data/figures.toml. Raises EvidenceError naming each figure that does not exist
    or lies outside its bounds.
    """

    year: int
    persons: Amount | None = None
    person_years: ByType = field(default_factory=dict)
    spending_usd: ByType = field(default_factory=dict)
    risk_score: ByType = field(default_factory=dict)
    quality_score: Amount = 1.0
    quality_standard_met: bool | np.ndarray = True
    alternative_standard_met: bool | np.ndarray = False
    trend: Amount = 1.0
    history: BenchmarkHistory | None = None
    benchmark_usd: Amount | None = None
    participant_revenue_usd: Amount | None = None
    mitigation_usd: Amount | None = None
    demographic_growth: Amount = 1.0
    guardrail_applied: bool | np.ndarray = False
    figures: dict[str, Amount | ByType] = field(default_factory=dict)

    def __post_init__(self):
        check_figures(self.figures | {"quality_score": self.quality_score}, f"experience of {self.year}")

    def figure(self, name: str) -> Amount | ByType | None:
        """A figure by its name in data/figures.toml, or the product that it is of others; None if it is not known."""
        found = self.figures.get(name, getattr(self, name, None))
        if found is None and (product := vocabulary()[name].product):
            factors = [self.figure(factor) for factor in product]
            return None if any(factor is None for factor in factors) else reduce(np.multiply, factors)
        return None if isinstance(found, dict) and not found else found

    def amount(self, name: str) -> np.ndarray:
        """A figure as a number or an array over draws, enrolment types added up."""
        found = self.figure(name)
        return total(found) if isinstance(found, dict) else np.asarray(found, dtype=float)

    def including(self, payment_usd: Amount) -> Experience:
        """The same year with a final payment under another model for the same people among the expenditure [USD]."""
        so_far = self.figures.get("demonstration_payments_usd", 0.0)
        return replace(self, figures=self.figures | {"demonstration_payments_usd": so_far + np.asarray(payment_usd)})

    @property
    def expenditure_usd(self) -> np.ndarray:
        """Spending of all enrolment types, and final payments under other models for the same people [USD]."""
        return total(self.spending_usd) + self.figures.get("demonstration_payments_usd", 0.0)

    @classmethod
    def published(cls, row: PublishedRow, participant_revenue_usd: float | None = None) -> Experience:
        """The performance year of a published row, on its published benchmark.

        Spending by type is scaled to the benchmark less the printed difference: both totals are rounded to the dollar,
        their difference is rounded only once.
        """
        spending = {name: row.person_years_by_type[name] * usd for name, usd in row.spending_by_type.items()}
        scale = (row.benchmark_usd - row.gross_usd) / sum(spending.values())
        return cls(
            year=row.performance_year,
            persons=float(row.assigned_beneficiaries),
            person_years=dict(row.person_years_by_type),
            spending_usd={name: usd * scale for name, usd in spending.items()},
            risk_score=dict(row.risk_score_by_type),
            quality_score=row.quality_score,
            quality_standard_met=row.quality_standard_met,
            alternative_standard_met=row.alternative_standard_met,
            benchmark_usd=row.benchmark_usd,
            participant_revenue_usd=participant_revenue_usd,
            mitigation_usd=row.loss_mitigation_usd,
            guardrail_applied=row.guardrail_applied,
        )


def total(by_type: ByType) -> np.ndarray:
    """The sum over enrolment types, in their order."""
    return sum((np.asarray(amount, dtype=float) for amount in by_type.values()), np.float64(0.0))
