"""Whether quality lets savings be shared, and how much of the sharing rate it leaves."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vbc_twin.contracts.ledger import Ledger, Line, cited
from vbc_twin.evidence import Parameter


@dataclass(frozen=True)
class Quality:
    """The factor on the sharing rate: 1 - weight x (1 - Q), with Q the quality score [0..1]; 0 if no standard is met.

    weight_if_met is 1 where the rate is scaled by the score (to 2020) and 0 where the standard is all (from 2021).
    weight_if_alternative is for ACOs that meet only the alternative standard; a year without it gives them nothing.
    A loss rate looks at the score if either standard is met, at 0 otherwise.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ("weight_if_met",)
    OPTIONAL: ClassVar[tuple[str, ...]] = ("weight_if_alternative",)

    at: str
    weight_if_met: Parameter
    weight_if_alternative: Parameter | None = None

    def apply(self, ledger: Ledger) -> Ledger:
        """Work out the factor on the sharing rate and the score that a loss rate looks at."""
        experience = ledger.experience
        score = np.asarray(experience.quality_score, dtype=float)
        met = np.asarray(experience.quality_standard_met, dtype=bool)
        alternative = np.asarray(experience.alternative_standard_met, dtype=bool) & (
            self.weight_if_alternative is not None
        )
        weight = self.weight_if_alternative.value if self.weight_if_alternative is not None else 1.0
        scaled = 1 - weight * (1 - score)
        factor = np.where(met, 1 - self.weight_if_met.value * (1 - score), np.where(alternative, scaled, 0.0))
        citation = cited(self.weight_if_met, self.at)
        line = Line("quality factor", factor, "share of the sharing rate", self.rule(), *citation)
        return ledger.add([line], quality_factor=factor, loss_quality_score=np.where(met | alternative, score, 0.0))

    def rule(self) -> str:
        """The rule in words."""
        met = "rate x quality score" if self.weight_if_met.value else "the full rate"
        alternative = "" if self.weight_if_alternative is None else ", only the alternative one: rate x quality score"
        return f"standard met: {met}{alternative}; neither: nothing"
