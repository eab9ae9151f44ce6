"""What before-after spending claims for care of the costliest, and what there is to it."""

import warnings

import numpy as np
import pytest

from vbc_twin.experiments import Comparison, Estimate, compare
from vbc_twin.twin import Scenario, Twin

pytestmark = pytest.mark.statistics


class Told(UserWarning):
    """A figure for the terminal's report."""


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Complex care management as the library offers it, for everybody of the example ACO."""
    return compare(
        Twin.load("example_aco"), Scenario.load("status_quo"), Scenario.load("care_management"), draws=60, threads=2
    )


def test_complex_care_management_is_no_clear_saver(comparison):
    gross = Estimate.of(comparison.gross_savings().sum(axis=1))

    warnings.warn(Told(f"gross {gross}, net {Estimate.of(comparison.net_savings())}"), stacklevel=1)
    assert gross.covers_zero
    assert not comparison.is_clear_saver
    assert comparison.programme_cost().sum(axis=1).min() > 0


def test_spending_of_the_enrolled_falls_all_the_same(comparison):
    before, with_it, without_it = comparison.illusion.pmpm_usd(0)

    warnings.warn(Told(f"PMPM before {before:,.0f}, after {with_it:,.0f}, without it {without_it:,.0f}"), stacklevel=1)
    spent = comparison.illusion.spent[:, 0]
    fall = spent[:, 0, 0] / spent[:, 0, 1] - spent[:, 1, 0] / spent[:, 1, 1]
    assert with_it < before
    assert fall.mean() > 3 * fall.std(ddof=1) / np.sqrt(len(fall))


def test_most_of_the_fall_would_have_come_without_the_programme(comparison):
    before, with_it, without_it = comparison.illusion.pmpm_usd(0)

    regression = (before - without_it) / (before - with_it)

    assert 0.8 < regression < 1.2


def test_the_costly_of_one_year_are_costly_in_the_next_but_less_so(comparison):
    # Spending of a year persists in part: some of it is frailty and illness, most is luck.
    outcome = comparison.base.outcome
    assert outcome.draws == 60
    spent = comparison.illusion.spent[:, 0]
    before, without_it = spent[:, 0, 0] / spent[:, 0, 1], spent[:, 2, 0] / spent[:, 2, 1]

    fall = before - without_it
    assert fall.mean() > 3 * fall.std(ddof=1) / np.sqrt(len(fall))
    everybody = outcome.spending_usd()[:, 1].sum(axis=-1) / outcome.person_years()[:, 1].sum(axis=-1) / 12
    assert np.mean(without_it / 100) > 1.5 * everybody.mean()
