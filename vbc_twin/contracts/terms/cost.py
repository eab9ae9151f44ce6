"""What counts as spent: claims, and what stands in their place."""

from dataclasses import dataclass
from typing import ClassVar

from vbc_twin.contracts.ledger import Ledger, Line


@dataclass(frozen=True)
class Cost:
    """Expenditure = sum of the figures of `adds` less the sum of those of `less` [USD]."""

    NAMES: ClassVar[tuple[str, ...]] = ("adds", "less")

    at: str
    adds: tuple[str, ...]
    less: tuple[str, ...] = ()

    def apply(self, ledger: Ledger) -> Ledger:
        """Add up what counts."""
        amount = ledger.experience.amount
        lines = [Line(words(name), amount(name), "USD", "counts as spent", self.at) for name in self.adds]
        lines += [Line(words(name), -amount(name), "USD", "does not count as spent", self.at) for name in self.less]
        return ledger.add(lines if len(lines) > 1 else [], cost_usd=sum(line.amount for line in lines))


def words(name: str) -> str:
    """A figure's name for people to read: without its unit."""
    return name.removesuffix("_usd").replace("_", " ")
