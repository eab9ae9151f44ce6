"""Risk scores at the start: published means, and more for those who have more."""

import numpy as np
import polars as pl
import pytest

import vbc_twin as vt
from vbc_twin.panel.risk_score import scores


def test_the_mean_by_enrolment_type_is_the_published_one(drawn, margins):
    means = drawn.patients.group_by("enrolment_type").agg(pl.col("hcc_score").mean())

    for name, mean in means.iter_rows():
        assert mean == pytest.approx(margins.risk_score_by_type[name], rel=1e-9)


def test_scores_rise_with_recorded_conditions_and_age(drawn):
    aged = drawn.patients.filter(enrolment_type="aged_non_dual")
    ill = pl.col("heart_failure_recorded") >= 0
    old = pl.col("age") >= 80

    assert aged.filter(ill)["hcc_score"].mean() > 1.5 * aged.filter(~ill)["hcc_score"].mean()
    assert aged.filter(old)["hcc_score"].mean() > aged.filter(~old)["hcc_score"].mean()


def test_the_spread_of_scores_is_near_their_mean(drawn):
    aged = drawn.patients.filter(enrolment_type="aged_non_dual")["hcc_score"]

    assert 0.7 < aged.std() / aged.mean() < 1.1


def test_without_chance_two_people_differ_as_their_records_do(monkeypatch):
    # Two women of 72, one with recorded heart failure: 0.386 against 0.386 + (1 + unlisted) x 0.331.
    from types import SimpleNamespace

    from vbc_twin.panel import CONDITIONS, SEXES

    people = SimpleNamespace(
        age=np.array([72, 72]),
        sex=np.full(2, SEXES.index("female")),
        dual=np.zeros(2, bool),
        enrolment_type=np.array([3, 3]),
        weight=np.ones(2),
    )
    truth = np.zeros((2, len(CONDITIONS)), np.int8)
    truth[1, CONDITIONS.index("heart_failure")] = 1
    nothing = SimpleNamespace(standard_normal=np.zeros)

    found = scores(people, np.zeros(2, bool), truth > 0, truth, np.zeros(4), lambda _: nothing)

    more = 1 + vt.hcc.recording().unlisted["V24"].value
    assert found[1] / found[0] == pytest.approx((0.386 + more * 0.331) / 0.386)
