"""A benchmark laid in dollars: shares of premium, prior budgets or prices, not a history by enrolment type."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.terms.cost import words
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Part:
    """One figure of the target, and the share of it that counts (all where there is none)."""

    NAMES: ClassVar[tuple[str, ...]] = ("of",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("share", "discount")

    at: str
    of: tuple[str, ...]
    share: Parameter | None = None
    discount: Parameter | None = None

    @property
    def factor(self) -> float:
        """share x (1 - discount)."""
        return (self.share.value if self.share is not None else 1.0) * (
            1 - (self.discount.value if self.discount is not None else 0.0)
        )


@dataclass(frozen=True)
class Target:
    """Benchmark [USD] = times x sum over parts of share x (1 - discount) x the part's figures.

    `times` is a figure such as member_months where the parts are per member; a part with several figures adds them.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("times",)
    NESTED: ClassVar[dict[str, type]] = {"part": Part}

    at: str
    part: tuple[Part, ...]
    times: tuple[str, ...] = ()

    def apply(self, ledger: Ledger) -> Ledger:
        """Lay the benchmark; one that is given passes through."""
        if ledger.is_published:
            rule = "as given: what builds it is inside it"
            return ledger.add([Line("benchmark given", ledger.benchmark_usd, "USD", rule, self.at)])
        amount = ledger.experience.amount
        times = np.prod([amount(name) for name in self.times], axis=0) if self.times else 1.0
        lines = []
        for part in self.part:
            usd = part.factor * times * sum(amount(name) for name in part.of)
            figures = " and ".join(words(name) for name in (*part.of, *self.times))
            rule = f"{part.factor:.4g} x {figures}" if part.factor != 1 else figures
            lines.append(
                Line(f"target: {words(part.of[0])}", usd, "USD", rule, *cited(part.share or part.discount, self.at))
            )
        return ledger.add(lines, target_usd=sum(line.amount for line in lines))
