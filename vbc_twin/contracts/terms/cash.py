"""Sequestration: what the budget law takes off a payment; in Shared Savings before the limit, and on gains only."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Cash:
    """Shared savings x (1 - gain_sequestration); shared losses x (1 - loss_sequestration) where there is one."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("gain_sequestration",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("loss_sequestration",)

    at: str
    gain_sequestration: Parameter
    loss_sequestration: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Take the sequestration off."""
        taken = np.asarray(ledger.shared_savings_usd) * self.gain_sequestration.value
        off_losses = self.loss_sequestration.value if self.loss_sequestration is not None else 0.0
        rule = f"{self.gain_sequestration.value:.0%} off savings, before the limit; losses are not sequestered"
        return ledger.add(
            [Line("sequestration", -taken, "USD", rule, *cited(self.gain_sequestration, self.at))],
            shared_savings_usd=ledger.shared_savings_usd - taken,
            shared_loss_usd=np.asarray(ledger.shared_loss_usd) * (1 - off_losses),
        )
