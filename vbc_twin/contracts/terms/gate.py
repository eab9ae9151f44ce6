"""The corridor around the benchmark: what lies inside it is chance, and nothing is shared."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.contracts.rates_by_size import RatesBySize
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Gate:
    """Savings count when the savings rate is at least the minimum savings rate, losses likewise; both unrounded.

    fixed: one rate for all. by_size: the variable rate by number of assigned people. minimum_savings_rate: the rate
    elected by a two-sided ACO [share of benchmark], or "variable"; it holds from elective_from people on, and below
    that the variable rate does. A one-sided track has no elective_from. reduced_rate: the share of the sharing rate
    that a low-revenue ACO of reduced_rate_from people or more keeps on savings inside the corridor. Where the
    guardrail made the update kinder, savings are forfeited.
    """

    OPTIONAL: ClassVar[tuple[str, ...]] = ("fixed", "elective_from", "reduced_rate", "reduced_rate_from")
    ELECTED: ClassVar[tuple[str, ...]] = ("minimum_savings_rate",)

    at: str
    by_size: RatesBySize | None = None
    fixed: Parameter | None = None
    minimum_savings_rate: float | str = "variable"
    elective_from: Parameter | None = None
    reduced_rate: Parameter | None = None
    reduced_rate_from: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Compare the savings rate with the corridor and say how far gains and losses count."""
        corridor, rule, citation = self.corridor(ledger.experience.persons)
        rate = ledger.savings_rate
        gain_counts = np.where((rate > 0) & (rate >= corridor), 1.0, 0.0)
        forfeited = np.asarray(ledger.experience.guardrail_applied, dtype=bool)
        lines = [
            Line("benchmark", ledger.benchmark_usd, "USD", "updated benchmark x person-years", self.at),
            Line("expenditure", ledger.expenditure_usd, "USD", "spending on programme basis", self.at),
            Line("gross savings", ledger.gross_usd, "USD", "benchmark less expenditure", self.at),
            Line("savings rate", rate, "share of benchmark", "gross savings over benchmark, unrounded", self.at),
            Line("minimum savings rate", corridor, "share of benchmark", rule, *citation),
        ]
        if self.reduced_rate is not None:
            large = np.asarray(ledger.experience.persons) >= (
                self.reduced_rate_from.value if self.reduced_rate_from is not None else 0.0
            )
            inside = (rate > 0) & (rate < corridor) & large
            gain_counts = np.where(inside, self.reduced_rate.value, gain_counts)
            rule = f"{self.reduced_rate.value:.0%} of the sharing rate inside the corridor, for low-revenue ACOs"
            lines.append(Line("savings that count", gain_counts, "share", rule, *cited(self.reduced_rate, self.at)))
        if np.any(forfeited):
            rule = "savings are forfeited where the guardrail's kinder update was used"
            lines.append(Line("guardrail applied", forfeited, "0 or 1", rule, "42 CFR 425.652(b)"))
        return ledger.add(
            lines,
            minimum_savings_rate=corridor,
            gain_counts=np.where(forfeited, 0.0, gain_counts),
            loss_counts=np.where((rate < 0) & (-rate >= corridor), 1.0, 0.0),
        )

    def corridor(self, persons) -> tuple[np.ndarray, str, tuple[str, str]]:
        """The minimum savings rate [share of benchmark], its rule in words, and its citation and mark."""
        if self.fixed is not None:
            return np.asarray(self.fixed.value), f"{self.fixed.value:.1%}, fixed", cited(self.fixed, self.at)
        if self.by_size is None:
            return np.asarray(0.0), "there is none", (self.at, "")
        citation, persons = (self.by_size.at, self.by_size.mark), np.asarray(persons, dtype=float)
        variable = self.by_size.at_size(persons)
        if self.elective_from is None:
            return variable, "by number of assigned people (one-sided)", citation
        if self.minimum_savings_rate == "variable":
            return variable, "elected: by number of assigned people", citation
        least = self.elective_from.value
        rule = f"elected: {self.minimum_savings_rate:.1%}; under {least:,.0f} people by their number"
        return np.where(persons >= least, self.minimum_savings_rate, variable), rule, citation
