"""How a risk over years becomes a hazard: h(t) = h0 exp(g t), so that what it adds up to is the risk.

    integral of h from 0 to T = h0 (exp(g T) - 1) / g = -ln(1 - R)

R is the risk over T years and g the growth of the hazard a year, for a risk equation the person's own slope of the log
odds with age. Above the oldest age of an equation the hazard is carried on and capped (`carried_on`).
"""

import numpy as np

from vbc_twin.conditions.equations.equation import Equation, Values, constants

Numbers = float | np.ndarray


def starting_hazard(risk: Numbers, years: Numbers, growth: Numbers = 0.0) -> Numbers:
    """The hazard at the start, h0 [per year], that adds up to `risk` [probability] over so many years, growing by g."""
    return -np.log1p(-np.asarray(risk, dtype=float)) / _exposure(years, growth)


def hazard_after(start: Numbers, years: Numbers, growth: Numbers = 0.0) -> Numbers:
    """The hazard [per year] so many years after the start: h0 exp(g t)."""
    return start * np.exp(np.asarray(growth) * years)


def chance_between(start: Numbers, growth: Numbers, since: Numbers, until: Numbers) -> Numbers:
    """The chance of an event between two times [years after the start], of those without one at the first."""
    return -np.expm1(-start * (_exposure(until, growth) - _exposure(since, growth)))


def growth_with_age(equation: Equation, values: Values, outcome: str) -> np.ndarray:
    """g [per year]: the slope of the log odds of an outcome with age, one value a person.

    Taken over the half year on either side, inside the equation's range of ages; needs a covariate `age`.
    """
    age = equation.clip(values)[0]["age"]
    before = equation.clip(values | {"age": age - 0.5})[0]
    after = equation.clip(values | {"age": age + 0.5})[0]
    low, high = (equation.formula(each)[outcome] for each in (before, after))
    return (np.log(high / (1 - high)) - np.log(low / (1 - low))) / (after["age"] - before["age"])


def carried_on(hazard_at_oldest: Numbers, years_beyond: Numbers) -> Numbers:
    """The hazard [per year] so many years above the oldest age of an equation: it grows on, up to a cap.

    Growth and cap are figures of `data/equations/hazard.toml`; both are judged, and a model that uses them calibrates.
    """
    figures = constants("hazard")
    grown = np.exp(figures["growth_beyond_range"]["value"] * np.maximum(years_beyond, 0))
    return hazard_at_oldest * np.minimum(grown, figures["most_beyond_range"]["value"])


def _exposure(years: Numbers, growth: Numbers) -> Numbers:
    """(exp(g t) - 1) / g, which is t where g is 0."""
    years, growth = np.broadcast_arrays(np.asarray(years, dtype=float), np.asarray(growth, dtype=float))
    still = growth == 0
    return np.where(still, years, np.expm1(growth * years) / np.where(still, 1, growth))
