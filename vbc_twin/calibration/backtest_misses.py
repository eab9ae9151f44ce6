"""Why forecasts missed: what the second row says happened that the first could not."""

from collections.abc import Iterator

import polars as pl

from vbc_twin.calibration.backtest_pairs import STABLE_WITHIN, Pairs
from vbc_twin.panel import ENROLMENT_TYPES

FIGURE = "spending"
# What counts as a change of who is on the list, and as a list so small that luck moves it.
RISK_MOVED, MIX_MOVED, FEW = 0.05, 0.02, 7000
SCHEMA = {
    "aco_id": pl.String, "first": pl.Float64, "forecast": pl.Float64, "published": pl.Float64, "off": pl.Float64,
    "list_change": pl.Float64, "why": pl.String,
}  # fmt: skip


def misses(pairs: Pairs, forecasts: pl.DataFrame) -> pl.DataFrame:
    """ACOs whose total spending fell outside its 90 % interval, the furthest off first: what changed beside it.

    `off` is published over forecast less one; `why` a sentence for each thing that the second row shows.
    """
    out = forecasts.filter(pl.col("figure") == FIGURE, ~pl.col("published").is_between("low", "high"))
    first = {row["aco_id"]: row for row in pairs.first.iter_rows(named=True)}
    second = {row["aco_id"]: row for row in pairs.second.iter_rows(named=True)}
    rows = []
    for each in out.iter_rows(named=True):
        aco = each["aco_id"]
        why = (
            "; ".join(reasons(first[aco], second[aco])) or "nothing in the row explains it: market, prices or practice"
        )
        off = each["published"] / each["forecast"] - 1
        rows.append((aco, each["first"], each["forecast"], each["published"], off, each["list_change"], why))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(pl.col("off").abs(), descending=True)


def reasons(first: dict, second: dict) -> Iterator[str]:
    """What changed from one row to the next, a phrase each."""
    change = second["assigned_beneficiaries"] / first["assigned_beneficiaries"] - 1
    if abs(change) > STABLE_WITHIN:
        yield f"the list {'grew' if change > 0 else 'shrank'} by {abs(change):.0%}"
    risk = _over(_mean(second, "risk_score_by_type"), _mean(first, "risk_score_by_type"))
    if risk is not None and abs(risk) > RISK_MOVED:
        yield f"mean risk score {risk:+.1%}"
    for name in ENROLMENT_TYPES:
        moved = (_share(second, name) or 0) - (_share(first, name) or 0)
        if abs(moved) > MIX_MOVED:
            yield f"share of {name} {100 * moved:+.1f} points"
    for column, said in (("track", "track"), ("assignment", "assignment")):
        if first[column] and second[column] and first[column] != second[column]:
            yield f"{said} from {first[column]} to {second[column]}"
    if first["assigned_beneficiaries"] < FEW:
        yield f"only {first['assigned_beneficiaries']:,.0f} people, so that luck weighs more"


def _share(row: dict, name: str) -> float | None:
    count = row[f"person_years_by_type_{name}"]
    return None if count is None or not row["person_years"] else count / row["person_years"]


def _mean(row: dict, column: str) -> float | None:
    """Mean over the enrolment types that are published, weighted by person-years."""
    known = [
        (row[f"person_years_by_type_{name}"], row[f"{column}_{name}"])
        for name in ENROLMENT_TYPES
        if row[f"person_years_by_type_{name}"] and row[f"{column}_{name}"]
    ]
    people = sum(count for count, _ in known)
    return sum(count * score for count, score in known) / people if people else None


def _over(after: float | None, before: float | None) -> float | None:
    return after / before - 1 if after and before else None
