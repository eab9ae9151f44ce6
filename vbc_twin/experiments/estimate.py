"""A figure with its uncertainty: the mean over draws and the 90 % interval."""

from dataclasses import dataclass

import numpy as np

INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Estimate:
    """Mean over draws, and the 5th and 95th percentiles."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: np.ndarray) -> "Estimate":
        """The estimate from one figure a draw."""
        low, high = np.quantile(draws, INTERVAL)
        return cls(float(np.mean(draws)), float(low), float(high))

    @property
    def covers_zero(self) -> bool:
        """Whether nothing at all lies within the interval."""
        return self.low <= 0 <= self.high

    def as_dict(self) -> dict[str, float]:
        """For a file or a script."""
        return {"mean": self.mean, "low": self.low, "high": self.high}
