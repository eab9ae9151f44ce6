"""Risk adjustment: how much sicker the people are than those of another year, and how much of that counts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_types, mean
from vbc_twin.evidence import Faults, Parameter


def risk_ratio(scores: Mapping[str, Amount], reference: Mapping[str, Amount], place: str) -> ByType:
    """ratio_k = score_k / reference score_k, both of one version of the model (42 CFR 425.659). Raises EvidenceError.

    Benchmark years are brought to the third one by its scores over theirs, the performance year by its own over those.
    """
    faults = Faults()
    check_types(scores, f"{place}, risk score", reference, faults, above=True)
    check_types(reference, f"{place}, reference risk score", reference, faults, above=True)
    faults.raise_if_any()
    reference = arrays(reference)
    return {name: np.asarray(scores[name], dtype=float) / reference[name] for name in reference}


@dataclass(frozen=True)
class RiskCap:
    """The ratios to the third benchmark year that count in the performance year; falling scores are never held.

    cap_each_type (agreements of July 2019 to 2023): ratio_k at most 1 + cap over the whole agreement, not per year.
    cap_in_all (from 2024): with bound = demographic growth + cap, nothing is held if the mean ratio, weighted by
    benchmark dollars, is within the bound; otherwise each ratio_k is at most the bound. That an excess is spread so is
    assumed: the rule's own way is not found. Source: 42 CFR 425.605(a), 425.610(a).
    """

    at: str
    cap_each_type: Parameter | None = None
    cap_in_all: Parameter | None = None

    def apply(self, ratios: Mapping[str, Amount], weights: Mapping[str, Amount], demographic_growth: Amount) -> ByType:
        """The capped ratios; weights are each type's benchmark dollars [USD], demographic growth [ratio] is of all."""
        ratios = arrays(ratios)
        if self.cap_each_type is not None:
            return {name: np.minimum(ratio, 1 + self.cap_each_type.value) for name, ratio in ratios.items()}
        if self.cap_in_all is None:
            return ratios
        bound = np.asarray(demographic_growth, dtype=float) + self.cap_in_all.value
        above = mean(ratios, weights) > bound
        return {name: np.where(above, np.minimum(ratio, bound), ratio) for name, ratio in ratios.items()}

    @property
    def rule(self) -> str:
        """The rule in words."""
        if self.cap_each_type is not None:
            return f"each type at most {1 + self.cap_each_type.value:.2f}"
        if self.cap_in_all is not None:
            return f"if all types together exceed demographic growth + {self.cap_in_all.value:.0%}, each is held there"
        return "uncapped"

    @property
    def figure(self) -> Parameter | None:
        """The cap in force."""
        return self.cap_each_type or self.cap_in_all


def symmetric_cap(ratios: Mapping[str, Amount], cap: Mapping[str, float]) -> ByType:
    """ratio_k held between 1 - cap_k and 1 + cap_k, as LEAD holds rises and falls."""
    return {name: np.clip(ratio, 1 - cap[name], 1 + cap[name]) for name, ratio in arrays(ratios).items()}
