"""What a published row tells of the benchmark: history and risk by type, and the update that CMS must have applied."""

from dataclasses import dataclass

from vbc_twin.contracts.benchmark.years import spread_over_types
from vbc_twin.contracts.terms.risk import Risk
from vbc_twin.evidence import PublishedRow


@dataclass(frozen=True)
class BenchmarkHistory:
    """The benchmark of one ACO, solved so that year 0 returns the published one to the dollar.

    spending_usd [USD per person-year] is hist_k, risk_score the third benchmark year's, both by enrolment type;
    implied_update [ratio] solves the published UpdatedBnchmk; total_basis [ratio, within 0.0002 of 1] carries the
    published total, which rests on unrounded figures, over the product of the rounded ones.
    """

    performance_year: int
    spending_usd: dict[str, float]
    risk_score: dict[str, float]
    implied_update: float
    total_basis: float

    @classmethod
    def from_row(cls, row: PublishedRow, risk: Risk | None = None) -> "BenchmarkHistory":
        """Solve the history of a published row under a rule of risk adjustment, by default its own contract's."""
        if risk is None:
            from vbc_twin.contracts.own import own  # own builds on this file's neighbours, so it is entered late

            risk = next(term for term in own(row).terms(row.performance_year) if isinstance(term, Risk))
        years = row.person_years_by_type
        before = row.historical_spending_by_type, row.historical_person_years_by_type
        spending = {name: float(usd) for name, usd in spread_over_types(row.historical_benchmark, *before).items()}
        weights = {name: usd * years[name] for name, usd in spending.items()}
        ratios = risk.ratios(row.risk_score_by_type, row.historical_risk_score_by_type, weights, 1.0)
        people = sum(years.values())
        adjusted = sum(float(ratios[name]) * weights[name] for name in weights) / people
        return cls(
            performance_year=row.performance_year,
            spending_usd=spending,
            risk_score=dict(row.historical_risk_score_by_type),
            implied_update=row.updated_benchmark / adjusted,
            total_basis=row.benchmark_usd / (row.updated_benchmark * people),
        )
