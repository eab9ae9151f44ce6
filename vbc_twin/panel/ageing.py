"""What a year does to what is measured: age, illness that began, kidneys that fail, smoking that ends."""

import numpy as np

from vbc_twin.panel.albuminuria import slope_of
from vbc_twin.panel.biomarkers import by_stage, shifts_of
from vbc_twin.panel.columns import COLUMNS, CONDITIONS
from vbc_twin.panel.references import figures


def mean_shift(name: str, has: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """What conditions, from has (people, conditions) on record and truth by stage, add to the mean of a biomarker."""
    return shifts_of(figures("biomarkers")[name], has, truth)


def per_year(name: str) -> float:
    """By how much a biomarker's mean changes with a year of age."""
    return figures("biomarkers")[name]["per_year"].value


def kidney_bounds(truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Within which eGFR the true stage of kidney disease, of truth (people, conditions), keeps each person."""
    form, column = figures("biomarkers")["egfr"], next(each for each in COLUMNS if each.name == "egfr")
    everyone = np.ones(len(truth))
    least = by_stage(form, "least_by_stage", truth, form["least"].value * everyone)
    return least, by_stage(form, "most_by_stage", truth, column.most * everyone)


def kidney_slope(truth: np.ndarray, systolic: np.ndarray, uacr: np.ndarray) -> np.ndarray:
    """What a year takes of eGFR [mL/min/1.73 m2], on average of people alike; what age takes without kidney disease."""
    form = figures("ageing")["egfr"]
    ill, diabetes, failing = (truth[:, CONDITIONS.index(each)] > 0 for each in ("ckd", "diabetes", "heart_failure"))
    pressure = np.maximum(systolic - form["pressure_over"].value, 0) / 10
    slope = np.where(diabetes, form["with_diabetes"].value, form["without_diabetes"].value)
    slope = slope + form["per_10_mmhg"].value * pressure + form["heart_failure"].value * failing
    slope = slope + slope_of(uacr, form)
    return np.where(ill, slope, per_year("egfr"))


def kidney_spread(truth: np.ndarray) -> np.ndarray:
    """The standard deviation between people of what a year takes of eGFR; none without kidney disease."""
    return figures("ageing")["egfr"]["deviation"].value * (truth[:, CONDITIONS.index("ckd")] > 0)


def sugar_spread(truth: np.ndarray) -> np.ndarray:
    """The standard deviation of what a year brings to the HbA1c of each person; none without diabetes."""
    return figures("ageing")["hba1c"]["wander"].value * (truth[:, CONDITIONS.index("diabetes")] > 0)


def quitting() -> float:
    """The yearly share of smokers who stop for good."""
    return figures("biomarkers")["former_smoker"]["quits"].value
