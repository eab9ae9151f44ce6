"""Onset and background death are solved so that what was published of prevalence and of deaths holds."""

import numpy as np
import pytest
from scipy.special import expit

from vbc_twin.panel import AGE_BANDS
from vbc_twin.twin.figures import settled, solved
from vbc_twin.twin.hazards import CELLS, WIDER, age_sex_cell
from vbc_twin.twin.onset import BAND_AGES, prevalence_slopes

UNDER_65 = slice(0, 2)


def in_cells(of_men, of_women) -> np.ndarray:
    """One condition's figures by band and sex, men first in each band, as the cells have them."""
    return np.column_stack([of_men, of_women]).reshape(1, CELLS)


def test_a_prevalence_that_grows_as_a_chance_has_the_slope_of_that_chance():
    men, women = expit(0.08 * (BAND_AGES - 80)), expit(0.03 * (BAND_AGES - 95))

    slopes = prevalence_slopes(in_cells(men, women))

    wanted = in_cells(0.08 * men * (1 - men), 0.03 * women * (1 - women))
    assert slopes[0, 2:] == pytest.approx(wanted[0, 2:])


def test_those_under_65_are_another_population_and_have_no_slope():
    slopes = prevalence_slopes(in_cells([0.5, 0.1, 0.2, 0.3], [0.05, 0.1, 0.2, 0.3]))

    assert slopes[0, UNDER_65].tolist() == [0, 0]


def test_a_prevalence_that_falls_with_age_needs_no_onset_of_its_own():
    slopes = prevalence_slopes(in_cells([0.3, 0.3, 0.2, 0.1], [0.3, 0.3, 0.3, 0.3]))

    assert slopes.tolist() == [[0] * CELLS]


def test_the_sexes_are_read_apart():
    slopes = prevalence_slopes(in_cells([0.1, 0.1, 0.1, 0.1], [0.1, 0.1, 0.2, 0.3]))

    assert slopes[0, 2::2] == pytest.approx(0)
    assert (slopes[0, 3::2] > 0).all()


@pytest.mark.parametrize("condition", ["heart_failure", "ckd", "copd"])
def test_as_many_fall_ill_as_die_of_it_and_as_older_ages_have_more(everyone, faced, rate, condition):
    people = everyone.population.first.copy()
    people.entry[:] = 0
    place = everyone.plan.condition_index[condition]
    prevalence = everyone.twin.prevalence
    hazards = faced(everyone, people, 0)
    cell, ill = age_sex_cell(people.age, people.female), people.stage[:, place] > 0

    def mean(figure, who) -> np.ndarray:
        return np.bincount(cell[who], figure[who], CELLS) / np.bincount(cell[who], minlength=CELLS)

    falling_ill = 12 * mean(rate(everyone, hazards, f"move {condition}"), ~ill)

    dying = 12 * everyone.published.physics.deaths(hazards)
    more_deaths = np.maximum(mean(dying, ill) - mean(dying, ~ill), 0)
    known = prevalence[place]
    balance = prevalence_slopes(prevalence)[place] / (1 - known) + known * more_deaths
    assert falling_ill == pytest.approx(balance, rel=1e-6)
    assert (falling_ill[2:] > 0).all()


@pytest.mark.parametrize("condition", ["diabetes", "depression", "dementia", "cancer"])
def test_where_cohorts_saw_how_often_it_begins_it_begins_as_often(everyone, faced, rate, condition):
    people = everyone.population.first.copy()
    people.entry[:] = 0
    place = everyone.plan.condition_index[condition]
    seen = everyone.plan.conditions[place].onset_by_age
    well = people.stage[:, place] == 0

    falling_ill = 12 * rate(everyone, faced(everyone, people, 0), f"move {condition}")

    band = age_sex_cell(people.age, people.female) // 2
    for each, figure in seen.items():
        here = well & (band == AGE_BANDS.index(each))
        assert falling_ill[here].mean() == pytest.approx(figure.value, rel=1e-6)
    assert {"65_74", "75_84", "85plus"} <= set(seen)


def test_dementia_begins_more_often_year_by_year_within_a_band(everyone, faced, rate):
    people = everyone.population.first.copy()
    people.entry[:] = 0
    well = people.stage[:, everyone.plan.condition_index["dementia"]] == 0

    onset = rate(everyone, faced(everyone, people, 0), "move dementia")

    young, old = (onset[well & (people.age >= first) & (people.age < first + 5)].mean() for first in (75, 80))
    assert 1.3 * young < old


def test_a_risk_factor_moves_onset_between_people_and_not_in_all(everyone, faced, rate):
    people = everyone.population.first.copy()
    people.entry[:] = 0
    well = people.stage[:, everyone.plan.condition_index["heart_failure"]] == 0
    fibrillating = people.stage[:, everyone.plan.condition_index["atrial_fibrillation"]] > 0
    old_men = age_sex_cell(people.age, people.female) == 4

    onset = rate(everyone, faced(everyone, people, 0), "move heart_failure")

    assert onset[well & old_men & fibrillating].mean() > 1.5 * onset[well & old_men & ~fibrillating].mean()


def test_all_deaths_of_january_together_are_the_tables_once_the_year_is_allowed_for(everyone):
    people, published = everyone.population.first, everyone.published
    fresh = solved(everyone.plan, people, everyone.twin.content, everyone.twin.prevalence, everyone.plan.central())
    physics = fresh.physics
    hazards = settled(physics, people)
    physics.refresh(people, hazards, np.arange(len(people)), 0)
    cell = age_sex_cell(people.age, people.female)

    rate = 12 * (hazards.by_stays + physics.after_stay.others(hazards.dying, hazards.by_stays))
    weight = people.weight * (people.entry <= 0)
    dying, table = (np.bincount(cell, weight * each, CELLS) for each in (rate, physics.tabled(people)))

    assert dying == pytest.approx(table, rel=1e-6)
    assert (published.physics.scales.death < 1).all()


def test_deaths_of_the_expected_year_are_those_of_the_table_in_each_band_of_age_and_sex(everyone):
    years = everyone.expected(range(everyone.replications_of_the_fit))

    dying, table = (np.bincount(WIDER, each, CELLS) for each in np.sum([year.dying[1] for year in years], axis=0))

    # The last step of the fit is not followed by another year.
    assert dying == pytest.approx(table, rel=0.02)
