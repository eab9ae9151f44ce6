"""The figures that are forecast: where they stand in a published row, and what the twin says of them."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import ExpectedYear, Outcome

PER_YEAR, PER_1000 = "USD per person-year", "per 1,000 person-years"
THOUSAND = 1000


@dataclass(frozen=True)
class Figure:
    """One figure: its name, unit, column and size (the person-years it is a mean over) in `read_results`, and trend.

    `enrolment_type` is its place among the four types, or None for all people; `trend` the national figure it moves
    with, "" where there is none.
    """

    name: str
    unit: str
    column: str
    size: str
    trend: str
    enrolment_type: int | None = None

    def expected(self, year: ExpectedYear) -> float:
        """The figure in an expected year; NaN where nobody is of its type."""
        people = year.person_years.sum()
        if self.name in USES:
            return THOUSAND * getattr(year, f"all_{self.name}") / people
        spent = year.spending_usd.sum(axis=1)
        if self.enrolment_type is None:
            return spent.sum() / people
        return _ratio(spent, year.person_years)[self.enrolment_type]

    def counted(self, outcome: Outcome) -> np.ndarray:
        """What the figure counts, weighted, by draw, year and enrolment type (draws, years, 4) [USD or events]."""
        if self.name == "admissions":
            return sum(outcome.yearly(name) for name in outcome.figures if name.startswith("stays "))
        return outcome.yearly(self.name) if self.name in USES else outcome.spending_usd()

    @property
    def concerns(self) -> slice:
        """The enrolment types that it is about."""
        return slice(None) if self.enrolment_type is None else slice(self.enrolment_type, self.enrolment_type + 1)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


USES = ("admissions", "ed_visits", "snf_stays")
_OF_NATION = ("spending", "admissions", "ed_visits")

FIGURES: tuple[Figure, ...] = (
    Figure("spending", PER_YEAR, "spending_per_person_year", "person_years", "spending"),
    *(
        Figure(
            f"spending {name}", PER_YEAR, f"spending_by_type_{name}", f"person_years_by_type_{name}", "spending", place
        )
        for place, name in enumerate(ENROLMENT_TYPES)
    ),
    *(Figure(name, PER_1000, f"{name}_per_1000", "person_years", name if name in _OF_NATION else "") for name in USES),
)
