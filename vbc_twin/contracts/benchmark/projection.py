"""The Accountable Care Prospective Trend: growth that the actuaries projected beforehand, added in flat dollars."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_types
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class Projection:
    """ACPT_k = 1 + nat_k x (projected growth_k - 1) x BY3 risk_k / hist_k [ratio].

    projected growth_k [ratio since BY3] is the product of the yearly ones: one series for ESRD, one for aged and
    disabled, fixed at the agreement's start by the Office of the Actuary. The dollars are flat: an ACO that is cheaper
    than its risk gains more than the nation in per cent. below, above: the projected growth is held so near national
    growth (proposed for 2027). hist_k is taken after the adjustment, the amount that the update multiplies.
    Source: 42 CFR 425.660; formula as in a rebuilt CMS workbook (report table 6).
    """

    at: str
    below: Parameter | None = None
    above: Parameter | None = None

    def apply(
        self,
        projected_growth: Mapping[str, Amount],
        national_growth: Mapping[str, Amount],
        nation: Mapping[str, Amount],
        risk_score: Mapping[str, Amount],
        history: Mapping[str, Amount],
    ) -> ByType:
        """ACPT_k by type. Raises EvidenceError with every type that is missing or amount that is not positive."""
        faults = Faults()
        given = {"projected growth": projected_growth, "national growth": national_growth, "national spending": nation}
        for name, amounts in {**given, "risk score": risk_score, "history": history}.items():
            check_types(amounts, f"prospective trend, {name}", history, faults, above=True)
        faults.raise_if_any()
        growth = self.held(projected_growth, national_growth)
        nation, risk_score, history = map(arrays, (nation, risk_score, history))
        return {name: 1 + nation[name] * (growth[name] - 1) * risk_score[name] / history[name] for name in history}

    def held(self, projected_growth: Mapping[str, Amount], national_growth: Mapping[str, Amount]) -> ByType:
        """The projected growth within its bounds around national growth, where there are such."""
        below = -np.inf if self.below is None else -self.below.value
        above = np.inf if self.above is None else self.above.value
        return held_around(projected_growth, national_growth, below, above)


def held_around(values: Mapping[str, Amount], around: Mapping[str, Amount], below: float, above: float) -> ByType:
    """value_k held between around_k + below and around_k + above; below is negative."""
    around = arrays(around)
    return {name: np.clip(value, around[name] + below, around[name] + above) for name, value in arrays(values).items()}
