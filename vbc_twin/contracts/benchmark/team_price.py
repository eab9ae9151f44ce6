"""The TEAM target price: baseline, normalisation, trend, discount before the year; risk and what was missed after."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.contracts.benchmark.figures import circumstances, one_step
from vbc_twin.contracts.benchmark.team_baseline import FILE
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class EpisodeTrend:
    """trend = w x national factor + (1 - w) x regional factor; factor = exp(slope x ahead) [ratio].

    slope is that of log mean spending on the calendar year over the last years of standardised, winsorised episodes.
    Source: notes on the FY 2026 inpatient final rule.
    """

    at: str
    years: Parameter
    ahead: Parameter
    national_weight: Parameter

    def factor(self, means: Sequence[float]) -> float:
        """The growth factor from yearly means [USD per episode], oldest first. Raises EvidenceError."""
        faults, count = Faults(), round(self.years.value)
        if len(means) != count:
            faults.add("episode trend", f"is fitted on {count} years, found {len(means)}")
        if any(not each > 0 for each in means):
            faults.add("episode trend", "a year's mean spending must be above zero")
        faults.raise_if_any()
        slope = np.polyfit(np.arange(count), np.log(np.asarray(means, dtype=float)), 1)[0]
        return float(np.exp(slope * self.ahead.value))

    def apply(self, national: Sequence[float], regional: Sequence[float]) -> float:
        """The prospective trend from the nation's and the region's yearly means."""
        weight = self.national_weight.value
        return weight * self.factor(national) + (1 - weight) * self.factor(regional)


@dataclass(frozen=True)
class ReconciliationPrice:
    """target = preliminary x risk x clamp(normalisation ratio) x clamp(trend ratio) [USD per episode].

    preliminary = baseline x prospective normalisation x prospective trend x (1 - discount); the ratios are final over
    prospective normalisation, and realised over prospective trend. Sources: 42 CFR 512.540, .545; notes on them.
    """

    at: str
    normalisation_least: Parameter
    normalisation_most: Parameter
    trend_least: Parameter
    trend_most: Parameter

    def apply(self, preliminary: Amount, risk: Amount, normalisation_ratio: Amount, trend_ratio: Amount) -> np.ndarray:
        """The reconciliation target from the preliminary one."""
        normalisation = np.clip(normalisation_ratio, self.normalisation_least.value, self.normalisation_most.value)
        trend = np.clip(trend_ratio, self.trend_least.value, self.trend_most.value)
        return np.asarray(preliminary, dtype=float) * risk * normalisation * trend


def preliminary_price(baseline: Amount, normalisation: Amount, trend: Amount, discount: float) -> np.ndarray:
    """baseline x normalisation x trend x (1 - discount) [USD per episode]; the discount is of the contract."""
    return np.asarray(baseline, dtype=float) * normalisation * trend * (1 - discount)


def normalisation_factor(baseline: Sequence[Amount], multipliers: Sequence[Amount]) -> float:
    """sum baseline_i / sum baseline_i x multiplier_i: risk adjustment moves money between episodes and adds none."""
    baseline, multipliers = np.asarray(baseline, dtype=float), np.asarray(multipliers, dtype=float)
    return float(baseline.sum() / (baseline * multipliers).sum())


def episode_trend(year: int) -> EpisodeTrend:
    """The trend's rules in a performance year."""
    return one_step(EpisodeTrend, FILE, "trend", circumstances(year))


def reconciliation_price(year: int) -> ReconciliationPrice:
    """The bounds at reconciliation in a performance year."""
    return one_step(ReconciliationPrice, FILE, "reconciliation", circumstances(year))
