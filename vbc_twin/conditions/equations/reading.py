"""A frame as the clean arrays that an equation takes: columns found, cells read, every fault named by row and column.

Rows are counted from 1. What cannot be read refuses its row; what lies beyond the bounds does not.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.conditions.equations.equation import SEXES, Covariate, Equation, Values, check_options, chosen, word
from vbc_twin.evidence import EvidenceError, suggestion

YES = ("1", "1.0", "yes", "true", "y", "t")
NO = ("0", "0.0", "no", "false", "n", "f")
SEX_WORDS = {"female": "female", "f": "female", "woman": "female", "male": "male", "m": "male", "man": "male"}
AS_FLAG = {"female": ("female", "FEMALE"), "male": ("male", "MALE")}


@dataclass(frozen=True)
class Reading:
    """The arrays of a frame [one value a row], and the faults of each row that is refused, by row from 0."""

    values: Values
    faults: dict[int, list[str]]


def read(equation: Equation, frame: pl.DataFrame, options: dict[str, object]) -> Reading:
    """Read what an equation takes. An option that is not None holds for every row, else its column or its default.

    Raises EvidenceError naming every column that is missing, with the nearest that is there, and every unknown option.
    """
    if not isinstance(frame, pl.DataFrame):
        raise EvidenceError([f"{equation.name}: expected a polars DataFrame, found {type(frame).__name__}"])
    check_options(equation, options)
    values: Values = {}
    faults: dict[int, list[str]] = defaultdict(list)
    missing: list[str] = []
    in_order = sorted(equation.covariates, key=lambda each: each.kind != "choice")  # what others hang on comes first
    for each in in_order:
        if options.get(each.name) is not None:
            values[each.name] = np.full(frame.height, word(options[each.name], each), dtype=object)
            continue
        asked = np.broadcast_to(chosen(each.only, values), frame.height)
        column = _column(each, frame.columns)
        if column is not None:
            values[each.name] = _cells(each, frame[column], column, asked, faults)
        elif each.default is not None:
            values[each.name] = _filled(each, frame.height)
        elif asked.any() or not (each.only or frame.height):
            missing.append(_told(each, frame.columns))
        else:
            values[each.name] = np.full(frame.height, np.nan)
    if missing:
        raise EvidenceError([f"{equation.name}: {each}" for each in missing])
    return Reading(values, dict(faults))


def _column(covariate: Covariate, columns: list[str]) -> str | None:
    """The column of a covariate: its own name first, then its other names in their order."""
    names = (covariate.name, *covariate.also)
    if covariate.kind == "sex":
        names = (*names, *AS_FLAG["female"], *AS_FLAG["male"])
    return next((name for name in names if name in columns), None)


def _told(covariate: Covariate, columns: list[str]) -> str:
    names = " or ".join((covariate.name, *covariate.also))
    unit = f" [{covariate.unit}]" if covariate.unit else ""
    near = suggestion(covariate.name, [each for each in columns if each])
    remedy = near if near.startswith("Did you mean") else "Add it."
    return f'no column is called "{names}"{unit}: {covariate.meaning}. {remedy}'


def _filled(covariate: Covariate, height: int) -> np.ndarray:
    if covariate.kind == "choice":
        return np.full(height, covariate.default, dtype=object)
    return np.full(height, float(covariate.default))


def _cells(covariate: Covariate, column: pl.Series, name: str, asked: np.ndarray, faults) -> np.ndarray:
    """The cells of one column; notes a fault for each that cannot be read where it is asked for."""
    if covariate.kind == "number":
        values, bad = _numbers(column)
    elif covariate.kind == "yes_no":
        values, bad = _flags(column)
    elif covariate.kind == "sex":
        values, bad = _sexes(column, name)
    else:
        values, bad = _words(column, lambda value: word(value, covariate))
    empty = _is_empty(column, values) & ~bad
    for row in np.flatnonzero(asked & bad):
        faults[int(row)].append(f"row {row + 1}, {name}: {column[int(row)]!r} is {_expected(covariate)}")
    if not covariate.may_be_empty:
        for row in np.flatnonzero(asked & empty):
            faults[int(row)].append(f"row {row + 1}, {name}: is empty; give {_wanted(covariate)}")
    return values


def _numbers(column: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """Numbers, NaN where there is none, and where a cell holds something that is no number of zero or more."""
    if column.dtype == pl.String:
        column = column.str.strip_chars()
        column = column.set(column == "", None)
    elif not (column.dtype.is_numeric() or column.dtype in (pl.Boolean, pl.Null)):
        return np.full(len(column), np.nan), column.is_not_null().to_numpy()
    numbers = column.cast(pl.Float64, strict=False)
    values = numbers.fill_null(np.nan).to_numpy()
    bad = (column.is_not_null() & numbers.is_null()).to_numpy() | np.isinf(values) | (values < 0)
    return values, bad


def _flags(column: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    if column.dtype.is_numeric() or column.dtype in (pl.Boolean, pl.Null):
        values, bad = _numbers(column)
        return values, bad | ~(np.isnan(values) | np.isin(values, (0, 1)))
    words = {**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)}
    found, bad = _words(column, lambda value: words.get(str(value).strip().casefold()))
    return np.array([np.nan if each is None else each for each in found], dtype=float), bad


def _sexes(column: pl.Series, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Sexes as strings, from a column of words or from one that says whether a person is female, or male."""
    of_one = next((sex for sex, names in AS_FLAG.items() if name in names), None)
    if of_one is None:
        return _words(column, lambda value: SEX_WORDS.get(str(value).strip().casefold()))
    flags, bad = _flags(column)
    other = SEXES[1 - SEXES.index(of_one)]
    values = np.where(flags == 1, of_one, np.where(flags == 0, other, None)).astype(object)
    return values, bad


def _words(column: pl.Series, translate) -> tuple[np.ndarray, np.ndarray]:
    cells = column.to_list()
    known = {cell: translate(cell) for cell in set(cells) if cell is not None and str(cell).strip()}
    values = np.empty(len(cells), dtype=object)
    values[:] = [known.get(cell) for cell in cells]
    bad = np.array([cell in known and known[cell] is None for cell in cells], dtype=bool)
    return values, bad


def _is_empty(column: pl.Series, values: np.ndarray) -> np.ndarray:
    if values.dtype == object:
        return np.array([each is None for each in values], dtype=bool)
    return np.isnan(values)


def _expected(covariate: Covariate) -> str:
    if covariate.kind == "number":
        return "no number of zero or more"
    if covariate.kind == "choice":
        return f"none of {', '.join(covariate.values)}"
    return "neither 1 nor 0" if covariate.kind == "yes_no" else "neither female nor male"


def _wanted(covariate: Covariate) -> str:
    if covariate.kind == "number":
        return f"a number [{covariate.unit}]"
    if covariate.kind == "choice":
        return f"one of {', '.join(covariate.values)}"
    return "1 or 0" if covariate.kind == "yes_no" else "female or male"
