"""Blood pressure, lipids, blood sugar, kidney function, weight and smoking, now and in the past, of each person.

Each is normal around a mean that age and true conditions shift, held within its column's bounds. Kidney function
follows the stage of kidney disease, so that column and condition never contradict each other.
"""

import numpy as np
from scipy.special import expit, logit

from vbc_twin.panel import apportion
from vbc_twin.panel.columns import COLUMNS, CONDITIONS, SEXES, ColumnDefinition
from vbc_twin.panel.demography import People
from vbc_twin.panel.references import figures

MEASURED = ("systolic", "ldl", "hba1c", "egfr", "bmi")
ORIGIN = 70
# Years since quitting of who never smoked, or smokes now.
NEVER_QUIT = 99.0


def measure(people: People, has: np.ndarray, truth: np.ndarray, luck) -> dict[str, np.ndarray]:
    """The biomarker columns, from has (people, conditions) on record and truth (people, conditions) by stage."""
    columns = {each.name: each for each in COLUMNS}
    found = {name: _measured(columns[name], people, has, truth, luck(name)) for name in MEASURED}
    smoker = _smokers(people, truth, luck)
    return {**found, "smoker": smoker, "years_since_quit": _years_since_quit(people, smoker, luck("years since quit"))}


def _measured(column: ColumnDefinition, people: People, has, truth, rng: np.random.Generator) -> np.ndarray:
    form = figures("biomarkers")[column.name]
    everyone = np.ones(len(truth))
    mean = form["mean"].value + form["per_year"].value * (people.age - ORIGIN) + shifts_of(form, has, truth)
    mean = by_stage(form, "level_by_stage", truth, mean)
    deviation = by_stage(form, "deviation_by_stage", truth, form["deviation"].value * everyone)
    least = form["least"].value if "least" in form else column.least
    least = by_stage(form, "least_by_stage", truth, least * everyone)
    most = by_stage(form, "most_by_stage", truth, column.most * everyone)
    return np.clip(mean + deviation * rng.standard_normal(len(mean)), least, most)


def shifts_of(form: dict, has: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """What conditions add to a mean."""
    total = np.zeros(len(truth))
    for condition, shift in form.get("with", {}).items():
        total += shift.value * (truth[:, CONDITIONS.index(condition)] > 0)
    for condition, shifts in form.get("by_stage", {}).items():
        total += _of_stage(shifts, truth[:, CONDITIONS.index(condition)], 0.0)
    for condition, shift in form.get("hidden", {}).items():
        place = CONDITIONS.index(condition)
        total += shift.value * ((truth[:, place] > 0) & ~has[:, place])
    return total


def by_stage(form: dict, key: str, truth: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Where a person has the condition, what its stage gives instead."""
    for condition, values in form.get(key, {}).items():
        stage = truth[:, CONDITIONS.index(condition)]
        otherwise = np.where(stage > 0, _of_stage(values, stage, 0.0), otherwise)
    return otherwise


def _of_stage(values: list, stage: np.ndarray, none: float) -> np.ndarray:
    line = np.array([none, *(each.value for each in values)])
    return line[np.minimum(stage, len(values))]


def _smokers(people: People, truth: np.ndarray, luck) -> np.ndarray:
    form = figures("biomarkers")["smoker"]
    years = np.maximum(people.age, form["youngest"].value) - ORIGIN
    log_odds = logit(form["chance"].value) + years * np.log(form["odds_per_year"].value)
    for name, odds in form["odds"].items():
        present = people.dual if name == "dual" else truth[:, CONDITIONS.index(name)] > 0
        log_odds = log_odds + np.log(odds.value) * present
    return apportion.chosen(expit(log_odds), people.by_stratum, luck("smoker"))


def _years_since_quit(people: People, smoker: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Years since former smokers stopped, of an exponential spread cut off at the age of beginning; else NEVER_QUIT."""
    form = figures("biomarkers")["former_smoker"]
    men = people.sex == SEXES.index("male")
    former = (
        ~smoker
        & (people.age > form["youngest"].value)
        & (rng.random(len(smoker)) < np.where(men, form["men"].value, form["women"].value))
    )
    most = np.maximum(people.age - form["youngest"].value, 0.0)
    share = -np.expm1(-most / form["years"].value)
    years = -form["years"].value * np.log1p(-share * rng.random(len(smoker)))
    return np.where(former, np.minimum(years, most), NEVER_QUIT)
