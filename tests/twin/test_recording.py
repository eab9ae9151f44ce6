"""What is on record: found after a while, claimed again or not, and nobody's illness changed by it."""

from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.twin import NEVER, Arm, Groundwork, Simulation, recording
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.state import State

DIABETES, CANCER = 2, 10


@pytest.fixture
def physics(closed):
    """What moves people; a test may solve or change its scales and moves."""
    physics = copy(closed.published.physics)
    physics.scales = replace(physics.scales, diagnosis=physics.scales.diagnosis.copy())
    physics.moves = replace(physics.moves, found=physics.moves.found.copy())
    return physics


@pytest.fixture
def keys(people) -> np.ndarray:
    return person_keys(1, 0, people.id)


def unseen(people: State, condition: int) -> None:
    """Everybody has a condition that is on nobody's record."""
    people.stage[:, condition], people.recorded[:, condition], people.found[:, condition] = 1, NEVER, NEVER


def only(people: State, condition: int) -> None:
    """Everybody has one condition, long on record, and no other."""
    people.stage[:], people.recorded[:] = 0, NEVER
    people.stage[:, condition], people.recorded[:, condition] = 1, 0


# --- finding ---------------------------------------------------------------------------------------------


def test_unseen_disease_is_found_after_an_exponential_time(people, physics, keys):
    unseen(people, DIABETES)
    who, same = np.arange(len(people)), np.full(len(people), DIABETES)

    recording.note(people, physics, keys, 0, who, same, np.zeros(len(people), int))

    mean = 12 / (physics.scales.diagnosis[DIABETES] * physics.scales.visits)
    at_once = people.recorded[:, DIABETES] == 0
    waited = np.where(at_once, 0, people.found[:, DIABETES])
    assert (people.found[at_once, DIABETES] == NEVER).all()
    assert (waited >= 0).all()
    assert waited.mean() == pytest.approx(mean, abs=4 * mean / np.sqrt(len(people)))


def test_what_is_to_be_found_is_on_record_from_its_month_on(people, physics, keys):
    unseen(people, DIABETES)
    people.found[:, DIABETES] = np.where(people.row % 2, 5, 6)
    nobody = np.zeros(0, int)

    recording.note(people, physics, keys, 5, nobody, nobody, nobody)

    odd = people.row % 2 == 1
    assert (people.recorded[odd, DIABETES] == 5).all()
    assert (people.recorded[~odd, DIABETES] == NEVER).all()


def test_a_stay_finds_with_the_chance_of_so_many_visits(people, physics, keys):
    unseen(people, DIABETES)
    people.admissions[:, 3] = people.row < 300
    physics.scales.diagnosis[DIABETES] = 0.05

    recording.at_stays(people, physics, keys, 3)

    found = people.recorded[:, DIABETES] == 3
    chance = 1 - np.exp(-physics.stay_visits * 0.05)
    assert not found[people.row >= 300].any()
    assert found[people.row < 300].mean() == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / 300))


def test_the_rate_solved_finds_as_many_as_begin_less_those_who_take_the_place_of_the_found(people, physics):
    # By hand: u P v r + S (1 - exp(-k r)) = O (1 - u), for each condition.
    visits, stays = np.full(len(people), 9.0), np.full(len(people), 0.3)
    beginning, worsening = np.full(len(physics.plan.conditions), 5.0), np.zeros(people.stage.shape)

    recording.solve(physics, people, visits, stays, beginning, worsening, np.zeros(len(people)))

    rate = physics.scales.diagnosis
    share = physics.plan.conditions[DIABETES].undiagnosed_share
    hidden = share * (people.weight @ (people.stage[:, DIABETES] > 0))
    found = hidden * (9.0 * rate[DIABETES] + 0.3 * (1 - np.exp(-physics.stay_visits * rate[DIABETES])))
    assert found == pytest.approx(5.0 * (1 - share), rel=1e-6)


def test_who_becomes_worse_unseen_is_found_in_so_far_as_fewer_are_unseen_there(people, physics, keys):
    # A quarter of the first stage and a tenth of the second are unseen: six of ten who come to it unseen are found.
    physics.moves.found[DIABETES, 1, 2] = 1 - 0.10 / 0.25
    unseen(people, DIABETES)
    people.stage[:, DIABETES] = 2
    who, same = np.arange(len(people)), np.full(len(people), DIABETES)

    recording.note(people, physics, keys, 9, who, same, np.ones(len(people), int))

    found = people.recorded[:, DIABETES] == 9
    assert found.mean() == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / len(people)))


def test_what_worsening_finds_visits_need_not_find(people, physics):
    # By hand: with nobody in hospital, u P v r = O (1 - u) - u P w.
    visits, stays = np.full(len(people), 9.0), np.zeros(len(people))
    beginning, worsening = np.full(len(physics.plan.conditions), 5.0), np.full(people.stage.shape, 0.005)

    recording.solve(physics, people, visits, stays, beginning, worsening, np.zeros(len(people)))

    rate = physics.scales.diagnosis
    share = physics.plan.conditions[DIABETES].undiagnosed_share
    hidden = share * (people.weight @ (people.stage[:, DIABETES] > 0))
    assert hidden * 9.0 * rate[DIABETES] == pytest.approx(5.0 * (1 - share) - hidden * 0.005, rel=1e-6)


def test_as_many_more_are_found_as_fewer_of_the_unseen_die(people, physics):
    # By hand: with nobody in hospital, u P v r = O (1 - u) + u x all deaths - deaths of the unseen.
    visits, stays = np.full(len(people), 9.0), np.zeros(len(people))
    beginning, worsening = np.full(len(physics.plan.conditions), 5.0), np.zeros(people.stage.shape)
    people.stage[:, DIABETES] = 1
    people.recorded[:, DIABETES] = np.where(people.row % 4 == 0, NEVER, 0)
    has, deaths = people.stage[:, DIABETES] > 0, np.where(people.row % 4 == 0, 0.02, 0.05)

    recording.solve(physics, people, visits, stays, beginning, worsening, deaths)

    rate = physics.scales.diagnosis
    share = physics.plan.conditions[DIABETES].undiagnosed_share
    hidden = share * (people.weight @ has)
    fewer = share * (people.weight * has) @ deaths - hidden * 0.02
    assert fewer > 0
    assert hidden * 9.0 * rate[DIABETES] == pytest.approx(5.0 * (1 - share) + fewer, rel=1e-6)


def test_where_nobody_is_unseen_a_new_case_is_recorded_in_its_month(people, physics, keys):
    unseen(people, DIABETES)
    physics.scales.diagnosis[DIABETES] = np.inf

    who = np.arange(len(people))
    recording.note(people, physics, keys, 7, who, np.full(len(people), DIABETES), np.zeros(len(people), int))

    assert (people.recorded[:, DIABETES] == 7).all()


# --- claims ----------------------------------------------------------------------------------------------


def test_claims_show_what_is_on_record_with_the_chance_of_the_year_s_contacts(people, physics, keys, closed, faced):
    hazards = faced(closed, people)
    only(people, DIABETES)
    hazards.visits[:, recording.PHYSICIAN], people.admissions[:] = 6 / 12, 0
    people.admissions[people.row < 100, 2] = 1

    recording.claimed(people, hazards, physics, keys, 24, 12)

    rate, captured = physics.scales.recapture, people.captured[:, DIABETES]
    for who, contacts in ((people.row < 100, 6 + physics.stay_visits), (people.row >= 100, 6)):
        chance = 1 - np.exp(-rate * contacts)
        assert captured[who].mean() == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / who.sum()) + 1e-3)
    assert not people.captured[:, np.arange(people.captured.shape[1]) != DIABETES].any()


def test_what_was_recorded_in_the_year_is_in_its_claims_and_what_is_unseen_is_in_none(
    people, physics, keys, closed, faced
):
    hazards = faced(closed, people)
    only(people, DIABETES)
    hazards.visits[:] = 0
    people.admissions[:] = 0
    people.recorded[:200, DIABETES] = 17
    unseen(people, CANCER)

    recording.claimed(people, hazards, physics, keys, 24, 12)

    assert people.captured[:, DIABETES].tolist() == [True] * 200 + [False] * (len(people) - 200)
    assert not people.captured[:, CANCER].any()


def test_the_wanted_share_of_what_is_on_record_is_claimed_in_year_0(everyone):
    population, physics = everyone.population, everyone.published.physics
    lives = Simulation(population, Arm(physics), everyone.seed, 0, 12, 0.0)
    state = lives.state
    lives.close()

    # What became worse or was new in the year before adds a little to the share that visits and stays show.
    share = (state.weight @ state.captured).sum() / (state.weight @ (state.recorded != NEVER)).sum()
    assert 0.845 < share < 0.875


def test_records_change_nobody_s_illness_or_use(opened: Groundwork):
    figures = opened.published

    def lived(rate: float) -> Simulation:
        kept = figures.physics.scales.diagnosis
        figures.physics.scales.diagnosis = kept * rate
        lives = Simulation(opened.population, Arm(figures.physics), opened.seed, 0, 12, figures.trend).live()
        figures.physics.scales.diagnosis = kept
        lives.close()
        return lives

    plain, sharp = lived(1.0), lived(50.0)

    assert (sharp.state.recorded != NEVER).sum() > (plain.state.recorded != NEVER).sum()
    np.testing.assert_array_equal(sharp.state.stage, plain.state.stage)
    np.testing.assert_array_equal(sharp.ledger.person_cents, plain.ledger.person_cents)


def test_joiners_bring_a_record_of_their_own_with_what_is_unseen_to_be_found_later(opened: Groundwork):
    figures = opened.published
    lives = Simulation(opened.population, Arm(figures.physics), opened.seed, 0, 36, figures.trend).live(24)
    lives.step()
    joined = lives.state.entry >= 24
    state = lives.state.take(joined)
    lives.close()

    assert state.captured.any()
    assert set(state.found[state.found < 24].tolist()) <= {NEVER}
    assert ((state.found != NEVER) <= ((state.stage > 0) & (state.recorded == NEVER))).all()


# --- programmes ------------------------------------------------------------------------------------------


def lived_with(prepared, investment, *effects) -> list[Simulation]:
    """Two years of the small twin without and with a programme for half of its people, from the second January on."""
    programme = investment(*effects, nurses=2)
    ground = prepared(programme)
    arms = []
    for teams in ((), ((0, 0),)):
        figures = ground.published
        lives = Simulation(ground.population, Arm(figures.physics, teams), 3, 0, 24, figures.trend).live(12)
        lives.close()
        arms.append(lives)
    return arms


def test_a_programme_that_goes_through_old_diagnoses_has_more_claimed_of_its_members_alone(prepared, investment):
    without, within = lived_with(prepared, investment, ("capture.recapture", "ratio", 3.0))

    member = (within.state.enrolled[:, 0] != NEVER) & within.state.alive
    known = within.state.recorded != NEVER
    assert within.state.captured[member][known[member]].mean() > 0.95
    assert (within.state.captured >= without.state.captured).all()
    np.testing.assert_array_equal(within.state.captured[~member], without.state.captured[~member])
    np.testing.assert_array_equal(within.ledger.person_cents, without.ledger.person_cents)


def test_a_programme_that_looks_for_disease_finds_more_of_what_is_there_and_changes_no_illness(prepared, investment):
    without, within = lived_with(prepared, investment, ("capture.diagnosis", "ratio", 20.0))

    member = within.state.enrolled[:, 0] != NEVER
    more = (within.state.recorded != NEVER).sum(axis=1) - (without.state.recorded != NEVER).sum(axis=1)
    assert more[member].sum() > 0 and not more[~member].any()
    assert ((within.state.recorded != NEVER) <= (within.state.stage > 0)).all()
    np.testing.assert_array_equal(within.state.stage, without.state.stage)
