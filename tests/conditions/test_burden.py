"""Use by number of conditions, as CMS published it for 2010: what the rule of combination is for.

The fitted co-occurrence of the panel room gives the people of 2010 with each combination of eleven conditions; the
conditions' files and the rules of `data/targets.toml` give what each combination uses.
"""

from functools import cache

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel
from vbc_twin.conditions import Condition, load_all
from vbc_twin.evidence import library
from vbc_twin.panel.co_occurrence import joint_model

# CMS 2010 Chronic Conditions Public Use File, by number of 11 conditions 0 to 7: stays per 1,000, Part B payment [USD].
STAYS_PER_1000 = [34, 146, 284, 506, 842, 1295, 1834, 2438]
PART_B_USD = [1314, 3087, 4840, 6964, 9654, 12541, 15578, 18720]
# The levels of the same fit for people without any condition: stays a year; carrier and outpatient payment [USD].
STAYS = {("lt65", False): 0.042, ("lt65", True): 0.057, ("65plus", False): 0.0308, ("65plus", True): 0.0308}
CARRIER_USD, OUTPATIENT_USD = 825, 300
NOBODY = 1e-7


@cache
def combinations() -> np.ndarray:
    """Which conditions each cell of the joint model holds, (cells, conditions); the first is the leading digit."""
    number = len(panel.JOINT_CONDITIONS)
    return (np.arange(1 << number)[:, None] >> np.arange(number - 1, -1, -1)) & 1


@cache
def number_of_conditions() -> np.ndarray:
    counted = library.targets()["use.inpatient"].conditions.counted
    return combinations()[:, [name in counted for name in panel.JOINT_CONDITIONS]].sum(axis=1)


def mean_over_stages(condition: Condition, target: str) -> float:
    """What an illness multiplies a target by in those who have it on record, at whatever stage: what CMS's fit saw."""
    effects = [effect for effect in condition.effects if effect.target == target and effect.condition == condition.name]
    mean, known, so_far = 0.0, 0.0, 1.0
    for stage in condition.stages[1:]:
        so_far *= np.prod([effect.size.value for effect in effects if effect.when.from_stage == stage])
        on_record = condition.stage_share[stage].value * (1 - condition.undiagnosed[stage].value)
        mean, known = mean + on_record * so_far, known + on_record
    return mean / known


def factor(target: str, combined: bool = True) -> np.ndarray:
    """What each combination of the eleven multiplies a target by; without its rule if not `combined`."""
    rule = library.targets()[target].conditions
    logs = {condition.name: np.log(mean_over_stages(condition, target)) for condition in load_all()}
    log_factors = np.array([logs.get(name, 0.0) if name in rule.counted else 0.0 for name in panel.JOINT_CONDITIONS])
    number = number_of_conditions()
    further = rule.further.value ** np.maximum(number - 1, 0) * rule.after_fourth.value ** np.maximum(number - 4, 0)
    return np.exp(combinations() @ log_factors) * (further if combined else 1.0)


@cache
def people_of_2010() -> dict[tuple[str, bool], np.ndarray]:
    """People in each combination, by group of age and dual status."""
    published = pl.read_csv(library.path("panels", "prevalence_2010.csv")).to_dicts()
    rows = {(row["age_band"], row["sex"], row["dual"]): row for row in published}
    people = {}
    for group in ("lt65", "65plus"):
        strata = [each for each in panel.STRATA if each.group == group]
        chosen = [rows[each.age, each.sex, each.dual] for each in strata]
        wanted = np.array([[row.get(name, NOBODY) for name in panel.JOINT_CONDITIONS] for row in chosen])
        model = joint_model(group)
        _, share = panel.rake(model.association, model.pairs, wanted)
        for dual in (False, True):
            here = [place for place, each in enumerate(strata) if each.dual == dual]
            people[group, dual] = np.einsum("s,sc->c", [chosen[place]["people"] for place in here], share[here])
    return people


def by_number(figures: dict[tuple[str, bool], np.ndarray]) -> np.ndarray:
    """The mean of a figure of each combination over the people with 0, 1, ... 7 conditions."""
    number = number_of_conditions()
    total = sum(np.bincount(number, people_of_2010()[group] * figure)[:8] for group, figure in figures.items())
    return total / sum(np.bincount(number, people)[:8] for people in people_of_2010().values())


def test_stays_by_number_of_conditions_are_those_of_2010():
    stays = by_number({group: level * factor("use.inpatient") for group, level in STAYS.items()})

    assert 1000 * stays == pytest.approx(STAYS_PER_1000, rel=0.15)


def test_part_b_payment_by_number_of_conditions_rises_as_in_2010():
    payment = CARRIER_USD * factor("use.physician") + OUTPATIENT_USD * factor("use.outpatient")

    found = by_number(dict.fromkeys(STAYS, payment))

    # The two are most of Part B, a little over four fifths of it at any number of conditions.
    assert found / PART_B_USD == pytest.approx(np.full(8, 0.83), rel=0.08)


def test_a_plain_product_would_be_far_off():
    stays = by_number({group: level * factor("use.inpatient", combined=False) for group, level in STAYS.items()})

    assert stays[4] * 1000 > 10 * STAYS_PER_1000[4]
