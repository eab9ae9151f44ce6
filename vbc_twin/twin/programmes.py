"""What investments, and recent events, do to people's rates: exposure times the logarithm of a ratio."""

import numpy as np

from vbc_twin.twin.coefficients import Coefficients, feature_values, is_dynamic
from vbc_twin.twin.levels import Levels
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import NEVER, State


class Programmes:
    """The programme effects of a plan at one draw's sizes, applied to people's columns."""

    def __init__(self, plan: Plan, numbers: Coefficients):
        self.plan, self.numbers = plan, numbers
        self._levels = Levels(plan, numbers.values)
        self._dynamic = [place for place, each in enumerate(plan.features) if is_dynamic(each)]
        self._windows = {(each.within_months, each.cause) for each in plan.programme_effects if each.within_months}

    def due(self, state: State, month: int) -> np.ndarray:
        """Whose rates a programme or a recent event changes in this month."""
        due = np.zeros(len(state), bool)
        if self.plan.investments:
            due |= (state.enrolled != NEVER).any(axis=1)
        if self._windows:
            ago = month - 1 - state.last_discharge
            due |= ago == 0
            for months, cause in self._windows:
                due |= (ago == months) & _is_of(cause, state.last_cause)
        return due

    def ratios(self, state: State, who: np.ndarray, month: int) -> tuple[np.ndarray, np.ndarray]:
        """Who of these people is touched by programmes or by what they change, and by which ratio on each target
        (touched, T); it is 1 for all others.

        What is changed itself (levels such as blood pressure, and treatments) is written into the people's columns.
        """
        touched = np.flatnonzero(self._touched(state, who, month))
        return touched, np.exp(self._log_ratios(state, who[touched], month))

    def exposure(self, state: State, who: np.ndarray, investment: int, month: int) -> np.ndarray:
        """How far a programme's effect is felt: it grows from enrolment with its onset and halves after the exit."""
        enrolled, exited = state.enrolled[who, investment], state.exited[who, investment]
        owner = self.plan.investments[investment]
        onset = self.plan.value(owner.onset_months, self.numbers.values)
        half_life = self.plan.value(owner.half_life_months, self.numbers.values)
        last = np.where(exited == NEVER, month, exited)
        grown = 1 - np.exp(-(last - enrolled + 1) / onset) if onset > 0 else np.ones(len(who))
        since = np.where(exited == NEVER, 0, month - exited)
        left = 0.5 ** (since / half_life) if half_life > 0 else (since == 0).astype(float)
        return np.where(enrolled == NEVER, 0.0, grown * left)

    def _touched(self, state: State, who: np.ndarray, month: int) -> np.ndarray:
        touched = np.zeros(len(who), bool)
        if self.plan.investments:
            touched |= (state.enrolled[who] != NEVER).any(axis=1)
        if self._windows:
            ago, last = month - 1 - state.last_discharge[who], state.last_cause[who]
            for months, cause in self._windows:
                touched |= (ago < months) & _is_of(cause, last)
        return touched

    def _log_ratios(self, state: State, who: np.ndarray, month: int) -> np.ndarray:
        log_ratio = np.zeros((len(who), len(self.plan.targets)))
        shifts: dict[str, np.ndarray] = {}
        for effect, size in zip(self.plan.programme_effects, self.numbers.programme, strict=True):
            felt = size * self._felt(effect, state, who, month)
            if effect.operator == "shift":
                shifts[effect.column] = shifts.get(effect.column, 0.0) + felt
            else:
                log_ratio[:, effect.target] += felt
        if not self._levels.moves_any:
            return log_ratio
        self._levels.write(state, who, shifts)
        for place in self._dynamic:
            feature = self.plan.features[place]
            steps = feature_values(feature, state.columns[feature.column][who])
            if steps.any():
                log_ratio += steps[:, None] * self.numbers.log_feature[place]
        return log_ratio

    def _felt(self, effect, state: State, who: np.ndarray, month: int) -> np.ndarray:
        if effect.investment == NEVER:
            ago = month - 1 - state.last_discharge[who]
            return (ago >= 0) & (ago < effect.within_months) & _is_of(effect.cause, state.last_cause[who])
        months_in = month - state.enrolled[who, effect.investment]
        within = (months_in >= effect.from_month) & (months_in < effect.until_month)
        return within * self.exposure(state, who, effect.investment, month)


def _is_of(cause: int, causes: np.ndarray) -> np.ndarray:
    """Whether stays count, where only those of one cause do, or of any (-1)."""
    return causes == cause if cause != NEVER else np.ones(len(causes), bool)
