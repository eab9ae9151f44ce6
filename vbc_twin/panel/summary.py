"""A panel in figures, with the small-cell rule: what rests on fewer than eleven patients is not shown."""

import polars as pl

from vbc_twin.panel.columns import AGE_BANDS, CONDITIONS, ENROLMENT_TYPES, RACES

SMALLEST_CELL = 11
PERSONAL = ("female", "dual", "long_term_institution", "smoker")
LIVING = ("rural", "lives_alone", "food_insecure", "transport_insecure")
FIFTHS = range(1, 6)
MEASURED = ("age", "hcc_score", "systolic", "ldl", "hba1c", "egfr", "uacr", "bmi")
SCHEMA = {
    "group": pl.String,
    "figure": pl.String,
    "patients": pl.Int64,
    "people": pl.Float64,
    "share": pl.Float64,
    "mean": pl.Float64,
}


def summary(patients: pl.DataFrame) -> pl.DataFrame:
    """One row a figure: group, figure, patients (rows), people (weighted), share of people, mean; hidden ones are null.

    A share is hidden too where the patients without it are fewer than eleven, since they follow from the total.
    """
    everyone = pl.lit(True)
    claims = [("panel", "everyone", everyone)]
    claims += [("enrolment type", each, pl.col("enrolment_type") == each) for each in ENROLMENT_TYPES]
    claims += [("age", each, age_band() == each) for each in AGE_BANDS]
    claims += [("person", each, pl.col(each)) for each in (*PERSONAL, *LIVING)]
    claims += [("deprivation of the area", f"fifth {each}", pl.col("deprivation_quintile") == each) for each in FIFTHS]
    claims += [("race", each, pl.col("race") == each) for each in RACES]
    claims += [("recorded condition", each, pl.col(f"{each}_recorded") >= 0) for each in CONDITIONS]
    claims += [("true condition", each, pl.col(each) > 0) for each in CONDITIONS]
    rows = [_count(patients, *each) for each in claims]
    rows += [("mean", each, patients.height, *_mean(patients, each)) for each in MEASURED]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    few = pl.col("patients") < SMALLEST_CELL
    rest = patients.height - pl.col("patients")
    hidden = few | ((rest > 0) & (rest < SMALLEST_CELL))
    return frame.with_columns(
        pl.when(hidden).then(None).otherwise(pl.col(each)).alias(each)
        for each in SCHEMA
        if each not in ("group", "figure")
    )


def age_band() -> pl.Expr:
    """The published age band of each patient."""
    age = pl.col("age")
    band = pl.when(age < 65).then(0).when(age < 75).then(1).when(age < 85).then(2).otherwise(3)
    return band.replace_strict(list(range(len(AGE_BANDS))), list(AGE_BANDS), return_dtype=pl.String)


def _count(patients: pl.DataFrame, group: str, figure: str, claim: pl.Expr) -> tuple:
    rows, people, share = patients.select(
        claim.sum() if figure != "everyone" else pl.len(),
        (pl.col("weight") * claim).sum().alias("people"),
        ((pl.col("weight") * claim).sum() / pl.col("weight").sum()).alias("share"),
    ).row(0)
    return group, figure, rows, people, share, None


def _mean(patients: pl.DataFrame, column: str) -> tuple:
    people, mean = patients.select(
        pl.col("weight").sum(), ((pl.col("weight") * pl.col(column)).sum() / pl.col("weight").sum()).alias("mean")
    ).row(0)
    return people, None, mean
