"""Amounts that are added to the benchmark: all of them, or the largest."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.terms.cost import words
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Adjust:
    """Benchmark + the sum or the largest of the figures of `of`, never less than `floor` where there is one.

    basis: "USD" are added as they are, "USD per person-year" times person-years, "share of benchmark" times the
    benchmark so far.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("of",)
    WORDS: ClassVar[dict] = {
        "combine": ("sum", "largest"),
        "basis": ("USD", "USD per person-year", "share of benchmark"),
    }
    OPTIONAL: ClassVar[tuple[str, ...]] = ("floor",)

    at: str
    of: tuple[str, ...]
    combine: str = "sum"
    basis: str = "USD"
    floor: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Add the amount; a benchmark that is given passes through."""
        if ledger.is_published:
            return ledger
        candidates = [ledger.experience.amount(name) for name in self.of]
        amount = sum(candidates) if self.combine == "sum" else np.max(np.broadcast_arrays(*candidates), axis=0)
        if self.floor is not None:
            amount = np.maximum(amount, self.floor.value)
        if self.basis == "USD per person-year":
            amount = amount * ledger.person_years
        elif self.basis == "share of benchmark":
            amount = amount * ledger.benchmark_usd
        names = [words(name) for name in self.of]
        rule = f"the {self.combine} of {', '.join(names)}, added to the benchmark" if len(names) > 1 else "added to it"
        line = Line("adjustment: " + " / ".join(names), amount, "USD", rule, *cited(self.floor, self.at))
        return ledger.add([line], target_usd=ledger.benchmark_usd + amount)
