"""The regional adjustment: part of the gap between what the ACO's people cost and what its region's do."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_types, mean, shares, total
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class RegionalAmount:
    """The regional adjustment [USD per person-year]: RA in all and reg_k by type, and how it came about.

    gap (diff_k), weight (w) and offset are as in the formula of `RegionalAdjustment`.
    """

    amount: Amount
    by_type: ByType
    gap: ByType
    weight: Amount
    offset: Amount


@dataclass(frozen=True)
class RegionalAdjustment:
    """RA = sum_k share_k x reg_k, with reg_k = clamp(w x diff_k, least x nat_k, most x nat_k) [USD per person-year].

    diff_k = BY3 risk_k x regional mean_k - hist_k; w is weight_lower if sum_k share_k x diff_k is positive (the ACO
    spends less than its region), weight_higher otherwise, once for all types. A negative reg_k is eased:
    x (1 - offset), offset = dual share + spend-weighted mean risk score - 1, held between 0 and offset_most.
    share_k is of the third benchmark year's person-years, nat_k the national mean of assignable people.
    Source: 42 CFR 425.656; formula as in a rebuilt CMS workbook (report table 1A).
    """

    at: str
    weight_lower: Parameter
    weight_higher: Parameter
    most: Parameter
    least: Parameter
    offset_most: Parameter
    risk_in_caps: Parameter

    def apply(
        self,
        history: Mapping[str, Amount],
        region: Mapping[str, Amount],
        nation: Mapping[str, Amount],
        person_years: Mapping[str, Amount],
        risk_score: Mapping[str, Amount],
        offset: Amount,
    ) -> RegionalAmount:
        """The adjustment from history, the risk-adjusted region and the nation [USD per person-year, by type].

        Raises EvidenceError with every type that is missing or amount that is negative.
        """
        faults = Faults()
        for name, given in {"regional": region, "national": nation, "historical": history}.items():
            check_types(given, f"regional adjustment, {name} spending", history, faults)
        check_types(person_years, "regional adjustment, person-years", history, faults)
        check_types(risk_score, "regional adjustment, risk score", history, faults, above=True)
        faults.raise_if_any()
        history, region, nation, score = map(arrays, (history, region, nation, risk_score))
        share = shares(person_years)
        gap = {name: region[name] - history[name] for name in history}
        weight = np.where(mean(gap, person_years) > 0, self.weight_lower.value, self.weight_higher.value)
        offset = np.clip(offset, 0.0, self.offset_most.value)
        by_type = {}
        for name in history:
            cap = nation[name] * (1 + self.risk_in_caps.value * (score[name] - 1))
            amount = np.clip(weight * gap[name], self.least.value * cap, self.most.value * cap)
            by_type[name] = np.where(amount < 0, amount * (1 - offset), amount)
        amount = total({name: share[name] * by_type[name] for name in by_type})
        return RegionalAmount(amount, by_type, gap, weight, offset)


def risk_and_dual_offset(
    dual_share: Amount, spending: Mapping[str, Amount], person_years: Mapping[str, Amount], scores: Mapping[str, Amount]
) -> np.ndarray:
    """offset = dual share of person-years + mean risk score, weighted by spending, - 1; not yet held in its bounds."""
    dollars = {name: np.asarray(spending[name]) * person_years[name] for name in spending}
    return np.asarray(dual_share, dtype=float) + mean(scores, dollars) - 1
