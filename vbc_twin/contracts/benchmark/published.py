"""A published row rebuilt: its history and scores with stated assumptions, beside the benchmark that CMS printed."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, mean
from vbc_twin.contracts.benchmark.assumptions import UpdateAssumptions
from vbc_twin.contracts.benchmark.risk import risk_ratio
from vbc_twin.contracts.benchmark.rules import MsspRules
from vbc_twin.contracts.benchmark.updated import UpdateInputs
from vbc_twin.contracts.benchmark.worksheet import Worksheet
from vbc_twin.contracts.benchmark.years import spread_over_types
from vbc_twin.evidence import Faults, PublishedRow

INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Rebuilt:
    """A row's updated benchmark [USD per person-year] as printed and as rebuilt, with the rebuilt 95 % interval.

    implied_update [ratio] is the one update of all types that gives the printed figure exactly.
    """

    worksheet: Worksheet
    published: float
    value: float
    low: float
    high: float
    implied_update: float
    assumed: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the printed benchmark lies in the rebuilt interval."""
        return self.low <= self.published <= self.high


def rules_of(row: PublishedRow, variant: str = "") -> MsspRules:
    """The rules of a row's agreement. Raises EvidenceError where its start or its number is blank or too old."""
    faults = Faults()
    place = f"{row.aco_id}, performance year {row.performance_year}"
    for name in ("agreement_start", "agreement_period"):
        if getattr(row, name) is None:
            faults.add(f"{place}, {name}", "is blank; the benchmark's rules hang on it")
    faults.raise_if_any()
    return MsspRules.in_force(row.performance_year, row.agreement_start, row.agreement_period, variant)


def history_of(row: PublishedRow) -> ByType:
    """The published historical benchmark by type [USD per person-year], every adjustment inside it."""
    return spread_over_types(
        row.historical_benchmark, row.historical_spending_by_type, row.historical_person_years_by_type
    )


def implied_update(row: PublishedRow, rules: MsspRules, demographic_growth: Amount = 1.0) -> float:
    """The update [ratio] that makes history x capped risk x update the printed updated benchmark."""
    history, years = history_of(row), row.person_years_by_type
    dollars = {name: usd * years[name] for name, usd in history.items()}
    raw = risk_ratio(row.risk_score_by_type, row.historical_risk_score_by_type, row.aco_id)
    ratio = rules.risk.apply(raw, dollars, demographic_growth)
    return float(row.updated_benchmark / mean({name: usd * ratio[name] for name, usd in history.items()}, years))


def row_inputs(row: PublishedRow, figures: dict[str, Amount | ByType]) -> UpdateInputs:
    """What a row tells of an update, and the figures that must be assumed, by the names of `UpdateInputs`."""
    return UpdateInputs(
        history=history_of(row),
        reference_score=row.historical_risk_score_by_type,
        risk_score=row.risk_score_by_type,
        person_years=row.person_years_by_type,
        spending=row.spending_per_person_year,
        least_loss_rate=row.minimum_savings_rate,
        **figures,
    )


def rebuild(row: PublishedRow, assumptions: UpdateAssumptions, draws: int = 200, seed: int = 0) -> Rebuilt:
    """The worksheet of a row under stated assumptions, and how it compares with what was printed.

    The worksheet is at the assumptions' values; the interval comes from draws of them. Raises EvidenceError.
    """
    rules = rules_of(row)
    sheet = Worksheet.from_history(row_inputs(row, assumptions.central()), rules)
    drawn = Worksheet.from_history(row_inputs(row, assumptions.draw(draws, seed)), rules)
    low, high = np.quantile(np.atleast_1d(drawn.updated_benchmark_per_person_year), INTERVAL)
    value = float(sheet.updated_benchmark_per_person_year)
    solved = implied_update(row, rules, assumptions.demographic_growth.value)
    return Rebuilt(sheet, row.updated_benchmark, value, float(low), float(high), solved, assumptions.sentences)
