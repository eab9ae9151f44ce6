"""Steps of a calculation, each with its rule and where that stands, as a table."""

from collections.abc import Iterable

import numpy as np
import polars as pl

INTERVAL = (0.05, 0.95)


def explained(lines: Iterable) -> pl.DataFrame:
    """One row a line: step, amount (mean over draws), low, high (5th, 95th percentile), unit, rule, citation, mark."""
    lines = tuple(lines)
    amounts = [np.atleast_1d(np.asarray(line.amount, dtype=float)) for line in lines]
    ends = [np.quantile(amount, INTERVAL) for amount in amounts]
    return pl.DataFrame(
        {
            "step": [line.step for line in lines],
            "amount": [float(amount.mean()) for amount in amounts],
            "low": [float(low) for low, _ in ends],
            "high": [float(high) for _, high in ends],
            "unit": [line.unit for line in lines],
            "rule": [line.rule for line in lines],
            "citation": [line.citation for line in lines],
            "mark": [line.mark for line in lines],
        }
    )


def plain(amount) -> float | np.ndarray:
    """A number where there is one figure, the array where there are many."""
    array = np.asarray(amount, dtype=float)
    return float(array) if array.ndim == 0 else array
