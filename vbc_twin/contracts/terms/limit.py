"""The most that may be earned, and the most that may be owed."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Limit:
    """Savings at most gain_share x benchmark; losses at most the lesser of loss_share x benchmark and, where the
    participants' revenue is known, loss_share_of_revenue x revenue. A side without a figure has no limit."""

    OPTIONAL: ClassVar[tuple[str, ...]] = ("gain_share", "loss_share", "loss_share_of_revenue")

    at: str
    gain_share: Parameter | None = None
    loss_share: Parameter | None = None
    loss_share_of_revenue: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Hold savings and losses under their limits."""
        lines, savings, losses = [], ledger.shared_savings_usd, ledger.shared_loss_usd
        if self.gain_share is not None:
            savings = np.minimum(savings, self.gain_share.value * ledger.benchmark_usd)
            rule = f"at most {self.gain_share.value:.0%} of the benchmark"
            lines.append(Line("savings within the limit", savings, "USD", rule, *cited(self.gain_share, self.at)))
        if self.loss_share is not None or self.loss_share_of_revenue is not None:
            most, rule = self.most_owed(ledger)
            losses = np.minimum(losses, most)
            figure = self.loss_share or self.loss_share_of_revenue
            lines.append(Line("losses within the limit", losses, "USD", rule, *cited(figure, self.at)))
        return ledger.add(lines, shared_savings_usd=savings, shared_loss_usd=losses)

    def most_owed(self, ledger: Ledger) -> tuple[np.ndarray, str]:
        """The limit of losses [USD] and its rule in words."""
        most, rules = np.asarray(np.inf), []
        if self.loss_share is not None:
            most = self.loss_share.value * ledger.benchmark_usd
            rules.append(f"{self.loss_share.value:.0%} of the benchmark")
        revenue = ledger.experience.participant_revenue_usd
        if self.loss_share_of_revenue is not None:
            share = f"{self.loss_share_of_revenue.value:.0%} of the participants' revenue"
            if revenue is None:
                return most, f"at most {', '.join(rules) or 'nothing known'} (revenue unknown: {share} left out)"
            most = np.minimum(most, self.loss_share_of_revenue.value * np.asarray(revenue, dtype=float))
            rules.append(share)
        return most, f"at most {', or '.join(rules)}{' if that is less' if len(rules) > 1 else ''}"
