"""The update that carries the benchmark from its benchmark years to the performance year."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line


@dataclass(frozen=True)
class Trend:
    """The update implied by the published benchmark of year 0, times national spending growth since.

    The implied update stands for CMS's blend of national, regional and projected growth, which is not published by
    ACO; later years multiply it by the assumption that moves prices, so that an average ACO neither gains nor loses. An
    experience that knows the update by type, worked out as the rules say, is taken at its word.
    """

    at: str

    def apply(self, ledger: Ledger) -> Ledger:
        """Multiply the benchmark of each type by the update."""
        if ledger.is_published:
            return ledger
        by_type, known = ledger.benchmark_by_type, ledger.experience.figures.get("update")
        implied = ledger.experience.history.implied_update * np.asarray(ledger.experience.trend, dtype=float)
        updates = dict.fromkeys(by_type, implied) if known is None else known
        updated = ledger.add(benchmark_by_type={name: usd * updates[name] for name, usd in by_type.items()})
        per_person_year = updated.benchmark_per_person_year
        rule = "implied by the published benchmark of year 0, times national growth since"
        if known is None:
            update = implied
        else:
            update, rule = (
                per_person_year / ledger.benchmark_per_person_year,
                "by enrolment type, as the experience says",
            )
        return updated.add(
            [
                Line("update", update, "ratio", rule, self.at),
                Line("updated benchmark", per_person_year, "USD per person-year", "history x risk x update", self.at),
            ]
        )
