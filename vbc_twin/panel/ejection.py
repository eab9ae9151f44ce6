"""Ejection fraction of each person: its class by age and sex, then a level within the class.

It is that of people with heart failure; of who has none, what it would be, so that nobody's luck hangs on falling ill.
"""

import numpy as np
from scipy.special import expit, logit

from vbc_twin.panel.references import figures

CLASSES = ("reduced", "mildly_reduced", "preserved")


def ejection_fraction(age: np.ndarray, female: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The ejection fraction [%] of people of an age and sex, in whole per cent as it is read."""
    kind = _class(age, female, rng.random(len(age)))
    mean, deviation, least, most = (
        np.array([figures("ejection_fraction")[each][figure].value for each in CLASSES])[kind]
        for figure in ("mean", "deviation", "least", "most")
    )
    return np.clip(np.rint(mean + deviation * rng.standard_normal(len(age))), least, most)


def _class(age: np.ndarray, female: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """The place of each person's class: reduced by age and sex, the others in the shares that are left to them."""
    form = figures("ejection_fraction")

    def by_sex(name: str) -> np.ndarray:
        return np.where(female, form["women"][name].value, form["men"][name].value)

    years = age - form["age"]["origin"].value
    reduced = expit(logit(by_sex("reduced")) + years * np.log(form["age"]["odds_per_year"].value))
    mildly = (1 - reduced) * by_sex("mildly_reduced") / (1 - by_sex("reduced"))
    return (draw >= reduced).astype(int) + (draw >= reduced + mildly)
