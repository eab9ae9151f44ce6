"""MAGGIC: death within one and three years in heart failure (Pocock et al. 2013).

Points for ejection fraction, age, systolic pressure and body mass index (the points of age and pressure depend on the
ejection fraction: below 30, 30 to 39, 40 or more), creatinine [umol/L], NYHA class, and for being male, smoking,
diabetes, COPD, heart failure known for MORE than 18 months, no beta-blocker, no ACE inhibitor or ARB. The sum is looked
up; the published table ends at 50 points, and the few people with more (57 are possible) have the deaths of 50. One
public port gives the two points of duration to a recent onset, which is the wrong way round.
"""

from functools import cache

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation, Values, coefficients, load
from vbc_twin.conditions.equations.evaluate import evaluate

BANDS = (30, 40)  # of ejection fraction [%]


def maggic(frame: pl.DataFrame) -> pl.DataFrame:
    """The score [points] and the chance of death within one and three years, one row a row of the frame.

    Columns: ejection_fraction [%], age [years], sbp [mmHg], bmi [kg/m2], creatinine_umol_l [umol/L], nyha (1 to 4),
    sex, smoker, diabetes, copd, over_18_months, on_beta_blocker, on_acei_or_arb. Raises EvidenceError naming every
    missing column. Source: Pocock et al., European Heart Journal 2013;34:1404.
    """
    return evaluate(equation(), frame)


@cache
def equation() -> Equation:
    """The equation as the house knows it."""
    return load("maggic", deaths)


def deaths(values: Values) -> Values:
    """Score and chances of death of clean arrays."""
    v = values
    items = {
        "ef": v["ejection_fraction"],
        "age": v["age"],
        "sbp": v["sbp"],
        "bmi": v["bmi"],
        "creatinine": v["creatinine_umol_l"],
        "nyha": v["nyha"].astype(float),
        "male": (v["sex"] == "male") * 1.0,
        "smoker": v["smoker"],
        "diabetes": v["diabetes"],
        "copd": v["copd"],
        "hf_diagnosed_over_18_months": v["over_18_months"],
        "not_on_beta_blocker": 1 - v["on_beta_blocker"],
        "not_on_acei_or_arb": 1 - v["on_acei_or_arb"],
    }
    column = np.digitize(v["ejection_fraction"], BANDS)
    score = np.zeros(len(column), dtype=int)
    for name, table in _points().items():
        score += np.where(items[name] >= table[0, 0], table[_row(items[name], table[:, 0]), 1 + column], 0).astype(int)
    look_up = coefficients("maggic_death")
    row = np.minimum(score, look_up.height - 1)
    return {
        "score": score * 1.0,
        "p_death_1y": look_up["one_year"].to_numpy()[row],
        "p_death_3y": look_up["three_years"].to_numpy()[row],
    }


def _row(value: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return np.maximum(np.searchsorted(starts, value, side="right") - 1, 0)


@cache
def _points() -> dict[str, np.ndarray]:
    """By item: the value from which a row holds, and its points in the three bands of ejection fraction."""
    table = coefficients("maggic")
    parts = table.partition_by("item", as_dict=True, include_key=False, maintain_order=True)
    return {item: rows.to_numpy() for (item,), rows in parts.items()}
