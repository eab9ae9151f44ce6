"""Of which causes a death is, as studies count them; told of those who died, and moving nobody.

A death that a stay brings, in its month or the next, is of the stay's cause. Any other is drawn: of the person's hazard
of death, what the conditions of the cause add to it, as far as illness is felt at that age and with what programmes do
to it, and a share of all else. One draw tells of all causes, so that a coronary death is a cardiovascular one.
"""

import numpy as np

from vbc_twin.conditions import CauseOfDeath
from vbc_twin.twin.draws import uniform
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.plan import ILLNESS
from vbc_twin.twin.state import State


def is_of(
    cause: CauseOfDeath, state: State, hazards: Hazards, physics: Physics, month: int, dead, departing
) -> np.ndarray:
    """Which of the `dead` (rows), who died in this month, died of a cause; `departing` (rows): whom a stay of the month
    before was to bring death in it."""
    plan = physics.plan
    fatal = {plan.causes.index(each) for name in cause.stays for each in plan.causes_of(name)}
    after_stay = (state.last_discharge[dead] == month) | np.isin(dead, departing)
    of_stay = np.isin(state.last_cause[dead], sorted(fatal))
    drawn = uniform(state.key[dead], month, "cause of death")
    return np.where(after_stay, of_stay, drawn < share(cause, state, hazards, physics, month, dead))


def share(cause: CauseOfDeath, state: State, hazards: Hazards, physics: Physics, month: int, who) -> np.ndarray:
    """The share of these people's hazard of death that is of a cause."""
    plan = physics.plan
    touched, ratio = physics.programmes.ratios(state, who, month)
    programme = np.ones((len(who), len(plan.targets)))
    programme[touched] = ratio
    felt = hazards.static[who, plan.column[ILLNESS]]
    parts = felt[:, None] * physics.excess_parts(state.stage[who], hazards.static[who], programme)
    own = parts[:, [plan.condition_index[name] for name in cause.conditions]].sum(axis=1)
    own = own / (1 + parts.sum(axis=1))
    return own + plan.value(cause.others, physics.numbers.values) * (1 - own)
