"""CKD-EPI 2021: glomerular filtration from creatinine, without race (Inker et al. 2021).

    eGFR = 142 x min(Scr / k, 1)^a x max(Scr / k, 1)^-1.200 x 0.9938^age x 1.012 if female

Scr is serum creatinine [mg/dL]; k is 0.7 (female) or 0.9 (male), a is -0.241 or -0.302.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, constants, load
from vbc_twin.conditions.equations.evaluate import evaluate


def ckd_epi(frame: pl.DataFrame) -> pl.DataFrame:
    """Estimated glomerular filtration rate [mL/min/1.73 m2] as `egfr`, one row a row of the frame.

    Columns: sex, age [years], creatinine_mg_dl [mg/dL]. Raises EvidenceError naming every missing column. Source:
    Inker et al., New England Journal of Medicine 2021;385:1737.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("ckd_epi", rates)


def rates(values: Values) -> Values:
    """Filtration rates of clean arrays."""
    c = constants("ckd_epi")["coefficient"]
    female = values["sex"] == "female"
    kappa = np.where(female, c["kappa"]["female"], c["kappa"]["male"])
    alpha = np.where(female, c["alpha"]["female"], c["alpha"]["male"])
    ratio = values["creatinine_mg_dl"] / kappa
    shape = np.minimum(ratio, 1) ** alpha * np.maximum(ratio, 1) ** c["beyond"]
    return {"egfr": c["scale"] * shape * c["per_year"] ** values["age"] * np.where(female, c["female"], 1)}
