"""Money per person and month in place of claims, inside a contract that counts spending against a benchmark."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line
from vbc_twin.contracts.ledger import Payment as Paid
from vbc_twin.contracts.terms.cost import words


@dataclass(frozen=True)
class Capitation:
    """Expenditure + capitation - displaced claims [USD]: the capitation is the product of the figures of `of`.

    in_place_of names the claims that it displaces; they are among the spending, as if they had been paid. A capitation
    equal to them leaves the settlement as it is. It is paid to the holder in four equal parts during the year.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("of", "in_place_of")
    WORDS: ClassVar[dict] = {"item": None}

    at: str
    item: str
    of: tuple[str, ...]
    in_place_of: tuple[str, ...]

    def apply(self, ledger: Ledger) -> Ledger:
        """Count the capitation in place of the claims, and pay it."""
        amount = ledger.experience.amount
        paid = np.prod(np.broadcast_arrays(*map(amount, self.of)), axis=0)
        displaced = sum(amount(name) for name in self.in_place_of)
        lines = [
            Line(self.item, paid, "USD", f"{' x '.join(map(words, self.of))}; counts as spent", self.at),
            Line("claims displaced", -displaced, "USD", "no longer paid, and not counted as spent", self.at),
        ]
        payments = (*ledger.payments, Paid(self.item, paid, False))
        return ledger.add(lines, cost_usd=ledger.expenditure_usd - displaced + paid, payments=payments)
