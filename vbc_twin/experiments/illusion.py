"""What before-after spending of the enrolled would have shown, beside what the investment did.

People are enrolled when they have been ill; many would have cost less in the next year without anybody's help. The same
people's next year in the base arm shows how much less: regression to the mean, and dying out of the sample.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.twin import NEVER, NOT_PRESENT, Simulation

FOLLOW_UP = 12
WINDOWS = ("before", "after with it", "after without it")


@dataclass(frozen=True)
class Illusion:
    """Spending of the enrolled (draws, investments, 3 windows, 2: cents and member-months), and `people` (draws,
    investments): twelve months before enrolment, and the twelve from it on in either arm."""

    spent: np.ndarray
    people: np.ndarray

    def pmpm_usd(self, investment: int) -> np.ndarray:
        """USD per member per month in each window, over all draws together (3)."""
        cents, months = self.spent[:, investment].sum(axis=0).T
        return np.divide(cents, months, out=np.full(3, np.nan), where=months > 0) / 100


def look_back(base: Simulation, alternative: Simulation, weight: np.ndarray) -> Illusion:
    """Compare the enrolled of the alternative with their own past, and with themselves in the base arm.

    `weight` of everybody ever in the panel, by row. Only people enrolled early enough for a full follow-up count.
    """
    enrolled = alternative.ledger.enrolled
    investments = enrolled.shape[1]
    spent, people = np.zeros((1, investments, len(WINDOWS), 2)), np.zeros((1, investments))
    for number in range(investments):
        month = enrolled[:, number].astype(np.int64)
        rows = np.flatnonzero((month != NEVER) & (month + FOLLOW_UP <= alternative.months))
        people[0, number] = weight[rows].sum()
        for place, (ledger, shift) in enumerate(
            ((alternative.ledger, -FOLLOW_UP), (alternative.ledger, 0), (base.ledger, 0))
        ):
            for offset in range(FOLLOW_UP):
                cents = ledger.person_cents[month[rows] + shift + offset, rows].astype(float)
                here = cents != NOT_PRESENT
                spent[0, number, place] += (cents * here) @ weight[rows], here @ weight[rows]
    return Illusion(spent, people)
