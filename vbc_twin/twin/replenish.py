"""Joiners: people drawn like the first panel, so chosen that the open panel stays what it was.

Those who stay grow older and sicker; deaths and leavers make room. From a pool of people drawn like the first panel,
joiners are weighted by entropy balancing (the smallest change of the pool's weights) so that stayers and joiners
together have, in expectation, the first panel's make-up: heads by enrolment type, age band and sex, mean age, stages
of every condition, risk scores, deaths and spending by type. They are then picked systematically, spread over what
they would cost, so that even a few hundred stand for the whole.
"""

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.hazards import CELLS, age_sex_cell
from vbc_twin.twin.state import State

TYPES = len(ENROLMENT_TYPES)
HEADS = TYPES * CELLS
RIDGE = 1e-3
MOST_STEPS = 60


def make_up(state: State, spending: np.ndarray, deaths: np.ndarray, most_stages: int) -> np.ndarray:
    """What is to stay as it was, a column each: heads by cell, and the figures above (people, features)."""
    cells = state.enrolment_type * CELLS + age_sex_cell(state.age, state.female)
    heads = cells[:, None] == np.arange(HEADS)
    stages = [state.stage == stage for stage in range(1, most_stages)]
    of_type = [by_type(state, figure) for figure in (spending, state.hcc_score)]
    others = np.column_stack([state.age, deaths, state.long_term_institution, state.dual])
    return np.column_stack([heads, *of_type, *stages, others]).astype(float)


def by_type(state: State, figure: np.ndarray) -> np.ndarray:
    """A figure of each person in the column of their enrolment type (people, 4)."""
    return (state.enrolment_type[:, None] == np.arange(TYPES)) * figure[:, None]


def spending_columns() -> slice:
    """Which columns of a make-up hold the spending of each enrolment type."""
    return slice(HEADS, HEADS + TYPES)


def score_columns() -> slice:
    """Which columns of a make-up hold the risk score of each enrolment type."""
    return slice(HEADS + TYPES, HEADS + 2 * TYPES)


def balanced_weights(pool: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Weights of the pool's rows whose weighted column sums come as near to `wanted` as they can.

    Entropy balancing (Hainmueller 2012, Political Analysis 20:25-46) in its dual form, by Newton's method; a small
    ridge gives way where the pool cannot meet a figure.
    """
    total = max(wanted_heads(wanted), 1.0)
    wanted = _possible(wanted, total)
    spread = pool.std(axis=0)
    used = spread > 0
    centred = (pool[:, used] - pool[:, used].mean(axis=0)) / spread[used]
    goal = (wanted[used] / total - pool[:, used].mean(axis=0)) / spread[used]
    multipliers = np.zeros(used.sum())

    def dual(at):
        exponent = centred @ at
        most = exponent.max()
        raw = np.exp(exponent - most)
        value = np.log(raw.mean()) + most - at @ goal + RIDGE / 2 * at @ at
        return value, raw / raw.sum()

    value, share = dual(multipliers)
    for _ in range(MOST_STEPS):
        mean = share @ centred
        gradient = mean - goal + RIDGE * multipliers
        if np.abs(gradient).max() < 1e-8:
            break
        curvature = (centred * share[:, None]).T @ centred - np.outer(mean, mean)
        step = np.linalg.solve(curvature + RIDGE * np.eye(len(mean)), gradient)
        size = 1.0
        while (trial := dual(multipliers - size * step))[0] > value - 1e-4 * size * (gradient @ step) and size > 1e-6:
            size /= 2
        multipliers = multipliers - size * step
        value, share = trial
    return share * total


def _possible(wanted: np.ndarray, total: float) -> np.ndarray:
    """Where stayers already are too many of a kind, nobody of that kind; the other heads make room for as many."""
    possible = np.maximum(wanted, 0.0)
    heads = possible[:HEADS].sum()
    possible[:HEADS] *= total / heads if heads > 0 else 1.0
    return possible


def wanted_heads(wanted: np.ndarray) -> float:
    """How many people a make-up stands for: the sum of its heads."""
    return float(wanted[:HEADS].sum())


def pick(weights: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Systematic choice: in this order, each row as often as its weight, rounded so that the total holds."""
    heads = round(float(weights.sum()))
    edges = np.cumsum(weights[order]) * (heads / weights.sum())
    positions = np.arange(heads) + 0.5
    return np.sort(order[np.minimum(np.searchsorted(edges, positions), len(order) - 1)])
