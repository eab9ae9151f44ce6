"""Tables of a comparison, ready to print."""

import polars as pl

from vbc_twin.experiments import Comparison


def headline(comparison: Comparison) -> pl.DataFrame:
    """The headline figures: mean and 90 % interval [USD]."""
    rows = [
        (name, each["mean"], each["low"], each["high"])
        for name, each in comparison.headline().items()
        if isinstance(each, dict)
    ]
    return pl.DataFrame(rows, schema=["figure", "mean_usd", "low_usd", "high_usd"], orient="row")
