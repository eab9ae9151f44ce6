"""How much albumin people lose in their urine: the class A1, A2 or A3 by kidney function, and what a year adds.

At each stage of kidney disease the published shares hold; who is in the higher classes is likelier to have diabetes and
high pressure. Within a class the ratio of albumin to creatinine is spread evenly on a scale of logarithms.
"""

import numpy as np

from vbc_twin.panel import apportion
from vbc_twin.panel.columns import CONDITIONS
from vbc_twin.panel.illness import KIDNEY
from vbc_twin.panel.references import figures


def albuminuria(truth: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The column uacr [mg/g] of everybody, from truth (people, conditions) by stage and weight (people)."""
    form, stage, lot = figures("albuminuria"), truth[:, KIDNEY], rng.random(len(truth))
    log_odds = sum(np.log(each.value) * (truth[:, CONDITIONS.index(name)] > 0) for name, each in form["odds"].items())
    raised, severe = np.zeros(len(stage)), np.zeros(len(stage))
    for at in np.unique(stage):
        alike = stage == at
        for chance, shares in ((raised, form["share_a2_or_a3"]), (severe, form["share_a3"])):
            share = shares["none"] if at == 0 else shares["ckd"][min(at, len(shares["ckd"])) - 1]
            total = share.value * weight[alike].sum()
            chance[alike] = apportion.to_total(log_odds[alike], weight[alike], total)
    edges = [np.log(form[name].value) for name in ("least", "a2", "a3", "most")]
    # From the lowest lot, which loses most, to the highest: the four edges lie at these lots.
    at_most, at_a3, at_a2, at_least = np.zeros(len(stage)), severe, raised, np.ones(len(stage))
    found = np.zeros(len(stage))
    for low, high, first, last in (
        (edges[2], edges[3], at_most, at_a3),
        (edges[1], edges[2], at_a3, at_a2),
        (edges[0], edges[1], at_a2, at_least),
    ):
        here = (lot >= first) & (lot < last)
        depth = (lot[here] - first[here]) / (last[here] - first[here])
        found[here] = np.exp(high - depth * (high - low))
    return found


def albumin_growth(truth: np.ndarray) -> np.ndarray:
    """What a year multiplies uacr by, of truth (people, conditions) by stage: more with diabetes, less without."""
    form = figures("albuminuria")["growth_per_year"]
    growth = np.where(truth[:, KIDNEY] > 0, form["ckd"].value, 1.0)
    return np.where(truth[:, CONDITIONS.index("diabetes")] > 0, form["diabetes"].value, growth)


def slope_of(uacr: np.ndarray, form: dict) -> np.ndarray:
    """What albuminuria takes of eGFR in a year [mL/min/1.73 m2], beside what else does; `form` has a figure a class."""
    edges = figures("albuminuria")
    raised = np.where(uacr >= edges["a2"].value, form["albuminuria_a2"].value, 0.0)
    return np.where(uacr >= edges["a3"].value, form["albuminuria_a3"].value, raised)
