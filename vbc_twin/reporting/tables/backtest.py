"""Tables of a forecast test on real ACOs, beside two baselines, and of risk equations held to known cases."""

import polars as pl

from vbc_twin.reporting.tables.printed import printed


def backtest_errors(rows: pl.DataFrame) -> pl.DataFrame:
    """Mean absolute errors of forecast and baselines as text, each row in its own unit."""
    return pl.DataFrame(
        [
            {
                "Figure": f"{_spoken(row['figure'])} ({row['unit']})",
                "ACOs": str(row["n"]),
                "forecast": _figure(row["error"]),
                "last year": _figure(row["error_last_year"]),
                "x trend": _figure(row["error_trend"]),
                "less last year (95 %)": _interval(row, "difference_last_year"),
                "less trend (95 %)": _interval(row, "difference_trend"),
                **{f"in {share} %": f"{row[f'coverage_{share}']:.0%}" for share in (50, 80, 90)},
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def backtest_misses(rows: pl.DataFrame) -> pl.DataFrame:
    """The ACOs whose total spending fell outside its 90 % interval, and what changed, as text."""
    return pl.DataFrame(
        [
            {
                "ACO": row["aco_id"],
                "forecast (USD)": f"{row['forecast']:,.0f}",
                "published (USD)": f"{row['published']:,.0f}",
                "off": f"{row['off']:+.1%}",
                "what changed": row["why"],
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def equations_checked(checked: pl.DataFrame) -> pl.DataFrame:
    """One row an equation: known cases, those within tolerance, and the largest error, as text."""
    errors = pl.Series("largest_error", [f"{error:.1e}" for error in checked["largest_error"]])
    return printed(checked.with_columns(errors))


def _spoken(name: str) -> str:
    words = name.replace("_", " ").capitalize()
    return words.replace("esrd", "ESRD").replace("Ed ", "ED ").replace("Snf", "SNF")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _interval(row: dict, name: str) -> str:
    middle, low, high = (row[each] for each in (name, f"{name}_low", f"{name}_high"))
    if low is None:
        return f"{middle:+.1f}"
    return f"{middle:+.1f} ({low:+.1f} to {high:+.1f})"
