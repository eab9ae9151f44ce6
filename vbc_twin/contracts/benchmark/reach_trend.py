"""The retrospective trend adjustment of ACO REACH: how much of a missed projection passes to the benchmark."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.contracts.benchmark.figures import circumstances, one_step
from vbc_twin.contracts.benchmark.reach_baseline import FILE
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class RetrospectiveTrend:
    """passed(m) = sign(m) x (passes_1 x first width_1 of |m| + passes_2 x next width_2 + passes_beyond x the rest).

    m = observed over projected trend of the reference population - 1; nothing passes unless |m| > gate. Read as a gate:
    once it is passed the whole miss counts. Example: m = 6 % passes 4 + half of 2 = 5 %. Before PY2024 there
    were no bands (recalled).
    """

    at: str
    gate: Parameter
    width_1: Parameter
    passes_1: Parameter
    width_2: Parameter
    passes_2: Parameter
    passes_beyond: Parameter

    def passed(self, miss: Amount) -> np.ndarray:
        """What of a miss passes to the benchmark [share of the projected trend]."""
        miss = np.asarray(miss, dtype=float)
        size = np.abs(miss)
        first = np.minimum(size, self.width_1.value)
        second = np.clip(size - self.width_1.value, 0.0, self.width_2.value)
        rest = np.maximum(size - self.width_1.value - self.width_2.value, 0.0)
        counted = self.passes_1.value * first + self.passes_2.value * second + self.passes_beyond.value * rest
        return np.where(size > self.gate.value, np.sign(miss) * counted, 0.0)

    def apply(self, benchmark: Amount, miss: Amount) -> np.ndarray:
        """The benchmark restated: x (1 + passed). Stop-loss charges are restated alike."""
        return np.asarray(benchmark, dtype=float) * (1 + self.passed(miss))


def retrospective_trend(year: int) -> RetrospectiveTrend:
    """The bands of a performance year; before PY2024 the whole miss passes."""
    return one_step(RetrospectiveTrend, FILE, "trend", circumstances(year))
