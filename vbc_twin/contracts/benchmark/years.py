"""Benchmark years: three years of history, weighted into one; and one published total spread over the types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import (
    Amount,
    ByType,
    arrays,
    check_sum_of_weights,
    check_types,
    mean,
)
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class BenchmarkYears:
    """hist_k = weight_1 x BY1_k + weight_2 x BY2_k + weight_3 x BY3_k [USD per person-year].

    The years are already at the third one's prices and risk. 10, 30 and 60 % in a first agreement period, a third each
    in later ones. Source: 42 CFR 425.652(a).
    """

    at: str
    weight_1: Parameter
    weight_2: Parameter
    weight_3: Parameter

    @property
    def weights(self) -> tuple[float, float, float]:
        """The weights of BY1, BY2 and BY3."""
        return self.weight_1.value, self.weight_2.value, self.weight_3.value

    def apply(self, spending: Sequence[Mapping[str, Amount]]) -> ByType:
        """The weighted mean of three years by type. Raises EvidenceError with every fault."""
        return weighted_years(spending, self.weights, self.at)


def weighted_years(spending: Sequence[Mapping[str, Amount]], weights: Sequence[float], place: str) -> ByType:
    """sum_t weight_t x spending_t by type; also the base years of REACH, LEAD and AHEAD.

    Raises EvidenceError if the weights do not add up to one, years are missing, or types are.
    """
    faults = Faults()
    check_sum_of_weights(weights, f"{place}, weights", faults)
    if len(spending) != len(weights):
        faults.add(place, f"has {len(spending)} years and {len(weights)} weights; give one weight a year")
    types = spending[-1].keys() if spending and isinstance(spending[-1], Mapping) else ()
    for number, year in enumerate(spending, start=1):
        check_types(year, f"{place}, year {number}", types, faults)
    faults.raise_if_any()
    years = [arrays(year) for year in spending]
    return {
        name: sum(weight * year[name] for weight, year in zip(weights, years, strict=True)) for name in spending[-1]
    }


def spread_over_types(mean_usd: Amount, spending: Mapping[str, Amount], person_years: Mapping[str, Amount]) -> ByType:
    """hist_k = mean x BY3_k / sum_k share_k x BY3_k: a published mean [USD per person-year] by type.

    The results files print the historical benchmark only as a mean over the types of the third benchmark year.
    """
    factor = np.asarray(mean_usd, dtype=float) / mean(spending, person_years)
    return {name: np.asarray(usd, dtype=float) * factor for name, usd in spending.items()}
