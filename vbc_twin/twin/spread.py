"""How unevenly prices fall: one use costs more than another, and a month holds many visits or none.

A price's luck is log-normal with mean one, so that expected spending stays what it is without it; its draw is keyed
like every other. Visits are not told one by one. In a month in which a person may expect r of them their number is
Poisson, and each has a price of its own with log standard deviation s; so nothing is spent with chance exp(-r), and
what is spent otherwise is taken as log-normal with the mean and the variance of the sum, the square of whose
coefficient of variation is exp(s^2) / r. It is looked up by r (in steps of the square root of two) and by the draw's
first bits.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, ndtri

from vbc_twin.twin.coefficients import Coefficients
from vbc_twin.twin.draws import LANES, mix, moment
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.prices import VISITS

# Expected visits a month, as logarithms to the base two, from which and up to which they are told apart.
FEWEST, MOST, STEPS_PER_DOUBLING = -9, 6, 2
ROWS = (MOST - FEWEST) * STEPS_PER_DOUBLING + 1
CELLS = 2048
_BITS_LEFT_OUT = np.uint16(16 - 11)


def price_luck(draws: np.ndarray, spread: float) -> np.ndarray:
    """What a use costs, as a ratio to its expected price: log-normal with mean one [draws in 0 to 1]."""
    return np.exp(spread * ndtri(np.clip(draws, 2.0**-54, None)) - spread**2 / 2)


@lru_cache(maxsize=64)
def luck_of_visits(spread: float) -> np.ndarray:
    """A month's spending on visits as a ratio to what is expected (ROWS, CELLS); each row has mean one.

    A row belongs to a number of expected visits; each of its cells is equally likely and holds its own mean.
    """
    visits = 2.0 ** (FEWEST + np.arange(ROWS) / STEPS_PER_DOUBLING)[:, None]
    none = np.exp(-visits)
    deviation = np.sqrt(np.log((1 + np.exp(spread**2) / visits) * (1 - none)))
    quantile = np.clip((np.arange(CELLS + 1) / CELLS - none) / (1 - none), 0, 1)
    with np.errstate(invalid="ignore"):
        spent_below = ndtr(ndtri(quantile) - deviation)
    return np.maximum(np.diff(spent_below, axis=1) * CELLS, 0)


@dataclass(frozen=True)
class Spread:
    """The log standard deviations of the prices of a stay (of any cause), a SNF stay, an episode of home health and a
    use of hospice; and the luck of visits, one table after another for physician, outpatient and DME."""

    stay: float
    snf: float
    home_health: float
    hospice: float
    visits: np.ndarray

    @classmethod
    def of(cls, plan: Plan, numbers: Coefficients) -> "Spread":
        """The spreads of one draw of the parameters; a service that gives none has 0."""

        def spread(service: str) -> float:
            figure = plan.services[service].spread
            return plan.value(figure, numbers.values) if figure else 0.0

        tables = np.stack([luck_of_visits(round(spread(name), 2)) for name in VISITS]).astype(np.float32)
        return cls(spread("inpatient"), spread("snf"), spread("home_health"), spread("hospice"), tables.ravel())

    def luck(self, keys: np.ndarray, month: int, rows: np.ndarray) -> np.ndarray:
        """The luck of everybody's visits in a month (people, 3), given where each kind's row begins in the tables."""
        lanes = mix(keys + moment(month, "visits")).view(np.uint16).reshape(-1, LANES)[:, : len(VISITS)]
        return self.visits.take(rows + (lanes >> _BITS_LEFT_OUT))


def rows_of_visits(visits: np.ndarray) -> np.ndarray:
    """Where the row of each person and kind begins in the tables, given the visits expected in a month (people, 3)."""
    doublings = np.log2(np.clip(visits, 2.0**FEWEST, 2.0**MOST))
    step = np.rint((doublings - FEWEST) * STEPS_PER_DOUBLING).astype(np.int32)
    return CELLS * (step + ROWS * np.arange(len(VISITS), dtype=np.int32))
