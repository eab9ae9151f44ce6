"""What programmes and recent events do to people's rates, and that they do it to nobody else."""

import numpy as np
import pytest


def enrol(ground, month=0):
    """Everybody of a groundwork, every second one enrolled in its first investment since a month."""
    people = ground.population.first.copy()
    people.entry[:] = 0
    enrolled = np.arange(len(people)) % 2 == 0
    people.enrolled[enrolled, 0] = month
    return people, enrolled


def dies(ground, hazards) -> np.ndarray:
    """Everybody's rate of death in the month, of stays or not."""
    return -np.log1p(-ground.published.physics.deaths(hazards))


def has_room(ground, hazards) -> np.ndarray:
    """Whose death needs no stay: stays bring less than what illness says, by more than the least share of others."""
    return hazards.by_stays < (1 - ground.published.physics.after_stay.outside) * hazards.dying


def without(people):
    """The same people, never enrolled."""
    others = people.copy()
    others.enrolled[:] = -1
    return others


def test_those_not_enrolled_face_exactly_what_they_faced_without_the_programme(
    closed, prepared, investment, faced, rate
):
    ground = prepared(
        investment(("use.inpatient", "ratio", 0.5), ("use.ed", "ratio", 0.7), ("level.systolic", "shift", -9))
    )
    people, enrolled = enrol(ground)
    untouched = closed.population.first.copy()
    untouched.entry[:] = 0

    with_it, without_it = faced(ground, people), faced(closed, untouched)

    for name in ("rate", "chance", "bounds", "snf", "readmission", "hospice", "visits"):
        np.testing.assert_array_equal(getattr(with_it, name)[~enrolled], getattr(without_it, name)[~enrolled])
    assert (with_it.rate[enrolled] != without_it.rate[enrolled]).any(axis=1).all()


def test_ten_millimetres_less_change_stays_by_the_tables_ratio_and_not_by_its_square(prepared, investment, faced, rate):
    ground = prepared(investment(("level.systolic", "shift", -10.0)))
    people, enrolled = enrol(ground)

    changed = faced(ground, people)
    before = faced(ground, without(people))

    table = {"stroke": 0.73, "coronary": 0.83, "heart_failure": 0.72, "infection": 1.0, "other": 1.0}
    for cause, ratio in table.items():
        found = (rate(ground, changed, f"stay {cause}") / rate(ground, before, f"stay {cause}"))[enrolled]
        assert found == pytest.approx(ratio, rel=1e-9), cause
    dying, room = dies(ground, changed) / dies(ground, before), has_room(ground, changed) & has_room(ground, before)
    assert dying[enrolled & room] == pytest.approx(0.87, rel=1e-9)
    assert (dying[enrolled] < 0.93).all()


def test_five_millimetres_less_change_stays_by_the_root_of_the_tables_ratio(prepared, investment, faced, rate):
    ground = prepared(investment(("level.systolic", "shift", -5.0)))
    people, enrolled = enrol(ground)

    ratio = rate(ground, faced(ground, people), "stay stroke") / rate(
        ground, faced(ground, without(people)), "stay stroke"
    )

    assert ratio[enrolled] == pytest.approx(0.73**0.5, rel=1e-9)


def test_two_programmes_that_lower_pressure_add_their_millimetres(prepared, investment, faced, rate):
    first, second = (investment(("level.systolic", "shift", -5.0), name=name) for name in ("one", "two"))
    ground = prepared(first, second)
    people, enrolled = enrol(ground)
    people.enrolled[:, 1] = people.enrolled[:, 0]

    ratio = rate(ground, faced(ground, people), "stay stroke") / rate(
        ground, faced(ground, without(people)), "stay stroke"
    )

    assert ratio[enrolled] == pytest.approx(0.73, rel=1e-9)


@pytest.mark.parametrize(
    ("target", "field"), [("use.readmission_30d", "readmission"), ("use.snf", "snf"), ("use.hospice", "hospice")]
)
def test_a_programmes_ratio_acts_on_a_probability(prepared, investment, faced, rate, target, field):
    ground = prepared(investment((target, "ratio", 0.8)))
    people, enrolled = enrol(ground)

    changed, before = (getattr(faced(ground, each), field) for each in (people, without(people)))

    if field != "hospice":  # these two are kept as odds
        changed, before = changed / (1 + changed), before / (1 + before)
    assert (changed / before)[enrolled] == pytest.approx(0.8)
    assert changed[~enrolled].tolist() == before[~enrolled].tolist()


def test_a_programme_on_one_cause_leaves_the_others_alone(prepared, investment, faced, rate):
    ground = prepared(investment(("use.inpatient.heart_failure", "ratio", 0.6)))
    people, enrolled = enrol(ground)

    changed, before = faced(ground, people), faced(ground, without(people))

    ratio = {
        cause: rate(ground, changed, f"stay {cause}") / rate(ground, before, f"stay {cause}")
        for cause in ground.plan.groups
    }
    assert ratio.pop("heart_failure")[enrolled] == pytest.approx(0.6)
    assert all((each == 1).all() for each in ratio.values())


def test_a_programme_on_dying_of_one_illness_takes_off_that_illness_excess_only(prepared, investment, faced, rate):
    ground = prepared(investment(("death.heart_failure", "ratio", 0.5)))
    people, enrolled = enrol(ground)
    conditions = np.arange(len(ground.plan.conditions))
    excess = ground.published.physics.numbers.excess[conditions, people.stage]
    excess *= faced(ground, people).static[:, ground.plan.column["illness.death"], None]
    failing = ground.plan.condition_index["heart_failure"]
    excess[:, failing] *= faced(ground, people).static[:, ground.plan.column["death.heart_failure"]]
    of_heart_failure = excess[:, failing]

    changed, before = faced(ground, people), faced(ground, without(people))

    ratio = dies(ground, changed) / dies(ground, before)
    wanted, room = (
        1 - 0.5 * of_heart_failure / (1 + excess.sum(axis=1)),
        has_room(ground, changed) & has_room(ground, before),
    )
    assert ratio[enrolled & room] == pytest.approx(wanted[enrolled & room], rel=1e-9)
    assert (ratio[enrolled & (of_heart_failure > 0)] < 1).all()
    assert (ratio[~enrolled] == 1).all()


def test_fewer_stays_alone_keep_nobody_alive_whose_death_needs_no_stay(prepared, investment, faced):
    ground = prepared(investment(("use.inpatient", "ratio", 0.5)))
    people, enrolled = enrol(ground)

    changed, before = faced(ground, people), faced(ground, without(people))

    assert (changed.by_stays[enrolled] < 0.55 * before.by_stays[enrolled]).all()
    room = has_room(ground, before)
    assert dies(ground, changed)[room] == pytest.approx(dies(ground, before)[room], rel=1e-9)


def test_an_effect_grows_with_its_onset_and_halves_after_the_exit(prepared, investment, figure, faced, rate):
    slow = investment(
        ("use.ed", "ratio", 0.5), onset_months=figure("plain.onset", 4.0), half_life_months=figure("plain.half", 6.0)
    )
    ground = prepared(slow)
    people, enrolled = enrol(ground, month=2)

    def felt(month: int) -> np.ndarray:
        """The share of the whole effect [0..1]."""
        changed, before = faced(ground, people, month), faced(ground, without(people), month)
        return (np.log(rate(ground, changed, "ed") / rate(ground, before, "ed")) / np.log(0.5))[enrolled]

    assert felt(2) == pytest.approx(1 - np.exp(-1 / 4))
    assert felt(9) == pytest.approx(1 - np.exp(-8 / 4))
    people.exited[enrolled, 0] = 9
    assert felt(9) == pytest.approx(1 - np.exp(-8 / 4))
    assert felt(15) == pytest.approx((1 - np.exp(-8 / 4)) / 2)


def test_a_recent_discharge_for_heart_failure_hastens_its_course_for_twelve_months(closed, people, faced, rate):
    failing = closed.plan.condition_index["heart_failure"]
    people.stage[:, failing] = closed.plan.conditions[failing].stages.index("nyha_1_2")
    discharged = people.copy()
    discharged.last_discharge[:] = 5
    discharged.last_cause[:] = closed.plan.causes.index("heart_failure")

    def hastened(month: int) -> np.ndarray:
        after, usual = faced(closed, discharged, month), faced(closed, people, month)
        return rate(closed, after, "move heart_failure") / rate(closed, usual, "move heart_failure")

    assert hastened(6) == pytest.approx(1.5)
    assert hastened(17) == pytest.approx(1.5)
    assert hastened(18) == pytest.approx(1)
