"""UKPDS Outcomes Model 2: what a year with type 2 diabetes may bring (Hayes et al. 2013).

Seventeen equations, x the terms and b their coefficients:

    Weibull      H(t) = exp(lambda + x b) t^ro, t years of diabetes;  p = 1 - exp(H(t) - H(t + 1))
    Gompertz     H(a) = exp(lambda + x b) (exp(phi a) - 1) / phi, a age;  p = 1 - exp(H(a) - H(a + 1))
    logistic     p = 1 / (1 + exp(-lambda - x b))

Terms: eGFR, systolic pressure and heart rate per 10; HDL and LDL in mmol/L times 10; eGFR60less is min(eGFR, 60) / 10
and eGFR60more max(eGFR - 60, 0) / 10; LDL35more is (10 LDL - 35) above 0; BMI1 is below 18.5, BMI3 25 or more. Every
equation is computed for everybody; who it is meant for stands in `equations.outcomes("ukpds_om2")`. The first
infarction has an equation of its own for each sex, with its own shape. Estimated in Britain 1977 to 2007: treated
patients of today have fewer infarctions, strokes and deaths than it says.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate

FIRST_EVENTS = ("MI", "IHD", "STROKE", "RENAL", "AMP1")
THIN, HEAVY = 18.5, 25  # kg/m2


def ukpds_om2(frame: pl.DataFrame) -> pl.DataFrame:
    """Chances of complications and of death within the next year [probabilities], one row a row of the frame.

    Columns: age_at_diagnosis, years_of_diabetes [years], sex, african, indian, atrial_fibrillation, bmi [kg/m2], egfr
    [mL/min/1.73 m2], hdl_mmol_l, ldl_mmol_l [mmol/L], albuminuria, peripheral_vascular_disease, sbp [mmHg], smoker,
    white_cells [10^9/L], haemoglobin_g_dl, heart_rate [per minute], hba1c_percent, what came before (amputation_before,
    heart_failure_before, ...), and, where they matter, events of the year (infarction_this_year, ...; 0 if left out).
    Raises EvidenceError naming every missing column. Source: Hayes et al., Diabetologia 2013;56:1925.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("ukpds_om2", chances)


def chances(values: Values) -> Values:
    """Chances within the year by outcome of clean arrays."""
    x = terms(values)
    found = {each.name: _chance(each.also[0], x) for each in equation().outcomes if "_if_" not in each.also[0]}
    found["first_infarction"] = np.where(values["sex"] == "female", _chance("FMIFEMALE", x), found["first_infarction"])
    nothing = {f"{event}.EVENT": np.zeros_like(x["YEAR"]) for event in FIRST_EVENTS}
    for each in equation().outcomes:
        if "_if_" in each.also[0]:  # one first event, and no other
            event = each.also[0].split("_")[2]
            alone = nothing | {f"{event}.EVENT": np.ones_like(x["YEAR"])}
            found[each.name] = _chance("DEATH1YEVENT", x | alone)
    return found


def terms(values: Values) -> Values:
    """The paper's terms by the paper's names."""
    v = values
    history = {
        "AMP": "amputation_before",
        "CHF": "heart_failure_before",
        "IHD": "ischaemic_heart_disease_before",
        "STROKE": "stroke_before",
        "ULCER": "ulcer_before",
        "BLIND": "blindness_before",
        "MI": "infarction_before",
        "RENAL": "renal_failure_before",
    }
    events = {
        "MI": "infarction_this_year",
        "IHD": "ischaemic_heart_disease_this_year",
        "STROKE": "stroke_this_year",
        "RENAL": "renal_failure_this_year",
        "AMP1": "first_amputation_this_year",
        "AMP2": "second_amputation_this_year",
    }
    return {
        "AGE.DIAG": v["age_at_diagnosis"],
        "YEAR": v["years_of_diabetes"],
        "CURR.AGE": v["age_at_diagnosis"] + v["years_of_diabetes"],
        "FEMALE": (v["sex"] == "female") * 1.0,
        "AFRO": v["african"],
        "INDIAN": v["indian"],
        "ATFIB": v["atrial_fibrillation"],
        "BMI": v["bmi"],
        "BMI1": (v["bmi"] < THIN) * 1.0,
        "BMI3": (v["bmi"] >= HEAVY) * 1.0,
        "eGFR": v["egfr"] / 10,
        "eGFR60less": np.minimum(v["egfr"], 60) / 10,
        "eGFR60more": np.maximum(v["egfr"] - 60, 0) / 10,
        "HDL": v["hdl_mmol_l"] * 10,
        "LDL": v["ldl_mmol_l"] * 10,
        "LDL35more": np.maximum(v["ldl_mmol_l"] * 10 - 35, 0),
        "MMALB": v["albuminuria"],
        "PVD": v["peripheral_vascular_disease"],
        "SBP": v["sbp"] / 10,
        "SMOKER": v["smoker"],
        "WBC": v["white_cells"],
        "HAEM": v["haemoglobin_g_dl"],
        "HEART.R": v["heart_rate"] / 10,
        "HbA1c": v["hba1c_percent"],
        **{f"{name}.HIST": v[column] for name, column in history.items()},
        **{f"{name}.EVENT": v[column] for name, column in events.items()},
    }


def _chance(name: str, x: Values) -> np.ndarray:
    """The chance within the year by one of the paper's equations."""
    form, beta = _equations()[name]
    shape = beta.get("ro", beta.get("phi"))
    predictor = beta["lambda"] + sum(b * x[term] for term, b in beta.items() if term not in ("lambda", "ro", "phi"))
    if form == "logistic":
        return 1 / (1 + np.exp(-predictor))
    if form == "weibull":
        grows = (x["YEAR"] + 1) ** shape - x["YEAR"] ** shape
    else:
        grows = (np.exp(shape * (x["CURR.AGE"] + 1)) - np.exp(shape * x["CURR.AGE"])) / shape
    return -np.expm1(-np.exp(predictor) * grows)


@cache
def _equations() -> dict[str, tuple[str, dict[str, float]]]:
    """By the paper's name of an equation: its form, and its coefficients by term."""
    found: dict[str, tuple[str, dict[str, float]]] = {}
    for name, form, term, beta in coefficients("ukpds_om2").iter_rows():
        found.setdefault(name, (form, {}))[1][term] = beta
    return found
