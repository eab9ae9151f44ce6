"""Centred effects move care between people and add none."""

from types import SimpleNamespace

import numpy as np
import pytest

from vbc_twin.evidence import Equals, library
from vbc_twin.panel import FURTHER_CONDITIONS
from vbc_twin.twin.centring import centres
from vbc_twin.twin.state import State


def test_the_mean_of_what_centred_effects_do_together_is_divided_out():
    plan = SimpleNamespace(
        targets=("a", "b"),
        features=[Equals("poor", True), Equals("alone", True)],
        centred_cells=[(0, 0), (1, 0)],
        stage_cells=[],
    )
    numbers = SimpleNamespace(log_feature=np.log([[2.0, 3.0], [1.5, 1.0]]))
    columns = {"poor": [True, True, False, False], "alone": [True, False, False, False], "enrolment_type": [3, 3, 3, 1]}
    people = State({name: np.array(column) for name, column in columns.items()} | {"weight": np.array([1.0, 1, 2, 1])})

    found = centres(plan, numbers, people)

    assert found[3, 0] == pytest.approx((2 * 1.5 + 2 + 1 + 1) / 4)
    assert found[1, 0] == 1  # the one disabled person has neither
    assert found[0, 0] == found[2, 0] == 1  # nobody there
    assert (found[:, 1] == 1).all()  # the effect on b is not centred


def of_centred_conditions(ground, target: str) -> np.ndarray:
    """What the centred conditions of the people of year 0 multiply a target by, all together (people,)."""
    plan, values, people = ground.plan, ground.published.physics.numbers.values, ground.population.first
    product = np.ones(len(people))
    for place, stage, column, number in plan.stage_cells:
        if column == plan.column[target] and plan.conditions[place].centred:
            product[people.stage[:, place] == stage] *= values[number]
    return product


def test_conditions_that_are_not_counted_add_no_care_and_those_that_are_do(everyone):
    assert [each.name for each in everyone.plan.conditions if each.centred] == list(FURTHER_CONDITIONS)
    counted = library.targets()["use.inpatient"].conditions.counted
    assert not set(FURTHER_CONDITIONS) & set(counted)
    assert of_centred_conditions(everyone, "use.ed").mean() > 1.05


@pytest.mark.parametrize("target", ["use.inpatient", "use.ed", "use.physician", "use.snf", "death"])
def test_the_mean_of_each_enrolment_type_is_what_it_would_be_without(everyone, target):
    plan, physics = everyone.plan, everyone.published.physics
    people, column = everyone.population.first, plan.column[target]
    places = [place for place, each in plan.centred_cells if each == column]
    steps = [
        (people.columns[each.column] - each.origin) / each.step
        if hasattr(each, "step")
        else people.columns[each.column] == each.value
        for each in (plan.features[place] for place in places)
    ]
    product = np.exp(
        sum(physics.numbers.log_feature[place, column] * step for place, step in zip(places, steps, strict=True))
    )

    if target != "death":
        product *= of_centred_conditions(everyone, target)
    centred = product / physics.scales.centre[people.enrolment_type, column]

    for kind in range(4):
        here = people.enrolment_type == kind
        assert np.average(centred[here], weights=people.weight[here]) == pytest.approx(1)
    assert centred.std() > 0


def test_duals_of_65_and_over_are_admitted_as_others_with_their_illnesses(everyone):
    plan, physics = everyone.plan, everyone.published.physics
    people, column = everyone.population.first, plan.column["use.inpatient"]
    hazards = physics.numbers
    dual = plan.features.index(Equals("dual", True))

    assert np.exp(hazards.log_feature[dual, column]) == pytest.approx(1.35)
    aged_dual = people.enrolment_type == 2
    food = people.food_insecure[aged_dual]
    ill = of_centred_conditions(everyone, "use.inpatient")[aged_dual]
    taking = np.where(people.adherent[aged_dual], 1.0, 1.15)
    own = ill * taking * np.where(food, 1.25, 1.0) * 1.35 / physics.scales.centre[2, column]
    assert np.average(own, weights=people.weight[aged_dual]) == pytest.approx(1)
