"""Years lived agree with the year that was expected, and both with what was published."""

import numpy as np
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.experiments import compare
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import Groundwork, Outcome, Scenario, Twin

pytestmark = pytest.mark.statistics
LIVES = 40


@pytest.fixture(scope="module")
def ground(middle) -> Groundwork:
    return Groundwork(middle, (Scenario("year 0", years=1, seed=33, closed=True),))


@pytest.fixture(scope="module")
def lives(ground) -> Outcome:
    return Outcome.together([ground.outcomes(None, replication)[0] for replication in range(LIVES)])


def near(lived: np.ndarray, wanted: float, name: str) -> None:
    """The mean lies within four standard errors."""
    error = lived.std(ddof=1) / np.sqrt(len(lived))
    assert lived.mean() == pytest.approx(wanted, abs=4 * error), name


def test_lived_years_return_the_published_use_and_spending(ground, lives):
    row = ground.twin.row
    members = lives.person_years()[:, 0].sum(axis=-1)

    near(1000 * lives.admissions()[:, 0] / members, row.admissions_per_1000, "admissions")
    near(1000 * lives.count("ed_visits")[:, 0] / members, row.ed_visits_per_1000, "ED visits")
    near(1000 * lives.count("snf_stays")[:, 0] / members, row.snf_stays_per_1000, "SNF stays")
    for name in CATEGORIES:
        near(lives.spending_usd(name)[:, 0].sum(axis=-1) / members, row.spending_by_category[name], name)


def test_lived_years_agree_with_expected_ones_by_enrolment_type(ground, lives):
    years = ground.expected(range(LIVES))

    for place, name in enumerate(ENROLMENT_TYPES):
        near(lives.person_years()[:, 0, place], np.mean([year.person_years[place] for year in years]), name)
        near(lives.spending_usd()[:, 0, place], np.mean([year.spending_usd[place].sum() for year in years]), name)


def test_draws_lived_side_by_side_are_the_same_in_a_larger_panel_too():
    # Sums over many people must not hang on how many threads the arithmetic may use.
    twin = Twin.load("large_aco", people=15_000)
    scenario = Scenario("as it is", years=1, seed=34)

    one, two = (compare(twin, scenario, scenario, draws=2, threads=threads) for threads in (1, 2))

    assert np.array_equal(one.base.outcome.months, two.base.outcome.months)
    assert one.headline() == two.headline()
