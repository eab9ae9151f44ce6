"""The risk score of ACO REACH: normalised, held near its reference, and cut for coding that grew everywhere."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount
from vbc_twin.contracts.benchmark.figures import circumstances, one_step
from vbc_twin.contracts.benchmark.reach_baseline import FILE
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class ReachRisk:
    """score = clamp(raw x normalisation, (1 - cap) x reference, (1 + cap) x reference) x coding factor.

    The coding intensity factor takes away no more than coding_most. From PY2026 the score is at most
    (1 + rise_most) x the base year's, after all that. High Needs ACOs are capped only from cap_from people in the
    reference year on. Sources: notes on CMS's benchmark report workbook.
    """

    at: str
    cap: Parameter
    coding_most: Parameter
    cap_from: Parameter | None = None
    rise_most: Parameter | None = None

    def apply(
        self,
        raw: Amount,
        normalisation: Amount,
        reference: Amount,
        coding_factor: Amount,
        reference_people: Amount | None = None,
        base_score: Amount | None = None,
    ) -> np.ndarray:
        """The score that counts. Raises EvidenceError naming what a rule in force needs and was not given."""
        faults = Faults()
        if self.cap_from is not None and reference_people is None:
            faults.add(
                "REACH risk, reference_people", f"is not given; the cap holds from {self.cap_from.value:,.0f} on"
            )
        if self.rise_most is not None and base_score is None:
            faults.add("REACH risk, base_score", f"is not given; a rise counts up to {self.rise_most.value:.0%} of it")
        for name, score in {"raw": raw, "normalisation": normalisation, "reference": reference}.items():
            if np.any(np.asarray(score) <= 0):
                faults.add(f"REACH risk, {name}", "must be above zero")
        faults.raise_if_any()
        score, reference = np.asarray(raw, dtype=float) * normalisation, np.asarray(reference, dtype=float)
        held = np.clip(score, (1 - self.cap.value) * reference, (1 + self.cap.value) * reference)
        if self.cap_from is not None:
            held = np.where(np.asarray(reference_people) >= self.cap_from.value, held, score)
        coded = held * np.maximum(coding_factor, 1 - self.coding_most.value)
        if self.rise_most is None:
            return coded
        return np.minimum(coded, (1 + self.rise_most.value) * np.asarray(base_score, dtype=float))


def reach_risk(year: int, kind: str) -> ReachRisk:
    """The risk rules of a performance year: "standard", "new_entrant", "high_needs", "high_needs_newly_aligned"."""
    return one_step(ReachRisk, FILE, "risk", circumstances(year, level=kind))
