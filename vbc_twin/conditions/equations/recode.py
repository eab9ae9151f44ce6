"""RECODe: complications of type 2 diabetes within ten years (Basu et al. 2017).

    risk = 1 - S0 ^ exp(sum of b x term + constant)

for renal failure, severe loss of vision, loss of pressure sensation, infarction or stroke, heart failure and death;
each outcome has its own b, constant and S0 at ten years. The covariates enter as measured: mmHg, mg/dL, per cent,
mg/g. Estimated in trials of the United States, so preferred over the UKPDS model at 45 to 80 on modern care.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate

COLUMNS = {
    "creatinine": "creatinine_mg_dl",
    "tc": "tc_mg_dl",
    "hdl": "hdl_mg_dl",
    "hba1c": "hba1c_percent",
    "uacr": "uacr_mg_g",
}


def recode(frame: pl.DataFrame) -> pl.DataFrame:
    """Ten-year risks of six complications of type 2 diabetes [probabilities], one row a row of the frame.

    Columns: sex, age [years], black, hispanic, smoker, sbp [mmHg], bp_treated, cvd_history, statin, anticoagulant,
    oral_diabetes_drug, hba1c_percent, tc_mg_dl, hdl_mg_dl, creatinine_mg_dl, uacr_mg_g. Raises EvidenceError naming
    every missing column. Source: Basu et al., Lancet Diabetes & Endocrinology 2017;5:788.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("recode", risks)


def risks(values: Values) -> Values:
    """Risks by outcome of clean arrays."""
    female = (values["sex"] == "female") * 1.0
    found = {}
    for (outcome,), rows in coefficients("recode").group_by("outcome", maintain_order=True):
        beta = dict(rows.select("term", "beta").iter_rows())
        survival, predictor = beta.pop("baseline_survival"), beta.pop("constant") + beta.pop("female") * female
        predictor = predictor + sum(b * values[COLUMNS.get(term, term)] for term, b in beta.items())
        found[outcome] = 1 - survival ** np.exp(predictor)
    return found
