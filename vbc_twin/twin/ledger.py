"""The one writer of what happened: months by stratum and enrolment type, and nobody's own row."""

from dataclasses import dataclass, fields

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.kernel import COUNTS, DME, OUTPATIENT, PHYSICIAN, Account
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.standing import FIFTHS, GROUP_FIGURES, PRACTICE_FIGURES, groups_now
from vbc_twin.twin.state import NEVER, RING, State

TYPES = len(ENROLMENT_TYPES)
GROUPS = TYPES * TYPES
NOT_PRESENT = -1


@dataclass
class Ledger:
    """Totals by month, and group of stratum and enrolment type (months, 16, figures), as integers.

    Figures are COUNTS, then stays by cause, then cents by category, then the sum of risk scores in millionths. Sums of
    integers do not depend on order, threads or blocks; `weighted` applies the weight of each stratum.
    `person_cents` (months, everybody ever; -1 when not present) and `enrolled` (everybody ever, investments; month of
    the first enrolment) serve comparisons within one draw and are never saved. `heads` (years, 4 strata) counts
    everybody present in a year; `burden` (years, 4, conditions, stages) who has what in its last month; `controlled`
    (years, 4, 2) people with recorded hypertension and a systolic under 140 mmHg, and all with recorded hypertension;
    `practices` (years, PRACTICE_FIGURES) how practices work; `groups` (years, 4, 2, 5, GROUP_FIGURES) what happened by
    dual status and fifth of deprivation.
    """

    causes: tuple[str, ...]
    totals: np.ndarray
    person_cents: np.ndarray
    enrolled: np.ndarray
    heads: np.ndarray
    burden: np.ndarray
    controlled: np.ndarray
    practices: np.ndarray
    groups: np.ndarray

    @classmethod
    def open(cls, plan: Plan, months: int, ever: int) -> "Ledger":
        """An empty ledger for a number of months and of people who are ever in the panel."""
        causes, conditions, stages = plan.causes, len(plan.conditions), plan.most_stages
        figures = len(COUNTS) + len(causes) + len(CATEGORIES) + 1
        years = months // 12
        return cls(
            causes,
            np.zeros((months, GROUPS, figures), np.int64),
            np.full((months, ever), NOT_PRESENT, np.int32),
            np.full((ever, len(plan.investments)), NEVER, np.int16),
            np.zeros((years, TYPES), np.int64),
            np.zeros((years, TYPES, conditions, stages), np.int64),
            np.zeros((years, TYPES, 2), np.int64),
            np.zeros((years, len(PRACTICE_FIGURES))),
            np.zeros((years, TYPES, 2, FIFTHS, len(GROUP_FIGURES)), np.int64),
        )

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures, in their order."""
        stays = tuple(f"stays {cause}" for cause in self.causes)
        return (*COUNTS, *stays, *(f"cents {name}" for name in CATEGORIES), "score")

    def add(self, month: int, state: State, account: Account) -> None:
        """Write one month of everybody present."""
        figures = self.totals.shape[2]
        group = state.stratum * TYPES + state.enrolment_type
        who, figure, amount = account.events
        # Whole numbers below 2^53 add up exactly in floating point.
        events = np.bincount(group[who] * figures + figure, amount, GROUPS * figures)
        totals = self.totals[month]
        totals[:] = events.reshape(GROUPS, figures)
        here = account.present
        totals[:, 0] = np.bincount(group, here, GROUPS)
        for place, category in enumerate((PHYSICIAN, OUTPATIENT, DME)):
            totals[:, account.cents_from + category] += np.bincount(group, account.visits[:, place], GROUPS).astype(
                np.int64
            )
        totals[:, -1] = np.bincount(group, state.score * here, GROUPS)
        self.person_cents[month, state.row[here]] = state.cost[here, month % RING]

    def copy(self) -> "Ledger":
        """A ledger with the same past."""
        return Ledger(self.causes, *(getattr(self, each.name).copy() for each in fields(self)[1:]))

    def note_enrolment(self, rows: np.ndarray, investment: int, month: int) -> None:
        """Write down a first enrolment."""
        first = rows[self.enrolled[rows, investment] == NEVER]
        self.enrolled[first, investment] = month

    def close_year(self, year: int, state: State, hypertension: int) -> None:
        """Write how many there were in the year, all of `state`, and who has what at its end."""
        self.heads[year] = np.bincount(state.stratum, minlength=TYPES)
        living = state.alive
        for stratum in range(TYPES):
            stages = state.stage[living & (state.stratum == stratum)]
            for stage in range(self.burden.shape[3]):
                self.burden[year, stratum, :, stage] = (stages == stage).sum(axis=0)
        recorded = living & (state.recorded[:, hypertension] >= 0)
        low = recorded & (state.systolic + state.systolic_change < 140)
        self.controlled[year, :, 0] = np.bincount(state.stratum[low], minlength=TYPES)
        self.controlled[year, :, 1] = np.bincount(state.stratum[recorded], minlength=TYPES)

    def close_groups(self, year: int, state: State, quality: np.ndarray, has_many: np.ndarray) -> None:
        """Write what the year was to groups of people; see `standing.groups_now`."""
        cents = self.person_cents[12 * year : 12 * year + 12, state.row]
        self.groups[year] = groups_now(state, cents, cents != NOT_PRESENT, quality, has_many)


def by_type(totals: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sums by enrolment type: (..., 16, figures) and weights of the four strata give (..., 4, figures)."""
    shaped = totals.reshape(*totals.shape[:-2], TYPES, TYPES, totals.shape[-1])
    return np.einsum("...stf,s->...tf", shaped, weights)
