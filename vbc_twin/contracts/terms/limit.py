"""The most that may be earned, and the most that may be owed."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Limit:
    """Savings at most gain_share x benchmark; losses at most the lesser of loss_share x benchmark and, where the
    participants' revenue is known, loss_share_of_revenue x revenue."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("gain_share",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("loss_share", "loss_share_of_revenue")
    ELECTED: ClassVar[tuple[str, ...]] = ()

    at: str
    gain_share: Parameter
    loss_share: Parameter | None = None
    loss_share_of_revenue: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Hold savings and losses under their limits."""
        most = self.gain_share.value * ledger.benchmark_usd
        savings = np.minimum(ledger.shared_savings_usd, most)
        rule = f"at most {self.gain_share.value:.0%} of the benchmark"
        lines = [Line("savings within the limit", savings, "USD", rule, self.gain_share.at or self.at)]
        if self.loss_share is None:
            return ledger.add(lines, shared_savings_usd=savings)
        most, rule = (
            self.loss_share.value * ledger.benchmark_usd,
            f"at most {self.loss_share.value:.0%} of the benchmark",
        )
        revenue = ledger.experience.participant_revenue_usd
        if self.loss_share_of_revenue is not None:
            share = f"{self.loss_share_of_revenue.value:.0%} of the participants' revenue"
            rule += f", or {share} if that is less" if revenue is not None else f" (revenue unknown: {share} left out)"
            if revenue is not None:
                most = np.minimum(most, self.loss_share_of_revenue.value * np.asarray(revenue, dtype=float))
        losses = np.minimum(ledger.shared_loss_usd, most)
        lines.append(Line("losses within the limit", losses, "USD", rule, self.loss_share.at or self.at))
        return ledger.add(lines, shared_savings_usd=savings, shared_loss_usd=losses)
