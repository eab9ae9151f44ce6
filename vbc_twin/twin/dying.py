"""Death, solved so that what was published of it holds: by age and sex, and after stays of each cause.

The life table holds every death, those of the diseases and after stays too, so what people differ in is scaled in each
cell of five-year age and sex until all deaths together are the table's. Only what makes the panel as a whole another
population than the table's (disabled below 65, in institutions) lies on top of it.

A cell of few people says little: whether it holds three with dementia or none is luck, while a scale is lived by with
everybody who comes to its age. So the scale of a cell is that of its ten-year band, moved towards its own by the
credibility of its people, n / (n + credible) (`data/conditions/mortality.toml`). All deaths of a band are the table's
exactly. Source: credibility after Buehlmann.

After stays, as many die of each cause and at each age as published, whoever of them it is (`after_stay`).
"""

from collections.abc import Callable

import numpy as np

from vbc_twin.twin.after_stay import TINY, after_stays, ratios_by_cause
from vbc_twin.twin.hazards import CELLS, DEATH_CELLS, WIDER, Hazards, age_sex_cell, death_cell
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.state import State

# What stays bring hangs little on the scale of death, so a few steps find it; fewer the odds of death after them.
ROUNDS, ROUNDS_OF_ODDS = 20, 6


def solve_death(physics: Physics, state: State, hazards: Hazards, drift=None) -> None:
    """Solve death in each cell of age and sex, so that all deaths, those after stays too, are the table's, of those who
    are there in January.

    `hazards` hold January; what they say of death is scaled along. `drift` (cells): how the hazard over the whole year
    compares with that of January, as the iller go first and others fall ill (None: as in January).
    """
    physics.settle_stays(hazards)
    cell, present = death_cell(state.age, state.female), state.entry <= 0
    weight = state.weight * present
    wanted = np.bincount(cell, weight * physics.tabled(state) / 12, DEATH_CELLS)
    wanted /= 1.0 if drift is None else drift

    def dying(scale: np.ndarray) -> np.ndarray:
        others = physics.after_stay.others(scale[cell] * hazards.dying, hazards.by_stays)
        return np.bincount(cell, weight * (others + hazards.by_stays), DEATH_CELLS)

    before = physics.scales.death
    people = np.bincount(cell[present], minlength=DEATH_CELLS)
    belief = people / (people + physics.life_table.credible.value)
    scale = credible(wanted, dying, belief, 1 / before) * before
    physics.scales.death = scale
    hazards.dying *= (scale / before)[cell]


def credible(wanted: np.ndarray, dying: Callable, belief: np.ndarray, base: np.ndarray) -> np.ndarray:
    """The scale of each cell with which all deaths of its band are as wanted, and its own nearly (cells).

    `dying` gives the deaths of each cell with a scale; `belief` (0 to 1) is how far each cell is believed; `base` is
    the scale that stands for the evidence as it is, from which cells of one band are alike.
    """
    own = of_band = base
    for _ in range(ROUNDS):
        own, of_band = own * ratio(wanted, dying(own)), of_band * _in_bands(wanted, dying(of_band))
    scale = of_band * (own / of_band) ** belief
    for _ in range(ROUNDS):
        scale = scale * _in_bands(wanted, dying(scale))
    return scale


def solve_fatality(physics: Physics, state: State, hazards: Hazards) -> None:
    """Solve the odds of death after stays of each cause, and at each age, so that as many die as if nothing fixed of
    people multiplied their death. `hazards` hold January; what they say of stays is settled anew."""
    scales, band = physics.scales, age_sex_cell(state.age, state.female) // 2
    stays = hazards.stays * state.weight[:, None]
    own = hazards.fatality / scales.fatality_by_age[band]
    wanted = stays * after_stays(own / physics.own_death(state), physics.after_stay.fatality)
    by_cause, by_age = wanted.sum(axis=0), np.bincount(band, wanted.sum(axis=1), CELLS // 2)
    for _ in range(ROUNDS_OF_ODDS):
        have = stays * after_stays(own * scales.fatality_by_age[band], physics.fatal_odds)
        at_age = ratio(by_age, np.bincount(band, have.sum(axis=1), CELLS // 2))
        scales.fatality_by_age = scales.fatality_by_age * at_age
        have = stays * after_stays(own * scales.fatality_by_age[band], physics.fatal_odds)
        scales.fatality = scales.fatality * ratio(by_cause, have.sum(axis=0))
    hazards.fatality[:] = own * scales.fatality_by_age[band]
    physics.settle_stays(hazards)


def solve_causes(physics: Physics, state: State, hazards: Hazards) -> None:
    """Solve how much oftener stays of one cause lead to a readmission, or to a SNF, than those of another."""
    after, scales = physics.after_stay, physics.scales
    stays = hazards.stays * state.weight[:, None]
    dying = stays * after_stays(hazards.fatality, physics.fatal_odds)
    # Readmissions are published per discharge of the living, and come to those who live through the month.
    survivors, discharges = stays - dying, stays - dying * hazards.in_hospital[:, None]
    of_survivors = after.readmission * discharges.sum(axis=0) / np.maximum(survivors.sum(axis=0), TINY)
    scales.readmission = ratios_by_cause(survivors, hazards.readmission, of_survivors)
    scales.snf = ratios_by_cause(discharges, hazards.snf, after.snf)


def _in_bands(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    """What brings the deaths of each band to those wanted (cells)."""
    return ratio(np.bincount(WIDER, wanted, CELLS), np.bincount(WIDER, have, CELLS))[WIDER]


def ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    """What brings one to the other; 1 where there is nothing."""
    return np.divide(wanted, have, out=np.ones_like(have, dtype=float), where=have > 0)
