"""Before-after spending of the enrolled: twelve months before, and the same twelve after in both arms."""

from types import SimpleNamespace

import numpy as np
import pytest

from vbc_twin.experiments import WINDOWS, Illusion, compare
from vbc_twin.experiments.illusion import look_back
from vbc_twin.investments import Investment
from vbc_twin.twin import NEVER, NOT_PRESENT

MONTHS = 36


def arm(person_cents: np.ndarray, enrolled: np.ndarray) -> SimpleNamespace:
    """What a look back needs of a lived arm."""
    return SimpleNamespace(ledger=SimpleNamespace(person_cents=person_cents, enrolled=enrolled), months=MONTHS)


def spending(before: int, after: int, enrolled: int) -> np.ndarray:
    """One person's cents by month: so much until enrolment, so much from it on."""
    return np.where(np.arange(MONTHS) < enrolled, before, after)


@pytest.fixture
def seen() -> Illusion:
    """Three people: one enrolled in month 14 who dies six months later with it, one never, one too late to follow."""
    with_it = np.column_stack([spending(500, 200, 14), spending(90, 90, 0), spending(800, 700, 30)])
    with_it[20:, 0] = NOT_PRESENT
    without_it = np.column_stack([spending(500, 300, 14), spending(90, 90, 0), spending(800, 900, 30)])
    without_it[17:, 0] = NOT_PRESENT
    enrolled = np.array([[14], [NEVER], [30]])
    return look_back(arm(without_it, enrolled), arm(with_it, enrolled), np.array([2.0, 1.0, 1.0]))


def test_windows_are_the_year_before_and_the_year_after_in_either_arm(seen):
    assert WINDOWS == ("before", "after with it", "after without it")
    cents, months = seen.spent[0, 0].T
    assert cents.tolist() == [2 * 12 * 500, 2 * 6 * 200, 2 * 3 * 300]
    assert months.tolist() == [2 * 12, 2 * 6, 2 * 3]


def test_only_those_who_can_be_followed_for_a_year_are_counted_with_their_weight(seen):
    assert seen.people.tolist() == [[2]]


def test_pmpm_is_over_the_months_in_which_people_were_there(seen):
    assert seen.pmpm_usd(0).tolist() == [5, 2, 3]


def test_an_investment_that_enrolled_nobody_has_no_spending_to_show():
    nobody = np.full((2, 1), NEVER)
    cents = np.zeros((MONTHS, 2))

    seen = look_back(arm(cents, nobody), arm(cents, nobody), np.ones(2))

    assert seen.people.tolist() == [[0]]
    assert np.isnan(seen.pmpm_usd(0)).all()


def test_draws_together_are_weighed_by_their_months():
    spent = np.array([[[[1200, 12], [100, 1], [0, 0]]], [[[0, 12], [300, 1], [0, 0]]]], float)

    pmpm = Illusion(spent, np.ones((2, 1))).pmpm_usd(0)

    assert pmpm[:2].tolist() == [0.5, 2]
    assert np.isnan(pmpm[2])


def test_spending_of_the_enrolled_falls_though_the_programme_does_nothing(village, closed, without_effect):
    care = without_effect(Investment.load("complex_care_management").sized(nurses=1))
    comparison = compare(
        village, closed.replace(years=2), closed.replace(years=2, name="idle", investments=(care,)), draws=3, threads=1
    )

    before, with_it, without_it = comparison.illusion.pmpm_usd(0)

    assert (comparison.gross_savings() == 0).all()
    assert with_it == without_it
    assert with_it < 0.8 * before
    assert comparison.illusion.people.min() > 10
