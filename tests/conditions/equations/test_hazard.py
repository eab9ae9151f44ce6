"""A risk over years as a hazard: what it adds up to is the risk again."""

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbc_twin import equations
from vbc_twin.conditions.equations.reading import read

sys.path.insert(0, str(Path(__file__).parent))
from people import PERSON


@given(st.floats(0, 0.99), st.floats(0.5, 40), st.floats(-0.2, 0.3))
def test_the_hazard_of_a_risk_adds_up_to_the_risk(risk, years, growth):
    start = equations.starting_hazard(risk, years, growth)

    assert equations.chance_between(start, growth, 0, years) == pytest.approx(risk, abs=1e-9)


def test_without_growth_the_hazard_is_constant():
    start = equations.starting_hazard(0.2, 10)

    assert start == pytest.approx(-np.log(0.8) / 10)
    assert equations.hazard_after(start, 7) == start


def test_chances_year_by_year_multiply_to_the_risk():
    start = equations.starting_hazard(0.3, 10, 0.08)
    years = np.arange(10)

    chances = equations.chance_between(start, 0.08, years, years + 1)

    assert 1 - np.prod(1 - chances) == pytest.approx(0.3)
    assert (np.diff(chances) > 0).all()


def test_the_growth_of_a_person_is_her_slope_of_log_odds_with_age():
    prevent = equations.proved("prevent")
    values = read(prevent, pl.DataFrame([PERSON, PERSON | {"age": 79.0}]), {}).values

    growth = equations.growth_with_age(prevent, values, "total_cvd")

    assert growth == pytest.approx([0.056, 0.056], abs=0.03)
    assert (growth > 0).all()


def test_above_the_oldest_age_the_hazard_grows_on_and_is_capped():
    grown = equations.carried_on(0.04, np.array([-5, 0, 10, 60]))

    assert grown == pytest.approx([0.04, 0.04, 0.04 * np.exp(0.6), 0.12])
