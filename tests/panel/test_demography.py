"""Enrolment type, age, sex, dual status and race hold the margins together."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbc_twin import panel
from vbc_twin.panel import demography


def share_of(patients: pl.DataFrame, claim: pl.Expr) -> float:
    return patients.select((claim * pl.col("weight")).sum() / pl.col("weight").sum()).item()


def test_heads_by_enrolment_type_are_exactly_as_given(drawn, margins):
    counts = dict(drawn.patients.group_by("enrolment_type").len().iter_rows())

    assert counts == margins.heads_by_type
    assert (drawn.patients["stratum"] == drawn.patients["enrolment_type"]).all()
    assert (drawn.patients["weight"] == 1).all()


def test_published_totals_hold(drawn, margins):
    patients = drawn.patients
    for band, (least, most) in {"lt65": (0, 64), "65_74": (65, 74), "75_84": (75, 84), "85plus": (85, 120)}.items():
        assert abs(share_of(patients, pl.col("age").is_between(least, most)) - margins.age[band] / 6000) < 0.002
    assert abs(share_of(patients, pl.col("female")) - margins.female_share) < 0.002
    assert abs(share_of(patients, pl.col("dual")) - margins.dual_share) < 0.002
    assert abs(share_of(patients, pl.col("long_term_institution")) - margins.long_term_institution_share) < 0.001
    for race, count in margins.race.items():
        assert abs((patients["race"] == race).sum() - count) <= 8


def test_dual_status_and_age_agree_with_the_enrolment_type(drawn):
    patients = drawn.patients
    aged, disabled = patients.filter(pl.col("age") >= 64), patients.filter(enrolment_type="disabled")

    assert patients.filter(enrolment_type="aged_dual")["dual"].all()
    assert not patients.filter(enrolment_type="aged_non_dual")["dual"].any()
    assert patients.filter(pl.col("enrolment_type").str.starts_with("aged"))["age"].min() >= 64
    assert disabled["age"].max() <= 64
    assert aged.height > 0


def test_people_under_65_beyond_the_disabled_are_64_and_of_an_aged_type(drawn):
    turning = drawn.patients.filter(pl.col("enrolment_type").str.starts_with("aged"), pl.col("age") < 65)

    assert set(turning["age"]) == {64}
    assert turning.height == pytest.approx(640 - 500 - 0.45 * 30, abs=3)


def test_disabled_people_beyond_those_under_65_are_65(margins):
    few_young = replace(margins, age={"lt65": 400, "65_74": 3100, "75_84": 1840, "85plus": 660})

    young = demography.under_65(np.array([30.0, 500.0, 300.0, 5170.0]), 400.0)
    cells = demography.expected_heads(few_young)

    assert young.sum() == pytest.approx(400)
    assert cells[demography.DISABLED, 1].sum() == pytest.approx(500 - young[demography.DISABLED])
    assert cells[demography.DISABLED, 2:].sum() == 0


@given(
    heads=st.tuples(*[st.integers(0, 4000)] * 4).filter(lambda each: sum(each) > 50),
    ages=st.tuples(*[st.integers(0, 4000)] * 4).filter(lambda each: sum(each) > 50),
    female_share=st.floats(0.05, 0.95),
    dual_share=st.floats(0, 1),
)
def test_any_margins_give_as_many_people_of_each_type_as_asked(margins, heads, ages, female_share, dual_share):
    odd = replace(
        margins,
        heads_by_type=dict(zip(panel.ENROLMENT_TYPES, heads, strict=True)),
        age=dict(zip(panel.AGE_BANDS, ages, strict=True)),
        female_share=female_share,
        dual_share=dual_share,
    )

    cells = demography.expected_heads(odd)

    assert np.isfinite(cells).all()
    np.testing.assert_allclose(cells.sum(axis=(1, 2, 3)), heads, atol=1e-3 * sum(heads))


def test_a_smaller_panel_carries_weights_and_the_same_totals(margins, course):
    large = replace(margins, heads_by_type={name: 20 * count for name, count in margins.heads_by_type.items()})

    patients = panel.draw(large, panel.present_prevalence(), course, seed=1, people=3000).patients

    assert patients.height == 3000
    weight = pl.col("weight")
    weights = patients.group_by("stratum").agg(weight.sum(), least=weight.min(), most=weight.max())
    assert weights["least"].to_list() == weights["most"].to_list()
    for name, weight in weights.select("stratum", "weight").iter_rows():
        assert weight == pytest.approx(large.heads_by_type[name])
    assert abs(share_of(patients, pl.col("age") < 65) - 640 / 6000) < 0.005
    assert patients.filter(stratum="esrd").height == 150


def test_more_rows_than_heads_weigh_less_than_one(margins, course):
    donors = panel.draw(margins, panel.present_prevalence(), course, seed=1, people=9000, first_id=6000, stream=1)

    assert len(donors) == 9000
    assert donors.patients["weight"].sum() == pytest.approx(6000)
    assert donors.patients["id"].min() == 6000


def test_minorities_are_more_often_dual(drawn):
    dual = dict(drawn.patients.group_by("race").agg(pl.col("dual").mean()).iter_rows())

    assert dual["black"] > 1.5 * dual["white"]
