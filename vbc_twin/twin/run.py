"""What then happened: tables by month and year, and a settlement for each year."""

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version

import numpy as np
import polars as pl

from vbc_twin.care import CATEGORIES
from vbc_twin.contracts import BenchmarkHistory, Contract, Experience, Settlement, benchmark_history
from vbc_twin.evidence import library, register
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.outcome import Outcome
from vbc_twin.twin.scenario import Scenario
from vbc_twin.twin.twin import Twin


@dataclass(frozen=True)
class Run:
    """One scenario, lived in one or many draws; figures are means over draws unless they have an axis of them.

    `trend` (draws) is the yearly growth of prices and benchmark in each draw.
    """

    twin: Twin
    scenario: Scenario
    outcome: Outcome
    trend: np.ndarray
    provenance: dict = field(default_factory=dict)

    @property
    def calendar_years(self) -> tuple[int, ...]:
        """The years lived, year 0 first."""
        first = self.twin.row.performance_year
        return tuple(range(first, first + self.outcome.years))

    @property
    def contract(self) -> Contract:
        """The contract under which the run is settled."""
        return self.scenario.contract.held_by(self.twin.row)

    def experience(self, year: int) -> Experience:
        """What the contract is settled on in a calendar year, an array over draws in each figure."""
        place, row, outcome = self.calendar_years.index(year), self.twin.row, self.outcome
        spending, years, scores = (figure[:, place] for figure in self._by_year)
        spending = spending * row.programme_basis_factor
        by_type = {name: number for number, name in enumerate(ENROLMENT_TYPES)}
        return Experience(
            year=year,
            persons=outcome.heads[:, place],
            person_years={name: years[:, number] for name, number in by_type.items()},
            spending_usd={name: spending[:, number] for name, number in by_type.items()},
            risk_score={name: scores[:, number] for name, number in by_type.items()},
            quality_score=row.quality_score,
            quality_standard_met=row.quality_standard_met,
            alternative_standard_met=row.alternative_standard_met,
            trend=(1 + self.trend) ** place,
            history=self._history,
            figures={"member_months": 12 * years.sum(axis=-1)},
        )

    def quarterly_claims_usd(self) -> np.ndarray:
        """Spending on programme basis by year and quarter (draws, years, 4) [USD]; four quarters are a year's."""
        outcome = self.outcome
        cents = sum(outcome.monthly(f"cents {name}").sum(axis=-1) for name in CATEGORIES)
        by_quarter = cents.reshape(outcome.draws, outcome.years, 4, 3).sum(axis=-1)
        return by_quarter / 100 * self.twin.row.programme_basis_factor

    @cached_property
    def _by_year(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.outcome.spending_usd(), self.outcome.person_years(), self.outcome.risk_score()

    @cached_property
    def _history(self) -> BenchmarkHistory:
        return benchmark_history(self.twin.row)

    def settlement(self, year: int) -> Settlement:
        """The settlement of a calendar year; `.explain()` shows its lines. Raises KeyError for a year not lived."""
        if year not in self.calendar_years:
            raise KeyError(f"{year} was not lived; the run holds {self.calendar_years[0]} to {self.calendar_years[-1]}")
        return self._settled[year]

    @cached_property
    def _settled(self) -> dict[int, Settlement]:
        contract = self.contract
        return {year: contract.settle(self.experience(year)) for year in self.calendar_years}

    def assumptions(self) -> pl.DataFrame:
        """The register of every figure that the run rests on, those of its investments and its contract among them."""
        own = [parameter for each in self.scenario.investments for parameter in each.parameters()]
        return register([*self.twin.parameters(), *self.contract.parameters, *own])

    @property
    def months(self) -> pl.DataFrame:
        """One row a month and spending category: members, USD, and USD per member per month (PMPM)."""
        outcome, first = self.outcome, self.twin.row.performance_year
        members = outcome.monthly("members").sum(axis=-1).mean(axis=0)
        frames = []
        for name in CATEGORIES:
            usd = outcome.monthly(f"cents {name}").sum(axis=-1).mean(axis=0) / 100
            month = np.arange(len(members))
            frames.append(
                pl.DataFrame(
                    {"year": first + month // 12, "month": month % 12 + 1, "members": members, "usd": usd}
                ).with_columns(service=pl.lit(name), pmpm_usd=pl.col("usd") / pl.col("members"))
            )
        return (
            pl.concat(frames)
            .sort("year", "month", "service")
            .select("year", "month", "service", "members", "usd", "pmpm_usd")
        )

    @property
    def years(self) -> pl.DataFrame:
        """One row a year and figure, with its mean and 90 % interval over draws."""
        outcome = self.outcome
        members = outcome.person_years().sum(axis=-1)
        figures = {"persons": outcome.heads, "person_years": members}
        figures["spending_per_person_year_usd"] = outcome.spending_usd().sum(axis=-1) / members
        for name in CATEGORIES:
            figures[f"{name}_per_person_year_usd"] = outcome.spending_usd(name).sum(axis=-1) / members
        figures["admissions_per_1000"] = 1000 * outcome.admissions() / members
        for name in ("deaths", "readmissions", "ed_visits", "snf_stays", "home_health_episodes", "hospice_users"):
            figures[f"{name}_per_1000"] = 1000 * outcome.count(name) / members
        figures["programme_cost_usd"] = outcome.programme_cost_usd()
        return _by_year(figures, self.calendar_years)

    @property
    def burden(self) -> pl.DataFrame:
        """One row a year, condition and stage: people at that stage at the year's end, per 1,000 alive."""
        conditions = self.twin.content.conditions
        people = self.outcome.burden.mean(axis=0)
        rows = []
        for place, year in enumerate(self.calendar_years):
            for number, condition in enumerate(conditions):
                alive = people[place, number].sum()
                for stage, name in enumerate(condition.stages[1:], start=1):
                    rows.append((year, condition.name, name, 1000 * people[place, number, stage] / alive))
        return pl.DataFrame(rows, schema=["year", "condition", "stage", "per_1000"], orient="row")


def _by_year(figures: dict[str, np.ndarray], years: tuple[int, ...]) -> pl.DataFrame:
    frames = []
    for name, values in figures.items():
        low, high = np.quantile(values, (0.05, 0.95), axis=0)
        frames.append(
            pl.DataFrame({"year": years, "mean": values.mean(axis=0), "low": low, "high": high}).select(
                "year", pl.lit(name).alias("figure"), "mean", "low", "high"
            )
        )
    return pl.concat(frames)


def provenance(twin: Twin, scenario: Scenario, draws: int) -> dict:
    """What a result must carry to be lived again: version, seeds, digests of the choice and of the evidence."""
    return {
        "vbc_twin": version("vbc-twin"),
        "twin": twin.name,
        "aco_id": twin.row.aco_id,
        "performance_year": twin.row.performance_year,
        "people": twin.people or "full panel",
        "panel_seed": twin.seed,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest,
        "seed": scenario.seed,
        "draws": draws,
        "evidence_digest": library.digest(),
    }
