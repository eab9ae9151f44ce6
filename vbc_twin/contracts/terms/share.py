"""The division of savings and losses between the ACO and the payer, from the first dollar."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Share:
    """Savings x gain_rate x quality factor; losses x loss_rate, or x (1 - loss_rate_of_quality x Q) within bounds.

    One-sided is two-sided with a loss rate of zero: a track without either loss rate shares no losses.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ("gain_rate",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("loss_rate", "loss_rate_of_quality", "loss_rate_least", "loss_rate_most")
    ELECTED: ClassVar[tuple[str, ...]] = ()

    at: str
    gain_rate: Parameter
    loss_rate: Parameter | None = None
    loss_rate_of_quality: Parameter | None = None
    loss_rate_least: Parameter | None = None
    loss_rate_most: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Divide the gross amount that passed the gate."""
        gross = ledger.gross_usd
        rate = self.gain_rate.value * np.asarray(ledger.quality_factor)
        savings = np.maximum(gross, 0.0) * ledger.gain_counts * rate
        rule = f"{self.gain_rate.value:.0%} x quality factor, from the first dollar, if the gate is passed"
        lines = [Line("shared savings", savings, "USD", rule, self.gain_rate.at or self.at)]
        lost, rule, citation = self.rate_of_loss(ledger)
        losses = np.maximum(-gross, 0.0) * ledger.loss_counts * lost
        if citation:
            lines.append(Line("shared losses", losses, "USD", rule, citation))
        return ledger.add(lines, shared_savings_usd=savings, shared_loss_usd=losses)

    def rate_of_loss(self, ledger: Ledger) -> tuple[np.ndarray, str, str]:
        """The loss rate, its rule in words and its citation; the citation is empty on a one-sided track."""
        if self.loss_rate is not None:
            rule = f"{self.loss_rate.value:.0%}, from the first dollar, if the gate is passed"
            return np.asarray(self.loss_rate.value), rule, self.loss_rate.at or self.at
        if self.loss_rate_of_quality is None:
            return np.asarray(0.0), "no losses are shared", ""
        least = self.loss_rate_least.value if self.loss_rate_least is not None else 0.0
        most = self.loss_rate_most.value if self.loss_rate_most is not None else 1.0
        of_quality = self.loss_rate_of_quality
        rate = np.clip(1 - of_quality.value * np.asarray(ledger.loss_quality_score), least, most)
        rule = f"1 - {of_quality.value:.0%} x quality score, between {least:.0%} and {most:.0%}, from the first dollar"
        return rate, rule, of_quality.at or self.at
