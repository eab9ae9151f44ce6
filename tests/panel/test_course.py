"""Truth behind the record: hidden disease and stages."""

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel
from vbc_twin.panel.course import Stages


def test_true_prevalence_is_recorded_over_the_diagnosed_share(drawn, course):
    undiagnosed = dict(course.group_by("condition").agg(pl.col("undiagnosed").first()).iter_rows())
    for condition in panel.CONDITIONS:
        recorded = (drawn.patients[f"{condition}_recorded"] >= 0).sum()
        true = (drawn.patients[condition] > 0).sum()
        assert true == pytest.approx(recorded / (1 - undiagnosed[condition]), abs=2), condition


def test_everybody_on_record_has_the_condition(drawn):
    for condition in panel.CONDITIONS:
        assert (drawn.patients.filter(pl.col(f"{condition}_recorded") >= 0)[condition] > 0).all()


def test_stages_have_their_shares(drawn, course):
    for condition in ("diabetes", "heart_failure", "dementia"):
        stage = drawn.patients[condition].to_numpy()
        for number, share in course.filter(condition=condition).select("stage", "share").iter_rows():
            assert (stage[stage > 0] == number).mean() == pytest.approx(share, abs=0.01)


def test_hidden_disease_keeps_the_company_that_known_disease_keeps(nation):
    unrecorded = nation.patients.filter(pl.col("ckd_recorded") < 0)

    with_failure = pl.col("heart_failure_recorded") >= 0
    known, unknown = (unrecorded.filter(each)["ckd"] for each in (with_failure, ~with_failure))

    assert (known > 0).mean() > 1.8 * (unknown > 0).mean()


def test_a_stage_that_nobody_overlooks_is_all_on_record():
    stages = Stages(np.array([0.8, 0.2]), np.array([0.5, 0.0]))

    assert stages.hidden_per_record == pytest.approx(0.4 / 0.6)
    np.testing.assert_allclose(stages.mix(on_record=True), [0.4 / 0.6, 0.2 / 0.6])
    np.testing.assert_allclose(stages.mix(on_record=False), [1, 0])
