"""One vector of figures becomes tables of factors, and a look-up gives what the effects say one by one."""

from math import log

import numpy as np
import pytest

from vbc_twin.evidence import EXCESS, FurtherConditions, HasCondition, library
from vbc_twin.twin.coefficients import coefficients
from vbc_twin.twin.plan import compile_plan


@pytest.fixture(scope="module")
def plan(content):
    return compile_plan(content.conditions, content.services, (), content.effects)


@pytest.fixture(scope="module")
def numbers(plan):
    """Figures of one draw, so that no two are alike by accident."""
    return coefficients(plan, plan.drawn(np.random.default_rng(4).random(len(plan.parameters))))


@pytest.fixture(scope="module")
def stages(plan) -> np.ndarray:
    """People with every stage of every condition, from none at all to all of them."""
    last = np.array([len(each.stages) for each in plan.conditions])
    some = np.random.default_rng(5).integers(0, last, (60, len(last)))
    some *= np.random.default_rng(6).random(some.shape) < np.linspace(0, 1, 60)[:, None]
    return np.vstack([some, np.zeros_like(last), last - 1]).astype(np.int8)


def burden_of(numbers, stages) -> np.ndarray:
    """The product of all tables."""
    return np.prod([each.factors[each.rows(stages)] for each in numbers.burdens], axis=0)


def effects_of_conditions(content) -> list:
    owners = (*content.conditions, *content.services.values())
    effects = [*content.effects, *(effect for owner in owners for effect in owner.effects)]
    return [effect for effect in effects if isinstance(effect.when, HasCondition)]


def has(effect, stage, plan) -> bool:
    """Whether a person with these stages is at the stage of an effect or beyond."""
    place = plan.condition_index[effect.when.condition]
    return stage[place] >= plan.conditions[place].stages.index(effect.when.from_stage)


def by_hand(content, plan, numbers, stage, target) -> float:
    """The product of every effect on a target that these stages call up, and of its rule for further ones."""
    product = 1.0
    for effect in effects_of_conditions(content):
        if plan.column[target] in plan.columns_of(effect.target) and has(effect, stage, plan):
            product *= plan.value(effect.size, numbers.values)
    rule = library.targets()[target].conditions
    if isinstance(rule, FurtherConditions):
        number = sum(stage[plan.condition_index[name]] > 0 for name in rule.counted)
        product *= plan.value(rule.further, numbers.values) ** max(number - 1, 0)
        product *= plan.value(rule.after_fourth, numbers.values) ** max(number - 4, 0)
    return product


def test_a_look_up_is_the_product_of_the_effects_and_of_the_rule_for_further_conditions(content, plan, numbers, stages):
    found = burden_of(numbers, stages)

    targets = [name for name in plan.targets if library.targets()[name].conditions != EXCESS]
    for target in targets:
        wanted = [by_hand(content, plan, numbers, stage, target) for stage in stages]
        np.testing.assert_allclose(found[:, plan.column[target]], wanted, rtol=1e-9, err_msg=target)


def test_the_excess_of_death_is_the_sum_over_conditions(content, plan, numbers, stages):
    found = np.sum([each.excess[each.rows(stages)] for each in numbers.burdens if each.excess is not None], axis=0)

    wanted = np.zeros(len(stages))
    for person, stage in enumerate(stages):
        for condition in plan.conditions:
            own = [
                plan.value(each.size, numbers.values)
                for each in effects_of_conditions(content)
                if (each.target, each.when.condition) == ("death", condition.name) and has(each, stage, plan)
            ]
            wanted[person] += max(np.prod(own) - 1, 0)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def test_nobody_without_a_condition_carries_a_burden(plan, numbers):
    healthy = np.zeros((1, len(plan.conditions)), np.int8)

    assert burden_of(numbers, healthy) == pytest.approx(1, abs=1e-12)


def test_two_conditions_count_for_less_than_their_product(plan, numbers):
    column = plan.column["use.inpatient"]
    rule = library.targets()["use.inpatient"].conditions
    stages = np.zeros((3, len(plan.conditions)), np.int8)
    stages[[0, 2], plan.condition_index["copd"]] = 1
    stages[[1, 2], plan.condition_index["diabetes"]] = 1

    copd, diabetes, both = burden_of(numbers, stages)[:, column]

    assert both == pytest.approx(copd * diabetes * plan.value(rule.further, numbers.values))


def test_base_figures_stand_on_the_scale_of_their_kind(content, plan):
    numbers = coefficients(plan, plan.central())

    stays, snf = content.services["inpatient"].base.value, content.services["snf"].base.value
    assert numbers.log_base[plan.column["use.inpatient"]] == pytest.approx(log(stays))
    assert numbers.log_base[plan.column["use.snf"]] == pytest.approx(log(snf / (1 - snf)))


def test_shares_of_causes_add_up_to_one_in_every_draw(plan, numbers):
    assert numbers.cause_share.sum() == pytest.approx(1)
    assert (numbers.cause_share > 0).all()


def test_no_illness_takes_away_from_death_however_its_ratios_are_drawn(plan):
    lowest = coefficients(plan, plan.drawn(np.full(len(plan.parameters), 1e-4)))

    kidneys = plan.conditions[plan.condition_index["ckd"]]
    ratios = np.prod([plan.value(each.size, lowest.values) for each in kidneys.effects if each.target == "death"])
    assert ratios < 1  # of a transplant
    assert lowest.excess[plan.condition_index["ckd"], kidneys.stages.index("transplant")] == 0
    assert (lowest.excess >= 0).all()
