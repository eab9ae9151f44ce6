"""Growth of spending: the nation's and the region's, blended by how much of its region the ACO is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_share, check_types
from vbc_twin.evidence import Faults, Parameter


def blended(
    national: Mapping[str, Amount], regional: Mapping[str, Amount], national_weight: Mapping[str, Amount], place: str
) -> ByType:
    """w_n x national growth_k + (1 - w_n) x regional growth_k [ratios], by type.

    w_n is the ACO's share of its region's assignable people of the type: the larger the ACO is at home, the more it
    would be measured against itself. The trend of BY1 and BY2 to BY3 and the two-way update are both this; report
    table 2 sections A to G, update lines C to I. Source: 42 CFR 425.652(a) and (b). Raises EvidenceError.
    """
    faults = Faults()
    for name, given in (("national growth", national), ("regional growth", regional)):
        check_types(given, f"{place}, {name}", national, faults, above=True)
    check_types(national_weight, f"{place}, national weight", national, faults)
    for name, weight in dict(national_weight).items():
        check_share(weight, f"{place}, national weight.{name}", faults)
    faults.raise_if_any()
    weight, national, regional = arrays(national_weight), arrays(national), arrays(regional)
    return {name: weight[name] * national[name] + (1 - weight[name]) * regional[name] for name in national}


@dataclass(frozen=True)
class RegionalRisk:
    """Regional risk growth_k held at bound + bend x market share x (growth in all - bound), if growth in all is above.

    bound = demographic growth + cap, both of the region [ratios]. From agreements of 2024 on the region's scores are
    capped as the ACO's are; that an ACO which is most of its region is let off in proportion is recalled, not read.
    """

    at: str
    cap: Parameter | None = None
    bend: Parameter | None = None

    def apply(
        self, growth: Mapping[str, Amount], in_all: Amount, demographic_growth: Amount, market_share: Amount
    ) -> ByType:
        """The capped growth of the region's mean score by type [ratio]."""
        if self.cap is None:
            return arrays(growth)
        bound = np.asarray(demographic_growth, dtype=float) + self.cap.value
        bend = self.bend.value if self.bend is not None else 0.0
        excess = np.asarray(in_all, dtype=float) - bound
        bound = bound + bend * np.asarray(market_share, dtype=float) * np.maximum(excess, 0.0)
        return {name: np.where(excess > 0, np.minimum(ratio, bound), ratio) for name, ratio in arrays(growth).items()}
