"""What the payer keeps of the benchmark beforehand: a discount, and what quality or staying gives back."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, Payment, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Haircut:
    """Benchmark x (1 - discount - withhold x (1 - Q) - retention), with Q the quality score [0..1].

    The retention is withheld where the figure `retained` says so, and what the figure `returned` says (0 or 1) of it is
    paid back at the settlement.
    """

    OPTIONAL: ClassVar[tuple[str, ...]] = ("discount", "withhold", "retention")
    NAMES: ClassVar[tuple[str, ...]] = ("retained", "returned")

    at: str
    discount: Parameter | None = None
    withhold: Parameter | None = None
    retention: Parameter | None = None
    retained: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()

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
        payments = ledger.payments
        if self.retention is not None:
            held = self.retention.value * self._all_of(self.retained, ledger)
            kept, back = kept - held, held * before * self._all_of(self.returned, ledger)
            rule, citation = f"{self.retention.value:.2%} of the benchmark", cited(self.retention, self.at)
            lines.append(Line("retention withheld", -held * before, "USD", rule, *citation))
            lines.append(Line("retention given back", back, "USD", "on staying, beside the settlement", *citation))
            payments = (*payments, Payment("retention given back", back, True))
        return ledger.add(lines, target_usd=before * kept, payments=payments)

    @staticmethod
    def _all_of(names: tuple[str, ...], ledger: Ledger) -> np.ndarray:
        """1 where every named figure says yes, and where none is named."""
        return np.prod([ledger.experience.amount(name) for name in names], axis=0)
