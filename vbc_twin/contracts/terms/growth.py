"""The target's way to the performance year: it is multiplied by ratios and by rates of growth."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.terms.cost import words
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Growth:
    """Target x each ratio of `by` x (1 + each rate of `grows`), every factor held within least and most."""

    NAMES: ClassVar[tuple[str, ...]] = ("by", "grows")
    OPTIONAL: ClassVar[tuple[str, ...]] = ("least", "most")

    at: str
    by: tuple[str, ...] = ()
    grows: tuple[str, ...] = ()
    least: Parameter | None = None
    most: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Multiply the target; a benchmark that is given passes through."""
        if ledger.is_published:
            return ledger
        amount = ledger.experience.amount
        factors = {name: amount(name) for name in self.by} | {name: 1 + amount(name) for name in self.grows}
        least = -np.inf if self.least is None else self.least.value
        most = np.inf if self.most is None else self.most.value
        held = {name: np.clip(factor, least, most) for name, factor in factors.items()}
        within = "" if self.least is None and self.most is None else f", held within {least:g} and {most:g}"
        rule = f"multiplies the target{within}"
        lines = [
            Line(words(name), factor, "ratio", rule, *cited(self.most or self.least, self.at))
            for name, factor in held.items()
        ]
        return ledger.add(lines, target_usd=np.prod(list(held.values()), axis=0) * ledger.benchmark_usd)
