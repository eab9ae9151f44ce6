"""From ICD-10-CM diagnoses to payment categories, with the edits of age and sex."""

from functools import cache

import polars as pl

from vbc_twin.panel.hcc.model import Model, table

# A letter, a digit, a digit or A or B, then up to four more after the dot.
FORM = r"^[A-Z][0-9][0-9AB][0-9A-Z]{0,4}$"


@cache
def mapping(column: str) -> pl.DataFrame:
    """Every diagnosis that leads to a category of a model: code (without its dot), hcc; several rows where several."""
    return (
        table("diagnoses")
        .select("code", hcc=pl.col(column).str.split(" "))
        .drop_nulls()
        .explode("hcc")
        .with_columns(pl.col("hcc").cast(pl.Int64))
    )


@cache
def edits(column: str) -> pl.DataFrame:
    """Where age or sex changes what a code leads to: code, sex, to_age, from_age, edited (null: to nothing)."""
    ages = pl.col("to_age", "from_age").cast(pl.Int64)
    chosen = table("edits").filter(model=column)
    return chosen.select("code", "sex", ages, edited=pl.col("hcc").cast(pl.Int64))


def clean(code: pl.Expr) -> pl.Expr:
    """A code as the table has it: capitals, without dot and blanks."""
    return code.str.to_uppercase().str.replace_all(r"[.\s]", "")


def categories_of(recorded: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Categories of recorded diagnoses: row, hcc. `recorded` has row, code (clean), age and female, one row a code."""
    of_sex = pl.when(pl.col("female")).then(pl.lit("female")).otherwise(pl.lit("male")) == pl.col("sex")
    of_age = (pl.col("age") <= pl.col("to_age")) | (pl.col("age") >= pl.col("from_age"))
    known = recorded.join(edits(model.diagnoses).with_columns(rule=pl.lit(True)), on="code", how="left")
    edited = pl.col("rule").fill_null(False) & (of_sex.fill_null(False) | of_age.fill_null(False))
    changed = known.filter(edited).select("row", hcc="edited").drop_nulls()
    plain = known.filter(~edited).join(mapping(model.diagnoses), on="code", how="inner").select("row", "hcc")
    return pl.concat([plain, changed]).unique(maintain_order=True)
