"""Who is there, when they enter and leave, and what a January does to them."""

import numpy as np
import pytest

from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.population import NEVER_LEAVES, Movement, drift, enter, grow_older

ESRD, DISABLED, AGED_DUAL, AGED_NON_DUAL = range(4)
MOVEMENT = Movement(leaving=0.12, persistence=0.8, late=0.05, practices=12)


@pytest.fixture
def entered(everyone):
    return enter(everyone.twin.panel, everyone.plan, MOVEMENT, seed=1)


def test_people_enter_as_the_panel_has_them(everyone, entered):
    frame = everyone.twin.panel.patients

    assert entered.id.tolist() == frame["id"].to_list()
    assert entered.row.tolist() == list(range(len(entered)))
    place = everyone.plan.condition_index["dementia"]
    assert entered.stage[:, place].tolist() == frame["dementia"].to_list()
    assert entered.recorded[:, place].tolist() == frame["dementia_recorded"].to_list()
    assert (entered.enrolled == -1).all() and entered.alive.all() and (entered.cost == 0).all()


def test_as_many_leave_each_january_as_the_share_says(entered):
    people = len(entered)
    for january in (12, 24, 36):
        there = entered.leaves >= january
        share = (entered.leaves[there] == january).mean()
        assert share == pytest.approx(0.12, abs=4 * np.sqrt(0.12 * 0.88 / people))
    assert (entered.leaves[entered.leaves != NEVER_LEAVES] % 12 == 0).all()


def test_nobody_leaves_a_closed_panel(everyone):
    closed = Movement(leaving=0.12, persistence=0.8, late=0.0, practices=12, closed=True)

    assert (enter(everyone.twin.panel, everyone.plan, closed, seed=1).leaves == NEVER_LEAVES).all()


def test_as_many_enter_late_as_the_share_says_and_in_any_later_month(entered):
    late = entered.entry[entered.entry > 0]

    assert len(late) == round(0.05 * len(entered))
    assert set(late.tolist()) == set(range(1, 12))


def test_practices_share_the_people(entered):
    sizes = np.bincount(entered.practice, minlength=12)

    assert len(sizes) == 12
    assert sizes == pytest.approx(len(entered) / 12, rel=0.35)


def test_a_january_makes_everybody_a_year_older_and_the_disabled_of_65_aged(everyone, entered):
    disabled = np.flatnonzero(entered.enrolment_type == DISABLED)
    turning, younger = disabled[:4], disabled[4:8]
    entered.age[turning], entered.age[younger] = 64, 50
    entered.dual[turning] = [True, True, False, False]
    ages = entered.age.copy()
    kidneys = everyone.plan.condition_index["ckd"]
    entered.stage[turning, kidneys] = 0

    grow_older(entered, everyone.plan)

    assert (entered.age == ages + 1).all()
    assert entered.enrolment_type[turning].tolist() == [AGED_DUAL, AGED_DUAL, AGED_NON_DUAL, AGED_NON_DUAL]
    assert (entered.enrolment_type[younger] == DISABLED).all()
    assert entered.changed.all()


def test_kidney_failure_brings_its_own_enrolment_type_whatever_the_age(everyone, entered):
    kidneys, failure = everyone.plan.condition_index["ckd"], 5
    who = np.flatnonzero(entered.enrolment_type == AGED_NON_DUAL)[:5]
    entered.stage[who, kidneys] = [failure, failure, failure, failure + 1, failure + 1]

    grow_older(entered, everyone.plan)

    assert (entered.enrolment_type[who] == ESRD).all()
    assert (entered.stratum[who] == AGED_NON_DUAL).all()


def test_frailty_keeps_its_spread_and_a_part_of_itself(entered):
    before = entered.frailty.copy()
    keys = person_keys(1, 0, entered.id)

    drift(entered, keys, 12, MOVEMENT, np.full(len(entered), 0.1))

    error = 4 / np.sqrt(len(entered))
    assert entered.frailty.mean() == pytest.approx(0.8 * (before.mean() + 0.1), abs=error)
    assert entered.frailty.std() == pytest.approx(1, abs=error)
    assert np.corrcoef(before, entered.frailty)[0, 1] == pytest.approx(0.8, abs=error)
