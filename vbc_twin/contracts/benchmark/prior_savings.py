"""The prior-savings adjustment: part of what the ACO saved before is left in its new benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class PriorSavings:
    """PSA = min(most x nat, scale x m x min(1, mean reconciled PY / mean benchmark PY)) if m > 0, else 0.

    m is the mean over the three years before the agreement of (savings or losses / person-years) [USD per person-year],
    losses negative; nat the national mean spending [USD per person-year]. A year without a reconciliation counts as 0
    savings. Agreements before 2024 have no such adjustment. Source: 42 CFR 425.658; formula as in a rebuilt CMS
    workbook (report table 1B).
    """

    at: str
    scale: Parameter | None = None
    most: Parameter | None = None

    @property
    def exists(self) -> bool:
        """Whether the rule is in force."""
        return self.scale is not None and self.most is not None

    def apply(
        self,
        savings_usd: Sequence[Amount],
        reconciled_person_years: Sequence[Amount],
        benchmark_person_years: Sequence[Amount],
        national: Amount,
    ) -> np.ndarray:
        """The adjustment [USD per person-year]. Raises EvidenceError if years are missing or have no people."""
        faults = Faults()
        if len(savings_usd) != len(reconciled_person_years):
            faults.add("prior savings", f"{len(savings_usd)} amounts, {len(reconciled_person_years)} years; one each")
        for name, years in (("reconciled", reconciled_person_years), ("benchmark", benchmark_person_years)):
            if any(np.any(np.asarray(each) <= 0) for each in years):
                faults.add(f"prior savings, {name} person-years", "must be above zero; leave years without people out")
        if not savings_usd or not benchmark_person_years:
            faults.add("prior savings", "there are no years; an ACO without prior savings has no such adjustment")
        faults.raise_if_any()
        if not self.exists:
            return np.float64(0.0)
        per_person = [np.asarray(usd, float) / py for usd, py in zip(savings_usd, reconciled_person_years, strict=True)]
        m = sum(per_person) / len(per_person)
        size = average(reconciled_person_years) / average(benchmark_person_years)
        amount = self.scale.value * m * np.minimum(1.0, size)
        return np.where(m > 0, np.minimum(self.most.value * np.asarray(national, dtype=float), amount), 0.0)


def average(amounts: Sequence[Amount]) -> np.ndarray:
    """The plain mean of a few amounts, over draws."""
    return sum(np.asarray(each, dtype=float) for each in amounts) / len(amounts)
