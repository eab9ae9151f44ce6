"""The result of a settlement: what is earned or owed, and every line that leads there."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.contracts.ledger import Ledger, Line

INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class Settlement:
    """A settled year. Amounts [USD] are numbers, or arrays over draws where the experience was."""

    contract: str
    level: str
    ledger: Ledger

    @property
    def year(self) -> int:
        """The performance year."""
        return self.ledger.experience.year

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every step in the contract's own order."""
        return self.ledger.lines

    @property
    def benchmark_usd(self):
        """The benchmark [USD]."""
        return plain(self.ledger.benchmark_usd)

    @property
    def expenditure_usd(self):
        """What was spent, on programme basis [USD]."""
        return plain(self.ledger.experience.expenditure_usd)

    @property
    def gross_usd(self):
        """Benchmark less expenditure [USD]: positive is savings."""
        return plain(self.ledger.gross_usd)

    @property
    def earned_usd(self):
        """The settlement [USD]: positive is paid to the ACO, negative is owed by it; before recoupments."""
        return plain(np.asarray(self.ledger.shared_savings_usd) - np.asarray(self.ledger.shared_loss_usd))

    def explain(self) -> pl.DataFrame:
        """One row a line: step, amount (mean over draws), low, high (5th to 95th percentile), unit, rule, citation."""
        earned = Line("earned (+) or owed (-)", self.earned_usd, "USD", "shared savings less shared losses", "")
        amounts = [np.atleast_1d(np.asarray(line.amount, dtype=float)) for line in (*self.lines, earned)]
        ends = [np.quantile(amount, INTERVAL) for amount in amounts]
        return pl.DataFrame(
            {
                "step": [line.step for line in (*self.lines, earned)],
                "amount": [float(amount.mean()) for amount in amounts],
                "low": [float(low) for low, _ in ends],
                "high": [float(high) for _, high in ends],
                "unit": [line.unit for line in (*self.lines, earned)],
                "rule": [line.rule for line in (*self.lines, earned)],
                "citation": [line.citation for line in (*self.lines, earned)],
            }
        )


def plain(amount):
    """A number where there is one figure, the array where there are many."""
    array = np.asarray(amount, dtype=float)
    return float(array) if array.ndim == 0 else array
