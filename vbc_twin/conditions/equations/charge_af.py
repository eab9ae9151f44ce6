"""CHARGE-AF: atrial fibrillation within five years (Alonso et al. 2013).

    risk = 1 - S0 ^ exp(LP - 12.58156),  S0 = 0.9718412736

LP sums b x term, each per the step of the paper: age per 5 years, height per 10 cm, weight per 15 kg, systolic pressure
per 20 and diastolic per 10 mmHg; yes or no for white, smoker, treated pressure, diabetes, heart failure, infarction.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, constants, load
from vbc_twin.conditions.equations.evaluate import evaluate

COLUMNS = {"height": "height_cm", "weight": "weight_kg"}


def charge_af(frame: pl.DataFrame) -> pl.DataFrame:
    """Chance of atrial fibrillation within five years [probability] as `af_5y`, one row a row of the frame.

    Columns: age [years], white, height_cm, weight_kg, sbp, dbp [mmHg], smoker, bp_treated, diabetes, heart_failure,
    myocardial_infarction. Raises EvidenceError naming every missing column. Source: Alonso et al., JAHA 2013;2:e000102.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("charge_af", risks)


def risks(values: Values) -> Values:
    """Risks of clean arrays."""
    c = constants("charge_af")["coefficient"]
    table = coefficients("charge_af").iter_rows()
    predictor = sum(beta * values[COLUMNS.get(term, term)] / per for term, beta, per in table)
    return {"af_5y": 1 - c["baseline_survival"] ** np.exp(predictor - c["mean_predictor"])}
