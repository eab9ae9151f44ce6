"""The rates of a measures table: each row taken or refused, every fault with its row and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from vbc_twin.evidence import EvidenceError, Faults
from vbc_twin.quality.measure import Measure

Amount = float | np.ndarray
REQUIRED = ("measure", "rate")
OPTIONAL = ("collection", "cases", "completeness")
DIGITS = 3


@dataclass(frozen=True)
class Reported:
    """One measure as reported: its rate [the measure's unit], a number or an array over draws.

    collection: how it was reported, if not as the others. cases: cases in the denominator, completeness: share of the
    eligible patients reported [0..1]; None where they are taken to be enough.
    """

    rate: Amount
    collection: str = ""
    cases: float | None = None
    completeness: float | None = None


@dataclass(frozen=True)
class Rates:
    """What a measures table holds: rows taken, by column name of the measure, and what was refused, with its place."""

    taken: dict[str, Reported] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    read: int = 0

    @property
    def accepted(self) -> int:
        """How many rows were taken."""
        return len(self.taken)


def read_rates(table, measures: dict[str, Measure], collection: str) -> Rates:
    """Rates from a mapping (measure: rate or Reported), a polars frame, or a CSV file.

    A frame or file has the columns measure and rate, and may have collection, cases and completeness. A row with a
    fault is refused whole; the others are taken, so that accepted + refused = read. Raises EvidenceError if the table
    as such cannot be read, or if nothing in it can be taken.
    """
    rows = _rows_of_mapping(table) if isinstance(table, dict) else _rows_of_frame(table)
    taken, refused = {}, []
    for place, row in rows:
        faults = Faults()
        name = _column(row.get("measure"), measures, f"{place}, column measure", faults)
        measure = measures.get(name.split(".")[0])
        if name in taken:
            faults.add(f"{place}, column measure", f"{name} stands above already; keep one row a measure")
        reported = _reported(row, measure, collection, place, faults)
        if faults.lines:
            refused.append("; ".join(faults.lines))
        else:
            taken[name] = reported
    refused += _unequal(taken)
    if not taken:
        raise EvidenceError(refused or ["rates: there are none; give at least one measure's rate"])
    return Rates(taken, tuple(refused), len(rows))


def _rows_of_mapping(table: dict) -> list[tuple[str, dict]]:
    rows = []
    for name, value in table.items():
        row = vars(value) if isinstance(value, Reported) else {"rate": value}
        rows.append((f'rates, "{name}"', {"measure": name} | row))
    return rows


def _rows_of_frame(table) -> list[tuple[str, dict]]:
    place = "rates"
    if not isinstance(table, pl.DataFrame):
        place = Path(table).name
        if not Path(table).is_file():
            raise EvidenceError([f"{table}: there is no such file; give a CSV with the columns measure and rate"])
        try:
            table = pl.read_csv(table, infer_schema_length=0)
        except pl.exceptions.PolarsError as error:
            raise EvidenceError([f"{place}: cannot be read as CSV: {error}"]) from error
    faults = Faults()
    for name in REQUIRED:
        if name not in table.columns:
            faults.add(f"{place}, column {name}", f"is missing; found {', '.join(table.columns)}")
    for name in table.columns:
        if name not in REQUIRED + OPTIONAL:
            faults.unknown(f"{place}, column {name}", "column", name, REQUIRED + OPTIONAL)
    faults.raise_if_any()
    first = 2 if place != "rates" else 1
    return [(f"{place}, row {number}", row) for number, row in enumerate(table.iter_rows(named=True), start=first)]


def _column(raw: object, measures: dict[str, Measure], place: str, faults: Faults) -> str:
    """The name of a measure or of a part of one; a number that lost its zeros gets them back."""
    name = "" if raw is None else str(raw).strip()
    number, dot, part = name.partition(".")
    name = (number.zfill(DIGITS) if number.isdigit() else number) + dot + part
    known = [column for measure in measures.values() for column in measure.columns]
    if name in known:
        return name
    if name in measures:
        faults.add(place, f"{name} is scored from its parts; give {', '.join(measures[name].columns)}")
    else:
        faults.unknown(place, "measure of the set", name, known)
    return name


def _reported(row: dict, measure: Measure | None, collection: str, place: str, faults: Faults) -> Reported:
    rate = _numbers(row.get("rate"), f"{place}, column rate", faults)
    if rate is not None and measure is not None:
        outside = (rate < measure.least) | (rate > measure.most)
        if outside.any():
            worst = float(np.atleast_1d(rate)[np.atleast_1d(outside)][0])
            faults.add(
                f"{place}, column rate",
                f"{worst:g} is outside {measure.least:g} to {measure.most:g} [{measure.unit}]",
            )
    how = row.get("collection") or (collection if measure and measure.collected == "reported" else "")
    if measure is not None:
        how = how or measure.collections[0]
        if how not in measure.collections:
            faults.unknown(f"{place}, column collection", "collection type", how, measure.collections)
    extra = {}
    for name, most in (("cases", np.inf), ("completeness", 1.0)):
        if row.get(name) in (None, ""):
            extra[name] = None
            continue
        number = _numbers(row[name], f"{place}, column {name}", faults)
        if number is not None and (number.ndim or not 0 <= number <= most):
            faults.add(f"{place}, column {name}", f"expected one number from 0 to {most:g}, found {row[name]!r}")
        extra[name] = None if number is None or number.ndim else float(number)
    return Reported(0.0 if rate is None else rate, how, **extra)


def _numbers(raw: object, place: str, faults: Faults) -> np.ndarray | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        faults.add(place, "is missing; write the rate, or leave the row out if the measure was not reported")
        return None
    try:
        if isinstance(raw, bool):
            raise ValueError
        numbers = np.asarray(raw, dtype=float)
    except (TypeError, ValueError):
        faults.add(place, f"expected a number, found {raw!r}")
        return None
    if numbers.ndim > 1 or not numbers.size or not np.isfinite(numbers).all():
        faults.add(place, "expected one number, or one a draw, all finite")
        return None
    return numbers


def check_draws(amounts: dict[str, np.ndarray], place: str, faults: Faults) -> None:
    """Note each amount that has another number of draws than the first that has several."""
    sizes = {name: np.size(amount) for name, amount in amounts.items() if np.size(amount) > 1}
    for name, size in sizes.items():
        if size != (expected := next(iter(sizes.values()))):
            faults.add(f'{place}, "{name}"', f"has {size} draws, the first has {expected}")


def _unequal(taken: dict[str, Reported]) -> list[str]:
    """Refuse what has another number of draws than the first array."""
    draws = {name: each.rate.size for name, each in taken.items() if each.rate.ndim}
    if not draws:
        return []
    expected = next(iter(draws.values()))
    odd = [name for name, size in draws.items() if size not in (1, expected)]
    for name in odd:
        del taken[name]
    return [f'rates, "{name}", column rate: has {draws[name]} draws, the first has {expected}' for name in odd]
