"""Quality that acts on the amount itself: part of a gain is at stake, and part of a loss can be worked off."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class QualityAmount:
    """Gain x (1 - gain_at_stake x (1 - Q)); loss x (1 - loss_at_stake x Q), with Q the quality score [0..1]."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("gain_at_stake",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("loss_at_stake",)

    at: str
    gain_at_stake: Parameter
    loss_at_stake: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Scale what was shared."""
        score = np.asarray(ledger.experience.quality_score, dtype=float)
        worked_off = self.loss_at_stake.value if self.loss_at_stake is not None else 0.0
        savings = np.asarray(ledger.shared_savings_usd) * (1 - self.gain_at_stake.value * (1 - score))
        losses = np.asarray(ledger.shared_loss_usd) * (1 - worked_off * score)
        rule = f"{self.gain_at_stake.value:.0%} of a gain is at stake, {worked_off:.0%} of a loss can be worked off"
        line = Line("after quality", savings - losses, "USD", rule, *cited(self.gain_at_stake, self.at))
        return ledger.add([line], shared_savings_usd=savings, shared_loss_usd=losses)
