"""An adjustment of what has been paid, by how well its receiver did: in bands of one figure, behind a quality gate."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.ledger import Payment as Paid
from vbc_twin.contracts.terms.cost import words
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Rank:
    """A band of the figure: it ends below `to`, and this is the adjustment in it. The last band has no end."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("rate",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("to",)

    at: str
    rate: Parameter
    to: Parameter | None = None


@dataclass(frozen=True)
class Performance:
    """Adjustment = phase x rate x what the terms before it pay; rate is that of the band in which `of` lies.

    rate_if_failed takes the place of the band's rate where the quality standard is not met. phase is the part of the
    adjustment that is in force, all of it where there is none.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("of",)
    WORDS: ClassVar[dict] = {"item": None}
    REQUIRED: ClassVar[tuple[str, ...]] = ("rate_if_failed",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("phase",)
    NESTED: ClassVar[dict[str, type]] = {"band": Rank}

    at: str
    item: str
    of: tuple[str, ...]
    band: tuple[Rank, ...]
    rate_if_failed: Parameter
    phase: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Look the rate up and adjust the payments so far."""
        ends = [band.to.value for band in self.band if band.to is not None]
        figure = ledger.experience.amount(self.of[0])
        band = np.searchsorted(ends, figure, side="right")
        rates = np.asarray([each.rate.value for each in self.band])[band]
        met = np.asarray(ledger.experience.quality_standard_met, dtype=bool)
        rates = np.where(met, rates, self.rate_if_failed.value) * (1.0 if self.phase is None else self.phase.value)
        amount = rates * sum(payment.amount_usd for payment in ledger.payments)
        rule = f"by {words(self.of[0])}; {self.rate_if_failed.value:+.0%} where the quality standard is not met"
        lines = [
            Line(
                "adjustment for performance",
                rates,
                "share of what is paid",
                rule,
                *cited(self.rests_on(band, met), self.at),
            ),
            Line(self.item, amount, "USD", "adjustment x what is paid", self.at),
        ]
        return ledger.add(lines, payments=(*ledger.payments, Paid(self.item, amount, False)))

    def rests_on(self, band: np.ndarray, met: np.ndarray) -> Parameter:
        """The figure behind the adjustment; over many draws, that of the first."""
        if self.phase is not None and self.phase.value == 0:
            return self.phase
        return self.band[int(np.ravel(band)[0])].rate if np.ravel(met)[0] else self.rate_if_failed
