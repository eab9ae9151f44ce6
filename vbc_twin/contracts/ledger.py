"""What a settlement has worked out so far: each term takes a ledger and gives one with its own lines added."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from vbc_twin.contracts.experience import Amount, ByType, Experience, total
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Line:
    """One step of a settlement: amount [`unit`] over draws, the rule in words, where it stands, and how sure that is.

    The mark is of the figures behind the rule; it is empty where the step is arithmetic.
    """

    step: str
    amount: Amount
    unit: str
    rule: str
    citation: str
    mark: str = ""


def cited(figure: Parameter | None, at: str) -> tuple[str, str]:
    """The citation and the mark of a line that rests on a figure; the term's own place where it has none."""
    return (figure.at or at, figure.mark) if figure is not None else (at, "")


@dataclass(frozen=True)
class Payment:
    """Money beside the sharing [USD; positive is paid to the contract's holder].

    `settled`: part of the reconciliation, after its limits; otherwise it is paid in four equal parts during the year.
    """

    item: str
    amount_usd: Amount
    settled: bool


@dataclass(frozen=True)
class Ledger:
    """The state of a settlement between two terms.

    The benchmark is under way by type [benchmark_by_type, USD per person-year] or in all [target_usd, USD]. cost_usd is
    the expenditure where a term says what counts. gain_counts and loss_counts (0, 1, or between) say how far savings or
    losses pass the gate; quality_factor multiplies the sharing rate; loss_quality_score is the score that a loss rate
    may look at. shared_savings_usd and shared_loss_usd [USD] are never negative; divided_usd [USD, signed] is what they
    came to where they were divided, before sequestration and limits.
    """

    experience: Experience
    benchmark_by_type: ByType = field(default_factory=dict)
    target_usd: Amount | None = None
    cost_usd: Amount | None = None
    minimum_savings_rate: Amount = 0.0
    gain_counts: Amount = 1.0
    loss_counts: Amount = 1.0
    quality_factor: Amount = 1.0
    loss_quality_score: Amount = 1.0
    shared_savings_usd: Amount = 0.0
    shared_loss_usd: Amount = 0.0
    divided_usd: Amount = 0.0
    payments: tuple[Payment, ...] = ()
    lines: tuple[Line, ...] = ()

    def add(self, lines: list[Line] | tuple[Line, ...] = (), **changes) -> Ledger:
        """The ledger after a term: changed fields, and the term's lines at the end."""
        return replace(self, lines=(*self.lines, *lines), **changes)

    @property
    def is_published(self) -> bool:
        """Whether the benchmark is given, so that the benchmark's terms have nothing to do."""
        return self.experience.benchmark_usd is not None

    @property
    def person_years(self) -> np.ndarray:
        """Person-years of all enrolment types."""
        return total(self.experience.person_years)

    @property
    def benchmark_per_person_year(self) -> np.ndarray:
        """The benchmark so far [USD per person-year]: types weighted by the year's person-years."""
        if self.is_published or self.target_usd is not None:
            return self.benchmark_usd / self.person_years
        years = self.experience.person_years
        return total({name: usd * years[name] for name, usd in self.benchmark_by_type.items()}) / self.person_years

    @property
    def benchmark_usd(self) -> np.ndarray:
        """The benchmark so far [USD]; zero under a contract that has none."""
        if self.is_published:
            return np.asarray(self.experience.benchmark_usd, dtype=float)
        if self.target_usd is not None or not self.benchmark_by_type:
            return np.asarray(self.target_usd if self.target_usd is not None else 0.0, dtype=float)
        return self.benchmark_per_person_year * self.person_years * self.experience.history.total_basis

    @property
    def expenditure_usd(self) -> np.ndarray:
        """What counts as spent [USD]."""
        return np.asarray(self.experience.expenditure_usd if self.cost_usd is None else self.cost_usd, dtype=float)

    @property
    def gross_usd(self) -> np.ndarray:
        """Benchmark less expenditure [USD]: positive is savings."""
        return self.benchmark_usd - self.expenditure_usd

    @property
    def savings_rate(self) -> np.ndarray:
        """Gross savings as a share of the benchmark, unrounded."""
        return self.gross_usd / self.benchmark_usd
