"""The people of one or several arms in one table, so that a life which is the same in all of them is lived once.

Arms with the same physics, past and luck differ only in whom their care teams take on. A row is lived for every arm
until one of them decides about its person; from then on that arm has a row of its own for them. Nobody's month hangs on
who else is in the table: an arm lived in company is the arm lived alone.
"""

import numpy as np

from vbc_twin.twin import kernel
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.kernel import Account
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.prices import Prices
from vbc_twin.twin.recording import claimed
from vbc_twin.twin.state import RING, State


def shared(people: State, keys: np.ndarray, arms: int = 1) -> State:
    """People whom some arms have in common: with their keys of this run, and `lived_by` (people, arms), all true."""
    return State({**people.columns, "key": keys, "lived_by": np.ones((len(people), arms), bool)})


class Crowd:
    """People who live a year together; `people` as `shared` makes them, or as they are left by the year before."""

    def __init__(self, people: State, physics: Physics, prices: Prices):
        self.physics, self.prices, self.arms = physics, prices, people.lived_by.shape[1]
        room = len(people) * self.arms
        self._room = people.with_room(room) if self.arms > 1 else people
        self._hazards = Hazards.empty(room, physics.plan, physics.lanes.luck)
        self.state = State()
        self._open(len(people))
        self.state.changed[:] = True
        self._settled = False

    def live(self, month: int) -> Account:
        """Live one month; what happened to every row. With December the claims of the year are complete."""
        self.look_again(self.physics.due(self.state, month), month)
        account = kernel.advance(self.state, self.hazards, self.physics, self.prices, self.state.key, month)
        if (january := month + 1) % RING == 0:
            claimed(self.state, self.hazards, self.physics, self.state.key, january, january - RING)
        return account

    def recall(self, months: int) -> None:
        """Give people who are about to enter the past that they would have had as they are now."""
        self.look_again(np.arange(len(self.state)), 0)
        kernel.recall(self.state, self.hazards, self.physics, self.prices, self.state.key, months)

    def look_again(self, who: np.ndarray, month: int) -> None:
        """Work out what these people face this month, and what their visits cost."""
        if not self._settled:
            self.physics.settle_attributes(self.state, self.hazards)
            self._settled = True
        self.physics.refresh(self.state, self.hazards, who, month)
        self.hazards.price(who, self.prices.visits[self.state.enrolment_type[who]])
        self.state.changed[:] = False

    def ours(self, arm: int) -> np.ndarray:
        """Which rows an arm lives."""
        return self.state.lived_by[:, arm]

    def part(self, arm: int) -> State:
        """An arm's own people: the table itself if there is no other arm, else a copy."""
        if self.arms == 1:
            return self.state
        people = self.state.take(self.ours(arm))
        return shared(people, people.key)

    def account_of(self, arm: int, account: Account) -> Account:
        """What happened to an arm's own people."""
        return account if self.arms == 1 else account.among(self.ours(arm))

    def single_out(self, arm: int, rows: np.ndarray) -> np.ndarray:
        """The rows of the same people which this arm alone lives, so that it may decide about them."""
        own, in_common = rows.copy(), self.state.lived_by[rows].sum(axis=1) > 1
        if in_common.any():
            left, first = rows[in_common], len(self.state)
            new = slice(first, first + len(left))
            own[in_common] = np.arange(new.start, new.stop)
            for each in (self._room, self._hazards):
                each.repeat(left, new)
            self._open(new.stop)
            self.state.lived_by[left, arm] = False
            self.state.lived_by[new] = np.arange(self.arms) == arm
        return own

    def _open(self, people: int) -> None:
        """The rows in use are so many."""
        self.state.columns.update(self._room.view(0, people).columns)
        self.hazards = self._hazards.view(0, people)
