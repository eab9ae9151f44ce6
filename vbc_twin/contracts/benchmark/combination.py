"""One adjustment out of several: the largest, or for older agreements the regional one, whatever its sign."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays
from vbc_twin.evidence import EvidenceError, Parameter

NAMES = ("none", "regional", "prior savings", "population")


@dataclass(frozen=True)
class Chosen:
    """The adjustment that was taken [USD per person-year]: in all, by type, and its place in NAMES."""

    amount: Amount
    by_type: ByType
    which: np.ndarray


@dataclass(frozen=True)
class Combination:
    """adjustment = max(0, RA, PSA, HEBA); negatives_count: RA alone, its sign as it is. Flags are 1 or 0.

    Where RA is the largest each type has its own reg_k; the other two are one amount for every type (assumed: the rule
    was not read there). population_adds: HEBA comes on top of the larger of the others, the second reading of the rule.
    growth_adds: a growth adjustment comes on top of whatever was chosen (proposed for 2027; its formula is not found,
    so the amount must be given). Source: 42 CFR 425.652(a); the largest of three is borne out by all 140 ACOs of
    PY2024 whose agreement began in 2024.
    """

    at: str
    negatives_count: Parameter
    population_adds: Parameter
    growth_adds: Parameter

    def apply(
        self,
        regional: Amount,
        regional_by_type: Mapping[str, Amount],
        prior_savings: Amount = 0.0,
        population: Amount = 0.0,
        growth: Amount | None = None,
    ) -> Chosen:
        """The adjustment taken. Raises EvidenceError where a growth adjustment is in force and none is given."""
        growth = self.checked_growth(growth)
        regional, prior_savings, population = np.broadcast_arrays(
            *(np.asarray(each, dtype=float) for each in (regional, prior_savings, population))
        )
        by_type = arrays(regional_by_type)
        if self.negatives_count.value:
            return Chosen(regional + growth, {name: usd + growth for name, usd in by_type.items()}, regional * 0 + 1)
        added = population if self.population_adds.value else 0.0 * population
        candidates = np.stack([0.0 * regional, regional, prior_savings, population - added])
        which = np.argmax(candidates, axis=0)
        flat = np.max(candidates, axis=0) + added + growth
        chosen = {name: np.where(which == 1, usd + added + growth, flat) for name, usd in by_type.items()}
        return Chosen(flat, chosen, which)

    def checked_growth(self, growth: Amount | None) -> Amount:
        """The growth adjustment that comes on top [USD per person-year]."""
        if self.growth_adds.value and growth is None:
            problem = "a growth adjustment is in force under this variant and its formula is not known; give its amount"
            raise EvidenceError([f"benchmark, growth_adjustment: {problem}"])
        return growth if self.growth_adds.value and growth is not None else 0.0
