"""What arms have in common is worked out once, and each draw has figures of its own."""

import numpy as np
import pytest

from vbc_twin.twin import Groundwork, Scenario
from vbc_twin.twin.expectation import ExpectedLife, expected_month
from vbc_twin.twin.figures import settled


def test_without_a_draw_figures_are_the_published_ones(closed):
    figures = closed.figures(None)

    assert figures is closed.published
    assert figures.trend == closed.twin.content.trend.value
    assert figures.physics.numbers.values.tolist() == closed.plan.central().tolist()


def test_each_draw_has_its_own_figures_and_the_same_ones_each_time(closed):
    first, again, other = closed.figures(3), closed.figures(3), closed.figures(4)

    assert first.physics.numbers.values.tolist() == again.physics.numbers.values.tolist()
    assert first.physics.scales.price.tolist() == again.physics.scales.price.tolist()
    assert first.trend == again.trend != other.trend


def test_draws_spread_around_the_published_figures(closed):
    names = [each.name for each in closed.plan.parameters]
    place = names.index("heart_failure.use.inpatient")
    drawn = [closed.figures(draw).physics.numbers.values[place] for draw in range(12)]

    parameter = closed.plan.parameters[place]
    assert min(drawn) < parameter.value < max(drawn)
    assert all(0.8 * parameter.low < each < 1.2 * parameter.high for each in drawn)


def test_both_arms_of_a_scenario_share_plan_people_and_weights(opened):
    assert [each.name for each in opened.investments] == ["plain"]
    assert opened.weights @ np.bincount(opened.population.first.stratum, minlength=4) == pytest.approx(
        opened.twin.row.assigned_beneficiaries
    )
    assert opened.ready() is opened


def test_two_sizes_of_one_investment_in_two_arms_are_two(twin, investment):
    base = Scenario("small", years=1, seed=9, closed=True, investments=(investment(nurses=4),))
    larger = base.replace(name="large", investments=(investment(nurses=12),))

    ground = Groundwork(twin, (base, larger))
    small, large = ground.outcomes(None, 0)

    assert len(ground.investments) == 2
    assert small.programmes[0, 12:, 1].sum() == 0 and large.programmes[0, 12:, 0].sum() == 0
    assert large.programmes[0, 12, 1, 0] > 2 * small.programmes[0, 12, 0, 0]


def test_in_an_expected_life_nobody_dies_but_everybody_may_be_dead(closed, people):
    physics = closed.published.physics
    hazards = settled(physics, people)
    physics.refresh(people, hazards, np.arange(len(people)), 0)
    life = ExpectedLife(people, hazards, physics, people.id.astype(np.uint64))

    for month in range(12):
        before = life.alive.copy()
        life.age_by(life.month(month).deaths)
        assert ((life.alive < before) & (life.alive > 0)).all()
    assert people.alive.all()


def test_an_expected_month_counts_last_months_stays_that_come_back(closed, people):
    physics = closed.published.physics
    hazards = settled(physics, people)
    physics.refresh(people, hazards, np.arange(len(people)), 0)
    causes = len(physics.plan.causes)

    nobody, two = (expected_month(hazards, physics, np.full(len(people), back)) for back in (0.0, 2.0))

    more = (two.uses - nobody.uses)[:, :causes].sum(axis=1)
    assert more == pytest.approx(2)
    assert two.deaths.tolist() == nobody.deaths.tolist()
