"""The benchmark's beginning: what the ACO's people cost in the benchmark years, by enrolment type."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line


@dataclass(frozen=True)
class Baseline:
    """Historical spending by type [USD per person-year], scaled so that its benchmark-year mean is HistBnchmk.

    hist_k = HistBnchmk x pcBY3_k / sum(share_BY3_k x pcBY3_k). A benchmark that is given is taken as it is, and the
    other terms of the benchmark have nothing left to do.
    """

    at: str

    def apply(self, ledger: Ledger) -> Ledger:
        """Lay the historical spending of each type into the ledger."""
        if ledger.is_published:
            rule = "as published: history, risk and update are inside it"
            return ledger.add([Line("published benchmark", ledger.benchmark_usd, "USD", rule, self.at)])
        history = ledger.experience.history
        laid = ledger.add(benchmark_by_type={name: np.float64(usd) for name, usd in history.spending_usd.items()})
        rule = (
            "third benchmark year's spending by type, scaled to the historical benchmark, at this year's mix of types"
        )
        line = Line("historical benchmark", laid.benchmark_per_person_year, "USD per person-year", rule, self.at)
        return laid.add([line])
