"""Money beside the sharing: capitation, fees for care management, quality pools, amounts after the limits."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.ledger import Payment as Paid
from vbc_twin.contracts.terms.cost import words
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Payment:
    """Amount = rate x (product of the figures of `of`), at most `most`; paid to the holder or by it.

    when "settled", it is part of the reconciliation and comes after its limits; "quarterly", it is paid in four equal
    parts during the year and stands beside the settlement.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("of",)
    WORDS: ClassVar[dict] = {
        "item": None,
        "to": ("holder", "payer"),
        "when": ("settled", "quarterly"),
    }
    OPTIONAL: ClassVar[tuple[str, ...]] = ("rate", "most")

    at: str
    item: str
    of: tuple[str, ...] = ()
    to: str = "holder"
    when: str = "quarterly"
    rate: Parameter | None = None
    most: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Work the payment out."""
        figures = [ledger.experience.amount(name) for name in self.of]
        amount = np.prod(np.broadcast_arrays(*figures), axis=0) if figures else np.float64(self.rate is not None)
        rule = " x ".join(words(name) for name in self.of)
        if self.rate is not None:
            amount, rule = amount * self.rate.value, f"{self.rate.value:g} x {rule}" if rule else self.rate.unit
        if self.most is not None:
            amount, rule = np.minimum(amount, self.most.value), f"{rule}, at most {self.most.value:,.0f}"
        amount = amount if self.to == "holder" else -amount
        line = Line(self.item, amount, "USD", rule, *cited(self.rate or self.most, self.at))
        return ledger.add([line], payments=(*ledger.payments, Paid(self.item, amount, self.when == "settled")))
