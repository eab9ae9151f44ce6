"""Who is treated: only what is on record, as often as published, and what goes along with it."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.panel import CONDITIONS, NEVER_QUIT, kept, treatments


def by_name(name: str):
    return next(each for each in treatments() if each.name == name)


def test_nobody_is_treated_for_what_is_not_on_record(drawn):
    patients = drawn.patients

    for each in treatments():
        treated = patients.filter(pl.col(each.name) > 0)
        on_record = pl.any_horizontal([pl.col(f"{name}_recorded") >= 0 for name in each.treated])
        assert treated.height and treated.filter(~on_record).is_empty(), each.name


@pytest.mark.parametrize(
    ("name", "condition"), [("antihypertensive", "hypertension"), ("glucose_lowering", "diabetes")]
)
def test_as_many_are_treated_as_published(drawn, name, condition):
    known = drawn.patients.filter(pl.col(f"{condition}_recorded") >= 0)
    share = by_name(name).treated[condition].value

    error = np.sqrt(share * (1 - share) / known.height)
    assert (known[name] > 0).mean() == pytest.approx(share, abs=4 * error)


def test_the_condition_with_the_largest_share_counts():
    statin = by_name("statin")
    has = np.zeros((2, len(CONDITIONS)), bool)
    has[:, CONDITIONS.index("diabetes")] = True
    has[1, CONDITIONS.index("coronary_disease")] = True

    assert statin.share(has, np.full(2, 60.0)).tolist() == [
        statin.treated["diabetes"].value,
        statin.treated["coronary_disease"].value,
    ]


def test_who_takes_a_statin_has_the_lower_ldl(drawn):
    known = drawn.patients.filter(pl.col("hyperlipidaemia_recorded") >= 0)

    assert known.filter(pl.col("statin") > 0)["ldl"].mean() < known.filter(pl.col("statin") == 0)["ldl"].mean() - 10


def test_steps_are_spread_as_the_file_says():
    statin = by_name("statin")

    steps = statin.step((np.arange(1000) + 0.5) / 1000)

    assert np.bincount(steps).tolist() == [0, 700, 300]
    assert statin.strengths(np.array([0, 1, 2], np.int8)).tolist() == [0.0, 0.85, 1.2]


def test_who_does_not_take_the_drugs_loses_what_the_file_says():
    assert kept(np.array([0.0, 0.5, 1.0, 1.4])) == pytest.approx([0.58, 0.79, 1.0, 1.0])


def test_the_depressed_take_their_drugs_less_often(drawn):
    depressed = pl.col("depression_recorded") >= 0

    assert drawn.patients.filter(depressed)["adherent"].mean() < drawn.patients.filter(~depressed)["adherent"].mean()


def test_who_smokes_has_not_quit_and_nobody_quit_before_twenty(drawn):
    patients = drawn.patients
    quitters = patients.filter(pl.col("years_since_quit") < NEVER_QUIT)

    assert (patients.filter("smoker")["years_since_quit"] == NEVER_QUIT).all()
    assert (quitters["age"] - quitters["years_since_quit"] >= 20).all()
    assert 0.3 < quitters.height / patients.height < 0.5


def test_four_pillars_are_for_reduced_ejection_fraction_alone():
    therapy = by_name("heart_failure_therapy")
    has = np.zeros((2, len(CONDITIONS)), bool)
    has[:, CONDITIONS.index("heart_failure")] = True
    ejection = np.array([40.0, 41.0])

    assert therapy.share(has, ejection).tolist() == [therapy.treated["heart_failure"].value, 0.0]
    assert therapy.is_indicated(has.astype(np.int8), ejection).tolist() == [True, False]
