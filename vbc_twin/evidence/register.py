"""The register of assumptions: every number that a result rests on, with its source and mark."""

from collections.abc import Iterable
from dataclasses import fields

import polars as pl

from vbc_twin.evidence import library
from vbc_twin.evidence.parameter import Parameter


def register(parameters: Iterable[Parameter]) -> pl.DataFrame:
    """One row a parameter, sorted by name: its fields, and the title of its source."""
    columns = [field.name for field in fields(Parameter)]
    rows = {each.name: [getattr(each, column) for column in columns] for each in parameters}
    kinds = {column: pl.Float64 if column in ("value", "low", "high") else pl.String for column in columns}
    frame = pl.DataFrame([rows[name] for name in sorted(rows)], schema=kinds, orient="row")
    titles = {key: source.title for key, source in library.sources().items()}
    return frame.with_columns(title=pl.col("source").replace_strict(titles, default="", return_dtype=pl.String))


def marks(frame: pl.DataFrame) -> pl.DataFrame:
    """How many figures of a register carry each mark, and how many of them have an assumed interval."""
    return (
        frame.group_by("mark")
        .agg(figures=pl.len(), assumed_intervals=(pl.col("interval") == "assumed").sum())
        .sort("figures", "mark", descending=[True, False])
    )
