"""A fit to a published row, published beside simulated, and what a reader must know of it."""

import polars as pl

from vbc_twin.calibration import Fit
from vbc_twin.reporting import small_cells
from vbc_twin.reporting.tables.evidence import versions

LEAST_SCALE, MOST_SCALE = 1 / 3, 3
OUTSIDE = "outside the evidence"


def fit(fitted: Fit) -> pl.DataFrame:
    """One row a figure: published, simulated, standard error, bar, whether it is within, its scale, and a remark."""
    scale = pl.col("scale")
    beyond = (scale < LEAST_SCALE) | (scale > MOST_SCALE)
    remark = pl.when(beyond).then(pl.lit(OUTSIDE)).when(pl.col("within").not_()).then(pl.lit("beyond its bar"))
    percent = (100 * pl.col("relative_error")).alias("relative_error_percent")
    shown = fitted.table.with_columns(percent, remark=remark.otherwise(pl.lit("")))
    names = ("figure", "unit", "published", "simulated", "standard_error", "relative_error_percent", "bar", "scale")
    return shown.select(*names, "within", "remark")


def fit_notes(fitted: Fit) -> tuple[str, ...]:
    """What was solved or assumed, and what lies outside the evidence or its bar, in sentences."""
    return tuple(small_cells.said(each) for each in fitted.notes)


def fit_summary(fitted: Fit) -> dict:
    """The fit as one plain dictionary for scripts."""
    row = fitted.twin.row
    return {
        "aco_id": row.aco_id,
        "aco": row.name,
        "performance_year": row.performance_year,
        "is_within": fitted.is_within,
        "fit": fitted.table.to_dicts(),
        "notes": list(fit_notes(fitted)),
        "provenance": {"seed": fitted.twin.seed, "people": fitted.twin.people or "full panel"} | versions(),
    }
