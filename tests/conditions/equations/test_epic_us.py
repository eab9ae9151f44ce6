"""EPIC-US against the exacerbation rates published by GOLD grade, integrated over its people and random effects."""

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vbc_twin import equations
from vbc_twin.conditions.equations.epic_us import equation, log_rate, worse_than
from vbc_twin.conditions.equations.epic_us_calibration import by_grade, nearest_without_offsets, reference, solve
from vbc_twin.conditions.equations.equation import coefficients, constants

sys.path.insert(0, str(Path(__file__).parent))
from people import PERSON


def ask(outcome: str, **changes) -> float:
    return equations.epic_us(pl.DataFrame([PERSON | changes]))[outcome][0]


def test_exacerbations_by_grade_and_severity_are_within_a_tenth_of_the_published():
    table = by_grade()

    assert table.height == 12
    assert table.filter((pl.col("ratio") - 1).abs() > 0.1).is_empty(), table


def test_lived_luck_agrees_with_the_published_rates():
    """People drawn with their own random effects, exacerbations and severities drawn in turn: no quadrature."""
    rng = np.random.default_rng(20261124)
    people, weights = reference(calibrated=True)
    c, target = constants("epic_us"), constants("epic_us")["target"]
    for grade in range(1, 5):
        of = np.flatnonzero(people["gold"] == str(grade))
        drawn = rng.choice(of, 200_000, p=weights[of] / weights[of].sum())
        here = {name: array[drawn] for name, array in people.items()}
        rate = np.exp(log_rate(here) + rng.normal(0, np.sqrt(c["rate"]["variance"]), drawn.size))
        flares = rng.poisson(rate)
        worse = worse_than(here, rng.normal(0, np.sqrt(c["severity"]["variance"]), drawn.size))
        assert flares.mean() == pytest.approx(target["exacerbations"][grade - 1], rel=0.1)
        for k, outcome in enumerate(("moderate_or_worse", "severe_or_worse")):
            assert rng.binomial(flares, worse[k]).mean() == pytest.approx(target[outcome][grade - 1], rel=0.1)


def test_the_offsets_are_solved_for_and_not_chosen():
    assert_frame_equal(solve(), coefficients("epic_us_calibration"), abs_tol=1e-6)


def test_without_offsets_no_mix_of_people_found_and_treated_meets_the_published_rates():
    table = nearest_without_offsets()

    worst = table.group_by("gold").agg((pl.col("ratio").log().abs()).max())
    assert table.height == 12 and worst["ratio"].min() > np.log(1.25), table
    raw = by_grade(calibrated=False).filter(outcome="moderate_or_worse")["computed"]
    nobody_in_hospital = table.filter((pl.col("outcome") == "moderate_or_worse") & (pl.col("in_hospital") == 0))
    for grade, computed, treatment in nobody_in_hospital.select("gold", "computed", "treatment").iter_rows():
        assert computed == pytest.approx(raw[grade - 1] * treatment)


def test_no_kind_of_person_has_exacerbations_as_severe_as_the_published_mean():
    people, _ = reference(calibrated=False)
    found, target = equation().compute(people)[0], constants("epic_us")["target"]
    share = found["moderate_or_worse"] / found["exacerbations"]

    published = np.array(target["moderate_or_worse"]) / np.array(target["exacerbations"])
    assert people["fev1_l"].min() == 0.2
    assert share.max() < published.min()


def test_without_the_offsets_the_coefficients_are_as_published():
    male = {"sex": "male", "age": 70.0, "fev1_l": 1.5, "smoker": 1, "gold": 2}
    frame = pl.DataFrame([PERSON | male])

    raw = equations.epic_us(frame, calibrated=False)["exacerbations"][0]

    assert raw == pytest.approx(np.exp(1.8 + 0.004082 * 70 - 1.5 * 1.5 + 0.7 - 0.10 + 0.55 / 2))


def test_severities_are_nested_and_add_up():
    people, _ = reference(calibrated=True)
    found = equation().compute(people)[0]

    assert (found["exacerbations"] > found["moderate_or_worse"]).all()
    assert (found["moderate_or_worse"] > found["severe_or_worse"]).all()
    assert (found["severe_or_worse"] > found["very_severe"]).all()


def test_prevalence_and_incidence_rise_with_age_and_smoking():
    for outcome in ("prevalence", "incidence"):
        assert ask(outcome, age=75.0) > ask(outcome) < ask(outcome, pack_years=40.0)


def test_the_published_logits_of_prevalence_are_met():
    logit = -4.35202 + 0.027359 * 65 + 0.030399 * 20

    assert ask("prevalence") == pytest.approx(1 / (1 + np.exp(-logit)))


def test_drugs_act_to_the_power_of_adherence():
    assert ask("exacerbations", therapy="triple") == pytest.approx(ask("exacerbations") * 0.795**0.7)
    assert ask("exacerbations", therapy="triple", adherence=0.0) == pytest.approx(ask("exacerbations"))


def test_without_copd_there_is_nothing_to_exacerbate():
    found = equations.epic_us(pl.DataFrame([PERSON | {"gold": None, "fev1_l": None, "bmi": None}]))

    assert found["refused"][0] is None
    assert found["exacerbations"][0] is None
    assert found["prevalence"][0] > 0
