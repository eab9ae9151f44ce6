"""The population adjustment, called health equity benchmark adjustment at first: for ACOs of many poor people."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.benchmark.amounts import Amount, check_share
from vbc_twin.evidence import Faults, Parameter


@dataclass(frozen=True)
class Population:
    """HEBA = share x (room x nat - max(0, RA, PSA)) if share >= least_share, else 0 [USD per person-year].

    share is of people who are dual or on the low-income subsidy; what is in brackets is the room that the other
    adjustments leave under the cap. In force for agreements from 2025. Source: 42 CFR 425.662; formula as in a rebuilt
    CMS workbook (report table 1C), which asks for a share above the bound where CMS's fact sheet says at least.
    """

    at: str
    least_share: Parameter | None = None
    room: Parameter | None = None

    @property
    def exists(self) -> bool:
        """Whether the rule is in force."""
        return self.least_share is not None and self.room is not None

    def apply(self, share: Amount, national: Amount, regional: Amount, prior_savings: Amount) -> np.ndarray:
        """The adjustment [USD per person-year]; never below zero. Raises EvidenceError if share is not one."""
        faults = Faults()
        check_share(share, "population adjustment, low-income share", faults)
        faults.raise_if_any()
        if not self.exists:
            return np.float64(0.0)
        share = np.asarray(share, dtype=float)
        taken = np.maximum(0.0, np.maximum(regional, prior_savings))
        room = np.maximum(self.room.value * np.asarray(national, dtype=float) - taken, 0.0)
        return np.where(share >= self.least_share.value, share * room, 0.0)
