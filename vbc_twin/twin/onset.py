"""Onset, solved so that what was published of prevalence and of cases holds.

Onset: with prevalence p(a) at age a, incidence h(a) must replace those who die of it and build what older ages have
more: h = (p'(a) + p r) / (1 - p) + p (m1 - m0), where m1 and m0 are the death rates with and without the disease and r
the rate at which it is over. Ages under 65 are another population (the disabled), so their prevalence is held level.
Source: the balance of a two-state model.
Where cohorts have seen how often a condition begins at an age, that is its incidence there: the balance takes records
that lag and deaths that go with other illness for new disease. The open panel keeps its prevalence by who joins it.

Deaths come first, as onset replaces those who die: see `dying`.

Records: with the cases that begin so, the rates at which disease is found and claimed follow (`recording`).
"""

import numpy as np
from scipy.special import logit

from vbc_twin.panel import AGE_BANDS
from vbc_twin.twin import recording
from vbc_twin.twin.columns import STAY
from vbc_twin.twin.dying import solve_causes, solve_death, solve_fatality
from vbc_twin.twin.hazards import CELLS, Hazards, age_sex_cell
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import NEVER, State

# Mean ages of the bands, at which band prevalences are read; the bands are those of the published tables.
BAND_AGES = np.array([55.0, 69.5, 79.0, 89.0])


def prevalence_slopes(prevalence: np.ndarray) -> np.ndarray:
    """Growth of prevalence per year of age in each cell, from the neighbouring bands of the same sex; never negative.

    The slope is that of the logit, times p (1 - p), as prevalence grows like a chance. `prevalence` and the result have
    the shape (conditions, cells); cells are bands times sex, sex innermost.
    """
    by_sex = prevalence.reshape(len(prevalence), len(BAND_AGES), 2)
    slopes = np.zeros_like(by_sex)
    for sex in (0, 1):
        slopes[:, 1:, sex] = np.gradient(logit(by_sex[:, 1:, sex]), BAND_AGES[1:], axis=1)
    return np.maximum(slopes * by_sex * (1 - by_sex), 0).reshape(prevalence.shape)


def solve(physics: Physics, state: State, hazards: Hazards, prevalence: np.ndarray, drift=None) -> None:
    """Solve what stays lead to, death and onset on the first people, into the scales of `physics`.

    `prevalence` is the true one (conditions, cells); `hazards.static` must be settled, and holds January after. `drift`
    as in `dying.solve_death`.
    """
    physics.refresh(state, hazards, np.arange(len(state)), 0)
    solve_fatality(physics, state, hazards)
    solve_causes(physics, state, hazards)
    solve_death(physics, state, hazards, drift)
    solve_onset(physics, state, hazards, prevalence)


def solve_onset(physics: Physics, state: State, hazards: Hazards, prevalence: np.ndarray) -> None:
    """Solve onset, given the deaths of January."""
    plan, scales = physics.plan, physics.scales
    cell = age_sex_cell(state.age, state.female)
    deaths, burden = 12 * physics.deaths(hazards), physics.burden(state.stage)
    slopes = prevalence_slopes(prevalence)
    for place in np.array(plan.moving)[physics.onset_is_solved]:
        has = state.stage[:, place] > 0
        difference = _mean_by_cell(deaths, cell, has) - _mean_by_cell(deaths, cell, ~has)
        known = prevalence[place]
        over = _mean_by_cell(_recovery(physics, state.stage[:, place], place, hazards.static * burden), cell, has)
        balance = (slopes[place] + known * over) / (1 - known) + known * np.maximum(difference, 0)
        incidence = np.where((seen := _seen(plan, place, physics.numbers.values)) > 0, seen, balance)
        target = physics.moves.target[place, 0]
        modifier = hazards.static[:, target] * burden[:, target]
        scales.onset[place] = incidence / _mean_by_cell(modifier, cell, ~has)
    used = hazards.static * burden
    visits, stays = used[:, plan.column["use.physician"]], used[:, plan.column[STAY]]
    beginning, worsening = _beginning(physics, state, used, cell), _worsening(physics, state, used)
    recording.solve(physics, state, visits, stays, beginning, worsening, deaths)


def _beginning(physics: Physics, state: State, figures: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """The cases of each condition that begin in a year (C; weighted), without those that a stay strikes and shows."""
    begin = np.zeros(len(physics.plan.conditions))
    for place, is_solved in zip(physics.plan.moving, physics.onset_is_solved, strict=True):
        without = state.weight * (state.stage[:, place] == 0)
        scale = physics.scales.onset[place, cell] if is_solved else 1.0
        if (target := physics.moves.target[place, 0]) != NEVER:
            begin[place] = without @ (figures[:, target] * scale)
    return begin


def _worsening(physics: Physics, state: State, figures: np.ndarray) -> np.ndarray:
    """The rate [per person-year] at which people on no record would be found by becoming worse (people, C)."""
    rate = np.zeros(state.stage.shape)
    for place in physics.plan.moving:
        stage = state.stage[:, place]
        leaving = figures[np.arange(len(stage)), physics.moves.target[place, stage]]
        rate[:, place] = np.where(stage > 0, leaving * physics.moves.found_by_leaving[place, stage], 0.0)
    return rate


def _recovery(physics: Physics, stage: np.ndarray, place: int, figures: np.ndarray) -> np.ndarray:
    """The rate [per person-year] at which people have a condition no longer (people)."""
    rate = figures[np.arange(len(stage)), physics.moves.target[place, stage]]
    return rate * np.where(stage > 0, physics.moves.to_none[place, stage], 0.0)


def _seen(plan: Plan, place: int, values: np.ndarray) -> np.ndarray:
    """How often a condition was seen to begin [per person-year] in each cell; 0 where the evidence does not say."""
    by_age = plan.conditions[place].onset_by_age
    rates = [plan.value(by_age[band], values) if band in by_age else 0.0 for band in AGE_BANDS]
    return np.repeat(rates, CELLS // len(AGE_BANDS))


def _mean_by_cell(figure: np.ndarray, cell: np.ndarray, who: np.ndarray | None = None) -> np.ndarray:
    """The mean in each cell over these people; their overall mean in a cell where there is none of them."""
    if who is None:
        who = np.ones(len(cell), bool)
    total = np.bincount(cell[who], figure[who], CELLS)
    number = np.bincount(cell[who], minlength=CELLS)
    overall = figure[who].mean() if who.any() else 0.0
    return np.divide(total, number, out=np.full(CELLS, overall), where=number > 0)
