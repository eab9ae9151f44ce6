"""Scales of use and price that make the expected year 0 return what CMS published of it.

Use first: admissions (with readmissions), ED visits (with those that end in admission) and SNF stays per 1,000. Then
prices, by spending category and enrolment type at once: iterative proportional fitting of the expected spending to the
published margins. What CMS published is not uncertain, so this is done again for every draw of the parameters.
"""

from dataclasses import dataclass, fields

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import PublishedRow
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.columns import STAY
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.dying import ratio
from vbc_twin.twin.expectation import ExpectedLife, expected_month
from vbc_twin.twin.hazards import CELLS, DEATH_CELLS, WIDER, Hazards, death_cell
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.prices import UnitPrices, spending
from vbc_twin.twin.state import State

TYPES = len(ENROLMENT_TYPES)
FIT_ROUNDS = 200
HALVINGS = 40
AVERAGED = ("person_years", "deaths", "ed_visits", "uses", "severe")


@dataclass(frozen=True)
class Discharges:
    """December's discharges: expected `stays` of each person and cause (weighted), the `chance` that one goes on to a
    SNF, and the enrolment type."""

    stays: np.ndarray
    chance: np.ndarray
    enrolment_type: np.ndarray

    @classmethod
    def together(cls, several: list["Discharges"]) -> "Discharges":
        """Those of several years as one."""
        return cls(*(np.concatenate([getattr(each, f.name) for each in several]) for f in fields(cls)))

    def more_with(self, scale: float) -> np.ndarray:
        """By how much SNF stays of each enrolment type grow when chances are scaled, none beyond one (4)."""
        before = np.bincount(self.enrolment_type, self.stays * self.chance, TYPES)
        after = np.bincount(self.enrolment_type, self.stays * np.minimum(scale * self.chance, 1), TYPES)
        return ratio(after, before)


@dataclass
class ExpectedYear:
    """What year 0 is expected to hold, weighted, by enrolment type: `person_years`, `deaths`, `ed_visits` (4), `uses`
    (4, K + 7, in the order of `prices.spending`), `severe` (4, K; stays that count by their severity), `spending_usd`
    (4, 7), `discharges`, December's, and `dying` (January and the year; expected deaths and those of the life table;
    cells of five-year age and sex)."""

    person_years: np.ndarray
    deaths: np.ndarray
    ed_visits: np.ndarray
    uses: np.ndarray
    severe: np.ndarray
    causes: int
    spending_usd: np.ndarray | None = None
    discharges: Discharges | None = None
    dying: np.ndarray | None = None

    def more_hospice(self, before: np.ndarray, after: np.ndarray) -> None:
        """Change hospice users of each enrolment type as others change from before to after."""
        self.uses[:, self.causes + 2] *= ratio(after, before)

    @property
    def priced(self) -> np.ndarray:
        """Uses as they are priced, with stays by their severity (4, K + 7)."""
        return np.column_stack([self.severe, self.uses[:, self.causes :]])

    @property
    def all_admissions(self) -> float:
        """Stays of every cause, readmissions among them."""
        return float(self.uses[:, : self.causes].sum())

    @property
    def all_ed_visits(self) -> float:
        """ED visits, those that end in admission among them."""
        return float(self.ed_visits.sum())

    @property
    def all_snf_stays(self) -> float:
        """Stays in a skilled nursing facility."""
        return float(self.uses[:, self.causes].sum())


def expect_year(people: State, physics: Physics, hazards: Hazards, seed: int, replication: int) -> ExpectedYear:
    """Expect the twelve months of year 0 of these people, whose January is worked out in `hazards` (changed here)."""
    state = people.copy()
    keys = person_keys(seed, replication, state.id)
    life = ExpectedLife(state, hazards, physics, keys)
    causes = len(physics.plan.causes)
    year = ExpectedYear(*np.zeros((3, TYPES)), np.zeros((TYPES, causes + 7)), np.zeros((TYPES, causes)), causes)
    kind = state.enrolment_type
    cell = np.add.outer(year.uses.shape[1] * kind, np.arange(year.uses.shape[1])).ravel()
    place, tabled = death_cell(state.age, state.female), physics.tabled(state) / 12
    year.dying = np.zeros((2, 2, DEATH_CELLS))
    for month in range(12):
        expected = life.month(month)
        alive = state.weight * life.alive
        here = alive * (state.entry <= month)
        year.person_years += np.bincount(kind, here / 12, TYPES)
        year.deaths += np.bincount(kind, here * expected.deaths, TYPES)
        year.ed_visits += np.bincount(kind, here * expected.ed_visits, TYPES)
        year.uses += np.bincount(cell, (here[:, None] * expected.uses).ravel(), year.uses.size).reshape(year.uses.shape)
        for cause in range(causes):
            year.severe[:, cause] += np.bincount(kind, here * expected.severe[:, cause], TYPES)
        year.dying[1] += [np.bincount(place, here * each, DEATH_CELLS) for each in (expected.deaths, tabled)]
        if month == 0:  # as January is solved, which knows no season
            own = physics.deaths(life.hazards), tabled
            year.dying[0] = [np.bincount(place, here * each, DEATH_CELLS) for each in own]
        life.age_by(expected.deaths)
    unit = UnitPrices.of(physics.plan, physics.numbers)
    year.spending_usd = spending(year.priced, unit) * physics.scales.price_factor
    to_snf = physics.to_snf(hazards.snf[:, None], slice(None))
    year.discharges = Discharges((expected.discharges * here[:, None]).ravel(), to_snf.ravel(), np.repeat(kind, causes))
    return year


def hospice_users(people: State, physics: Physics, january: Hazards) -> np.ndarray:
    """Hospice users whom this January is to see, by enrolment type (4, weighted)."""
    uses = expected_month(january, physics, january.back).uses
    return np.bincount(people.enrolment_type, people.weight * uses[:, len(physics.plan.causes) + 2], TYPES)


def drift_of(years: list[ExpectedYear]) -> np.ndarray:
    """How the hazard of death over a year, beside the table's, compares with January's (cells; 1 where nobody is)."""
    dying = np.sum([each.dying for each in years], axis=0)
    of_band = np.apply_along_axis(lambda each: np.bincount(WIDER, each, CELLS), 2, dying)
    (january, january_table), (whole, whole_table) = of_band
    return ratio(whole * january_table, january * whole_table)[WIDER]


def fit_use(years: list[ExpectedYear], row: PublishedRow, physics: Physics) -> ExpectedYear:
    """Set the scales of admissions, ED visits and SNF stays so that they meet the published rates.

    Returns the mean of the years as it is expected with the new scales.
    """
    mean = ExpectedYear(
        *(np.mean([getattr(each, name) for each in years], axis=0) for name in AVERAGED), years[0].causes
    )
    scales, column = physics.scales, physics.plan.column
    members = mean.person_years.sum()
    stays, snf, ed = slice(0, mean.causes), mean.causes, mean.causes + 3
    through_ed = mean.all_ed_visits - mean.uses[:, ed].sum()
    admissions = row.admissions_per_1000 / 1000 * members / mean.all_admissions
    visits = (row.ed_visits_per_1000 / 1000 * members - admissions * through_ed) / mean.uses[:, ed].sum()
    more_to_snf = row.snf_stays_per_1000 / 1000 * members / (admissions * mean.all_snf_stays)
    discharges = Discharges.together([each.discharges for each in years])
    to_snf = _scale_below_one(more_to_snf, discharges)
    for name, scale in ((STAY, admissions), ("use.ed", visits), ("use.snf", to_snf)):
        scales.use[column[name]] *= scale
    mean.uses[:, stays] *= admissions
    mean.severe *= admissions
    mean.uses[:, snf] *= admissions * discharges.more_with(to_snf)
    mean.uses[:, ed] *= visits
    return mean


def _scale_below_one(ratio: float, discharges: Discharges) -> float:
    """The scale of a probability that multiplies its total by `ratio`, though nobody's rises above one."""
    stays, chance = discharges.stays, discharges.chance
    wanted = ratio * (stays @ chance)
    if wanted >= stays.sum():
        return 1 / chance.min()
    low, high = ratio, ratio
    if (chance * ratio).max() <= 1:
        return ratio
    while stays @ np.minimum(high * chance, 1) < wanted:
        high *= 2
    # Those who never, or always, reach one between these bounds need no further look.
    below, open_ = chance * high <= 1, (chance * high > 1) & (chance * low < 1)
    linear = stays[below] @ chance[below]
    wanted -= stays[~below & ~open_].sum()
    stays, chance = stays[open_], chance[open_]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        short = middle * linear + stays @ np.minimum(middle * chance, 1) < wanted
        low, high = (middle, high) if short else (low, middle)
    return (low + high) / 2


def fit_prices(year: ExpectedYear, row: PublishedRow, physics: Physics) -> None:
    """Set the scales of price so that expected spending meets the published one, by category and by enrolment type.

    The categories are published before, the types after truncation and completion; `programme_basis_factor` lies
    between.
    """
    spent = spending(year.priced, UnitPrices.of(physics.plan, physics.numbers))
    members = year.person_years
    wanted_by_type = np.array([row.spending_by_type[name] for name in ENROLMENT_TYPES]) * members
    wanted = np.array([row.spending_by_category[name] for name in CATEGORIES]) * members.sum()
    wanted_by_type *= wanted.sum() / wanted_by_type.sum()
    by_category, by_type = np.ones(len(CATEGORIES)), np.ones(TYPES)
    for _ in range(FIT_ROUNDS):
        before = by_category
        by_type = ratio(wanted_by_type, spent @ by_category)
        by_category = ratio(wanted, by_type @ spent)
        if (by_category == before).all():
            break
    physics.scales.price, physics.scales.price_by_type = by_category, by_type
