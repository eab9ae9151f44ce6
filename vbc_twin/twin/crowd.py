"""The people of one or several arms in one table, so that a month is worked out once for all of them.

Arms with the same physics and prices differ only in who is enrolled. Nobody's month hangs on who else is in the table:
an arm lived in company is the arm lived alone.
"""

from itertools import pairwise

import numpy as np

from vbc_twin.twin import kernel
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.kernel import Account
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.prices import Prices
from vbc_twin.twin.state import State


class Crowd:
    """People who live a year together. `parts` are the arms' own people, as views: what an arm changes there is changed
    here."""

    def __init__(self, states: list[State], keys: list[np.ndarray], physics: Physics, prices: Prices):
        self.physics, self.prices = physics, prices
        self.state, self.keys = State.stacked(states), np.concatenate(keys)
        self.hazards = Hazards.empty(len(self.state), physics.plan, physics.lanes.luck)
        physics.settle_attributes(self.state, self.hazards)
        self.state.changed[:] = True
        self.edges = np.cumsum([0, *(len(each) for each in states)])
        self.parts = [self.state.view(first, last) for first, last in pairwise(self.edges)]

    def live(self, month: int) -> list[Account]:
        """Live one month; what happened, arm by arm."""
        self.look_again(self.physics.due(self.state, month), month)
        account = kernel.advance(self.state, self.hazards, self.physics, self.prices, self.keys, month)
        return account.parted(self.edges)

    def recall(self, months: int) -> None:
        """Give people who are about to enter the past that they would have had as they are now."""
        self.look_again(np.arange(len(self.state)), 0)
        kernel.recall(self.state, self.hazards, self.physics, self.prices, self.keys, months)

    def look_again(self, who: np.ndarray, month: int) -> None:
        """Work out what these people face this month, and what their visits cost."""
        self.physics.refresh(self.state, self.hazards, who, month)
        self.hazards.price(who, self.prices.visits[self.state.enrolment_type[who]])
        self.state.changed[:] = False
