"""How conditions go together, read from the fitted coefficients of `data/panels/co_occurrence.csv`.

The fit is `vbc_twin/calibration/co_occurrence.py`; here its coefficients become one JointModel for people under 65 and
one from 65.
"""

from functools import cache

import numpy as np

from vbc_twin.panel.columns import JOINT_CONDITIONS
from vbc_twin.panel.joint import JointModel
from vbc_twin.panel.references import figures, table

GROUPS = ("lt65", "65plus")
COUNT_TERMS = ("none", "triple", "quadruple")


@cache
def joint_model(group: str) -> JointModel:
    """The model of one group of strata ("lt65" or "65plus")."""
    return model_of(table("co_occurrence"), group)


def judged_pairs() -> list[dict]:
    """The pairs that no public table gives: `conditions` (two names) and their judged `odds_ratio` (a Parameter)."""
    return figures("judged_pairs")["pair"]


def model_of(coefficients, group: str) -> JointModel:
    """A JointModel from a frame group, term, condition_a, condition_b, log_odds, counted."""
    here = coefficients.filter(group=group)
    pairs = np.zeros((len(JOINT_CONDITIONS), len(JOINT_CONDITIONS)))
    for a, b, value in here.filter(term="pair").select("condition_a", "condition_b", "log_odds").iter_rows():
        first, second = JOINT_CONDITIONS.index(a), JOINT_CONDITIONS.index(b)
        pairs[first, second] = pairs[second, first] = value
    counts = dict(here.filter(here["term"].is_in(COUNT_TERMS)).select("term", "log_odds").iter_rows())
    counted = here.filter(term="pair", mark="fitted")
    names = set(counted["condition_a"]) | set(counted["condition_b"])
    return JointModel(JOINT_CONDITIONS, pairs, tuple(c for c in JOINT_CONDITIONS if c in names), **counts)
