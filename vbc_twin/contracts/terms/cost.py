"""What counts as spent: claims, and what stands in their place."""

from dataclasses import dataclass
from typing import ClassVar

from vbc_twin.contracts.ledger import Ledger, Line

OTHER_MODELS = "demonstration_payments_usd"


@dataclass(frozen=True)
class Cost:
    """Expenditure = sum of the figures of `adds` less the sum of those of `less` [USD].

    Final payments under other models for the same people count beside them, where there are any.
    """

    NAMES: ClassVar[tuple[str, ...]] = ("adds", "less")

    at: str
    adds: tuple[str, ...]
    less: tuple[str, ...] = ()

    def apply(self, ledger: Ledger) -> Ledger:
        """Add up what counts."""
        amount = ledger.experience.amount
        lines = [Line(words(name), amount(name), "USD", "counts as spent", self.at) for name in self.adds]
        if OTHER_MODELS not in self.adds and ledger.experience.figure(OTHER_MODELS) is not None:
            lines.append(Line(words(OTHER_MODELS), amount(OTHER_MODELS), "USD", "counts as spent", self.at))
        lines += [Line(words(name), -amount(name), "USD", "does not count as spent", self.at) for name in self.less]
        return ledger.add(lines if len(lines) > 1 else [], cost_usd=sum(line.amount for line in lines))


def words(name: str) -> str:
    """A figure's name for people to read: without its currency."""
    return name.replace("_usd", "").replace("_", " ")
