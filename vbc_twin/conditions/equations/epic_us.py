"""EPIC-US: COPD in the United States, after the open model of Sadatsafavi et al. in its build of November 2025.

    prevalence   logit p = c + b_age age + b_pack pack-years, by sex
    incidence    ln h = c + b_age age + b_pack pack-years, by sex [a year]
    rate         ln r = 1.8 + 0.004082 age - 1.5 FEV1 + 0.7 smoker + b_GOLD + u,  u ~ N(0, 0.55) [exacerbations a year]
    severity     logit P(no worse than k) = cut_k + x b + w,  w ~ N(0, 2.07): mild, moderate, severe, very severe
    fatality     logit p = -13 + ln(1.05) age + 7.4 if severe, 8.0 if very severe

The severity's x b is larger with better lungs, so these exacerbations are milder. u and w are a person's own and do not
go together; what the frame gives is the mean over them, exp(0.55 / 2) for the rate and a quadrature for the severity.
As published the rates are those of everybody with airflow limitation; by default the offsets of
`epic_us_calibration.csv` bring them to those of diagnosed people (see `epic_us_calibration`).
"""

from functools import cache

import numpy as np
import polars as pl
from scipy.special import expit

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, constants, load
from vbc_twin.conditions.equations.evaluate import evaluate

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(41)  # for a standard normal, when the weights add up to one
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def epic_us(frame: pl.DataFrame, calibrated: bool | None = None) -> pl.DataFrame:
    """COPD's prevalence, incidence, exacerbations a year by severity, and their fatality, one row a row of the frame.

    Columns: sex, age [years], pack_years, smoker, and for those with COPD gold (1 to 4), fev1_l [L] and bmi [kg/m2],
    which are empty for the others; therapy (none, mono, dual, triple) and adherence [share] may be left out. Without
    COPD the exacerbations are null. `calibrated=False` gives the open model's coefficients as published. Raises
    EvidenceError naming every missing column.
    """
    return evaluate(equation(), frame, calibrated=calibrated)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("epic_us", outcomes)


def outcomes(values: Values) -> Values:
    """Every outcome of clean arrays, the random effects averaged over."""
    c = constants("epic_us")
    rate = np.exp(log_rate(values) + c["rate"]["variance"] / 2)
    spread = np.sqrt(c["severity"]["variance"])
    worse = sum(w * worse_than(values, spread * node) for node, w in zip(NODES, WEIGHTS, strict=True))
    age = np.log(c["fatality"]["ratio_per_year_of_age"]) * values["age"] + c["fatality"]["constant"]
    return {
        "prevalence": expit(_by_sex(c["prevalence"], values)),
        "incidence": np.exp(_by_sex(c["incidence"], values)),
        "exacerbations": rate,
        "moderate_or_worse": rate * worse[0],
        "severe_or_worse": rate * worse[1],
        "very_severe": rate * worse[2],
        "fatality_severe": expit(age + c["fatality"]["severe"]),
        "fatality_very_severe": expit(age + c["fatality"]["very_severe"]),
    }


def log_rate(values: Values) -> np.ndarray:
    """The log of a person's exacerbations a year, her own random intercept apart; NaN without COPD."""
    c = constants("epic_us")["rate"]
    grade = _grade(values)
    steps = np.array([np.nan, *c["gold"]])
    return (
        c["constant"]
        + sum(c[name] * values[name] for name in ("age", "fev1_l", "smoker"))
        + steps[grade]
        + _offset("rate", values, grade)
        + _therapy(values)
    )


def worse_than(values: Values, effect: float | np.ndarray = 0.0) -> np.ndarray:
    """Chances [3 x people] that an exacerbation is worse than mild, than moderate, than severe, at a random effect."""
    c = constants("epic_us")["severity"]
    grade = _grade(values)
    milder = c["female"] * (values["sex"] == "female") + effect
    milder = milder + sum(c[name] * values[name] for name in ("age", "fev1_l", "smoker", "bmi"))
    cuts = [cut + _offset(f"cut_{k}", values, grade) for k, cut in enumerate(c["cuts"], start=1)]
    return np.stack([expit(-(cut + milder)) for cut in cuts])


def _grade(values: Values) -> np.ndarray:
    """GOLD grades as numbers; 0 without COPD."""
    return np.array([int(each) if isinstance(each, str) else 0 for each in values["gold"]], dtype=int)


def _offset(name: str, values: Values, grade: np.ndarray) -> np.ndarray:
    offsets = np.concatenate([[0.0], coefficients("epic_us_calibration")[name].to_numpy()])
    return np.where(values["calibrated"] == "1", offsets[grade], 0.0)


def _therapy(values: Values) -> np.ndarray:
    """The log of the rate ratio of the therapy as taken: full effect to the power of adherence."""
    ratios = constants("epic_us")["therapy"]
    full = np.array([ratios.get(each, 1.0) for each in values["therapy"]])
    return np.log(full) * values["adherence"]


def _by_sex(c: dict, values: Values) -> np.ndarray:
    female = values["sex"] == "female"
    part = {name: np.where(female, c["female"][name], c["male"][name]) for name in c["male"]}
    return part["constant"] + part["age"] * values["age"] + part["pack_years"] * values["pack_years"]
