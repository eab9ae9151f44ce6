"""How unevenly spending falls is measured as published, and the spread of a visit's price is the one fitted to it."""

import numpy as np
import pytest

from vbc_twin.calibration.concentration import FITTED, Trial, targets
from vbc_twin.calibration.concentration import concentration as measured
from vbc_twin.twin import NOT_PRESENT, Content, Twin


def people(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> np.ndarray:
    """Cents by month of people who spend so much in each of three years, all of it in January."""
    cents = np.zeros((36, len(first)), np.int32)
    cents[[0, 12, 24]] = first, second, third
    return cents


def test_shares_are_those_of_the_costliest_of_the_first_year():
    spent = np.ones(100)
    spent[7] = 101

    found = measured(people(spent, spent, spent))

    assert found.share["0.01"] == pytest.approx(101 / 200)
    assert found.share["0.50"] == pytest.approx(150 / 200)
    assert found.variation == pytest.approx(spent.std() / spent.mean())


def test_who_stays_among_the_costliest_is_counted_among_the_living():
    first, second, third = (np.arange(100.0) for _ in range(3))
    second[90:95] = third[90:92] = 0
    cents = people(first, second, third)

    assert measured(cents).stays == {"1": pytest.approx(0.5), "2": pytest.approx(0.5)}

    cents[20:, 90:95] = NOT_PRESENT

    assert measured(cents).stays["1"] == 1.0


def test_the_services_fitted_share_one_spread_that_is_marked_so():
    services = Content.load().services
    spreads = [services[name].spread for name in FITTED]

    assert len({each.value for each in spreads}) == 1
    assert {each.mark for each in spreads} == {"fitted"}


def test_what_is_published_is_told_by_share_and_by_years():
    shares, stays = targets()

    assert {name: each.value for name, each in shares.items()} == {
        "0.01": 0.149, "0.05": 0.415, "0.10": 0.6, "0.20": 0.791, "0.50": 0.957,
    }  # fmt: skip
    assert (stays["1"].low, stays["1"].high) == (0.33, 0.47)
    assert (stays["2"].low, stays["2"].high) == (0.25, 0.32)


def test_more_spread_makes_spending_less_even_and_leaves_its_mean():
    trial = Trial(Twin.load("example_aco", people=400), replications=1)

    even, uneven = (trial.cents(0, spread) for spread in (0.2, 1.9))

    assert np.array_equal(even == NOT_PRESENT, uneven == NOT_PRESENT)
    assert measured(even).share["0.10"] < measured(uneven).share["0.10"]
    assert even.clip(0).sum() == pytest.approx(uneven.clip(0).sum(), rel=0.1)
    assert all(0 < each.value < 1 for table in targets() for each in table.values())
