"""Lives watched closely add up to the ledger, and are the lives that would have been lived unwatched."""

import numpy as np
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.twin import NOT_PRESENT, Arm, Groundwork, Scenario, Simulation, Twin, live_closely


@pytest.fixture(scope="module")
def ground() -> Groundwork:
    twin = Twin.load("middle_aco", people=3000)
    return Groundwork(twin, (Scenario("closed", years=1, seed=5, closed=True),), scaled=False)


@pytest.fixture(scope="module")
def lives(ground):
    return live_closely(ground, 3)


@pytest.fixture(scope="module")
def ledger(ground):
    figures = ground.published
    life = Simulation(ground.population, Arm(figures.physics), ground.seed, 3, 24, figures.trend).live()
    life.close()
    return life.ledger


def test_everybody_s_years_add_up_to_the_ledger(lives, ledger):
    by_year = ledger.totals.reshape(2, 12, -1, ledger.totals.shape[-1]).sum(axis=(1, 2))

    for year in range(2):
        for place, figure in enumerate(ledger.figures[: 7 + len(ledger.causes)]):
            assert lives.of(figure, year).sum() == by_year[year, place], figure
        for category in CATEGORIES:
            spent = by_year[year, ledger.figures.index(f"cents {category}")] / 100
            assert lives.of(f"usd {category}", year).sum() == pytest.approx(spent)


def test_watching_changes_nobody_s_life(lives, ledger):
    np.testing.assert_array_equal(lives.cents, ledger.person_cents)


def test_what_each_one_cost_is_the_sum_of_its_categories(lives):
    spent = sum(lives.of(f"usd {category}", 0) for category in CATEGORIES)
    cents = np.where(lives.cents[:12] == NOT_PRESENT, 0, lives.cents[:12].astype(np.int64)).sum(axis=0)

    np.testing.assert_allclose(spent, cents / 100, atol=0.01)


def test_readmissions_are_at_most_the_first_stays_that_they_may_follow(lives):
    assert 0 < lives.of("readmissions", 1).sum() < lives.of("first_stays", 0).sum()


def test_deaths_of_the_table_are_those_of_age_and_sex_alone(ground, lives):
    people, table = lives.people, ground.twin.content.life_table
    lived_through = lives.of("members", 0) == 12

    expected = 12 * -np.expm1(-table.hazard(people.age, people.female) / 12)

    np.testing.assert_allclose(lives.of("table_deaths", 0)[lived_through], expected[lived_through])


def test_without_scales_the_evidence_stands_as_it_is(ground):
    scales = ground.published.physics.scales

    assert (scales.use == 1).all()
    assert (scales.price == 1).all()
    assert (scales.price_by_type == 1).all()
