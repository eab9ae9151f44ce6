"""Whose spending counts: how people come under the contract, and how many there must be."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Population:
    """People assigned, beside the least number that the contract asks for. It changes no money.

    attribution says in words how people come under the contract; the experience already holds them alone.
    """

    WORDS: ClassVar[dict] = {"attribution": None}
    OPTIONAL: ClassVar[tuple[str, ...]] = ("least_persons",)

    at: str
    attribution: str
    least_persons: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Say how many people there are."""
        persons, rule = ledger.experience.amount("persons"), self.attribution
        if self.least_persons is not None:
            least = self.least_persons.value
            rule += f"; at least {least:,.0f}" + (" (fewer here)" if np.any(persons < least) else "")
        return ledger.add([Line("people assigned", persons, "people", rule, *cited(self.least_persons, self.at))])
