"""A year older: what age, illness and treatment make of what is measured, each January.

Two parts. What is expected of everybody alike (`age_levels`): levels move by what a year of age brings, and who fell
ill in the year comes to be like those who are ill, as the panel is drawn. What luck decides of each (`treat_anew`):
drugs are started, stopped and stepped up by what is on record and measured, kidneys fail faster in some than in others,
sugar wanders, smokers quit. The second part leaves the means where the first puts them: as many start a drug as stop
it, and where treatment is stepped up over a threshold, levels rise a little under an unchanged one.
"""

import numpy as np
from scipy.special import ndtri

from vbc_twin.panel import (
    COLUMNS,
    NEVER_QUIT,
    albumin_growth,
    kept,
    kidney_bounds,
    kidney_slope,
    kidney_spread,
    mean_shift,
    per_year,
    quitting,
    sugar_spread,
    treatments,
)
from vbc_twin.twin.draws import uniform
from vbc_twin.twin.names import CHANGED, balanced, changed
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import NEVER, State

MEASURED = ("systolic", "ldl", "hba1c", "egfr", "bmi")
BOUNDS = {each.name: (each.least, each.most) for each in COLUMNS if each.name in (*MEASURED, "uacr")}


def level_memory(state: State) -> dict[str, np.ndarray]:
    """What is remembered of illness from one January to the next: stages, and what was on record."""
    known = state.recorded != NEVER
    return {"stage_then": state.stage.copy(), "known_then": known, "newly_known": np.zeros_like(known)}


def age_levels(state: State) -> None:
    """What a year brings to everybody alike: a year of age, and what illness that began in it adds."""
    known = state.recorded != NEVER
    fell_ill = ((state.stage != state.stage_then) | (known != state.known_then)).any(axis=1).nonzero()[0]
    now, then = (known[fell_ill], state.stage[fell_ill]), (state.known_then[fell_ill], state.stage_then[fell_ill])
    for name in MEASURED:
        column = state.columns[name]
        column += kidney_slope(state.stage, state.systolic, state.uacr) if name == "egfr" else per_year(name)
        column[fell_ill] += mean_shift(name, *now) - mean_shift(name, *then)
        np.clip(column, *BOUNDS[name], out=column)
    np.clip(state.egfr, *kidney_bounds(state.stage), out=state.egfr)
    np.clip(state.uacr * albumin_growth(state.stage), *BOUNDS["uacr"], out=state.uacr)
    np.minimum(state.years_since_quit + 1, NEVER_QUIT, out=state.years_since_quit)
    newly = known & ~state.known_then
    state.columns.update(level_memory(state), newly_known=newly)


def treat_anew(state: State, plan: Plan, keys: np.ndarray, month: int) -> None:
    """What luck decides in January: treatment, the pace at which kidneys fail, and who stops smoking."""
    has, took = state.recorded != NEVER, kept(state.adherent)
    for each in treatments():
        step = state.columns[each.name]
        _start_and_stop(each, step, has, took, state, plan, keys, month)
        if each.intensified:
            _intensify(each, step, took, state, keys, month)
    state.hba1c[:] += sugar_spread(state.stage) * _normal(keys, month, "sugar")
    np.clip(state.hba1c, *BOUNDS["hba1c"], out=state.hba1c)
    state.egfr[:] += kidney_spread(state.stage) * _normal(keys, 0, "pace of kidney disease")
    np.clip(state.egfr, *kidney_bounds(state.stage), out=state.egfr)
    quits = state.smoker & (uniform(keys, month, "quit smoking") < quitting())
    state.smoker[quits] = False
    state.years_since_quit[quits] = 0.0
    balance(state)


def balance(state: State) -> None:
    """What people take, by adherence, against what those who have the illness take on average; 0 without it."""
    took = kept(state.adherent)
    for each in treatments():
        if each.centre:
            taken = each.strengths(state.columns[each.name]) * took - each.centre.value
            state.columns[balanced(each.name)] = np.where(
                each.is_indicated(state.stage, state.ejection_fraction), taken, 0.0
            )


def _start_and_stop(each, step, has, took, state, plan, keys, month) -> None:
    """As many start as stop; who is newly on record starts as often as others are treated, and is drawn so already."""
    share = each.share(has, state.ejection_fraction)
    first = each.share(state.newly_known, state.ejection_fraction) > 0
    started = np.minimum(each.stopped.value * share / np.maximum(1 - share, 1e-9), 1.0)
    draw, before = uniform(keys, month, f"treatment {each.name}"), step.copy()
    begins = (before == 0) & (draw < np.where(first, share, started))
    stops = (before > 0) & (draw < each.stopped.value)
    step[begins] = each.step(uniform(keys[begins], month, f"step of {each.name}"))
    step[stops] = 0
    change = (each.strengths(step) - each.strengths(before)) * took * ~first
    for when, level, number in plan.level_effects:
        if when.column == changed(each.name):
            column = state.columns[level.removesuffix(CHANGED)]
            column += plan.parameters[number].value * change
            np.clip(column, *BOUNDS[level.removesuffix(CHANGED)], out=column)


def _intensify(each, step, took, state, keys, month) -> None:
    """Who is treated and stays over the threshold is stepped up, if luck has it."""
    rule, column = each.intensified, state.columns[each.intensified.level]
    treated = step > 0
    up = treated & (column >= rule.over.value) & (uniform(keys, month, f"more {each.name}") < rule.share.value)
    column += np.where(treated, rule.rise.value, 0.0) + np.where(up, rule.change.value * took, 0.0)
    np.clip(column, *BOUNDS[rule.level], out=column)
    step[up] = np.minimum(step[up] + 1, len(each.strength))


def _normal(keys: np.ndarray, month: int, name: str) -> np.ndarray:
    """Standard normal luck of a named stream."""
    return ndtri(np.clip(uniform(keys, month, name), 1e-12, None))
