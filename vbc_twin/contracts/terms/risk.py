"""Risk adjustment of the benchmark: people who have become sicker since the benchmark year, up to a cap."""

from dataclasses import dataclass
from typing import ClassVar

from vbc_twin.contracts.benchmark.risk import RiskCap, risk_ratio
from vbc_twin.contracts.experience import ByType
from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Risk:
    """Benchmark by type x ratio_k = score_k / benchmark-year score_k, held as `benchmark.risk.RiskCap` says.

    A type of which there is nobody in the performance year keeps its benchmark-year score.
    """

    OPTIONAL: ClassVar[tuple[str, ...]] = ("cap_each_type", "cap_in_all")

    at: str
    cap_each_type: Parameter | None = None
    cap_in_all: Parameter | None = None

    def ratios(self, scores: ByType, before: ByType, weights: ByType, demographic_growth) -> ByType:
        """The capped ratio of each type; `weights` are the benchmark dollars of each type [USD]."""
        raw = risk_ratio({name: scores.get(name, before[name]) for name in before}, before, self.at)
        return self.cap.apply(raw, weights, demographic_growth)

    @property
    def cap(self) -> RiskCap:
        """The cap in force."""
        return RiskCap(self.at, self.cap_each_type, self.cap_in_all)

    def apply(self, ledger: Ledger) -> Ledger:
        """Multiply the benchmark of each type by its capped ratio."""
        if ledger.is_published:
            return ledger
        experience, by_type = ledger.experience, ledger.benchmark_by_type
        weights = {name: usd * experience.person_years[name] for name, usd in by_type.items()}
        before = experience.history.risk_score
        ratios = self.ratios(experience.risk_score, before, weights, experience.demographic_growth)
        adjusted = ledger.add(benchmark_by_type={name: usd * ratios[name] for name, usd in by_type.items()})
        ratio = adjusted.benchmark_per_person_year / ledger.benchmark_per_person_year
        rule = f"scores over benchmark-year scores, {self.cap.rule}"
        return adjusted.add([Line("risk adjustment", ratio, "ratio", rule, *cited(self.cap.figure, self.at))])
