"""The guardrail: an ACO that a projection would make a loser is judged by the growth that was, and earns nothing."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Guardrail:
    """b = two-way b if (X - b3) / b3 >= least loss rate, X > b3 and b2 > b3; else b = b3 [USD per person-year].

    b3 and b2 are the benchmarks under the three-way and the two-way update, X the spending. Where it was applied the
    ACO shares no savings, even if b2 is above X by more than the minimum rate (flag Guardrail of PY2024). Which losses
    count is read as those outside the corridor: give the minimum loss rate, or 0 for any loss.
    Source: 42 CFR 425.652(b), for agreements from 2024.
    """

    at: str
    applies: Parameter | None = None

    def apply(
        self, three_way: Amount, two_way: Amount, spending: Amount, least_loss_rate: Amount
    ) -> tuple[np.ndarray, np.ndarray]:
        """The benchmark that holds, and whether the guardrail was applied [True or False]."""
        three_way, two_way = np.asarray(three_way, dtype=float), np.asarray(two_way, dtype=float)
        if self.applies is None or not self.applies.value:
            return three_way, np.zeros(np.shape(three_way), dtype=bool)
        loss = np.asarray(spending, dtype=float) - three_way
        applied = (loss > 0) & (loss >= least_loss_rate * three_way) & (two_way > three_way)
        return np.where(applied, two_way, three_way), applied
