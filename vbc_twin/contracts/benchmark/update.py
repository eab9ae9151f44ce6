"""The update of the historical benchmark to the performance year: projected, national and regional growth."""

from collections.abc import Mapping
from dataclasses import dataclass

from vbc_twin.contracts.benchmark.amounts import Amount, ByType, arrays, check_types
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class Update:
    """update_k = weight x ACPT_k + (1 - weight) x two-way_k [ratio]; the weight is a third from 2024, before that none.

    two-way_k is `blended` growth since BY3. Update lines I, J and K. Source: 42 CFR 425.652(b).
    """

    at: str
    projection_weight: Parameter

    @property
    def is_three_way(self) -> bool:
        """Whether the projection has a part in the update."""
        return self.projection_weight.value > 0

    def apply(self, two_way: Mapping[str, Amount], projection: Mapping[str, Amount] | None) -> ByType:
        """The update by type. Raises EvidenceError if the projection is needed and not there, or types are missing."""
        if not self.is_three_way:
            return arrays(two_way)
        faults = Faults()
        if projection is None:
            faults.add("update", "the three-way update needs projected growth by type, an explicit assumption")
            projection = two_way
        check_types(projection, "update, projection", two_way, faults, above=True)
        faults.raise_if_any()
        weight, projection = self.projection_weight.value, arrays(projection)
        return {name: weight * projection[name] + (1 - weight) * ratio for name, ratio in arrays(two_way).items()}
