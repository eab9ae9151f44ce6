"""The expected year: the same months and the same figures, with expected counts in place of drawn ones.

Nobody dies: each person carries the chance to be still alive. Diseases begin and worsen with keyed luck, as in a lived
year. What is left of chance is small, so a year is known well enough to fit scales to it, even in a small panel.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.twin import kernel
from vbc_twin.twin.hazards import Hazards, Physics
from vbc_twin.twin.state import State


@dataclass
class ExpectedMonth:
    """Expected figures by person, all times the chance to be alive: `members`, `deaths`, `stays` (people, K),
    `uses` (people, K + 7, in the order of `kernel.spending`), `ed_visits` (with those that end in admission)."""

    members: np.ndarray
    deaths: np.ndarray
    stays: np.ndarray
    uses: np.ndarray
    ed_visits: np.ndarray


class ExpectedLife:
    """People whose months are expected, one after another; `weight` is the chance that each is still alive."""

    def __init__(self, state: State, hazards: Hazards, physics: Physics, keys: np.ndarray):
        self.state, self.hazards, self.physics, self.keys = state, hazards, physics, keys
        self.weight = np.ones(len(state))
        self.awaiting = hazards.rate[:, physics.stay_lanes].sum(axis=1)

    def month(self, month: int) -> ExpectedMonth:
        """Expect one month, then let diseases move."""
        state, hazards, physics = self.state, self.hazards, self.physics
        physics.refresh(state, hazards, physics.due(state, month), month)
        state.changed[:] = False
        first = hazards.rate[:, physics.stay_lanes]
        total = first.sum(axis=1)
        back = self.awaiting * hazards.readmission
        stays = first * (1 + np.divide(back, total, out=np.zeros_like(total), where=total > 0))[:, None]
        deaths = hazards.chance[:, physics.death_lane]
        all_stays = stays.sum(axis=1)
        ed = hazards.rate[:, physics.ed_lane]
        uses = np.column_stack(
            [
                stays,
                all_stays * hazards.snf,
                hazards.rate[:, physics.home_health_lane],
                deaths * hazards.hospice,
                ed,
                hazards.visits,
            ]
        )
        through_ed = kernel.weighted_sum(stays, physics.numbers.from_emergency)
        weight = self.weight * (state.entry <= month)
        expected = ExpectedMonth(
            weight, weight * deaths, weight[:, None] * stays, weight[:, None] * uses, weight * (ed + through_ed)
        )
        self.awaiting = total
        self.weight = self.weight * (1 - deaths)
        who, lane, _ = physics.luck.hits(self.keys, month, hazards.chance, hazards.bounds)
        kernel.move(state, physics, self.keys, month, who, lane)
        return expected
