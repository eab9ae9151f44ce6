"""The LEAD benchmark: an update held near what growth was, risk held on both sides, one adjustment by spending."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_types
from vbc_twin.contracts.benchmark.figures import circumstances, one_step
from vbc_twin.contracts.benchmark.projection import held_around
from vbc_twin.contracts.benchmark.years import BenchmarkYears
from vbc_twin.evidence import Faults, Parameter

FILE = "lead_benchmark_figures"


@dataclass(frozen=True)
class LeadUpdate:
    """update_k = weight x clamp(ACPT_k, two-way_k - below, two-way_k + above) + (1 - weight) x two-way_k [ratio]."""

    at: str
    projection_weight: Parameter
    above: Parameter
    below: Parameter

    def apply(self, two_way: Mapping[str, Amount], projection: Mapping[str, Amount]) -> ByType:
        """The update by type of people. Raises EvidenceError if types are missing."""
        faults = Faults()
        check_types(projection, "LEAD update, projection", two_way, faults, above=True)
        faults.raise_if_any()
        held = held_around(projection, two_way, -self.below.value, self.above.value)
        weight = self.projection_weight.value
        return {name: weight * held[name] + (1 - weight) * ratio for name, ratio in arrays(two_way).items()}


@dataclass(frozen=True)
class LeadRisk:
    """ratio held between 1 - cap and 1 + cap against the third base year, rises and falls alike."""

    at: str
    cap: Parameter

    def apply(self, ratio: Amount) -> np.ndarray:
        """The ratio that counts."""
        return np.clip(np.asarray(ratio, dtype=float), 1 - self.cap.value, 1 + self.cap.value)


@dataclass(frozen=True)
class LeadAdjustment:
    """adjustment = max(REA, PSA) [USD per person-year].

    REA = min(efficiency_share x max(0, region - own), efficiency_most x reference), for Global only;
    PSA = min(savings_share x max(0, mean prior savings), savings_most x reference). What the caps are shares of is not
    told by the notes: give the reference spending. The cap on PSA is assumed. The add-on of higher-spending ACOs is a
    term of the contract.
    """

    at: str
    efficiency_share: Parameter
    efficiency_most: Parameter
    savings_share: Parameter
    savings_most: Parameter

    def efficiency(self, own: Amount, region: Amount, reference: Amount) -> np.ndarray:
        """REA of a Global ACO; zero where it spends more than its region."""
        gap = np.maximum(np.asarray(region, dtype=float) - own, 0.0)
        return np.minimum(self.efficiency_share.value * gap, self.efficiency_most.value * np.asarray(reference))

    def prior_savings(self, savings: Amount, reference: Amount) -> np.ndarray:
        """PSA from the mean of prior savings; zero after losses."""
        saved = np.maximum(np.asarray(savings, dtype=float), 0.0)
        return np.minimum(self.savings_share.value * saved, self.savings_most.value * np.asarray(reference))

    def apply(self, own: Amount, region: Amount, savings: Amount, reference: Amount) -> np.ndarray:
        """The higher of the two, for a Global ACO."""
        return np.maximum(self.efficiency(own, region, reference), self.prior_savings(savings, reference))


def lead_years(year: int, entry: str) -> BenchmarkYears:
    """The weights of the base years for an ACO that is "renewing" or "newly_entering"."""
    return one_step(BenchmarkYears, FILE, "years", circumstances(year, level=entry))


def lead_update(year: int) -> LeadUpdate:
    """The update of a performance year. Raises EvidenceError after PY2027: the bounds widen by amounts not found."""
    return one_step(LeadUpdate, FILE, "update", circumstances(year))


def lead_risk(year: int, people: str) -> LeadRisk:
    """The cap for "aged_and_disabled", "esrd" or "high_needs"."""
    return one_step(LeadRisk, FILE, "risk", circumstances(year, level=people))


def lead_adjustment(year: int, entry: str) -> LeadAdjustment:
    """The adjustment for an ACO that is "renewing" (from the Shared Savings Program) or "newly_entering"."""
    return one_step(LeadAdjustment, FILE, "adjustment", circumstances(year, level=entry))
