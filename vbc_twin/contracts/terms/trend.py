"""The update that carries the benchmark from its benchmark years to the performance year."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line


@dataclass(frozen=True)
class Trend:
    """The update implied by the published benchmark of year 0, times national spending growth since.

    The implied update stands for CMS's blend of national, regional and projected growth, which is not published by
    ACO; later years multiply it by the assumption that moves prices, so that an average ACO neither gains nor loses.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    OPTIONAL: ClassVar[tuple[str, ...]] = ()
    ELECTED: ClassVar[tuple[str, ...]] = ()

    at: str

    def apply(self, ledger: Ledger) -> Ledger:
        """Multiply the benchmark of each type by the update."""
        if ledger.is_published:
            return ledger
        update = ledger.experience.history.implied_update * np.asarray(ledger.experience.trend, dtype=float)
        updated = ledger.add(benchmark_by_type={name: usd * update for name, usd in ledger.benchmark_by_type.items()})
        rule = "implied by the published benchmark of year 0, times national growth since"
        per_person_year = updated.benchmark_per_person_year
        return updated.add(
            [
                Line("update", update, "ratio", rule, self.at),
                Line("updated benchmark", per_person_year, "USD per person-year", "history x risk x update", self.at),
            ]
        )
