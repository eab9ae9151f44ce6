"""What the payer keeps of the benchmark beforehand: a discount, and what quality must earn back."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Haircut:
    """Benchmark x (1 - discount - withhold x (1 - Q)), with Q the quality score [0..1]."""

    OPTIONAL: ClassVar[tuple[str, ...]] = ("discount", "withhold")

    at: str
    discount: Parameter | None = None
    withhold: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Take the discount and the withhold off; a benchmark that is given passes through."""
        if ledger.is_published:
            return ledger
        before, lines, kept = ledger.benchmark_usd, [], 1.0
        if self.discount is not None:
            kept = kept - self.discount.value
            rule = f"{self.discount.value:.2%} of the benchmark"
            line = Line("discount", -self.discount.value * before, "USD", rule, *cited(self.discount, self.at))
            lines.append(line)
        if self.withhold is not None:
            lost = self.withhold.value * (1 - np.asarray(ledger.experience.quality_score, dtype=float))
            kept = kept - lost
            rule = f"{self.withhold.value:.2%} of the benchmark, earned back by the quality score"
            line = Line("quality withhold not earned", -lost * before, "USD", rule, *cited(self.withhold, self.at))
            lines.append(line)
        return ledger.add(lines, target_usd=before * kept)
