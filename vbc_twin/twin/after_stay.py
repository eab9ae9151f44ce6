"""What follows a stay: death within thirty days, a readmission, a SNF, and a year in which death stays nearer.

Each hangs on the person and on the cause of the stay: odds are the person's own times the cause's. Whoever is in
hospital in a month dies of what the stay brings or not at all; half of those whom it brings death after discharge die
in the next month. In the year after, the hazard of death is raised, less from month to month.

These deaths lie inside those that the life table and a person's illnesses say (`physics.refresh`): what they bring on
the average is taken from the rest, so a person's death in any month is as likely as if stays brought none. Only where
stays would bring more than that, or nearly, the rest keeps a share of its own (`outside`), and is fitted by cell. What
multiplies a person's death whatever their illness (smoking, race, poverty) multiplies death after their stays as well,
and so all of it; by cause and by age as many die after stays as published all the same (`dying`).
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.twin.coefficients import Coefficients
from vbc_twin.twin.plan import Plan

MONTHS = 12
ROUNDS = 6
TINY = 1e-12


@dataclass(frozen=True)
class AfterStay:
    """The figures of one draw: by cause `fatality` (odds of death of a person whose own factor is one); `excess` of the
    hazard in the month after, which each further month multiplies by `kept`; `outside`, the least share of a person's
    deaths that no stay brings; and, as published, the `readmission` and `snf` [share of stays] of each cause."""

    fatality: np.ndarray
    readmission: np.ndarray
    snf: np.ndarray
    excess: float
    kept: float
    outside: float

    @classmethod
    def of(cls, plan: Plan, numbers: Coefficients) -> "AfterStay":
        """The figures of one draw of the parameters."""
        stays, values = plan.services["inpatient"], numbers.values

        def by_cause(figure: str) -> np.ndarray:
            return np.array([plan.value(getattr(cause, figure), values) for cause in stays.causes])

        after = stays.fatality
        excess, half_life, outside = (
            plan.value(each, values) for each in (after.excess, after.half_life, after.outside)
        )
        fatality = odds_of(by_cause("fatality"))
        return cls(fatality, by_cause("readmission"), by_cause("snf"), excess, 0.5 ** (1 / half_life), outside)

    def raised(self, months_since: np.ndarray) -> np.ndarray:
        """How far the hazard of death lies above one's own, so many months (1, 2, ... 12) after a stay."""
        return self.excess * self.kept ** (months_since - 1.0)

    def others(self, dying: np.ndarray, by_stays: np.ndarray) -> np.ndarray:
        """The deaths that no stay brings: what is left of all, but never less than a share of them."""
        return np.maximum(dying - by_stays, self.outside * dying)

    def expected(
        self, stays: np.ndarray, dying: np.ndarray, again: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What a month's stays lead to on the average, given first stays by cause and the chances of death and of
        readmission after them (people, K each): deaths, readmissions, and the months of ordinary risk that a month
        holds: none with a stay, more than one in the year after."""
        first = stays.sum(axis=1)
        back = (stays * (1 - dying) * again).sum(axis=1)
        deaths = (stays * dying).sum(axis=1)
        deaths += np.divide(deaths * back, first, out=np.zeros_like(first), where=first > 0)
        none = np.exp(-first - back)
        left = self.kept * none
        return deaths, back, none + self.excess * (1 - none) * none * (1 - left**MONTHS) / (1 - left)


def odds_of(chances: np.ndarray) -> np.ndarray:
    """The odds of chances; those of a certainty are finite, but beyond any ratio."""
    return chances / np.maximum(1 - chances, 1e-9)


def after_stays(odds: np.ndarray, ratios: np.ndarray) -> np.ndarray:
    """The chance of each person (rows) after a stay of each cause (columns), from their odds and the causes' ratios."""
    own = odds[:, None] * ratios
    return own / (1 + own)


def at_stays(odds: np.ndarray, ratios: np.ndarray) -> np.ndarray:
    """The chance after each of some stays, from its person's odds and its cause's ratio."""
    own = odds * ratios
    return own / (1 + own)


def ratios_by_cause(stays: np.ndarray, odds: np.ndarray, published: np.ndarray) -> np.ndarray:
    """The odds ratio of each cause with which its stays lead on as often as published beside those of other causes,
    while all stays together lead on as often as people's own odds say.

    `stays` (people, K; weighted), `odds` of each person, `published` share of the stays of each cause (K).
    """
    own, of_cause = odds / (1 + odds), stays.sum(axis=0)
    wanted = published * (stays.sum(axis=1) @ own) / max(of_cause @ published, TINY)
    ratios = np.ones(len(published))
    for _ in range(ROUNDS):
        chances = after_stays(odds, ratios)
        have = (stays * chances).sum(axis=0) / np.maximum(of_cause, TINY)
        slope = (stays * chances * (1 - chances)).sum(axis=0) / np.maximum(of_cause, TINY)
        step = np.clip((wanted - have) / np.maximum(slope, TINY), -1, 1)
        ratios = ratios * np.exp(np.where(of_cause > 0, step, 0.0))
    return ratios
