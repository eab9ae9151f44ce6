"""AHA PREVENT: ten- and thirty-year risk of cardiovascular disease in people without it (Khan et al. 2024).

    risk = 1 / (1 + exp(-LP)),  LP = sum of b x term, with b by model, horizon, sex and outcome

| term | coding |
|---|---|
| age, age_squared | (age - 55) / 10, and its square in the thirty-year models |
| non_hdl, hdl | (TC - HDL) in mmol/L less 3.5; (HDL in mmol/L less 1.3) / 0.3 |
| sbp_low, sbp_high | (min(SBP, 110) - 110) / 20; (max(SBP, 110) - 130) / 20 |
| bmi_low, bmi_high | (min(BMI, 30) - 25) / 5; (max(BMI, 30) - 30) / 5 (heart failure only) |
| egfr_low, egfr_high | (min(eGFR, 60) - 60) / -15; (max(eGFR, 60) - 90) / -15 |
| ln_uacr, hba1c | ln UACR; HbA1c - 5.3, one slope with and one without diabetes; each with a term for "missing" |
| sdi_4_to_6, sdi_7_to_10 | decile of social deprivation, against 1 to 3; with a term for "missing" |

Treatment terms tell whom one has before one, not what a drug does: never switch them to simulate a treatment.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate

MMOL_PER_MG = 0.02586  # mmol/L of cholesterol per mg/dL
OUTCOMES = ("total_cvd", "ascvd", "heart_failure", "chd", "stroke")


def prevent(frame: pl.DataFrame, model: str | None = None, horizon_years: int | None = None) -> pl.DataFrame:
    """Risk of total CVD, ASCVD, heart failure, CHD and stroke [probabilities], one row a row of the frame.

    Columns: sex, age [years], sbp [mmHg], bp_treated, tc_mg_dl, hdl_mg_dl [mg/dL], statin, diabetes, smoker, egfr
    [mL/min/1.73 m2], bmi [kg/m2]; for models with them hba1c_percent, uacr_mg_g, sdi_decile, where an empty cell means
    not measured. `model` is base, uacr, hba1c, sdi or full; `horizon_years` 10 or 30; either may be a column instead.
    `equations.covariates("prevent")` lists bounds and other names of the columns. Raises EvidenceError naming every
    missing column. Source: Khan et al., Circulation 2024;149:430, with the erratum 149:e956.
    """
    return evaluate(equation(), frame, model=model, horizon_years=horizon_years)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("prevent", risks)


def risks(values: Values) -> Values:
    """Risks by outcome of clean arrays."""
    design = terms(values)
    found = np.full((len(values["age"]), len(OUTCOMES)), np.nan)
    for (model, horizon, sex), beta in _betas().items():
        rows = (values["model"] == model) & (values["horizon_years"] == horizon) & (values["sex"] == sex)
        if rows.any():
            found[rows] = 1 / (1 + np.exp(-sum(np.outer(design[term][rows], b) for term, b in beta.items())))
    return {outcome: found[:, place] for place, outcome in enumerate(OUTCOMES)}


def terms(values: Values) -> Values:
    """The terms of the linear predictor, as the table above has them."""
    v = values
    age = (v["age"] - 55) / 10
    non_hdl = (v["tc_mg_dl"] - v["hdl_mg_dl"]) * MMOL_PER_MG - 3.5
    hdl = (v["hdl_mg_dl"] * MMOL_PER_MG - 1.3) / 0.3
    sbp_high = (np.maximum(v["sbp"], 110) - 130) / 20
    bmi_high = (np.maximum(v["bmi"], 30) - 30) / 5
    egfr_low = (np.minimum(v["egfr"], 60) - 60) / -15
    hba1c = np.nan_to_num(v["hba1c_percent"] - 5.3)
    return {
        "constant": np.ones_like(age),
        "age": age,
        "age_squared": age**2,
        "non_hdl": non_hdl,
        "hdl": hdl,
        "sbp_low": (np.minimum(v["sbp"], 110) - 110) / 20,
        "sbp_high": sbp_high,
        "diabetes": v["diabetes"],
        "smoker": v["smoker"],
        "bmi_low": (np.minimum(v["bmi"], 30) - 25) / 5,
        "bmi_high": bmi_high,
        "egfr_low": egfr_low,
        "egfr_high": (np.maximum(v["egfr"], 60) - 90) / -15,
        "bp_treated": v["bp_treated"],
        "statin": v["statin"],
        "bp_treated_x_sbp_high": v["bp_treated"] * sbp_high,
        "statin_x_non_hdl": v["statin"] * non_hdl,
        "age_x_non_hdl": age * non_hdl,
        "age_x_hdl": age * hdl,
        "age_x_sbp_high": age * sbp_high,
        "age_x_diabetes": age * v["diabetes"],
        "age_x_smoker": age * v["smoker"],
        "age_x_bmi_high": age * bmi_high,
        "age_x_egfr_low": age * egfr_low,
        "ln_uacr": np.nan_to_num(np.log(v["uacr_mg_g"])),
        "uacr_missing": np.isnan(v["uacr_mg_g"]) * 1.0,
        "hba1c_with_diabetes": hba1c * v["diabetes"],
        "hba1c_without_diabetes": hba1c * (1 - v["diabetes"]),
        "hba1c_missing": np.isnan(v["hba1c_percent"]) * 1.0,
        "sdi_4_to_6": ((v["sdi_decile"] >= 4) & (v["sdi_decile"] < 7)) * 1.0,
        "sdi_7_to_10": (v["sdi_decile"] >= 7) * 1.0,
        "sdi_missing": np.isnan(v["sdi_decile"]) * 1.0,
    }


@cache
def _betas() -> dict[tuple[str, str, str], dict[str, np.ndarray]]:
    """The coefficients of each model, horizon and sex: by term, one for each outcome."""
    found: dict = {}
    for model, horizon, sex, term, *betas in coefficients("prevent").iter_rows():
        found.setdefault((model, str(horizon), sex), {})[term] = np.array(betas, dtype=float)
    return found
