"""Death is solved by five-year age as the life table says, and lies after stays as was published of them."""

import numpy as np
import pytest

from vbc_twin.twin.after_stay import after_stays
from vbc_twin.twin.dying import credible
from vbc_twin.twin.figures import settled, solved
from vbc_twin.twin.hazards import CELLS, DEATH_CELLS, WIDER, age_sex_cell, death_cell

ALIKE = np.ones(DEATH_CELLS)
HALF = 50  # people who are believed by half
MEN_OF_85, MEN_OF_90 = 10, 12


def in_cells(people_of_85, people_of_90):
    """Deaths wanted, deaths with a scale, and people, where men of 85 die 0.9 and men of 90 1.5 times as often as said;
    a tenth of deaths hangs on no scale."""
    people = np.zeros(DEATH_CELLS, int)
    people[[MEN_OF_85, MEN_OF_90]] = people_of_85, people_of_90
    said = 0.1 * people
    wanted = said * (0.1 + 0.9 * np.where(np.arange(DEATH_CELLS) == MEN_OF_90, 1.5, 0.9))
    return wanted, lambda scale: said * (0.1 + 0.9 * scale), people


def test_a_cell_of_five_years_lies_in_one_band_of_the_same_sex():
    age, female = np.repeat(np.arange(18, 111), 2), np.tile([0, 1], 93)

    cell = death_cell(age, female)

    assert (WIDER[cell] == age_sex_cell(age, female)).all()
    assert cell.max() == DEATH_CELLS - 1
    assert len(np.unique(cell[age >= 65])) == DEATH_CELLS - 2


def test_a_cell_of_many_people_has_its_own_scale():
    wanted, dying, people = in_cells(40_000, 20_000)

    scale = credible(wanted, dying, people / (people + HALF), ALIKE)

    assert scale[[MEN_OF_85, MEN_OF_90]] == pytest.approx([0.9, 1.5], rel=0.003)


def test_a_cell_of_few_people_keeps_near_its_band_whose_deaths_are_the_tables_exactly():
    wanted, dying, people = in_cells(10 * HALF, HALF // 10)

    scale = credible(wanted, dying, people / (people + HALF), ALIKE)

    assert scale[MEN_OF_90] == pytest.approx(scale[MEN_OF_85], rel=0.1)
    assert scale[MEN_OF_90] > scale[MEN_OF_85]
    assert dying(scale).sum() == pytest.approx(wanted.sum(), rel=1e-12)
    assert (scale > 0).all()


def test_a_cell_with_nobody_takes_the_scale_of_its_band():
    wanted, dying, people = in_cells(500, 0)

    assert credible(wanted, dying, people / (people + HALF), ALIKE)[MEN_OF_90] == pytest.approx(0.9, rel=1e-9)


def test_as_many_die_after_stays_of_each_cause_and_at_each_age_as_was_published(everyone):
    # Nothing fitted yet: stays are those of the evidence, and people's ages are what sets their odds apart.
    people, content = everyone.population.first, everyone.twin.content
    physics = solved(everyone.plan, people, content, everyone.twin.prevalence, everyone.plan.central()).physics
    hazards = settled(physics, people)
    physics.refresh(people, hazards, np.arange(len(people)), 0)
    band = age_sex_cell(people.age, people.female) // 2
    stays = hazards.stays * people.weight[:, None]
    place = next(each for each in everyone.plan.parameters if each.name == "inpatient.age.fatality.stay")
    own = place.value ** ((np.clip(people.age, 40, 95) - 78) / 10)

    published = stays * after_stays(own, physics.after_stay.fatality)
    dying = stays * after_stays(hazards.fatality, physics.fatal_odds)

    assert dying.sum(axis=0) == pytest.approx(published.sum(axis=0), rel=1e-3)
    at_age = [np.bincount(band, each.sum(axis=1), CELLS // 2) for each in (dying, published)]
    assert at_age[0] == pytest.approx(at_age[1], rel=1e-3)


def test_a_ratio_on_death_is_felt_nearly_in_full_by_those_too_whom_stays_bring_most_deaths(everyone, faced):
    smokers = everyone.population.first.copy()
    smokers.entry[:], smokers.smoker[:] = 0, True
    others = smokers.copy()
    others.smoker[:] = False
    published = next(each for each in everyone.plan.parameters if each.name == "smoking.smoker.death").value

    with_it, without = faced(everyone, smokers, 0), faced(everyone, others, 0)

    deaths = (everyone.published.physics.deaths(each) for each in (with_it, without))
    ratio = np.divide(*(-np.log1p(-each) for each in deaths))
    outside = everyone.published.physics.after_stay.outside
    by_stays = without.by_stays > (1 - outside) * without.dying
    assert by_stays.any() and not by_stays.all()
    # The ratio acts on odds, so a chance p rises by r / (1 + (r - 1) p), and fewer come back to die of a second stay.
    chance = after_stays(without.fatality, everyone.published.physics.fatal_odds).max(axis=1)
    assert (ratio >= published / (1 + (published - 1) * chance) ** 2).all()
    assert ratio[~by_stays & (with_it.by_stays < (1 - outside) * with_it.dying)] == pytest.approx(published, rel=1e-9)


def test_people_grow_frailer_by_what_the_deaths_of_the_frail_take_from_their_mean(everyone):
    people = everyone.population.first.copy()
    physics = everyone.published.physics
    people.age[:] = 91
    hazard = physics.life_table.hazard(np.array([90]), np.array([True]))[0]

    lost = physics.lost_frailty(people)[people.female == 1]

    # Frailty f is standard normal and multiplies death by r^f: those who die have mean ln r, the living the rest.
    chance = 1 - np.exp(-hazard)
    assert lost == pytest.approx(np.log(1.6) * chance / (1 - chance))


def test_people_die_in_each_month_as_the_season_says_and_as_often_in_the_year(everyone, faced):
    people, physics = everyone.population.first.copy(), everyone.published.physics
    people.entry[:] = 0
    hazards = faced(everyone, people, 0)
    usual, lane = hazards.copy(), physics.lanes.death

    chances = []
    for month in range(12):
        physics.turn_to(hazards, month)
        chances.append(-np.log1p(-hazards.chance[:, lane]))

    assert np.mean(chances, axis=0) == pytest.approx(usual.rate[:, lane], rel=1e-12)
    assert chances[0] / np.mean(chances, axis=0) == pytest.approx(1.15, rel=1e-9)
    others = np.arange(hazards.chance.shape[1]) != lane
    np.testing.assert_array_equal(hazards.chance[:, others], usual.chance[:, others])
    assert physics.season(-12) == physics.season(24) == max(physics.season(month) for month in range(12))


def test_race_is_felt_in_death_alone(everyone, faced):
    asian = everyone.population.first.copy()
    asian.entry[:] = 0
    white = asian.copy()
    asian.columns["race"], white.columns["race"] = np.full(len(asian), "asian"), np.full(len(white), "white")

    with_it, without = (faced(everyone, each, 0) for each in (asian, white))

    assert (with_it.dying < 0.6 * without.dying).all()
    lanes = everyone.published.physics.lanes
    used = [*lanes.stays, lanes.ed, lanes.home_health]
    np.testing.assert_array_equal(with_it.rate[:, used], without.rate[:, used])
    np.testing.assert_array_equal(with_it.visits, without.visits)
