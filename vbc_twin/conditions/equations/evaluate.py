"""A published equation over a frame: one row in, one row out, with what was refused and what was at the boundary."""

import warnings

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import Equation
from vbc_twin.conditions.equations.reading import read

AT_BOUNDARY, REFUSED = "at_boundary", "refused"
SHOWN = 5  # rows that a warning names; the column `refused` of the result holds all


class EquationWarning(UserWarning):
    """Some rows were refused, or some covariates were used at the boundary of what the equation was made for."""


def evaluate(equation: Equation, frame: pl.DataFrame, **options: object) -> pl.DataFrame:
    """One row a row of the frame, in its order: every outcome, `at_boundary` and `refused`.

    `at_boundary` names the covariates that lay outside the equation's range and were used at its boundary; `refused`
    says what could not be read, by row and column, and the outcomes of such a row are empty. Both are null where there
    is nothing to say, and a warning (EquationWarning) tells how many of each. Raises EvidenceError naming every column
    that is missing.
    """
    reading = read(equation, frame, options)
    good = np.ones(frame.height, dtype=bool)
    good[list(reading.faults)] = False
    values, beyond = equation.clip({name: array[good] for name, array in reading.values.items()})
    outcomes = equation.formula(values)
    columns = {each.name: _spread(outcomes[each.name], good) for each in equation.outcomes}
    refused = ["; ".join(reading.faults[row]) if row in reading.faults else None for row in range(frame.height)]
    result = pl.DataFrame(columns, schema={each.name: pl.Float64 for each in equation.outcomes}).with_columns(
        pl.Series(AT_BOUNDARY, _names(beyond, good), dtype=pl.String),
        pl.Series(REFUSED, refused, dtype=pl.String),
    )
    _tell(equation, result)
    return result


def counts(result: pl.DataFrame) -> dict:
    """Rows `read`, `accepted` and `refused` of an equation's result, and `at_boundary`: how often each covariate was.

    accepted + refused = read.
    """
    names = result[AT_BOUNDARY].drop_nulls().str.split(", ").explode().value_counts(sort=True)
    refused = result[REFUSED].is_not_null().sum()
    return {
        "read": result.height,
        "accepted": result.height - refused,
        "refused": refused,
        "at_boundary": dict(names.iter_rows()),
    }


def _spread(values: np.ndarray, good: np.ndarray) -> pl.Series:
    """The values of the good rows in their places, null elsewhere and where an outcome does not apply."""
    whole = np.full(len(good), np.nan)
    whole[good] = values
    return pl.Series(whole).fill_nan(None)


def _names(beyond: dict[str, np.ndarray], good: np.ndarray) -> list[str | None]:
    told: list[str | None] = [None] * len(good)
    for name, where in beyond.items():
        for row in np.flatnonzero(good)[where]:
            told[row] = f"{told[row]}, {name}" if told[row] else name
    return told


def _tell(equation: Equation, result: pl.DataFrame) -> None:
    said = counts(result)
    if said["at_boundary"]:
        listed = ", ".join(f"{name} {number}" for name, number in said["at_boundary"].items())
        warnings.warn(
            f"{equation.name}: used at the boundary of the equation's range, rows by covariate: {listed}",
            EquationWarning,
            stacklevel=4,
        )
    if said["refused"]:
        rows = result[REFUSED].drop_nulls().head(SHOWN).to_list()
        warnings.warn(
            f"{equation.name}: {said['refused']} of {said['read']} rows refused: {'; '.join(rows)}",
            EquationWarning,
            stacklevel=4,
        )
