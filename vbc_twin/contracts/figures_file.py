"""A file of figures, one settlement a row, under the project's own names.

Its columns are the figures of data/figures.toml; those by enrolment type as `person_years.esrd`, or without a type for
all people together. Beside them stand the choices of the contract (level, minimum_savings_rate, agreement_start,
revenue, variant) and `id`, which is carried along. What cannot be read is refused with row and column, every fault at
once, and the other rows are settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path

import polars as pl

from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.counted import Counted
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.figures import vocabulary
from vbc_twin.contracts.figures_text import FiguresText, read_figures_text
from vbc_twin.evidence import EvidenceError, Faults

ID = "id"
TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual", "all")
YES, NO = ("1", "1.0", "yes", "true"), ("0", "0.0", "no", "false")
CHOICES: dict[str, Callable] = {
    "level": str,
    "minimum_savings_rate": lambda text: "variable" if text.casefold() == "variable" else float(text),
    "agreement_start": date.fromisoformat,
    "revenue": lambda text: text.casefold(),
    "variant": str,
}
NOT_IN_A_FILE = {"history": "a benchmark is built from a published row; give benchmark_usd"}
CORE = {field.name: field for field in fields(Experience) if field.name != "figures"}
AMOUNTS = ("benchmark_usd", "expenditure_usd", "gross_usd", "earned_usd", "paid_usd", "quarterly_usd")
SCHEMA = {"row": pl.Int64, ID: pl.String, "year": pl.Int64, "level": pl.String} | dict.fromkeys(AMOUNTS, pl.Float64)


@dataclass(frozen=True)
class SettledFigures(Counted):
    """The rows that were settled [USD], every fault of the others, and how many were read."""


def settle_figures(contract: Contract, path: str | Path) -> SettledFigures:
    """Settle every row of a figures file under a contract: accepted + refused = read.

    Raises EvidenceError with every fault if a column is unknown, or one is missing without which no row can be settled.
    """
    text = read_figures_text(path)
    faults = {line: list(told) for line, told in text.faults.items()}
    _check_header(text, contract)
    rows = []
    for line in text.lines:
        found = _settled(text, line, contract, faults.setdefault(line, []))
        if found is not None:
            rows.append(found)
    told = tuple(fault for line in sorted(faults) for fault in faults[line])
    return SettledFigures(pl.DataFrame(rows, schema=SCHEMA, orient="row"), told, text.read)


def _check_header(text: FiguresText, contract: Contract) -> None:
    """Raises EvidenceError for columns that mean nothing here, and for those without which no row can be settled."""
    faults, known = Faults(), [*vocabulary(), *CHOICES, ID]
    for column in text.header:
        name, _, type_name = column.partition(".")
        where = f"{text.file}, column {column}"
        if name in NOT_IN_A_FILE:
            faults.add(where, NOT_IN_A_FILE[name])
        elif name not in known:
            faults.unknown(where, "figure or choice", name, known)
        elif type_name and (name not in vocabulary() or vocabulary()[name].shape != "by type"):
            faults.add(where, f"{name} does not come by enrolment type; leave .{type_name} out")
        elif type_name and type_name not in TYPES:
            faults.unknown(where, "enrolment type", type_name, TYPES)
    given = {column.partition(".")[0] for column in text.header}
    for name in ("year", *_needs(contract, "benchmark_usd" in given)):
        if name not in given and name not in dict(contract.assumed):
            faults.add(text.file, f"has no column {name}; {contract.name} is settled on it ({_meaning(name)})")
    faults.raise_if_any()


def _needs(contract: Contract, benchmark_is_given: bool) -> tuple[str, ...]:
    names = contract.text.needs_beside_benchmark if benchmark_is_given else contract.needs
    return tuple("benchmark_usd" if name == "history" else name for name in names)


def _meaning(name: str) -> str:
    return f"{vocabulary()[name].meaning}, {vocabulary()[name].unit}"


def _settled(text: FiguresText, line: int, contract: Contract, faults: list[str]) -> dict | None:
    """One row's settlement; None, with its faults noted, if it cannot be had."""
    cells = text.lines[line]
    needed = _needs(contract, bool(cells.get("benchmark_usd")))
    given, choices = {}, {}
    for column, cell in cells.items():
        try:
            if column in CHOICES:
                choices |= {column: CHOICES[column](cell)} if cell else {}
            elif column != ID:
                _place(given, column, _figure(column, cell, needed))
        except ValueError as problem:
            faults.append(f"{text.place(line)}, column {column}: {_words(problem, column, cell)}")
    try:
        held = contract.choose(**choices)
        if faults:
            return None
        core = {name: value for name, value in given.items() if name in CORE}
        others = {name: value for name, value in given.items() if name not in CORE}
        settlement = held.settle(Experience(**core, figures=others))
    except EvidenceError as error:
        faults.extend(f"{text.place(line)}: {fault}" for fault in error.faults)
        return None
    amounts = {name: float(getattr(settlement, name)) for name in AMOUNTS}
    return {"row": line, ID: cells.get(ID) or "", "year": settlement.year, "level": settlement.level} | amounts


def _words(problem: ValueError, column: str, cell: str) -> str:
    if column not in CHOICES:
        return str(problem)
    form = {
        "agreement_start": "a date such as 2022-01-01",
        "minimum_savings_rate": 'a share such as 0.02, or "variable"',
    }
    return f'expected {form.get(column, "a choice of the contract")}, found "{cell}"'


def _place(given: dict, column: str, value: object) -> None:
    """Put a figure under its name, one by type into the dictionary of its types."""
    name, _, type_name = column.partition(".")
    if value is None:
        return
    if vocabulary()[name].shape == "by type":
        given.setdefault(name, {})[type_name or "all"] = value
    else:
        given[name] = value


def _figure(column: str, cell: str, needed: tuple[str, ...]) -> float | bool | None:
    """A cell's figure; None where it may be left out. Raises ValueError in words."""
    name = column.partition(".")[0]
    figure = vocabulary()[name]
    if not cell:
        # What has a value of its own where nothing is said would be made up by a blank.
        stands_in = name in CORE and CORE[name].default not in (None, MISSING)
        if name in needed or name == "year" or stands_in or figure.shape == "by type":
            raise ValueError(f"is blank ({_meaning(name)})")
        return None
    if figure.shape == "yes or no":
        if cell.casefold() not in YES + NO:
            raise ValueError(f'expected 1 or 0, found "{cell}"')
        return cell.casefold() in YES
    try:
        value = float(cell.replace(",", ""))
    except ValueError:
        raise ValueError(f'expected a number ({figure.unit}), found "{cell}"') from None
    if not abs(value) < float("inf"):
        raise ValueError(f'expected a number ({figure.unit}), found "{cell}"')
    if name == "year":
        if value != int(value):
            raise ValueError(f'expected a year such as 2022, found "{cell}"')
        return int(value)
    if name in ("persons", "benchmark_usd") and value <= 0:
        raise ValueError(f'expected a figure above zero, found "{cell}"')
    if figure.unit == "share" and not 0 <= value <= 1:
        raise ValueError(f'expected a share from 0 to 1, found "{cell}"')
    return value
