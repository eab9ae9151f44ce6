"""Every row of a published results file, settled and compared."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vbc_twin.contracts.counted import Counted
from vbc_twin.contracts.published.case import settled, within_a_thousandth
from vbc_twin.contracts.published.explanation import explain, explain_after_sequestration
from vbc_twin.contracts.published.mssp import mssp_case
from vbc_twin.contracts.published.reach import reach_case
from vbc_twin.contracts.published.rows import Row, read_rows
from vbc_twin.evidence import EvidenceError

CASES = {"mssp": mssp_case, "reach": reach_case}
SCHEMA = {
    "performance_year": pl.Int64,
    "aco_id": pl.String,
    "track": pl.String,
    "published_usd": pl.Float64,
    "computed_usd": pl.Float64,
    "difference_usd": pl.Float64,
    "within_rounding": pl.Boolean,
    "explanation": pl.String,
    "published_after_sequestration_usd": pl.Float64,
    "computed_after_sequestration_usd": pl.Float64,
    "within_a_thousandth": pl.Boolean,
    "least_usd": pl.Float64,
    "most_usd": pl.Float64,
}


@dataclass(frozen=True)
class SettledResults(Counted):
    """One row a published row: `rows` with the columns of SCHEMA, `faults` of those refused, and how many were read.

    least_usd and most_usd are the settlements that the printed digits of the inputs allow; within_rounding says whether
    the published amount is among them. For ACO REACH the published amount is the shared one, before sequestration.
    """

    @property
    def outside(self) -> pl.DataFrame:
        """The rows whose published amount no input within rounding gives, each with its explanation."""
        return self.rows.filter(~pl.col("within_rounding"))

    @property
    def by_year_and_track(self) -> pl.DataFrame:
        """How many rows of each year and track agree, and of all."""
        counts = (
            pl.len().alias("rows"),
            pl.col("within_rounding").sum(),
            pl.col("within_a_thousandth").sum(),
            (~pl.col("within_rounding")).sum().alias("outside"),
        )
        each = self.rows.group_by("performance_year", "track").agg(*counts).sort("performance_year", "track")
        every = self.rows.select(
            pl.lit(None, pl.Int64).alias("performance_year"), pl.lit("all").alias("track"), *counts
        )
        return pl.concat([each, every], how="vertical_relaxed") if len(each) else each


def settle_results(path: str | Path) -> SettledResults:
    """Settle every row of a results file: the harmonised Shared Savings file, a raw one of any year, or ACO REACH's.

    A row that cannot be read is refused with row and column, and the others are settled: accepted + refused = read.
    Raises EvidenceError if the file is none of these or lacks a column without which no row can be settled.
    """
    file = read_rows(path)
    faults, settlements = dict(file.faults), []
    for row in file.rows:
        try:
            settlements.append(_compared(row, file.layout))
        except EvidenceError as error:
            faults.setdefault(row.line, []).extend(error.faults)
    told = tuple(fault for line in sorted(faults) for fault in faults[line])
    return SettledResults(pl.DataFrame(settlements, schema=SCHEMA, orient="row"), told, file.read)


def _compared(row: Row, layout: str) -> dict:
    """One row's settlement beside the published one."""
    case = CASES[layout](row)
    interval, published = settled(case, case.settles), row.printed("published")
    told = explain(case, interval)
    after = row.cells.get("published_after_sequestration")
    computed_after = None
    if after is not None:
        computed_after = settled(case, "earned_usd").computed
        more = explain_after_sequestration(computed_after, after.value)
        told = "; ".join(filter(None, (told, more)))
    return {
        "performance_year": row.year,
        "aco_id": row.aco_id,
        "track": row.track,
        "published_usd": published.value,
        "computed_usd": interval.computed,
        "difference_usd": interval.computed - published.value,
        "within_rounding": interval.holds(published),
        "explanation": told,
        "published_after_sequestration_usd": None if after is None else after.value,
        "computed_after_sequestration_usd": computed_after,
        "within_a_thousandth": within_a_thousandth(interval.computed, published.value),
        "least_usd": interval.least,
        "most_usd": interval.most,
    }
