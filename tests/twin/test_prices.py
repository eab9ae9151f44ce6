"""What use costs: unit prices by category, scaled by category and enrolment type, rounded once an event."""

import numpy as np
import pytest

from vbc_twin.care import CATEGORIES, Service
from vbc_twin.twin.coefficients import coefficients
from vbc_twin.twin.prices import Prices, UnitPrices, spending, weighted_sum

CAUSES = len(Service.load("inpatient").causes)


@pytest.fixture(scope="module")
def unit(closed) -> UnitPrices:
    return UnitPrices.of(closed.plan, coefficients(closed.plan, closed.plan.central()))


def test_unit_prices_are_those_of_the_services_files(content, unit):
    services = content.services

    assert unit.snf == services["snf"].price.value
    assert unit.visits.tolist() == [services[name].price.value for name in ("physician", "outpatient", "dme")]
    assert unit.stay.tolist() == [cause.price.value for cause in services["inpatient"].causes]
    assert (unit.ed_outpatient, unit.ed_physician) == tuple(
        services["ed"].prices[name].value for name in ("outpatient", "physician")
    )


@pytest.mark.parametrize(
    ("use", "category", "price"),
    [
        (0, "inpatient", lambda unit: unit.stay[0]),
        (CAUSES, "snf", lambda unit: unit.snf),
        (CAUSES + 1, "home_health", lambda unit: unit.home_health),
        (CAUSES + 2, "hospice", lambda unit: unit.hospice),
        (CAUSES + 4, "physician", lambda unit: unit.visits[0]),
        (CAUSES + 5, "outpatient", lambda unit: unit.visits[1]),
        (CAUSES + 6, "dme", lambda unit: unit.visits[2]),
    ],
)
def test_one_use_of_a_kind_costs_its_price_in_its_category(unit, use, category, price):
    uses = np.zeros((1, CAUSES + 7))
    uses[0, use] = 1

    spent = dict(zip(CATEGORIES, spending(uses, unit)[0], strict=True))

    assert spent[category] == pytest.approx(price(unit))
    assert sum(spent.values()) == pytest.approx(price(unit))


def test_a_visit_to_an_emergency_department_is_paid_to_hospital_and_physician(unit):
    uses = np.zeros((1, CAUSES + 7))
    uses[0, CAUSES + 3] = 1

    spent = dict(zip(CATEGORIES, spending(uses, unit)[0], strict=True))

    assert (spent["outpatient"], spent["physician"]) == (unit.ed_outpatient, unit.ed_physician)


def test_prices_are_whole_cents_of_each_enrolment_type(unit):
    factor = np.ones((4, 7))
    factor[0, CATEGORIES.index("snf")] = 1.2345
    factor[2, CATEGORIES.index("inpatient")] = 0.5

    prices = Prices.of(unit, factor)

    assert prices.snf.tolist() == [round(100 * (unit.snf * 1.2345)), *[round(100 * unit.snf)] * 3]
    assert prices.stay[2] == pytest.approx(prices.stay[1] / 2, abs=1)
    assert prices.stay.dtype == prices.snf.dtype == np.int64
    assert prices.visits.shape == (4, 3)


def test_a_sum_does_not_hang_on_the_rows_beside_it():
    counts, weights = np.random.default_rng(3).random((50, 13)), np.random.default_rng(4).random(13)

    whole, alone = weighted_sum(counts, weights), weighted_sum(counts[7:8], weights)

    assert alone[0] == whole[7]
    assert whole == pytest.approx(counts @ weights)
