"""The Framingham general cardiovascular equation of 2008: ten-year risk of a first event (D'Agostino et al. 2008).

    risk = 1 - S0 ^ exp(sum of b x term - mean LP)

with terms ln age, ln TC, ln HDL, ln SBP treated or untreated, smoking, diabetes; b, S0 and the mean by sex. It counts
angina, claudication, TIA and heart failure too, so it is higher than the pooled cohort equations. Kept for comparison.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate


def framingham(frame: pl.DataFrame) -> pl.DataFrame:
    """Ten-year risk of a first cardiovascular event of any kind [probability] as `cvd_10y`, one row a row of the frame.

    Columns: sex, age [years], tc_mg_dl, hdl_mg_dl [mg/dL], sbp [mmHg], bp_treated, smoker, diabetes. Raises
    EvidenceError naming every missing column. Source: D'Agostino et al., Circulation 2008;117:743.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("framingham", risks)


def risks(values: Values) -> Values:
    """Risks of clean arrays."""
    v = values
    sbp, treated = np.log(v["sbp"]), v["bp_treated"]
    terms = {
        "ln_age": np.log(v["age"]),
        "ln_tc": np.log(v["tc_mg_dl"]),
        "ln_hdl": np.log(v["hdl_mg_dl"]),
        "ln_treated_sbp": treated * sbp,
        "ln_untreated_sbp": (1 - treated) * sbp,
        "smoker": v["smoker"],
        "diabetes": v["diabetes"],
    }
    risk = np.full(len(sbp), np.nan)
    for row in coefficients("framingham").iter_rows(named=True):
        of = v["sex"] == row["sex"]
        predictor = sum(row[name] * term[of] for name, term in terms.items())
        risk[of] = 1 - row["baseline_survival_10y"] ** np.exp(predictor - row["mean_lp"])
    return {"cvd_10y": risk}
