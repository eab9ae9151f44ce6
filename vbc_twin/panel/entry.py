"""What is checked when a panel enters: every column there, of its type, complete, within its bounds; every id once.

Rows may come in any order and leave sorted by patient id, so that nothing that follows depends on the order.
"""

import polars as pl

from vbc_twin.evidence import Faults
from vbc_twin.panel.columns import COLUMNS, ColumnDefinition

SHOWN_IDS = 5


def admitted(patients: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted by id, columns in their order and of their types. Raises EvidenceError with every fault."""
    faults = Faults()
    known = [each.name for each in COLUMNS]
    for column in patients.columns:
        if column not in known:
            faults.unknown("panel", "column", column, known)
    present = []
    for each in COLUMNS:
        if each.name not in patients.columns:
            faults.add(f"panel, {each.name}", f"is missing; it holds: {each.meaning} [{each.unit or each.dtype}]")
        elif not _same_kind(patients.schema[each.name], each.dtype):
            faults.add(f"panel, {each.name}", f"expected {each.dtype}, found {patients.schema[each.name]}")
        else:
            present.append(each)
    _check_values(patients, present, faults)
    faults.raise_if_any()
    frame = patients.select(pl.col(each.name).cast(each.dtype) for each in COLUMNS)
    return frame if frame["id"].is_sorted() else frame.sort("id")


def _same_kind(found: pl.DataType, wanted: pl.DataType) -> bool:
    """Whether a column can become the wanted type without loss: whole numbers for whole ones, any number for floats."""
    if wanted.is_float():
        return found.is_numeric()
    if wanted.is_integer():
        return found.is_integer()
    return found == wanted


def _check_values(patients: pl.DataFrame, present: list[ColumnDefinition], faults: Faults) -> None:
    if not patients.height:
        faults.add("panel", "has no patients; a panel needs at least one")
        return
    counts = patients.select(
        expression.alias(f"{kind} {each.name}") for each in present for kind, expression in _counts(each).items()
    ).row(0, named=True)
    for each in present:
        if empty := counts[f"empty {each.name}"]:
            faults.add(f"panel, {each.name}", f"is empty or not a number in {empty} rows; every patient needs a value")
        if wrong := counts.get(f"outside {each.name}"):
            faults.add(f"panel, {each.name}", f"{wrong} rows are not {_allowed(each)}")
    if any(each.name == "id" for each in present):
        _check_ids(patients["id"], faults)


def _counts(each: ColumnDefinition) -> dict[str, pl.Expr]:
    """Rows without a value, and rows outside what the column allows."""
    column = pl.col(each.name)
    if each.dtype.is_float():
        column = column.cast(pl.Float64).fill_nan(None)
    counts = {"empty": column.is_null().sum()}
    if each.allowed:
        counts["outside"] = (~column.is_in(each.allowed)).sum()
    elif each.least is not None:
        counts["outside"] = (~column.is_between(each.least, each.most)).sum()
    return counts


def _allowed(each: ColumnDefinition) -> str:
    if each.allowed:
        return "one of " + ", ".join(each.allowed)
    return f"within {each.least:g} to {each.most:g} {each.unit}".rstrip()


def _check_ids(ids: pl.Series, faults: Faults) -> None:
    again = ids.filter(ids.is_duplicated()).unique().sort()
    if len(again):
        shown = ", ".join(str(each) for each in again.head(SHOWN_IDS)) + (", ..." if len(again) > SHOWN_IDS else "")
        faults.add("panel, id", f"{len(again)} ids occur more than once ({shown}); give every patient one row")
