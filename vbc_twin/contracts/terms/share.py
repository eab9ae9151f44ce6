"""The division of savings and losses between the holder of the contract and the payer, band by band."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Band:
    """A part of the savings or losses: it ends at `to` [share of benchmark], and these are the holder's parts in it.

    The last band has no end. Without a loss rate of its own the term's rule holds, and without one nothing is shared.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ("gain_rate",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("to", "loss_rate")

    at: str
    gain_rate: Parameter
    to: Parameter | None = None
    loss_rate: Parameter | None = None


@dataclass(frozen=True)
class Share:
    """Savings x gain_rate x quality factor and losses x loss_rate, band by band, like the bands of a tax.

    counted "from the first dollar", or "from the corridor" where only what lies beyond it is divided. Instead of a
    constant, the loss rate may be 1 - loss_rate_of_quality x Q within bounds. One-sided is two-sided with a loss rate
    of zero: a contract without any loss rate shares no losses.
    """

    OPTIONAL: ClassVar[tuple[str, ...]] = ("loss_rate_of_quality", "loss_rate_least", "loss_rate_most")
    WORDS: ClassVar[dict] = {"counted": ("from the first dollar", "from the corridor")}
    NESTED: ClassVar[dict[str, type]] = {"band": Band}

    at: str
    band: tuple[Band, ...]
    counted: str = "from the first dollar"
    loss_rate_of_quality: Parameter | None = None
    loss_rate_least: Parameter | None = None
    loss_rate_most: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Divide the gross amount that passed the gate."""
        gross, benchmark = ledger.gross_usd, ledger.benchmark_usd
        outside = 0.0 if self.counted == "from the first dollar" else ledger.minimum_savings_rate * benchmark
        gains, losses = np.maximum(gross - outside, 0.0), np.maximum(-gross - outside, 0.0)
        of_quality, rule, citation = self.rate_of_loss(ledger)
        saved, lost, begins = np.float64(0.0), np.float64(0.0), 0.0
        for band in self.band:
            ends = np.inf if band.to is None else band.to.value * benchmark
            saved = saved + (np.clip(gains, begins, ends) - begins) * (band.gain_rate.value * ledger.quality_factor)
            rate = of_quality if band.loss_rate is None else band.loss_rate.value
            lost = lost + (np.clip(losses, begins, ends) - begins) * rate
            begins = ends
        saved, lost = saved * ledger.gain_counts, lost * ledger.loss_counts
        lines = [Line("shared savings", saved, "USD", self.rule("gain_rate"), *cited(self.band[0].gain_rate, self.at))]
        if self.band[0].loss_rate is not None:
            rule, citation = self.rule("loss_rate"), cited(self.band[0].loss_rate, self.at)
        if citation:
            lines.append(Line("shared losses", lost, "USD", rule, *citation))
        return ledger.add(lines, shared_savings_usd=saved, shared_loss_usd=lost, divided_usd=saved - lost)

    def rule(self, side: str) -> str:
        """The rates of one side in words, band by band."""
        parts = []
        for band in self.band:
            rate = getattr(band, side)
            parts.append(
                f"{rate.value if rate is not None else 0:.0%}" + (f" to {band.to.value:.0%}" if band.to else "")
            )
        parts = [*parts[:-1], f"{parts[-1]} beyond"] if len(parts) > 1 else parts
        factor = " x quality factor" if side == "gain_rate" else ""
        return f"{', '.join(parts)}{factor}, {self.counted}, if the gate is passed"

    def rate_of_loss(self, ledger: Ledger) -> tuple[np.ndarray, str, tuple[str, str] | None]:
        """The loss rate that follows quality, its rule and its citation; none where there is no such rule."""
        if self.loss_rate_of_quality is None:
            return np.asarray(0.0), "no losses are shared", None
        least = self.loss_rate_least.value if self.loss_rate_least is not None else 0.0
        most = self.loss_rate_most.value if self.loss_rate_most is not None else 1.0
        of_quality = self.loss_rate_of_quality
        rate = np.clip(1 - of_quality.value * np.asarray(ledger.loss_quality_score), least, most)
        rule = f"1 - {of_quality.value:.0%} x quality score, between {least:.0%} and {most:.0%}, {self.counted}"
        return rate, rule, cited(of_quality, self.at)
