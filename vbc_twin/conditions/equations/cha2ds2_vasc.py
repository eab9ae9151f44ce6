"""CHA2DS2-VASc: a score for stroke in atrial fibrillation (Lip et al. 2010), and the rate of stroke that goes with it.

One point each for heart failure, hypertension, diabetes, vascular disease, female sex and age 65 to 74; two for age 75
or more and for an earlier stroke, TIA or thromboembolism. Rates without anticoagulation: Friberg et al. 2012.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, constants, load
from vbc_twin.conditions.equations.evaluate import evaluate


def cha2ds2_vasc(frame: pl.DataFrame) -> pl.DataFrame:
    """The `score` [points] and `stroke_rate` [per 100 person-years, no anticoagulant], one row a row of the frame.

    Columns: age [years], sex, heart_failure, hypertension, diabetes, stroke_tia_te, vascular. Raises EvidenceError
    naming every missing column. Sources: Lip et al., Chest 2010;137:263; Friberg et al., EHJ 2012;33:1500 (recalled).
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("cha2ds2_vasc", scores)


def scores(values: Values) -> Values:
    """Score and rate of stroke of clean arrays."""
    raw = constants("cha2ds2_vasc")
    points = raw["coefficient"]
    younger, older = points["ages"]
    score = np.where(values["age"] >= younger, points["age_from_65"], 0)
    score = np.where(values["age"] >= older, points["age_from_75"], score) + points["female"] * (
        values["sex"] == "female"
    )
    for each in ("heart_failure", "hypertension", "diabetes", "stroke_tia_te", "vascular"):
        score = score + points[each] * values[each]
    rates = np.array(raw["stroke_rate"]["per_100_person_years"])
    return {"score": score * 1.0, "stroke_rate": rates[score.astype(int)]}
