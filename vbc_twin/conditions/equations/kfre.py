"""The kidney failure risk equations: treated kidney failure within two and five years (Tangri et al. 2016).

    risk(t) = 1 - S0(t) ^ exp(LP),  LP = sum of b x (term - centre)

with terms age / 10, male, eGFR / 5, ln UACR [mg/g]; the six-variable equation adds diabetes and hypertension, the
eight-variable one albumin, phosphate, bicarbonate and calcium instead. S0 by number of variables and region. For an
eGFR under 60. The risk is one of being treated: deaths are not in it, so let death compete only once.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate

REGIONS = {"1": "north_america", "0": "elsewhere"}


def kfre(frame: pl.DataFrame, variables: int | None = None, north_america: bool | None = None) -> pl.DataFrame:
    """Chance of treated kidney failure as `risk_2y` and `risk_5y` [probabilities], one row a row of the frame.

    Columns: sex, age [years], egfr [mL/min/1.73 m2], uacr_mg_g [mg/g]; with six variables diabetes and hypertension;
    with eight albumin_g_dl, phosphate_mg_dl, bicarbonate_meq_l, calcium_mg_dl. `variables` is 4, 6 or 8 and
    `north_america` chooses the baseline; either may be a column instead. Raises EvidenceError naming every missing
    column. Source: Tangri et al., JAMA 2016;315:164.
    """
    return evaluate(equation(), frame, variables=variables, north_america=north_america)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("kfre", risks)


def risks(values: Values) -> Values:
    """Risks of clean arrays."""
    v = values
    terms = {
        "age_10": v["age"] / 10,
        "male": (v["sex"] == "male") * 1.0,
        "egfr_5": v["egfr"] / 5,
        "ln_uacr": np.log(v["uacr_mg_g"]),
        "diabetes": v["diabetes"],
        "hypertension": v["hypertension"],
        "albumin": v["albumin_g_dl"],
        "phosphate": v["phosphate_mg_dl"],
        "bicarbonate": v["bicarbonate_meq_l"],
        "calcium": v["calcium_mg_dl"],
    }
    table = coefficients("kfre")
    predictor = np.full(len(v["age"]), np.nan)
    for (variables,), rows in table.group_by("variables"):
        of = v["variables"] == str(variables)
        predictor[of] = sum(b * (terms[term][of] - centre) for _, term, b, centre in rows.iter_rows())
    two, five = np.full_like(predictor, np.nan), np.full_like(predictor, np.nan)
    region = np.array([REGIONS[each] for each in v["north_america"]], dtype=object)
    for variables, name, at_two, at_five in coefficients("kfre_survival").iter_rows():
        of = (v["variables"] == str(variables)) & (region == name)
        two[of] = 1 - at_two ** np.exp(predictor[of])
        five[of] = 1 - at_five ** np.exp(predictor[of])
    return {"risk_2y": two, "risk_5y": five}
