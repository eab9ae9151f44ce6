"""What is measured agrees with conditions and age."""

import polars as pl


def mean(frame: pl.DataFrame, column: str, claim: pl.Expr) -> float:
    return frame.filter(claim)[column].mean()


def test_kidney_function_follows_the_stage_of_kidney_disease(drawn):
    patients = drawn.patients

    assert patients.filter(ckd=0)["egfr"].min() >= 60
    for stage, (least, most) in enumerate(((45, 60), (30, 45), (15, 30), (4, 15), (4, 15), (20, 90)), start=1):
        assert patients.filter(ckd=stage)["egfr"].is_between(least, most).all()


def test_conditions_shift_what_they_should(drawn):
    patients = drawn.patients
    has_diabetes, has_pressure, smokes = pl.col("diabetes") > 0, pl.col("hypertension") > 0, pl.col("copd") > 0

    assert mean(patients, "hba1c", has_diabetes) > 6.5 > 6 > mean(patients, "hba1c", ~has_diabetes)
    assert mean(patients, "systolic", has_pressure) > mean(patients, "systolic", ~has_pressure) + 5
    assert mean(patients, "bmi", has_diabetes) > mean(patients, "bmi", ~has_diabetes) + 2
    assert mean(patients, "smoker", smokes) > 1.5 * mean(patients, "smoker", ~smokes)


def test_hidden_high_lipids_are_not_treated(drawn):
    with_it = drawn.patients.filter(pl.col("hyperlipidaemia") > 0)
    on_record = pl.col("hyperlipidaemia_recorded") >= 0

    assert mean(with_it, "ldl", ~on_record) > mean(with_it, "ldl", on_record) + 30


def test_about_a_tenth_smoke(drawn):
    assert 0.06 < drawn.patients["smoker"].mean() < 0.14
