"""How unevenly spending falls, and how long the costly stay costly: what regression to the mean hangs on.

Sources: share of Medicare spending by the costliest (Wallis 2021); of the costliest tenth of 2012, those who were among
them in 2013 and 2014 too (Figueroa et al., Health Affairs 2019). What is further off than they allow is marked as a
known shortfall; the mark itself fails once the shortfall is mended.
"""

import numpy as np
import pytest

from vbc_twin.twin import NOT_PRESENT, Groundwork, Scenario

pytestmark = pytest.mark.statistics
# Visits are paid at their expected number, so that a person's spending outside the hospital has no luck of its own.
TOO_EVEN = "spending outside hospital stays has no luck of its own, so it is spread too evenly and stays too long"


@pytest.fixture(scope="module")
def spent(middle) -> np.ndarray:
    """USD of each person in year 0 and the two years after; nobody joins or leaves."""
    (arm,) = Groundwork(middle, (Scenario("closed", years=2, seed=35, closed=True),)).live(None, 0)
    cents = np.where(arm.ledger.person_cents == NOT_PRESENT, 0, arm.ledger.person_cents.astype(np.int64))
    arm.close()
    return cents.reshape(3, 12, -1).sum(axis=1) / 100


def share_of_the_costliest(spent: np.ndarray, share: float) -> float:
    """Of all spending, the part of this share of people."""
    ordered = np.sort(spent)[::-1]
    return ordered[: round(share * len(ordered))].sum() / ordered.sum()


def test_one_in_a_hundred_causes_a_seventh_of_spending(spent):
    assert share_of_the_costliest(spent[0], 0.01) == pytest.approx(0.149, abs=0.02)


@pytest.mark.parametrize(
    ("share", "published"),
    [
        pytest.param(share, published, marks=pytest.mark.xfail(reason=TOO_EVEN))
        for share, published in ((0.05, 0.415), (0.10, 0.600), (0.20, 0.791), (0.50, 0.957))
    ],
)
def test_few_cause_most_of_the_spending(spent, share, published):
    assert share_of_the_costliest(spent[0], share) == pytest.approx(published, abs=0.02)


def test_half_of_spending_is_that_of_a_tenth_and_nine_tenths_that_of_half(spent):
    assert share_of_the_costliest(spent[0], 0.10) > 0.50
    assert share_of_the_costliest(spent[0], 0.50) > 0.90


@pytest.mark.xfail(reason=TOO_EVEN)
def test_three_in_ten_of_the_costliest_stay_so_for_two_more_years(spent):
    survivors = spent[:, spent[2] > 0]
    costly = survivors >= np.quantile(survivors, 0.9, axis=1, keepdims=True)

    assert 0.25 <= costly.all(axis=0).sum() / costly[0].sum() <= 0.32


def test_some_of_the_costliest_stay_so_and_some_do_not(spent):
    survivors = spent[:, spent[2] > 0]
    costly = survivors >= np.quantile(survivors, 0.9, axis=1, keepdims=True)

    assert 0.28 < costly[:2].all(axis=0).sum() / costly[0].sum() < 0.60
