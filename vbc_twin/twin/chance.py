"""Counts from one uniform draw, by inversion: the lower the draw, the more events, so that shared luck stays shared."""

import numpy as np

# More events of one kind in a month than this are not drawn.
MOST_EVENTS = 60


def poisson(draw: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """How many events with this mean, given that the draw lies under 1 - exp(-rate): at least one."""
    count = np.ones(len(draw), np.int64)
    term, beyond = np.exp(-rate), -np.expm1(-rate)
    for number in range(1, MOST_EVENTS):
        term = term * rate / number
        beyond = beyond - term
        more = draw < beyond
        if not more.any():
            break
        count[more] += 1
    return count


def goes_on(draw: np.ndarray, in_a_row: float) -> np.ndarray:
    """How many more follow something begun, each as likely as the one before, so that there are `in_a_row` [mean, with
    the first] together: the higher the draw, the fewer."""
    if in_a_row <= 1:
        return np.zeros(len(draw), np.int64)
    with np.errstate(divide="ignore"):
        count = np.log(draw) / np.log1p(-1 / in_a_row)
    return np.minimum(count, MOST_EVENTS).astype(np.int64)


def binomial(draw: np.ndarray, trials: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """How many of a few trials succeed."""
    count = np.zeros(len(draw), np.int64)
    fail = 1 - chance
    term = fail**trials
    beyond = 1 - term
    odds = chance / np.maximum(fail, 1e-12)
    for successes in range(1, int(trials.max(initial=0)) + 1):
        count += draw < beyond
        term = term * odds * np.maximum(trials - successes + 1, 0) / successes
        beyond = beyond - term
    return np.minimum(count, trials)
