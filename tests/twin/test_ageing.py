"""What a January makes of what is measured and of treatment, and that it leaves the means where they were."""

import numpy as np
import pytest

from vbc_twin.panel import NEVER_QUIT, kidney_slope, treatments
from vbc_twin.twin.ageing import age_levels, balance, treat_anew
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.population import Movement, enter

MOVEMENT = Movement(leaving=0.0, persistence=0.8, late=0.0, practices=1, closed=True)


@pytest.fixture
def entered(everyone):
    return enter(everyone.twin.panel, everyone.plan, MOVEMENT, seed=1).copy()


def keys_of(people):
    return person_keys(5, 0, people.id)


def test_a_year_brings_what_a_year_of_age_brings(entered):
    before = entered.copy()
    inside = (before.systolic < 250) & (before.ldl > 20) & (before.bmi > 12)

    age_levels(entered)

    assert (entered.systolic - before.systolic)[inside] == pytest.approx(0.3)
    assert (entered.ldl - before.ldl)[inside] == pytest.approx(-0.4)
    assert (entered.bmi - before.bmi)[inside] == pytest.approx(-0.11)


def test_who_fell_ill_in_the_year_comes_to_be_like_those_who_are_ill(everyone, entered):
    diabetes = everyone.plan.condition_index["diabetes"]
    well = np.flatnonzero((entered.stage[:, diabetes] == 0) & (entered.hba1c < 6))[:50]
    entered.stage[well, diabetes] = 1
    before = entered.hba1c[well].copy()

    age_levels(entered)
    once = entered.hba1c[well].copy()
    age_levels(entered)

    assert once - before == pytest.approx(1.25 + 0.005)
    assert entered.hba1c[well] - once == pytest.approx(0.005)


def test_kidney_function_never_contradicts_the_stage_of_kidney_disease(everyone, entered):
    kidneys = everyone.plan.condition_index["ckd"]
    entered.stage[:30, kidneys] = 2

    age_levels(entered)
    treat_anew(entered, everyone.plan, keys_of(entered), 12)

    stage = entered.stage[:, kidneys]
    assert entered.egfr[stage == 0].min() >= 60
    assert entered.egfr[stage == 1].min() >= 45 and entered.egfr[stage == 1].max() <= 60
    assert entered.egfr[stage == 2].min() >= 30 and entered.egfr[stage == 2].max() <= 45


def test_kidneys_fail_faster_with_diabetes_high_pressure_a_weak_heart_and_albuminuria(everyone):
    place = everyone.plan.condition_index
    stage = np.zeros((7, len(place)), np.int8)
    stage[1:, place["ckd"]] = 1
    stage[2, place["diabetes"]] = stage[3, place["heart_failure"]] = 1
    pressure = np.array([120.0, 120.0, 120.0, 120.0, 150.0, 120.0, 120.0])
    uacr = np.array([500.0, 10.0, 10.0, 10.0, 10.0, 30.0, 300.0])

    assert kidney_slope(stage, pressure, uacr) == pytest.approx([-0.7, -0.8, -1.5, -1.3, -1.6, -1.6, -3.3])


def test_as_many_start_a_treatment_as_stop_it(everyone, entered):
    people = entered.take(np.tile(np.arange(len(entered)), 8))
    people.columns["id"] = np.arange(len(people), dtype=np.uint64)
    luck = np.random.default_rng(1)
    for each in treatments():
        treated = luck.random(len(people)) < each.share(people.recorded >= 0, people.ejection_fraction)
        people.columns[each.name] = treated.astype(np.int8)
    before = {each.name: people.columns[each.name] > 0 for each in treatments()}

    treat_anew(people, everyone.plan, keys_of(people), 12)

    for name, treated in before.items():
        now = people.columns[name] > 0
        turned = (now != treated).mean()
        assert turned > 0
        assert now.mean() == pytest.approx(treated.mean(), abs=4 * np.sqrt(turned / len(people))), name


def test_treatment_leaves_mean_levels_where_age_puts_them(everyone, entered):
    people = entered.take(np.tile(np.arange(len(entered)), 8))
    people.columns["id"] = np.arange(len(people), dtype=np.uint64)
    before = {name: people.columns[name].mean() for name in ("systolic", "ldl", "hba1c")}

    treat_anew(people, everyone.plan, keys_of(people), 12)

    assert people.systolic.mean() == pytest.approx(before["systolic"], abs=0.25)
    assert people.ldl.mean() == pytest.approx(before["ldl"], abs=0.4)
    assert people.hba1c.mean() == pytest.approx(before["hba1c"], abs=0.02)


def test_a_twentieth_of_smokers_stop_and_from_then_on_years_count(everyone, entered):
    entered.smoker[:] = True
    entered.years_since_quit[:] = NEVER_QUIT

    treat_anew(entered, everyone.plan, keys_of(entered), 12)
    stopped = ~entered.smoker
    age_levels(entered)

    assert stopped.mean() == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / len(entered)))
    assert (entered.years_since_quit[stopped] == 1).all() and (entered.years_since_quit[~stopped] == NEVER_QUIT).all()


def test_nobodys_january_hangs_on_who_else_is_there(everyone, entered):
    some = entered.take(np.arange(0, len(entered), 3))

    for people in (entered, some):
        age_levels(people)
        treat_anew(people, everyone.plan, keys_of(people), 12)

    for name in ("systolic", "ldl", "hba1c", "egfr", "statin", "anticoagulant", "years_since_quit"):
        np.testing.assert_array_equal(entered.columns[name][::3], some.columns[name])


def test_what_is_taken_now_spreads_events_and_leaves_their_mean(everyone, entered):
    # Anticoagulants: 0.33 of the strokes; the mean over everybody with atrial fibrillation is 1 at the centre.
    people = entered.take(np.flatnonzero(entered.stage[:, everyone.plan.condition_index["atrial_fibrillation"]] > 0))
    balance(people)

    factor = 0.33**people.anticoagulant_balance

    taken = (people.anticoagulant > 0) & people.adherent
    assert factor[taken].mean() == pytest.approx(0.33 ** (1 - 0.395), rel=1e-9)
    assert factor.mean() == pytest.approx(1.0, abs=4 * factor.std() / np.sqrt(len(people)))
