"""What must hold of each formula beside its cases: identities, published examples, and errors seen in public ports."""

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vbc_twin import EvidenceError, equations
from vbc_twin.conditions.equations import registry
from vbc_twin.conditions.equations.equation import coefficients

sys.path.insert(0, str(Path(__file__).parent))
from people import PERSON


def ask(name: str, outcome: str, **changes) -> float:
    options = {
        key: changes.pop(key) for key in ("model", "horizon_years", "variables", "north_america") if key in changes
    }
    return getattr(equations, name)(pl.DataFrame([PERSON | changes]), **options)[outcome][0]


def test_the_published_example_of_prevent_is_met():
    person = {"age": 50, "sbp": 160, "hdl_mg_dl": 45, "egfr": 90, "bmi": 35}

    found = [ask("prevent", each, **person) for each in ("total_cvd", "ascvd", "heart_failure", "chd", "stroke")]

    assert [round(each, 3) for each in found] == [0.147, 0.092, 0.081, 0.044, 0.054]


@pytest.mark.parametrize(("sex", "percent"), [("female", 2.76), ("male", 7.01)])
def test_the_published_example_of_the_pooled_cohort_equations_is_met(sex, percent):
    person = {"age": 55, "tc_mg_dl": 213, "hdl_mg_dl": 50, "sbp": 140, "bp_treated": 0, "diabetes": 0}

    assert round(100 * ask("pooled_cohort", "ascvd_10y", sex=sex, **person), 2) == percent


def test_people_of_other_races_use_the_pooled_equations_for_white_people():
    assert ask("pooled_cohort", "ascvd_10y", race="other") == ask("pooled_cohort", "ascvd_10y", race="white")


def test_prevent_has_coefficients_for_every_model_horizon_sex_and_outcome():
    table = coefficients("prevent")

    assert table.group_by("model", "horizon_years", "sex").len().height == 5 * 2 * 2
    assert table.null_count().sum_horizontal().item() == 0
    assert table.filter(term="constant").height == 20


@pytest.mark.parametrize("model", ["base", "uacr", "hba1c", "sdi", "full"])
@pytest.mark.parametrize("horizon_years", [10, 30])
@pytest.mark.parametrize("change", [{"sbp": 170.0}, {"smoker": 1}, {"egfr": 40.0}])
def test_prevent_rises_with_pressure_smoking_and_failing_kidneys(model, horizon_years, change):
    options = {"model": model, "horizon_years": horizon_years, "age": 50}

    assert ask("prevent", "total_cvd", **options, **change) > ask("prevent", "total_cvd", **options)


@pytest.mark.parametrize("variables", [4, 6, 8])
def test_kidneys_fail_sooner_in_north_america_and_later_rather_than_sooner(variables):
    for region in (True, False):
        two, five = (ask("kfre", each, variables=variables, north_america=region) for each in ("risk_2y", "risk_5y"))
        assert 0 < two < five < 1
    assert ask("kfre", "risk_5y", variables=variables) != ask(
        "kfre", "risk_5y", variables=variables, north_america=False
    )


def test_long_known_heart_failure_scores_more_than_recent():
    """One public port gives the points of duration to a recent onset."""
    assert ask("maggic", "score", over_18_months=1) == ask("maggic", "score", over_18_months=0) + 2


def test_maggic_covers_every_score_and_keeps_to_the_end_of_its_table():
    best = {"ejection_fraction": 60, "age": 40, "sbp": 160, "bmi": 32, "creatinine_umol_l": 70, "nyha": "I"}
    worst = {"ejection_fraction": 15, "age": 82, "sbp": 100, "bmi": 14, "creatinine_umol_l": 300, "nyha": "IV"}
    nothing = {"sex": "female", "smoker": 0, "diabetes": 0, "copd": 0, "over_18_months": 0}
    everything = {"sex": "male", "smoker": 1, "diabetes": 1, "copd": 1, "over_18_months": 1}

    assert ask("maggic", "score", **best, **nothing) == 0
    assert ask("maggic", "score", **worst, **everything, on_beta_blocker=0, on_acei_or_arb=0) == 57
    assert ask("maggic", "p_death_1y", **worst, **everything, on_beta_blocker=0, on_acei_or_arb=0) == 0.842
    assert ask("maggic", "p_death_3y", **best, **nothing) == 0.039


def test_the_stroke_rate_goes_with_the_score():
    healthy = {"sex": "male", "diabetes": 0, "hypertension": 0}

    assert [ask("cha2ds2_vasc", "score", age=age, **healthy) for age in (64, 65, 74, 75)] == [0, 1, 1, 2]
    assert [ask("cha2ds2_vasc", "stroke_rate", age=age, **healthy) for age in (64, 65, 75)] == [0.2, 0.6, 2.2]


def test_filtration_bends_at_kappa_and_nowhere_jumps():
    below, at, above = (ask("ckd_epi", "egfr", creatinine_mg_dl=each) for each in (0.6999, 0.7, 0.7001))

    assert at == pytest.approx(142 * 0.9938**65 * 1.012)
    assert below - at == pytest.approx(0, abs=0.01)
    assert at - above == pytest.approx(0, abs=0.02)


# --- UKPDS Outcomes Model 2: the equations and branches that few cases reach


def test_all_seventeen_equations_of_the_ukpds_model_are_there():
    assert coefficients("ukpds_om2")["equation"].n_unique() == 17


def test_the_ukpds_chances_are_the_paper_s_arithmetic():
    """Computed by hand for a person of 65 who has had diabetes for seven years."""
    one_year = 1 - np.exp(-np.exp(-0.811 - 0.065 * 58))
    logit = -4.868 + 0.05 * 65 + 0.068 * 13 + 0.089 * 7

    assert ask("ukpds_om2", "first_amputation_with_ulcer") == pytest.approx(one_year)
    assert ask("ukpds_om2", "death_in_later_year_of_events") == pytest.approx(1 / (1 + np.exp(-logit)))
    again = ask("ukpds_om2", "death_in_later_year_of_events", infarction_this_year=1, infarction_before=1)
    assert again == pytest.approx(1 / (1 + np.exp(-logit - 0.982 - 0.44)))


def test_each_sex_has_its_own_shape_of_first_infarction():
    """The men's hazard is constant (shape 1), the women's grows; one public port gives both the men's."""
    early, late = ({"age_at_diagnosis": 58, "years_of_diabetes": each} for each in (1, 20))

    assert ask("ukpds_om2", "first_infarction", sex="male", **early) == pytest.approx(
        ask("ukpds_om2", "first_infarction", sex="male", **late)
    )
    assert ask("ukpds_om2", "first_infarction", **early) < 0.6 * ask("ukpds_om2", "first_infarction", **late)


def test_filtration_above_sixty_still_counts_as_sixty_in_the_heart_failure_equation():
    """One public port sets the term to zero above 60, which makes healthy kidneys dangerous."""
    at, above = (ask("ukpds_om2", "heart_failure", egfr=each) for each in (60.0, 90.0))

    assert at == above < ask("ukpds_om2", "heart_failure", egfr=40.0)


def test_events_of_the_year_are_the_same_whether_marked_or_asked_for():
    marked = ask("ukpds_om2", "death_in_first_year_of_events", infarction_this_year=1)

    assert marked == pytest.approx(ask("ukpds_om2", "death_if_first_infarction"))
    assert marked > ask("ukpds_om2", "death_in_first_year_of_events")


def test_recode_gives_each_outcome_its_own_constants():
    """One public port uses the constants of heart failure for infarction and stroke."""
    table = coefficients("recode")
    for term in ("constant", "baseline_survival"):
        assert table.filter(term=term)["beta"].n_unique() == 6


# --- the rule of the house


def test_only_a_proved_equation_is_handed_to_a_model(monkeypatch):
    assert equations.proved("prevent").name == "prevent"
    monkeypatch.setattr(registry, "state", lambda name: "not proved: 19 of 20 vectors")

    with pytest.raises(EvidenceError, match="no model may use it"):
        equations.proved("prevent")


def test_a_coefficient_that_is_off_is_found_by_the_cases(monkeypatch):
    from vbc_twin.conditions.equations import charge_af as _  # noqa: F401

    module = sys.modules["vbc_twin.conditions.equations.charge_af"]
    spoilt = coefficients("charge_af").with_columns(
        pl.when(pl.col("term") == "age").then(0.51).otherwise("beta").alias("beta")
    )
    monkeypatch.setattr(module, "coefficients", lambda name: spoilt)

    row = equations.check().table.filter(equation="CHARGE_AF_5y").row(0, named=True)

    assert row["within"] < row["cases"]
