"""The result of a settlement: what is earned or owed, and every line that leads there."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.contracts.ledger import Ledger, Line
from vbc_twin.contracts.reading import ContractText
from vbc_twin.evidence import explained, plain


@dataclass(frozen=True)
class Settlement:
    """A settled year. Amounts [USD] are numbers, or arrays over draws where the experience was."""

    text: ContractText
    level: str
    ledger: Ledger

    @property
    def contract(self) -> str:
        """The contract's name."""
        return self.text.name

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
        return plain(self.ledger.expenditure_usd)

    @property
    def gross_usd(self):
        """Benchmark less expenditure [USD]: positive is savings."""
        return plain(self.ledger.gross_usd)

    @property
    def earned_usd(self):
        """The settlement [USD]: positive is paid to the ACO, negative is owed by it; before recoupments."""
        return plain(np.asarray(self.ledger.shared_savings_usd) - np.asarray(self.ledger.shared_loss_usd))

    @property
    def divided_usd(self):
        """What savings (+) or losses (-) came to where they were divided, before sequestration and limits [USD]."""
        return plain(self.ledger.divided_usd)

    @property
    def paid_usd(self):
        """The reconciliation [USD, signed]: what is earned, and every payment that is settled with it."""
        settled = [payment.amount_usd for payment in self.ledger.payments if payment.settled]
        return plain(sum(settled, np.asarray(self.earned_usd)))

    @property
    def quarterly_usd(self):
        """What is paid to the holder (+) during the year, beside the settlement [USD]."""
        return plain(sum((each.amount_usd for each in self.ledger.payments if not each.settled), np.float64(0.0)))

    def explain(self) -> pl.DataFrame:
        """One row a line: step, amount (mean over draws), low and high (5th, 95th percentile), unit, rule, source.

        The mark says how sure the figures of the rule are: "secondary", "recalled" and "judged" are not settled law.
        """
        rows = [*self.lines, Line("earned (+) or owed (-)", self.earned_usd, "USD", "shared savings less losses", "")]
        if any(payment.settled for payment in self.ledger.payments):
            rows.append(
                Line("paid (+) or owed (-)", self.paid_usd, "USD", "with what is settled beside the sharing", "")
            )
        return explained(rows)
