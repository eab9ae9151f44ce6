"""The base of an ACO REACH benchmark: the ACO's own history blended with its region's rate book, within bounds."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.contracts.benchmark.figures import circumstances, one_step
from vbc_twin.contracts.benchmark.years import BenchmarkYears
from vbc_twin.evidence import EvidenceError, Parameter

FILE = "reach_benchmark_figures"


@dataclass(frozen=True)
class RateBookBlend:
    """base = own + clamp((1 - own_share) x (rate book - own), least x national, most x national) [USD a month or year].

    own is the trended, weighted history, rate book the region's rate for the same people, national the adjusted
    per capita cost of the nation (USPCC), all in one unit. Sources: notes on CMS's financial methodology papers.
    """

    at: str
    own_share: Parameter
    most: Parameter
    least: Parameter

    def apply(self, own: Amount, rate_book: Amount, national: Amount) -> np.ndarray:
        """The blended base. Raises EvidenceError if an amount is negative."""
        given = {"own history": own, "rate book": rate_book, "national cost": national}
        faults = [f"rate book blend, {name}: must not be negative" for name, each in given.items() if np.any(each < 0)]
        if faults:
            raise EvidenceError(faults)
        own, national = np.asarray(own, dtype=float), np.asarray(national, dtype=float)
        effect = (1 - self.own_share.value) * (np.asarray(rate_book, dtype=float) - own)
        return own + np.clip(effect, self.least.value * national, self.most.value * national)


def reach_years(year: int) -> BenchmarkYears:
    """The weights of base years 2017, 2018 and 2019; the same in every performance year."""
    return one_step(BenchmarkYears, FILE, "years", circumstances(year))


def rate_book_blend(year: int, kind: str) -> RateBookBlend:
    """The blend of a performance year for a kind of ACO: "standard", "new_entrant", "high_needs".

    Raises EvidenceError where the year's share is not known, as for new entrants before 2025.
    """
    return one_step(RateBookBlend, FILE, "blend", circumstances(year, level=kind))


def after_haircut(benchmark: Amount, discount: float, withhold: float, quality_score: Amount) -> np.ndarray:
    """final = benchmark x (1 - discount - withhold x (1 - Q)), Q the quality score [0..1]; both are of the contract."""
    return np.asarray(benchmark, dtype=float) * (1 - discount - withhold * (1 - np.asarray(quality_score, dtype=float)))
