"""What each priced event costs: unit prices of the evidence, times the scales of category and enrolment type."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.twin.coefficients import Coefficients
from vbc_twin.twin.plan import Plan

CATEGORY = {name: place for place, name in enumerate(CATEGORIES)}
VISITS = ("physician", "outpatient", "dme")
PRICED = (*VISITS, "snf", "home_health", "hospice")


@dataclass(frozen=True)
class UnitPrices:
    """USD of each priced event as the evidence has it: `stay` by cause (K), `visits` (physician, outpatient, DME)."""

    stay: np.ndarray
    snf: float
    home_health: float
    hospice: float
    ed_outpatient: float
    ed_physician: float
    visits: np.ndarray

    @classmethod
    def of(cls, plan: Plan, numbers: Coefficients) -> "UnitPrices":
        """The prices of one draw of the parameters."""
        services, values = plan.services, numbers.values
        price = {name: plan.value(services[name].price, values) for name in PRICED}
        ed = {name: plan.value(each, values) for name, each in services["ed"].prices.items()}
        visits = np.array([price[name] for name in VISITS])
        return cls(
            numbers.cause_price,
            price["snf"],
            price["home_health"],
            price["hospice"],
            ed["outpatient"],
            ed["physician"],
            visits,
        )


@dataclass(frozen=True)
class Prices:
    """Cents of each priced event by enrolment type (4, ...): rounded once for each event, visits not yet."""

    stay: np.ndarray
    snf: np.ndarray
    home_health: np.ndarray
    hospice: np.ndarray
    ed_outpatient: np.ndarray
    ed_physician: np.ndarray
    visits: np.ndarray

    @classmethod
    def of(cls, unit: UnitPrices, factor: np.ndarray) -> "Prices":
        """Unit prices times a factor for each enrolment type and category (4, 7)."""
        category = {name: factor[:, place] for name, place in CATEGORY.items()}
        visits = np.column_stack([category[name] for name in VISITS]) * unit.visits
        single = {
            "snf": unit.snf * category["snf"],
            "home_health": unit.home_health * category["home_health"],
            "hospice": unit.hospice * category["hospice"],
            "ed_outpatient": unit.ed_outpatient * category["outpatient"],
            "ed_physician": unit.ed_physician * category["physician"],
        }
        cents = {name: np.rint(100 * usd).astype(np.int64) for name, usd in single.items()}
        stay = np.rint(100 * category["inpatient"][:, None] * unit.stay).astype(np.int64)
        return cls(stay=stay, visits=100 * visits, **cents)


def spending(uses: np.ndarray, unit: UnitPrices) -> np.ndarray:
    """USD by category (people, 7) of uses (people, K + 7), before any scale.

    Uses are stays by cause, then SNF, home health, hospice, ED, physician, outpatient and DME.
    """
    causes = len(unit.stay)
    snf, home_health, hospice, ed, physician, outpatient, dme = uses[:, causes:].T
    return np.column_stack(
        [
            weighted_sum(uses[:, :causes], unit.stay),
            outpatient * unit.visits[1] + ed * unit.ed_outpatient,
            physician * unit.visits[0] + ed * unit.ed_physician,
            snf * unit.snf,
            home_health * unit.home_health,
            hospice * unit.hospice,
            dme * unit.visits[2],
        ]
    )


def weighted_sum(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The sum over columns in their order, so that a row's result does not hang on its neighbours."""
    total = counts[:, 0] * weights[0]
    for place in range(1, len(weights)):
        total = total + counts[:, place] * weights[place]
    return total
