"""What programmes change in people: levels and treatments, what they move in turn, and how late it is felt."""

import numpy as np
import pytest

from vbc_twin.evidence import Column, Effect, EvidenceError
from vbc_twin.panel import treatments
from vbc_twin.twin.ageing import balance
from vbc_twin.twin.levels import accrue
from vbc_twin.twin.plan import compile_plan

MMOL = 38.67


def everybody_enrolled(ground):
    """Everybody in the first programme; nobody treated yet, half with weak hearts, all taking what they are given."""
    people = ground.population.first.copy()
    people.entry[:] = 0
    for each in treatments():
        people.columns[each.name][:] = 0
    people.columns["adherent"] = np.ones(len(people), bool)
    people.stage[:, ground.plan.condition_index["heart_failure"]] |= people.id % 2 == 0
    balance(people)
    people.enrolled[:, 0] = 0
    return people


def change_of(ground, faced, rate, stream, people):
    """By which ratio the enrolled face a stream of events, against the same people never enrolled."""
    others = people.copy()
    others.enrolled[:] = -1
    return rate(ground, faced(ground, people), stream) / rate(ground, faced(ground, others), stream)


def change_of_dying(ground, faced, people):
    """By which ratio the enrolled die, of stays or not, and for whom stays leave room for other deaths."""
    others, physics = people.copy(), ground.published.physics
    others.enrolled[:] = -1
    changed, before = faced(ground, people), faced(ground, others)
    least = 1 - physics.after_stay.outside
    room = (changed.by_stays < least * changed.dying) & (before.by_stays < least * before.dying)
    return np.log1p(-physics.deaths(changed)) / np.log1p(-physics.deaths(before)), room


def test_a_part_of_lower_ldl_is_felt_in_the_first_year_and_all_of_it_after(prepared, investment, faced, rate):
    ground = prepared(investment(("level.ldl", "shift", -MMOL)))
    people = everybody_enrolled(ground)

    first = change_of(ground, faced, rate, "stay coronary", people)
    people.ldl_change[:] = -MMOL
    accrue(people, ground.plan)
    second = change_of(ground, faced, rate, "stay coronary", people)

    assert first == pytest.approx(0.73**0.38, rel=1e-9)
    assert second == pytest.approx(0.73, rel=1e-9)


def test_a_statin_lowers_ldl_and_events_follow_from_ldl_alone(prepared, investment, faced, rate):
    ground = prepared(investment(("treatment.statin", "shift", 1.0)))
    people = everybody_enrolled(ground)

    ratio = change_of(ground, faced, rate, "stay coronary", people)
    faced(ground, people)

    assert people.ldl_change == pytest.approx(np.full(len(people), -45.0))
    assert ratio == pytest.approx(0.73 ** (0.38 * 45 / MMOL), rel=1e-9)


def test_small_vessels_feel_lower_sugar_by_an_eighth_more_each_year_for_eight_years(prepared, investment, faced):
    ground = prepared(investment(("level.hba1c", "shift", -1.0)))
    people, felt = everybody_enrolled(ground), []
    for _ in range(10):
        faced(ground, people)
        felt.append(people.hba1c_felt[0])
        accrue(people, ground.plan)

    assert felt == pytest.approx([-min(year, 8) / 8 for year in range(10)])


def test_what_ceases_fades_as_evenly_as_it_came(prepared, investment):
    people = everybody_enrolled(prepared(investment()))
    people.hba1c_accrued[:] = -1.0

    accrue(people, prepared(investment()).plan)

    assert people.hba1c_accrued == pytest.approx(-7 / 8)


def test_lower_sugar_spares_hearts_but_nobody_by_itself(prepared, investment, faced, rate):
    ground = prepared(investment(("level.hba1c", "shift", -1.0)))
    people = everybody_enrolled(ground)

    assert change_of(ground, faced, rate, "stay coronary", people) == pytest.approx(0.85, rel=1e-9)
    ratio, room = change_of_dying(ground, faced, people)
    assert ratio[room] == pytest.approx(1.0, rel=1e-9)
    assert (ratio <= 1 + 1e-9).all()


def test_an_sglt2_inhibitor_spares_those_who_would_die_of_heart_failure(prepared, investment, faced, rate):
    ground = prepared(investment(("treatment.sglt2", "shift", 1.0)))
    people = everybody_enrolled(ground)
    failing = people.stage[:, ground.plan.condition_index["heart_failure"]] > 0

    ratio, room = change_of_dying(ground, faced, people)

    assert (ratio[failing] < 1).all() and failing.any()
    assert ratio[~failing & room] == pytest.approx(1.0, rel=1e-9)
    spared = change_of(ground, faced, rate, "stay heart_failure", people)
    assert spared[failing] == pytest.approx(0.77, rel=1e-9)


def test_programmes_that_move_no_level_leave_the_columns_of_levels_alone(prepared, investment, faced):
    ground = prepared(investment(("use.inpatient", "ratio", 0.5)))
    people = everybody_enrolled(ground)

    faced(ground, people)

    assert not people.ldl_change.any() and not people.ldl_felt.any()


def test_a_level_is_moved_by_programmes_or_by_a_treatment_and_by_nothing_else(content, figure):
    wrong = [
        Effect("level.ldl", Column("age", 70, 1), "shift", figure("x.level.ldl", -1, "mg/dL")),
        Effect("treatment.statin", Column("statin_change", 0, 1), "shift", figure("x.treatment.statin", 1, "share")),
    ]

    with pytest.raises(EvidenceError) as error:
        compile_plan(content.conditions, content.services, (), [*content.effects, *wrong])

    assert [line.split(" is moved")[0] for line in error.value.faults] == [
        "x.level.ldl: level.ldl",
        "x.treatment.statin: treatment.statin",
    ]


@pytest.mark.parametrize(
    ("column", "raised", "stream"), [("systolic", 20.0, "stay stroke"), ("ldl", 38.67, "stay coronary")]
)
def test_people_with_higher_levels_have_more_events_by_the_gradient(
    closed, people, faced, rate, column, raised, stream
):
    size = {"systolic": 1.20, "ldl": 1.14}[column]
    low, high = people.copy(), people.copy()
    low.columns[column][:] = 120.0
    high.columns[column][:] = 120.0 + raised

    ratio = rate(closed, faced(closed, high), stream) / rate(closed, faced(closed, low), stream)

    assert ratio == pytest.approx(size, rel=1e-9)
    assert np.isfinite(ratio).all()


def test_nobody_takes_more_than_a_full_course_and_nobody_what_is_not_meant_for_them(prepared, investment, faced):
    ground = prepared(investment(("treatment.sglt2", "shift", 1.0)))
    people = everybody_enrolled(ground)
    people.sglt2[::2] = 1
    people.stage[:] = 0
    people.stage[:, ground.plan.condition_index["diabetes"]] = people.id % 3 == 0

    faced(ground, people)

    may = people.id % 3 == 0
    assert people.sglt2_change.tolist() == (may & (people.sglt2 == 0)).astype(float).tolist()


def test_who_does_not_take_the_drugs_gains_less_of_them(prepared, investment, faced):
    ground = prepared(investment(("treatment.statin", "shift", 1.0)))
    people = everybody_enrolled(ground)
    people.adherent[:] = False

    faced(ground, people)

    assert people.ldl_change == pytest.approx(np.full(len(people), -45.0 * 0.58))


def test_taking_ones_drugs_brings_back_what_was_lost_of_each(prepared, investment, faced):
    ground = prepared(investment(("level.adherence", "shift", 1.0)))
    people = everybody_enrolled(ground)
    people.adherent[:] = False
    people.statin[:] = 1
    people.anticoagulant[:] = 1
    people.stage[:, ground.plan.condition_index["atrial_fibrillation"]] = 1

    faced(ground, people)

    assert people.ldl_change == pytest.approx(np.full(len(people), -45.0 * 0.85 * 0.42))
    assert people.anticoagulant_change == pytest.approx(np.full(len(people), 0.42))
    assert not people.sglt2_change.any()


def test_only_smokers_can_stop_smoking(prepared, investment, faced):
    ground = prepared(investment(("level.smoking", "shift", -1.0)))
    people = everybody_enrolled(ground)

    faced(ground, people)

    assert people.smoking_change.tolist() == (-1.0 * people.smoker).tolist()
    assert people.smoking_felt == pytest.approx(-0.2 * people.smoker)
