"""What each person faces in a month: their own attributes and illnesses, and nobody else's."""

from dataclasses import fields

import numpy as np
import pytest
from scipy.special import ndtri

from vbc_twin.evidence import Equals, HasCondition
from vbc_twin.twin.figures import settled
from vbc_twin.twin.hazards import Hazards

MONTH = 3


def all_stays(rate, ground, hazards) -> np.ndarray:
    return sum(rate(ground, hazards, f"stay {group}") for group in ground.plan.groups)


# --- in whatever company ---------------------------------------------------------------------------------


def test_a_person_faces_the_same_whoever_is_worked_out_beside_them(closed, people, faced, rate):
    together = faced(closed, people)

    physics, apart = closed.published.physics, settled(closed.published.physics, people)
    for some in np.array_split(np.random.default_rng(1).permutation(len(people)), 7):
        physics.refresh(people, apart, some, MONTH)

    for each in fields(Hazards):
        np.testing.assert_array_equal(getattr(apart, each.name), getattr(together, each.name), err_msg=each.name)


def test_a_person_taken_out_of_the_panel_faces_the_same(closed, people, faced, rate):
    together = faced(closed, people)

    alone = faced(closed, people.take(np.array([7, 123])))

    for each in fields(Hazards):
        np.testing.assert_array_equal(getattr(alone, each.name), getattr(together, each.name)[[7, 123]])


def test_the_screen_is_never_below_the_chance(closed, people, faced, rate):
    hazards = faced(closed, people)

    assert (hazards.chance <= (hazards.bounds + 1.0) / 2**16).all()
    np.testing.assert_allclose(hazards.chance, 1 - np.exp(-hazards.rate), rtol=1e-12, atol=1e-15)


# --- attributes and illness ------------------------------------------------------------------------------


def test_an_enrolment_type_changes_use_by_its_ratio(content, closed, people, faced, rate):
    disabled, aged = people.copy(), people.copy()
    disabled.enrolment_type[:], aged.enrolment_type[:] = 1, 3
    of_type = Equals("enrolment_type", "disabled")
    (own,) = [each.size.value for each in content.services["inpatient"].effects if each.when == of_type]
    centre = closed.published.physics.scales.centre[:, closed.plan.column["use.inpatient"]]

    more = rate(closed, faced(closed, disabled), "stay kidney") / rate(closed, faced(closed, aged), "stay kidney")

    assert more == pytest.approx(own * centre[3] / centre[1])
    assert own > 1.2


def test_an_illness_tilts_the_mix_of_causes_and_leaves_their_sum_to_its_own_effect(
    content, closed, people, faced, rate
):
    plan = closed.plan
    copd = plan.condition_index["copd"]
    healthy, ill = people.copy(), people.copy()
    healthy.stage[:] = 0
    ill.stage[:] = 0
    ill.stage[:, copd] = 1
    (ratio,) = [
        effect.size.value
        for effect in plan.conditions[copd].effects
        if (effect.target, effect.when) == ("use.inpatient", HasCondition("copd", "unconfirmed"))
    ]

    before, after = faced(closed, healthy), faced(closed, ill)

    by_nature = before.static[:, plan.cause_columns]  # what people's own levels do to each cause, beside their illness
    alike = [(each.stays / by_nature).sum(axis=1) for each in (before, after)]
    assert alike[1] / alike[0] == pytest.approx(ratio)
    of_copd = [rate(closed, each, "stay copd") / all_stays(rate, closed, each) for each in (before, after)]
    assert (of_copd[1] > 3 * of_copd[0]).all()


def test_frailty_spreads_use_and_leaves_its_mean_alone(content, closed, people, faced, rate):
    (frailty,) = [
        each for each in content.services["inpatient"].effects if getattr(each.when, "column", "") == "frailty"
    ]
    alike = people.take(np.zeros(4000, np.int64))
    alike.frailty[:] = ndtri((np.arange(4000) + 0.5) / 4000)
    plain = people.take(np.array([0]))
    plain.frailty[:] = frailty.when.origin

    ratio = rate(closed, faced(closed, alike), "stay other") / rate(closed, faced(closed, plain), "stay other")

    assert ratio.mean() == pytest.approx(1, abs=0.02)
    assert ratio.max() > 4 and ratio.min() < 0.25


# --- death -----------------------------------------------------------------------------------------------


def test_the_ill_die_more_and_the_healthy_less_than_the_table_says(closed, people, faced, rate):
    table = closed.twin.content.life_table.hazard(people.age, people.female)
    healthy, ill = people.copy(), people.copy()
    healthy.stage[:] = 0
    ill.stage[:] = 0
    failing = closed.plan.condition_index["heart_failure"]
    ill.stage[:, failing] = closed.plan.conditions[failing].stages.index("nyha_3")

    low, high = (faced(closed, each).dying for each in (healthy, ill))

    entitlement = faced(closed, people).static[:, closed.plan.column["death"]]
    assert (12 * low < table * entitlement).all()
    assert (high > 2 * low).all()


def test_a_weak_heart_raises_what_heart_failure_adds_to_death_and_nothing_without_it(closed, people, faced):
    failing = closed.plan.condition_index["heart_failure"]
    stages = closed.plan.conditions[failing].stages

    def dying(stage: str, ejection: float) -> np.ndarray:
        alike = people.copy()
        alike.stage[:] = 0
        alike.stage[:, failing] = stages.index(stage)
        alike.ejection_fraction[:] = ejection
        return faced(closed, alike).dying

    # 1.42 for each 10 % below 40, on the excess.
    added = [dying("nyha_3", each) - dying("none", each) for each in (60, 40, 20)]
    assert added[0] == pytest.approx(added[1])
    assert added[2] / added[1] == pytest.approx(1.42**2)
    assert (dying("none", 20) == dying("none", 60)).all()
