"""A budget or premium that is paid during the year in place of claims: its holder has the gain or loss in hand."""

from dataclasses import dataclass
from typing import ClassVar

from vbc_twin.contracts.ledger import Ledger, Line
from vbc_twin.contracts.ledger import Payment as Paid


@dataclass(frozen=True)
class Prepaid:
    """The benchmark [USD] is paid in four equal parts, and the holder pays for the care.

    Benchmark less cost is in the holder's hands before anything is reconciled. So the reconciliation is what is earned
    less that: nothing where all of it is the holder's, a remittance where the sharing gives part of it to the payer.
    """

    WORDS: ClassVar[dict] = {"item": None}

    at: str
    item: str

    def apply(self, ledger: Ledger) -> Ledger:
        """Pay the benchmark, and take what is in hand out of the reconciliation."""
        paid, in_hand = ledger.benchmark_usd, ledger.gross_usd
        lines = [
            Line(self.item, paid, "USD", "the benchmark, in equal parts during the year, in place of claims", self.at),
            Line("in hand already", -in_hand, "USD", "benchmark less cost, not paid a second time", self.at),
        ]
        payments = (Paid(self.item, paid, False), Paid("in hand already", -in_hand, True))
        return ledger.add(lines, payments=(*ledger.payments, *payments))
