"""The one writer of what happened: months by stratum and enrolment type, and nobody's own row."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.kernel import COUNTS, Account
from vbc_twin.twin.state import State

TYPES = len(ENROLMENT_TYPES)
GROUPS = TYPES * TYPES
SCORE_UNIT = 1_000_000


@dataclass
class Ledger:
    """Totals by month, and group of stratum and enrolment type (months, 16, figures), as integers.

    Figures are COUNTS, then stays by cause, then cents by category, then the sum of risk scores in millionths. Sums of
    integers do not depend on order, threads or blocks; `weighted` applies the weight of each stratum.
    `person_cents` (months, everybody ever; -1 when not present) serves comparisons within one draw and is never saved.
    `heads` (years, 4 strata) counts everybody present in a year; `burden` (years, 4, conditions, stages) who has what in
    its last month; `controlled` (years, 4, 2) people with recorded hypertension and a systolic under 140 mmHg, and all
    with recorded hypertension.
    """

    causes: tuple[str, ...]
    totals: np.ndarray
    person_cents: np.ndarray
    heads: np.ndarray
    burden: np.ndarray
    controlled: np.ndarray

    @classmethod
    def open(cls, causes: tuple[str, ...], months: int, ever: int, conditions: int, stages: int) -> "Ledger":
        """An empty ledger for a number of months."""
        figures = len(COUNTS) + len(causes) + len(CATEGORIES) + 1
        years = months // 12
        return cls(
            causes,
            np.zeros((months, GROUPS, figures), np.int64),
            np.full((months, ever), -1, np.int32),
            np.zeros((years, TYPES), np.int64),
            np.zeros((years, TYPES, conditions, stages), np.int64),
            np.zeros((years, TYPES, 2), np.int64),
        )

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures, in their order."""
        stays = tuple(f"stays {cause}" for cause in self.causes)
        return (*COUNTS, *stays, *(f"cents {name}" for name in CATEGORIES), "score")

    def add(self, month: int, state: State, account: Account) -> None:
        """Write one month of everybody present."""
        present = account.counts[:, 0] > 0
        score = np.rint(state.hcc_score * SCORE_UNIT).astype(np.int64) * present
        group = state.stratum * TYPES + state.enrolment_type
        figures = np.column_stack([account.counts, account.stays, account.cents, score])
        for place in np.flatnonzero(figures.any(axis=0)):
            # Whole numbers below 2^53 add up exactly in floating point.
            self.totals[month, :, place] = np.bincount(group, figures[:, place], GROUPS)
        self.person_cents[month, state.row[present]] = account.cents[present].sum(axis=1)

    def copy(self) -> "Ledger":
        """A ledger with the same past."""
        arrays = (self.totals, self.person_cents, self.heads, self.burden, self.controlled)
        return Ledger(self.causes, *(array.copy() for array in arrays))

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


def by_type(totals: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sums by enrolment type: (..., 16, figures) and weights of the four strata give (..., 4, figures)."""
    shaped = totals.reshape(*totals.shape[:-2], TYPES, TYPES, totals.shape[-1])
    return np.einsum("...stf,s->...tf", shaped, weights)
