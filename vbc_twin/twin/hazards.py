"""What each person faces this month, as arrays with a row a person, and the scales that are solved rather than read."""

from dataclasses import dataclass, fields

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.draws import MonthlyLuck
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.prices import VISITS
from vbc_twin.twin.spread import rows_of_visits

AGE_BANDS = (65, 75, 85)
CELLS = 2 * (len(AGE_BANDS) + 1)
# Death climbs too steeply for bands of ten years: ages at which its bands begin, and the wider band that each lies in.
DEATH_AGES = (65, 70, 75, 80, 85, 90, 95)
DEATH_CELLS = 2 * (len(DEATH_AGES) + 1)
WIDER = 2 * np.searchsorted(AGE_BANDS, (0, *DEATH_AGES), side="right").repeat(2) + np.tile((0, 1), len(DEATH_AGES) + 1)


@dataclass
class Scales:
    """What is solved rather than published, as ratios (1 = as in the evidence).

    `use` (T, on a target's rate or probability), `price` (seven categories), `price_by_type` (four enrolment types),
    `onset` (C, cells of age band and sex; per person-year): see `twin/onset.py`. `death` (its own, narrower cells), and
    on the odds of death after a stay `fatality` (K) and `fatality_by_age` (bands): see `twin/dying.py`. `centre` (four
    enrolment types, T) is what centred effects are divided by. `diagnosis` (C) and `recapture` (per visit), `visits` (a
    year, in the mean): see `twin/recording.py`. `readmission` and `snf` (K): odds ratios by cause of the stay before,
    see `twin/after_stay.py`.
    """

    use: np.ndarray
    price: np.ndarray
    price_by_type: np.ndarray
    onset: np.ndarray
    death: np.ndarray
    fatality: np.ndarray
    fatality_by_age: np.ndarray
    centre: np.ndarray
    diagnosis: np.ndarray
    recapture: float
    visits: float
    readmission: np.ndarray
    snf: np.ndarray

    @property
    def price_factor(self) -> np.ndarray:
        """The factor of each enrolment type and spending category (4, 7)."""
        return self.price_by_type[:, None] * self.price[None, :]

    @classmethod
    def none(cls, plan: Plan) -> "Scales":
        """Every scale 1, before anything is solved."""
        types, targets, conditions = len(ENROLMENT_TYPES), len(plan.targets), len(plan.conditions)
        fatality, *by_cause = np.ones((3, len(plan.causes)))
        deaths = np.ones(DEATH_CELLS), fatality, np.ones(CELLS // 2)
        solved = np.ones((conditions, CELLS)), *deaths, np.ones((types, targets))
        records = np.zeros(conditions), 0.0, 0.0
        return cls(np.ones(targets), np.ones(len(CATEGORIES)), np.ones(types), *solved, *records, *by_cause)


@dataclass
class Hazards:
    """The monthly figures of everybody, a row a person.

    `static` (T; fixed attributes), `rate` (lanes; expected events this month) with `chance` and `bounds` for the draws,
    `stays` (K; expected this month of each cause, which the rates hold by group),
    `snf`, `readmission` (odds; the cause of the stay and a scale come on top), `hospice`, `in_hospital` (chances),
    `fatality` (ratio on the odds of death after a stay), `severity` (ratio on the price of a stay), `back`
    (readmissions expected of a month's stays), `dying` (the rate of death this month that illness says) and `by_stays`
    (the deaths that stays bring), `visits` (3; physician, outpatient, DME uses expected this month), `visit_cents` (3;
    what they are expected to cost) and `visit_rows` (3; where their luck stands).
    """

    static: np.ndarray
    rate: np.ndarray
    chance: np.ndarray
    bounds: np.ndarray
    stays: np.ndarray
    snf: np.ndarray
    readmission: np.ndarray
    hospice: np.ndarray
    in_hospital: np.ndarray
    fatality: np.ndarray
    severity: np.ndarray
    back: np.ndarray
    dying: np.ndarray
    by_stays: np.ndarray
    visits: np.ndarray
    visit_cents: np.ndarray
    visit_rows: np.ndarray

    @classmethod
    def empty(cls, people: int, plan: Plan, luck: MonthlyLuck) -> "Hazards":
        """Room for a number of people, nothing filled in."""
        lanes = (people, luck.width)
        return cls(
            np.zeros((people, len(plan.targets))),
            np.zeros(lanes),
            np.zeros(lanes),
            np.zeros(lanes, np.uint16),
            np.zeros((people, len(plan.causes))),
            *np.zeros((9, people)),
            *np.zeros((2, people, len(VISITS))),
            np.zeros((people, len(VISITS)), np.int32),
        )

    def price(self, who: np.ndarray, cents: np.ndarray) -> None:
        """Work out what these people's visits are expected to cost [cents per use for each of them]."""
        visits = self.visits[who]
        self.visit_cents[who] = visits * cents
        self.visit_rows[who] = rows_of_visits(visits)

    def view(self, first: int, last: int) -> "Hazards":
        """The figures of some rows in a row, sharing their memory."""
        return Hazards(*(getattr(self, each.name)[first:last] for each in fields(self)))

    def repeat(self, rows: np.ndarray, into: slice) -> None:
        """Write these rows a second time, into some others."""
        for each in fields(self):
            getattr(self, each.name)[into] = getattr(self, each.name)[rows]

    def copy(self) -> "Hazards":
        """A copy that shares nothing."""
        return Hazards(*(getattr(self, each.name).copy() for each in fields(self)))

    def silence(self, who: np.ndarray) -> None:
        """People who are gone, or not yet here, have no chance of anything."""
        for each in (self.rate, self.chance, self.bounds, self.stays, self.visits, self.visit_cents):
            each[who] = 0


def age_sex_cell(age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """The cell of age band and sex, 0 to 7, in which onset is solved."""
    return 2 * np.searchsorted(AGE_BANDS, age, side="right") + female


def death_cell(age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """The cell of five-year age and sex, 0 to 15, in which death is solved."""
    return 2 * np.searchsorted(DEATH_AGES, age, side="right") + female
