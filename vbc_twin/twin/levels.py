"""What a programme or an arm can change in a person without touching a rate: levels, and treatments that move levels.

`level.ldl` and its like are targets; a shift of one is written into the person's column `ldl_change`, and events follow
from it through the effects that hang on this column. Treatments come first, as some of them move a level (a statin
LDL), then levels, then what is felt of those that are felt late (`ldl_felt`): a share at once, and the rest as it
builds up from January to January (`ldl_accrued`).
"""

import numpy as np

from vbc_twin.panel import kept, treatments
from vbc_twin.twin.coefficients import feature_values
from vbc_twin.twin.names import changed, level_targets
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State


class Levels:
    """Writes what is changed of the enrolled into their columns, for one plan and one vector of values."""

    def __init__(self, plan: Plan, values: np.ndarray):
        self.plan, self.values = plan, values
        shifted = {each.column for each in plan.programme_effects if each.column}
        self.moves_any = bool(shifted)
        taken = {changed(name) for name in ("smoking", "adherence", *(each.name for each in treatments()))}
        self._changes_what_is_taken = bool(shifted & taken)
        self._columns = tuple(level_targets().values())

    def write(self, state: State, who: np.ndarray, shifts: dict[str, np.ndarray]) -> None:
        """Turn programmes' shifts by column (people) into changes of these people's treatments and levels."""
        shifts = {column: shifts.get(column, np.zeros(len(who))) for column in self._columns}
        if self._changes_what_is_taken:
            self._take(state, who, shifts)
        for when, column, number in self.plan.level_effects:
            shifts[column] = shifts[column] + self.values[number] * feature_values(when, shifts[when.column])
        for column, shift in shifts.items():
            state.columns[column][who] = shift
        for name, lag in self.plan.lags.items():
            at_once = lag.at_once.value
            left = (1 - at_once) * state.columns[f"{name}_accrued"][who]
            state.columns[f"{name}_felt"][who] = at_once * shifts[changed(name)] + left

    def _take(self, state: State, who: np.ndarray, shifts: dict[str, np.ndarray]) -> None:
        """What is taken more or less than before: none beyond a full course, none by those whom it is not meant for,
        and less by those who do not take what is prescribed. Only a smoker can stop smoking."""
        quitting = shifts[changed("smoking")]
        shifts[changed("smoking")] = np.clip(quitting, -1, 0) * state.smoker[who]
        own = state.adherent[who].astype(float)
        before = kept(own)
        after = kept(own + shifts[changed("adherence")])
        for each in treatments():
            taken = each.strengths(state.columns[each.name][who])
            most = np.maximum(taken, 1.0)
            now = np.clip(taken + shifts[changed(each.name)], 0.0, most)
            meant = each.is_indicated(state.stage[who], state.ejection_fraction[who])
            shifts[changed(each.name)] = (now * after - taken * before) * meant


def level_columns(plan: Plan) -> tuple[str, ...]:
    """The columns that changes of levels need, all of them 0 for whom nothing has changed."""
    late = (f"{name}_{what}" for name in plan.lags for what in ("accrued", "felt"))
    return (*level_targets().values(), *late)


def accrue(state: State, plan: Plan) -> None:
    """January: another year of a change is felt, until all of it is; what ceases fades as evenly as it came."""
    for name, lag in plan.lags.items():
        accrued, change = state.columns[f"{name}_accrued"], state.columns[changed(name)]
        step = np.maximum(np.abs(change), np.abs(accrued)) / lag.years.value
        accrued += np.clip(change - accrued, -step, step)
