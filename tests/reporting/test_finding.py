"""The finding is honest: a null effect is null, and what is not clear is said to be not clear."""

from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.experiments import Comparison
from vbc_twin.reporting import tables


class Told(Comparison):
    """A comparison that says what it is told, so that each kind of finding can be read."""

    def told(self, gross, cost, settled):
        object.__setattr__(self, "_told", [np.array(each, float)[:, None] for each in (gross, cost, settled)])
        return self

    def gross_savings(self):
        return self._told[0]

    def programme_cost(self):
        return self._told[1]

    def _settlement_difference(self):
        return self._told[2]


@pytest.fixture
def told(comparison):
    one_year = comparison.base.calendar_years[-1]
    arms = replace(comparison.alternative, scenario=comparison.base.scenario.replace(label="A programme"))
    return Told(comparison.base, arms, comparison.illusion, one_year).told


def test_a_scenario_compared_with_itself_makes_no_difference(same):
    assert tables.verdict(same) == "no difference"
    assert "every difference is zero" in tables.finding(same)


def test_an_investment_without_effect_is_said_to_change_nothing_but_its_cost(null):
    assert "spending does not change at all" in tables.finding(null)
    assert tables.verdict(null) == "not a clear saver"
    assert tables.headline(null).filter(name="gross_savings_usd")["mean_usd"][0] == 0


def test_an_interval_over_zero_is_not_a_clear_saver(told):
    comparison = told([-100, 50, 120], [10, 10, 10], [0, 20, 40])

    assert tables.finding(comparison).startswith(
        "Over one year, A programme is not a clear saver: gross savings are $23"
    )
    assert "with zero inside their 90 % interval" in tables.finding(comparison)
    assert tables.verdict(comparison) == "not a clear saver"


def test_spending_that_falls_may_still_leave_the_aco_worse_off(told):
    comparison = told([100, 120, 140], [200, 200, 200], [50, 60, 70])

    assert tables.verdict(comparison) == "spending falls, the ACO loses"
    assert "spending falls by $120" in tables.finding(comparison)
    assert "the ACO ends $140 worse off" in tables.finding(comparison)
    assert "it gains in none of 3 draws" in tables.finding(comparison)


def test_spending_that_rises_is_said_to_rise(told):
    comparison = told([-140, -120, -100], [10, 10, 10], [-70, -60, -50])

    assert "spending rises by $120 (90 % interval $102 to $138)" in tables.finding(comparison)
    assert tables.verdict(comparison) == "spending rises, the ACO loses"


def test_a_clear_gain_is_said_as_one(told):
    comparison = told([300, 320, 340], [10, 10, 10], [150, 160, 170])

    assert tables.verdict(comparison) == "spending falls, the ACO gains"
    assert "the ACO ends $150 better off" in tables.finding(comparison)


def test_few_draws_and_a_smaller_panel_are_named(comparison):
    smaller = replace(comparison, base=replace(comparison.base, twin=comparison.base.twin.replace(people=300)))

    notes = " ".join(tables.notes(smaller))

    assert "With 3 draws the intervals are rough" in notes
    assert "sample of 300 people" in notes and "sampling noise" in notes
