"""What one arm came to: weighted totals by month and year, an axis of draws in front, and nobody's own row."""

from dataclasses import dataclass, fields

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import aims
from vbc_twin.twin.kernel import COUNTS
from vbc_twin.twin.ledger import by_type
from vbc_twin.twin.population import SCORE_UNIT
from vbc_twin.twin.simulation import Simulation
from vbc_twin.twin.standing import GROUP_FIGURES, PRACTICE_FIGURES

TYPES = len(ENROLMENT_TYPES)


@dataclass(frozen=True)
class Outcome:
    """Arrays of one arm, draws first.

    `months` (draws, months, 4 types, figures named by `figures`; money in cents), `heads` (draws, years), `burden`
    (draws, years, conditions, stages), `controlled` (draws, years, 2), `programmes` (draws, months, investments, 3:
    enrolled now, newly enrolled, cost in cents). `practices` (draws, years, PRACTICE_FIGURES), `experience` (draws,
    years, nine summary scores), `groups` (draws, years, dual status, fifth of deprivation, GROUP_FIGURES), `qalys` and
    `days_at_home` (draws, years). Everything but programmes and practices carries the weights of a smaller panel.
    """

    figures: tuple[str, ...]
    months: np.ndarray
    heads: np.ndarray
    burden: np.ndarray
    controlled: np.ndarray
    programmes: np.ndarray
    practices: np.ndarray
    experience: np.ndarray
    groups: np.ndarray
    qalys: np.ndarray
    days_at_home: np.ndarray

    @classmethod
    def of(cls, simulation: Simulation, weights: np.ndarray) -> "Outcome":
        """The totals of one lived arm; `weights` of the four strata."""
        ledger = simulation.ledger
        programmes = np.zeros((simulation.months, len(simulation.physics.plan.investments), 3))
        for bill in simulation.bills:
            programmes[bill.month, bill.investment] = bill.active, bill.enrolled, bill.cents
        months = by_type(ledger.totals, weights)
        by_year = dict(
            zip(ledger.figures, months.sum(axis=1).reshape(-1, 12, months.shape[-1]).sum(axis=1).T, strict=True)
        )
        groups = np.einsum("ysdqf,s->ydqf", ledger.groups, weights)
        stays = sum(number for name, number in by_year.items() if name.startswith("stays "))
        uses = {"stay": stays, "snf": by_year["snf_stays"], "hospice": by_year["hospice_users"]}
        return cls(
            ledger.figures,
            months[None],
            (ledger.heads @ weights)[None],
            np.einsum("yscg,s->ycg", ledger.burden, weights)[None],
            np.einsum("ysk,s->yk", ledger.controlled, weights)[None],
            programmes[None],
            ledger.practices[None],
            aims.experience(simulation, by_year["members"])[None],
            groups[None],
            *(each[None] for each in aims.quality_and_days(simulation, groups, uses)),
        )

    @classmethod
    def together(cls, outcomes: list["Outcome"]) -> "Outcome":
        """Several draws of one arm as one."""
        arrays = (np.concatenate([getattr(each, f.name) for each in outcomes]) for f in fields(cls)[1:])
        return cls(outcomes[0].figures, *arrays)

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.months)

    @property
    def years(self) -> int:
        """How many years were lived, year 0 included."""
        return self.heads.shape[1]

    def monthly(self, figure: str) -> np.ndarray:
        """A figure by month and enrolment type (draws, months, 4)."""
        return self.months[..., self.figures.index(figure)]

    def yearly(self, figure: str) -> np.ndarray:
        """A figure summed over each year (draws, years, 4)."""
        monthly = self.monthly(figure)
        return monthly.reshape(self.draws, self.years, 12, TYPES).sum(axis=2)

    def person_years(self) -> np.ndarray:
        """Person-years by year and enrolment type (draws, years, 4)."""
        return self.yearly("members") / 12

    def spending_usd(self, category: str | None = None) -> np.ndarray:
        """USD by year and enrolment type (draws, years, 4), of one spending category or of all seven."""
        names = CATEGORIES if category is None else (category,)
        return sum(self.yearly(f"cents {name}") for name in names) / 100

    def risk_score(self) -> np.ndarray:
        """Mean risk score by year and enrolment type, weighted by months (draws, years, 4)."""
        members = self.yearly("members")
        score = self.yearly("score") / SCORE_UNIT
        return np.divide(score, members, out=np.zeros_like(score), where=members > 0)

    def admissions(self) -> np.ndarray:
        """Admissions, readmissions among them, by year (draws, years)."""
        return sum(self.yearly(name) for name in self.figures if name.startswith("stays ")).sum(axis=-1)

    def count(self, figure: str) -> np.ndarray:
        """One of COUNTS by year (draws, years). Raises KeyError for another name."""
        if figure not in COUNTS:
            raise KeyError(f"{figure} is not among {', '.join(COUNTS)}")
        return self.yearly(figure).sum(axis=-1)

    def practice(self, figure: str) -> np.ndarray:
        """One of PRACTICE_FIGURES by year (draws, years)."""
        return self.practices[..., PRACTICE_FIGURES.index(figure)]

    def group(self, figure: str) -> np.ndarray:
        """One of GROUP_FIGURES by year, dual status and fifth of deprivation (draws, years, 2, 5)."""
        return self.groups[..., GROUP_FIGURES.index(figure)]

    def programme_cost_usd(self) -> np.ndarray:
        """What the investments cost by year (draws, years)."""
        cents = self.programmes[..., 2].sum(axis=-1)
        return cents.reshape(self.draws, self.years, 12).sum(axis=-1) / 100
