"""Which cause a stay has: its group is decided with the month, the cause within it by the person's own mix."""

import numpy as np
import pytest

from vbc_twin.twin import kernel
from vbc_twin.twin.cause_of_death import share
from vbc_twin.twin.causes import cause_within, own_cause
from vbc_twin.twin.state import NEVER

FIRST = np.array([0, 1, 4])  # a cause of its own, a group of three, a group of two
STAYS = np.array([[9.0, 1.0, 2.0, 1.0, 0.0, 5.0]])


@pytest.mark.parametrize(
    ("group", "draw", "cause"), [(0, 0.9, 0), (1, 0.24, 1), (1, 0.26, 2), (1, 0.74, 2), (1, 0.76, 3), (2, 0.0, 5)]
)
def test_a_cause_is_drawn_within_its_group_by_the_persons_own_stays(group, draw, cause):
    assert cause_within(STAYS, FIRST, np.array([group]), np.array([draw])).tolist() == [cause]


def test_a_cause_of_any_group_is_drawn_from_the_whole_mix():
    draws = np.array([0.0, 0.49, 0.51, 0.70, 0.99])

    assert own_cause(np.repeat(STAYS, 5, axis=0), draws).tolist() == [0, 0, 1, 3, 5]


def test_a_group_is_admitted_as_often_as_its_causes_together(closed, people, faced, rate):
    hazards, plan = faced(closed, people), closed.plan

    for group, causes in plan.groups.items():
        wanted = hazards.stays[:, [plan.causes.index(each) for each in causes]].sum(axis=1)
        np.testing.assert_allclose(rate(closed, hazards, f"stay {group}"), wanted, rtol=1e-12)


def test_an_effect_on_a_group_acts_on_each_of_its_causes_and_on_no_other(prepared, investment, faced):
    ground = prepared(investment(("use.inpatient.coronary", "ratio", 0.6)))
    plan, people = ground.plan, ground.population.first.copy()
    people.entry[:] = 0
    treated = people.copy()
    treated.enrolled[:, 0] = 0

    ratio = faced(ground, treated).stays / faced(ground, people).stays

    of_group = [plan.causes.index(each) for each in plan.groups["coronary"]]
    assert ratio[:, of_group] == pytest.approx(0.6)
    assert np.delete(ratio, of_group, axis=1) == pytest.approx(1.0)


def test_an_infarction_makes_its_person_one_who_had_it_lately_and_a_bypass_does_not(closed, people):
    physics, plan = closed.published.physics, closed.plan
    place = plan.condition_index["coronary_disease"]
    state, nobody = people.copy(), np.array([], np.int64)
    state.stage[:, place], state.recorded[:, place] = 0, NEVER
    stays = np.array([0, 1]), np.array([plan.causes.index(each) for each in ("infarction", "bypass")])

    kernel.move(state, physics, np.arange(len(state), dtype=np.uint64), 3, nobody, nobody, stays)

    recent = plan.conditions[place].stages.index("recent_infarction")
    assert state.stage[:3, place].tolist() == [recent, 0, 0]
    assert state.recorded[0, place] == 3


def test_the_share_of_coronary_deaths_lies_within_that_of_cardiovascular_ones(closed, people, faced):
    physics, hazards, who = closed.published.physics, faced(closed, people), np.arange(len(people))
    cardiovascular, coronary = (
        share(physics.life_table.causes[each], people, hazards, physics, 3, who)
        for each in ("cardiovascular", "coronary")
    )

    assert ((coronary > 0) & (coronary < cardiovascular) & (cardiovascular < 1)).all()


def test_of_people_without_any_illness_only_the_share_of_others_dies_of_a_cause(closed, people, faced):
    healthy, physics = people.copy(), closed.published.physics
    healthy.stage[:] = 0
    cause = physics.life_table.causes["coronary"]

    found = share(cause, healthy, faced(closed, healthy), physics, 3, np.arange(len(healthy)))

    assert found == pytest.approx(cause.others.value)
