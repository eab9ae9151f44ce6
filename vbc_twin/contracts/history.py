"""What is known of a benchmark before its year: history and risk by type, and the update that CMS must have applied."""

from dataclasses import dataclass


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
