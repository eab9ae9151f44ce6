"""Advances taken back out of what is earned; a settlement that is owed is left alone."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, Payment


@dataclass(frozen=True)
class Recoup:
    """Recouped = min(advances outstanding, what is earned), after every limit."""

    OPTIONAL: ClassVar[tuple[str, ...]] = ()

    at: str

    def apply(self, ledger: Ledger) -> Ledger:
        """Take the advances back."""
        outstanding = ledger.experience.figure("advances_outstanding_usd")
        if outstanding is None:
            return ledger
        taken = np.minimum(np.asarray(ledger.shared_savings_usd, dtype=float), outstanding)
        line = Line("advances recouped", -taken, "USD", "out of what is earned, never below zero", self.at)
        return ledger.add([line], payments=(*ledger.payments, Payment("advances recouped", -taken, True)))
