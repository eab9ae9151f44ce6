"""How far forecasts and baselines lie from what was published, and how often intervals hold it.

Errors are absolute, in the figure's unit, their mean over ACOs, each counting once. The interval of a difference of
two mean errors is a paired bootstrap over ACOs: the same ACOs are drawn for both, so that what makes an ACO hard to
forecast cancels. The seed is fixed.
"""

from dataclasses import dataclass

import numpy as np

BOOTSTRAPS, BOOTSTRAP_SEED = 4000, 20220101
SHARES = (0.50, 0.80, 0.90)
ENDS = (0.025, 0.975)  # of a 95 % interval


@dataclass(frozen=True)
class Scored:
    """What is forecast of one figure, (ACOs) each: year one, year two, the forecast, the trend [ratio], and interval
    ends by share (ACOs, shares, 2). `alone` is the twin as it was lived, without what other years teach."""

    first: np.ndarray
    second: np.ndarray
    forecast: np.ndarray
    alone: np.ndarray
    trend: float
    interval: np.ndarray

    def only(self, which: np.ndarray) -> "Scored":
        """The same of some of the ACOs."""
        arrays = (self.first, self.second, self.forecast, self.alone)
        return Scored(*(each[which] for each in arrays), self.trend, self.interval[which])

    @property
    def errors(self) -> dict[str, np.ndarray]:
        """Absolute errors of the forecast, the two baselines and the twin alone, by ACO."""
        said = {
            "error": self.forecast,
            "error_last_year": self.first,
            "error_trend": self.first * self.trend,
            "error_twin_alone": self.alone,
        }
        return {name: np.abs(values - self.second) for name, values in said.items()}

    def row(self) -> dict:
        """Mean errors, their differences with 95 % intervals (below zero: the forecast is better), and coverage."""
        errors = self.errors
        row = {name: _mean(values) for name, values in errors.items()}
        for baseline in ("last_year", "trend"):
            apart = errors["error"] - errors[f"error_{baseline}"]
            low, high = paired_interval(apart)
            row |= {f"difference_{baseline}": _mean(apart), f"difference_{baseline}_low": low}
            row |= {f"difference_{baseline}_high": high}
        row["bias"] = _mean(self.forecast - self.second)
        for place, share in enumerate(SHARES):
            row[f"coverage_{round(100 * share)}"] = _mean(covered(self.second, self.interval[:, place]))
        return row | {"n": len(self.first)}


def covered(value: np.ndarray, interval: np.ndarray) -> np.ndarray:
    """Whether each value lies within its interval (ACOs, 2), ends included."""
    return (interval[:, 0] <= value) & (value <= interval[:, 1])


def paired_interval(apart: np.ndarray) -> tuple[float | None, float | None]:
    """The 95 % interval of the mean of paired differences, by bootstrap over ACOs; none from fewer than two."""
    if len(apart) < 2:
        return None, None
    drawn = np.random.default_rng(BOOTSTRAP_SEED).integers(len(apart), size=(BOOTSTRAPS, len(apart)))
    low, high = np.quantile(apart[drawn].mean(axis=1), ENDS)
    return float(low), float(high)


def _mean(values: np.ndarray) -> float | None:
    return float(np.mean(values)) if len(values) else None
