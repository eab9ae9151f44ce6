"""Losses forgiven where extreme and uncontrollable circumstances struck. They come off the limited loss."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Mitigation:
    """Loss x (1 - forgiven); a mitigation that CMS published [USD] takes the rule's place.

    forgiven is the share of people in affected counties times the share of months affected.
    """

    OPTIONAL: ClassVar[tuple[str, ...]] = ("forgiven",)

    at: str
    forgiven: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Take the mitigation off a loss, never below zero."""
        loss = np.asarray(ledger.shared_loss_usd, dtype=float)
        published = ledger.experience.mitigation_usd
        if published is not None:
            taken, rule = np.minimum(loss, published), "as published"
        elif self.forgiven is not None:
            taken, rule = loss * self.forgiven.value, f"{self.forgiven.value:.0%} of the loss is forgiven"
        else:
            return ledger
        line = Line("mitigation for extreme circumstances", taken, "USD", rule, *cited(self.forgiven, self.at))
        return ledger.add([line] if np.any(loss > 0) else [], shared_loss_usd=loss - taken)
