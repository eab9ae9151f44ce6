"""The pooled cohort equations of 2013: ten-year risk of a first hard atherosclerotic event (Goff et al. 2014).

    risk = 1 - S0 ^ exp(LP - mean LP)

LP sums b x {ln age, its square, ln TC, ln HDL, ln SBP treated or untreated, smoker, diabetes} and products of ln age
with ln TC, ln HDL, ln SBP and smoking; b, S0 and the mean are those of race and sex. Not to be confused with PREVENT,
which replaced it: in modern cohorts this one predicts about twice what happens. No model of the house uses it.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate


def pooled_cohort(frame: pl.DataFrame) -> pl.DataFrame:
    """Ten-year risk of a first hard atherosclerotic event [probability] as `ascvd_10y`, one row a row of the frame.

    Columns: race (white, black, other), sex, age [years], tc_mg_dl, hdl_mg_dl [mg/dL], sbp [mmHg], bp_treated, smoker,
    diabetes. Raises EvidenceError naming every missing column. Source: Goff et al., Circulation 2014;129(S2):S49.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("pooled_cohort", risks)


def risks(values: Values) -> Values:
    """Risks of clean arrays."""
    v = values
    race = np.where(v["race"] == "black", "black", "white")
    age = np.log(v["age"])
    sbp, treated = np.log(v["sbp"]), v["bp_treated"]
    terms = {
        "ln_age": age,
        "ln_tc": np.log(v["tc_mg_dl"]),
        "ln_hdl": np.log(v["hdl_mg_dl"]),
        "ln_treated_sbp": treated * sbp,
        "ln_untreated_sbp": (1 - treated) * sbp,
        "smoker": v["smoker"],
    }
    terms |= {f"ln_age_x_{name}": age * term for name, term in terms.items() if name != "ln_age"}
    terms |= {"ln_age_sq": age**2, "diabetes": v["diabetes"]}
    risk = np.full(len(age), np.nan)
    for row in coefficients("pooled_cohort").iter_rows(named=True):
        of = (race == row["race"]) & (v["sex"] == row["sex"])
        predictor = sum(row[name] * term[of] for name, term in terms.items())
        risk[of] = 1 - row["baseline_survival_10y"] ** np.exp(predictor - row["mean_lp"])
    return {"ascvd_10y": risk}
