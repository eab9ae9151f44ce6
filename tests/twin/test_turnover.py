"""The open panel stays what it was: who leaves and dies is replaced by the like, in number and in need."""

import numpy as np
import pytest

from vbc_twin.twin import Groundwork, Outcome, Scenario
from vbc_twin.twin.hazards import age_sex_cell
from vbc_twin.twin.population import JOINERS_FROM

YEARS = 4


@pytest.fixture(scope="module")
def ground(village) -> Groundwork:
    """A thousand people and those who join them in four years."""
    return Groundwork(village, (Scenario("open", years=YEARS, seed=8),))


@pytest.fixture(scope="module")
def lived(ground) -> Outcome:
    """Sixteen lives of those people."""
    return Outcome.together([ground.outcomes(None, replication)[0] for replication in range(16)])


def test_nobody_leaves_or_joins_a_closed_panel(village):
    (arm,) = Groundwork(village, (Scenario("closed", years=2, seed=8, closed=True),)).live(None, 0)

    died = arm.ledger.totals[:, :, arm.ledger.figures.index("deaths")].sum()
    assert arm.state.alive.sum() + died == 1000
    assert arm.population.ever == 1000
    arm.close()


def test_joiners_take_the_places_that_become_free(ground, lived):
    assert lived.heads[:, 0].tolist() == [1000] * 16
    assert lived.heads.mean(axis=0) == pytest.approx(np.full(YEARS + 1, 1000), rel=0.01)
    assert 100 < len(ground.population.joiners[0]) < 250


def test_ids_of_joiners_lie_beyond_those_of_any_panel(ground):
    joined = np.concatenate([each.id for each in ground.population.joiners])

    assert joined.min() >= JOINERS_FROM
    assert len(np.unique(joined)) == len(joined)


def test_enrolment_types_keep_their_shares_in_every_year(lived):
    years = lived.person_years().mean(axis=0)
    share = years / years.sum(axis=1, keepdims=True)

    np.testing.assert_allclose(share, np.broadcast_to(share[0], share.shape), atol=0.01)


def test_age_bands_and_sexes_keep_their_shares(ground):
    first = ground.population.first
    (arm,) = ground.live(None, 0)
    arm.close()

    before, after = (
        np.bincount(age_sex_cell(each.age, each.female), minlength=8) / len(each) for each in (first, arm.state)
    )

    np.testing.assert_allclose(after, before, atol=0.03)


def test_no_illness_spreads_or_vanishes(lived, village):
    # Joiners make up for what one life's luck did, so two villages are taken together.
    other = Groundwork(village, (Scenario("open", years=YEARS, seed=9),))
    both = [*lived.burden, *(other.outcomes(None, replication)[0].burden[0] for replication in range(8))]
    people = np.mean(both, axis=0)
    prevalence = 1 - people[:, :, 0] / people.sum(axis=2)

    np.testing.assert_allclose(prevalence, np.broadcast_to(prevalence[0], prevalence.shape), atol=0.025)


def test_need_stays_when_prices_are_taken_out(ground, lived):
    members = lived.person_years().sum(axis=-1)
    prices = (1 + ground.published.trend) ** np.arange(YEARS + 1)
    spending = (lived.spending_usd().sum(axis=-1) / members).mean(axis=0) / prices
    deaths = (lived.count("deaths") / members).mean(axis=0)

    assert spending[1:].mean() == pytest.approx(spending[0], rel=0.06)
    assert deaths[1:].mean() == pytest.approx(deaths[0], rel=0.15)


def test_people_enter_late_in_every_year_as_in_year_zero(ground):
    population = ground.population
    late = [int((each.entry % 12 > 0).sum()) for each in (population.first, *population.joiners)]

    assert late[0] > 0
    assert late == [late[0]] * len(late)


def test_luck_in_a_life_changes_nobody_who_joins(ground, village):
    again = Groundwork(village, ground.scenarios)
    again.live(4, 17)[0].close()

    for mine, theirs in zip(ground.population.joiners, again.population.joiners, strict=True):
        for name in mine.columns:
            np.testing.assert_array_equal(mine.columns[name], theirs.columns[name], err_msg=name)
