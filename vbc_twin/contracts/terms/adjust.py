"""Amounts that are added to the benchmark: all of them, or the largest."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.terms.cost import words
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Adjust:
    """Benchmark + the sum or the largest of the figures of `of`, held between `floor` and `most` where there are such.

    The amount is multiplied by the figures of `times` where there are any, such as the revenue that a rate is of.
    basis: "USD" are added as they are, "USD per person-year" times person-years, "share of benchmark" times the
    benchmark so far. rate is the price of one unit of each figure; without figures it is the amount itself.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("of", "times")
    WORDS: ClassVar[dict] = {
        "combine": ("sum", "largest"),
        "basis": ("USD", "USD per person-year", "share of benchmark"),
    }
    OPTIONAL: ClassVar[tuple[str, ...]] = ("floor", "most", "rate")

    at: str
    of: tuple[str, ...]
    combine: str = "sum"
    basis: str = "USD"
    floor: Parameter | None = None
    most: Parameter | None = None
    times: tuple[str, ...] = ()
    rate: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Add the amount; a benchmark that is given passes through, and so does any where there is nothing to add."""
        no_price = self.rate is not None and self.rate.value == 0
        if ledger.is_published or no_price or (self.rate is None and not self.of):
            return ledger
        price = 1.0 if self.rate is None else self.rate.value
        candidates = [price * ledger.experience.amount(name) for name in self.of] or [np.asarray(price)]
        amount = sum(candidates) if self.combine == "sum" else np.max(np.broadcast_arrays(*candidates), axis=0)
        if self.floor is not None:
            amount = np.maximum(amount, self.floor.value)
        if self.most is not None:
            amount = np.minimum(amount, self.most.value)
        for name in self.times:
            amount = amount * ledger.experience.amount(name)
        if self.basis == "USD per person-year":
            amount = amount * ledger.person_years
        elif self.basis == "share of benchmark":
            amount = amount * ledger.benchmark_usd
        names = [words(name) for name in self.of] or ["add-on"]
        rule = f"the {self.combine} of {', '.join(names)}, added to the benchmark" if len(names) > 1 else "added to it"
        if self.rate is not None:
            rule = f"{self.rate.value:g} {self.rate.unit}, {rule}"
        line = Line("adjustment: " + " / ".join(names), amount, "USD", rule, *cited(self.rate or self.floor, self.at))
        return ledger.add([line], target_usd=ledger.benchmark_usd + amount)
