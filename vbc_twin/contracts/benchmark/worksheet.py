"""The whole benchmark as one worksheet: history, adjustment and update, line by line as CMS's reports have them."""

from dataclasses import dataclass, replace

import polars as pl

from vbc_twin.contracts.benchmark.amounts import Amount, ByType
from vbc_twin.contracts.benchmark.historical import (
    HistoricalBenchmark,
    HistoricalInputs,
    build_historical,
    note_historical,
)
from vbc_twin.contracts.benchmark.rows import Row, frame_of
from vbc_twin.contracts.benchmark.rules import MsspRules
from vbc_twin.contracts.benchmark.updated import UpdatedBenchmark, UpdateInputs, build_updated, note_update
from vbc_twin.evidence import Faults


@dataclass(frozen=True)
class Worksheet:
    """A benchmark from its benchmark years to the performance year; `historical` is None where history was given whole.

    Its figures are what the terms of a contract read: update by type, the three candidate adjustments, the benchmark
    [USD per person-year] and whether the guardrail took savings away.
    """

    updated: UpdatedBenchmark
    historical: HistoricalBenchmark | None = None

    @classmethod
    def build(cls, history: HistoricalInputs, year: UpdateInputs, rules: MsspRules) -> "Worksheet":
        """From benchmark years on. The history that `year` holds is replaced by the one that is built.

        Raises EvidenceError with every fault of both at once.
        """
        faults = Faults()
        note_historical(history, faults)
        types = tuple(history.years[-1].spending) if history.years else ()
        note_update(year, rules, types, faults, built=("history", "reference_score", "nation"))
        faults.raise_if_any()
        historical = build_historical(history, rules)
        last = history.years[-1]
        year = replace(year, history=historical.by_type, reference_score=last.risk_score, nation=history.nation)
        return cls(build_updated(year, rules), historical)

    @classmethod
    def from_history(cls, year: UpdateInputs, rules: MsspRules) -> "Worksheet":
        """From a historical benchmark that is given, as a results file does. Raises EvidenceError with every fault."""
        return cls(build_updated(year, rules))

    @property
    def updated_benchmark_per_person_year(self) -> Amount:
        """The updated benchmark [USD per person-year], what the results files call UpdatedBnchmk."""
        return self.updated.per_person_year

    @property
    def historical_benchmark_per_person_year(self) -> Amount | None:
        """The historical benchmark [USD per person-year] at BY3's mix of types: HistBnchmk."""
        return None if self.historical is None else self.historical.per_person_year

    @property
    def guardrail_applied(self):
        """Whether the kinder update was used [True or False, over draws]; savings are then forfeited."""
        return self.updated.guardrail_applied

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every line, in CMS's order."""
        return (*(self.historical.rows if self.historical is not None else ()), *self.updated.rows)

    @property
    def figures(self) -> dict[str, Amount | ByType]:
        """What contract terms read, by name; adjustments [USD per person-year], update [ratio by type]."""
        found = {"update": self.updated.update, "guardrail_applied": self.updated.guardrail_applied}
        if self.historical is not None:
            found |= {
                "regional_adjustment": self.historical.regional.amount,
                "prior_savings_adjustment": self.historical.prior_savings_adjustment,
                "population_adjustment": self.historical.population_adjustment,
            }
        return found

    def explain(self) -> pl.DataFrame:
        """One line a step and enrolment type: place in CMS's report, amount with 90 % range, rule, citation, mark."""
        return frame_of(self.rows)
