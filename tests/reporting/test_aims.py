"""Experience and equity on the scorecard: differences of paired draws, nothing where nothing changed."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.reporting import tables
from vbc_twin.reporting.tables.equity import slope


def test_a_scenario_against_itself_differs_in_nothing(same):
    card = tables.scorecard(same)

    assert card["difference"].drop_nulls().to_list() == [0.0] * card["difference"].drop_nulls().len()
    told = card.filter(~pl.col("reading").str.starts_with("<"))["reading"].unique().to_list()
    assert set(told) <= {"no difference", "none added"}
    assert tables.experience(same)["difference"].to_list() == [0.0] * 9


def test_each_aim_is_computed(comparison):
    card = tables.scorecard(comparison)

    numbers = card.group_by("aim", maintain_order=True).agg(pl.col("base").drop_nulls().len())
    assert dict(numbers.iter_rows()).keys() == {
        "Outcomes", "Cost", "Patients' experience", "Clinicians' workload", "Equity",
    }  # fmt: skip
    assert card["reading"].str.contains("not modelled").sum() == 0
    burned = card.filter(measure="Burned out").row(0, named=True)
    assert 40 < burned["base"] < 55


def test_the_survey_has_nine_scores_and_says_how_far_one_survey_lies_off(comparison):
    frame = tables.experience(comparison)

    assert frame.height == 9
    assert frame["survey"].unique().to_list() == pytest.approx([1.6449 * 25 / 290**0.5], abs=1e-3)


def test_the_slope_of_a_straight_line_is_its_rise_over_all_people():
    people = np.array([[1.0, 2.0, 3.0, 2.0, 2.0]])
    share = people / people.sum()
    rank = np.cumsum(share, axis=1) - share / 2

    assert slope(100 + 40 * rank, people) == pytest.approx([40])
    assert slope(np.full((1, 5), 7.0), people) == pytest.approx([0])


def test_small_groups_are_hidden(comparison):
    frame = tables.equity(comparison)

    assert frame["group"].to_list()[:2] == ["not dual", "dual"]
    small = frame.filter(pl.col("people").is_null())
    assert small["admissions_base_per_1000"].null_count() == small.height
