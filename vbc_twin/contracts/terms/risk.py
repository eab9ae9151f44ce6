"""Risk adjustment of the benchmark: people who have become sicker since the benchmark year, up to a cap."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.experience import ByType, total
from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Risk:
    """ratio_k = score_k / benchmark-year score_k, held under a cap; decreases are never held.

    cap_each_type: the most that each type's ratio may grow over the whole agreement (those of July 2019 to 2023).
    cap_in_all: the types are cut only where their mean growth, weighted by benchmark dollars, exceeds demographic
    growth by this much (agreements from 2024). How the excess is spread is not published: each type is cut to the
    bound.
    """

    OPTIONAL: ClassVar[tuple[str, ...]] = ("cap_each_type", "cap_in_all")

    at: str
    cap_each_type: Parameter | None = None
    cap_in_all: Parameter | None = None

    def ratios(self, scores: ByType, before: ByType, weights: ByType, demographic_growth) -> ByType:
        """The capped ratio of each type; `weights` are the benchmark dollars of each type [USD]."""
        raw = {name: np.asarray(scores.get(name, before[name]), dtype=float) / before[name] for name in before}
        if self.cap_each_type is not None:
            return {name: np.minimum(ratio, 1 + self.cap_each_type.value) for name, ratio in raw.items()}
        if self.cap_in_all is None:
            return raw
        bound = np.asarray(demographic_growth, dtype=float) + self.cap_in_all.value
        growth = total({name: raw[name] * weights[name] for name in raw}) / total(weights)
        return {name: np.where(growth > bound, np.minimum(ratio, bound), ratio) for name, ratio in raw.items()}

    def apply(self, ledger: Ledger) -> Ledger:
        """Multiply the benchmark of each type by its capped ratio."""
        if ledger.is_published:
            return ledger
        experience, by_type = ledger.experience, ledger.benchmark_by_type
        weights = {name: usd * experience.person_years[name] for name, usd in by_type.items()}
        before = experience.history.risk_score
        ratios = self.ratios(experience.risk_score, before, weights, experience.demographic_growth)
        adjusted = ledger.add(benchmark_by_type={name: usd * ratios[name] for name, usd in by_type.items()})
        citation = cited(self.cap_each_type or self.cap_in_all, self.at)
        ratio = adjusted.benchmark_per_person_year / ledger.benchmark_per_person_year
        return adjusted.add([Line("risk adjustment", ratio, "ratio", self.rule(), *citation)])

    def rule(self) -> str:
        """The rule in words."""
        if self.cap_each_type is not None:
            return f"scores over benchmark-year scores, each type at most {1 + self.cap_each_type.value:.2f}"
        if self.cap_in_all is not None:
            return (
                f"scores over benchmark-year scores, at most demographic growth and {self.cap_in_all.value:.0%} in all"
            )
        return "scores over benchmark-year scores, uncapped"
