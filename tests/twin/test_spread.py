"""How unevenly prices fall: spread without a change of the mean, and months without any visit."""

import numpy as np
import pytest

from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.spread import (
    CELLS,
    FEWEST,
    MOST,
    ROWS,
    STEPS_PER_DOUBLING,
    Spread,
    luck_of_visits,
    price_luck,
    rows_of_visits,
)

EXPECTED = 2.0 ** (FEWEST + np.arange(ROWS) / STEPS_PER_DOUBLING)


def test_a_price_s_luck_has_mean_one_and_the_spread_asked_for():
    draws = (np.arange(200_000) + 0.5) / 200_000

    luck = price_luck(draws, 0.65)

    assert luck.mean() == pytest.approx(1, abs=1e-3)
    assert np.log(luck).std() == pytest.approx(0.65, abs=1e-3)
    assert (price_luck(draws, 0.0) == 1).all()
    assert np.isfinite(price_luck(np.array([0.0, 1 - 2.0**-53]), 2.0)).all()


@pytest.mark.parametrize("spread", [0.5, 1.2, 1.9, 2.5])
def test_visits_spread_a_month_s_spending_and_leave_its_mean(spread):
    luck = luck_of_visits(spread)

    np.testing.assert_allclose(luck.mean(axis=1), 1, atol=1e-9)
    assert (luck >= 0).all() and (np.diff(luck, axis=1) >= -1e-9).all()


@pytest.mark.parametrize("spread", [0.5, 1.2])
def test_the_spread_is_that_of_a_poisson_number_of_uneven_prices(spread):
    # Within a cell nothing varies, so that a little of the variance is lost where the tail is long.
    often = EXPECTED >= 0.5

    variance = luck_of_visits(spread)[often].var(axis=1)

    np.testing.assert_allclose(variance, np.exp(spread**2) / EXPECTED[often], rtol=0.15)


def test_nothing_is_spent_in_as_many_months_as_have_no_visit():
    nothing = (luck_of_visits(1.9) == 0).mean(axis=1)

    np.testing.assert_allclose(nothing, np.exp(-EXPECTED), atol=1.5 / CELLS)


def test_everybody_finds_the_row_of_what_they_may_expect():
    visits = np.array([[EXPECTED[0], EXPECTED[7], EXPECTED[-1]], [0.0, 1e-9, 1e9]])

    rows = rows_of_visits(visits) // CELLS - ROWS * np.arange(3)

    assert rows.tolist() == [[0, 7, ROWS - 1], [0, 0, ROWS - 1]]
    assert np.log2(EXPECTED[-1]) == MOST


def test_luck_is_keyed_by_person_and_month_and_differs_between_kinds_of_visit(closed):
    spread = closed.published.physics.spread
    keys = person_keys(1, 0, np.arange(1000))
    rows = rows_of_visits(np.full((1000, 3), 0.7))

    luck, later = spread.luck(keys, 5, rows), spread.luck(keys, 6, rows)
    reordered = spread.luck(keys[::-1].copy(), 5, rows)

    assert np.array_equal(luck, reordered[::-1])
    assert abs(np.corrcoef(luck[:, 0], luck[:, 1])[0, 1]) < 0.15
    assert abs(np.corrcoef(luck[:, 0], later[:, 0])[0, 1]) < 0.15


def test_the_spreads_are_those_of_the_services_files(content, closed):
    spread, services = closed.published.physics.spread, content.services

    assert isinstance(spread, Spread)
    assert (spread.stay, spread.snf) == (services["inpatient"].spread.value, services["snf"].spread.value)
    assert (spread.home_health, spread.hospice) == tuple(
        services[name].spread.value for name in ("home_health", "hospice")
    )
    assert services["ed"].spread is None
