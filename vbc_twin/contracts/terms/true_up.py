"""A trend that was guessed ahead is put right afterwards, as far as the contract lets the miss pass."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Passing:
    """A part of the miss: it ends at `to` [share], and this is how much of it passes to the target."""

    REQUIRED: ClassVar[tuple[str, ...]] = ("passes",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("to",)

    at: str
    passes: Parameter
    to: Parameter | None = None


@dataclass(frozen=True)
class TrueUp:
    """Target x (1 + what passes of the miss), band by band and alike on both sides of zero.

    A miss within the threshold passes not at all; one beyond it passes from its first part on.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ("threshold",)
    NAMES: ClassVar[tuple[str, ...]] = ("miss",)
    NESTED: ClassVar[dict[str, type]] = {"band": Passing}

    at: str
    miss: tuple[str, ...]
    threshold: Parameter
    band: tuple[Passing, ...]

    def passed(self, miss) -> np.ndarray:
        """How much of a miss [share, signed] passes to the target [share, signed]."""
        size, passed, begins = np.abs(np.asarray(miss, dtype=float)), np.float64(0.0), 0.0
        for band in self.band:
            ends = np.inf if band.to is None else band.to.value
            passed = passed + (np.clip(size, begins, ends) - begins) * band.passes.value
            begins = ends
        return np.sign(miss) * np.where(size > self.threshold.value, passed, 0.0)

    def apply(self, ledger: Ledger) -> Ledger:
        """Multiply the target; a benchmark that is given passes through."""
        if ledger.is_published:
            return ledger
        factor = 1 + self.passed(sum(ledger.experience.amount(name) for name in self.miss))
        shares = ", ".join(f"{band.passes.value:.0%}" for band in self.band)
        rule = f"if the trend missed by more than {self.threshold.value:.0%}: {shares} of the miss, band by band"
        line = Line("retrospective trend", factor, "ratio", rule, *cited(self.band[-1].passes, self.at))
        return ledger.add([line], target_usd=factor * ledger.benchmark_usd)
