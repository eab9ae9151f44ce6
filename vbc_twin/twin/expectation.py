"""The expected year: the same months and the same figures, with expected counts in place of drawn ones.

Nobody dies: each person carries the chance to be still alive. Diseases begin and worsen with keyed luck, as in a lived
year. What is left of chance is small, so a year is known well enough to fit scales to it, even in a small panel.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.twin import kernel
from vbc_twin.twin.after_stay import after_stays
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.prices import weighted_sum
from vbc_twin.twin.state import State


@dataclass
class ExpectedMonth:
    """Expected figures of each person present: `deaths`, `ed_visits` (with those that end in admission), `uses`
    (people, K + 7, in the order of `prices.spending`), and by cause `discharges`, stays that do not end in death, and
    `severe`, stays that count by what they cost beside those of people with no illness."""

    deaths: np.ndarray
    ed_visits: np.ndarray
    uses: np.ndarray
    discharges: np.ndarray
    severe: np.ndarray

    @property
    def priced(self) -> np.ndarray:
        """Uses as they are priced, with stays by their severity (people, K + 7)."""
        return np.column_stack([self.severe, self.uses[:, self.severe.shape[1] :]])


def expected_month(hazards: Hazards, physics: Physics, back: np.ndarray, season: float = 1.0) -> ExpectedMonth:
    """A month's expected figures, given the readmissions that last month's stays lead to, and how often people die in
    it (`physics.season`)."""
    first = hazards.stays
    total = first.sum(axis=1)
    deaths, ed = physics.deaths(hazards, season), hazards.rate[:, physics.lanes.ed]
    stays = first * (1 + np.divide(back, total, out=np.zeros_like(total), where=total > 0))[:, None]
    in_hospital = stays * after_stays(hazards.fatality, physics.fatal_odds * season) * hazards.in_hospital[:, None]
    discharges = stays - in_hospital
    to_snf = (discharges * physics.to_snf(hazards.snf[:, None], slice(None))).sum(axis=1)
    hospice = np.maximum(deaths - in_hospital.sum(axis=1), 0) * hazards.hospice
    home_health = hazards.rate[:, physics.lanes.home_health] * physics.episodes_in_a_row
    others = (to_snf, home_health, hospice, ed, hazards.visits)
    through_ed = weighted_sum(stays, physics.numbers.from_emergency)
    severe = stays * hazards.severity[:, None]
    return ExpectedMonth(deaths, ed + through_ed, np.column_stack([stays, *others]), discharges, severe)


class ExpectedLife:
    """People whose months are expected, one after another; `alive` is each one's chance to be alive.

    `hazards` hold what they face in the first of these months.
    """

    def __init__(self, state: State, hazards: Hazards, physics: Physics, keys: np.ndarray):
        self.state, self.hazards, self.physics, self.keys = state, hazards, physics, keys
        self.alive = np.ones(len(state))
        self._back = hazards.back.copy()
        self._has_begun = False

    def month(self, month: int) -> ExpectedMonth:
        """Expect one month, then let diseases move."""
        state, hazards, physics = self.state, self.hazards, self.physics
        if self._has_begun:
            physics.refresh(state, hazards, physics.due(state, month), month)
        self._has_begun = True
        state.changed[:] = False
        expected = expected_month(hazards, physics, self._back, physics.season(month))
        self._back = hazards.back.copy()
        who, lane, _ = physics.lanes.luck.hits(self.keys, month, hazards.chance, hazards.bounds)
        stays = kernel.first_stays(hazards, physics, self.keys, month, who, lane)
        kernel.move(state, physics, self.keys, month, who, lane, stays)
        return expected

    def age_by(self, deaths: np.ndarray) -> None:
        """A month's deaths lower everybody's chance to be alive."""
        self.alive = self.alive * (1 - deaths)
