"""Which cause a stay has, drawn from what its person is admitted for.

A month decides of stays by group of causes; within a group the cause follows by the share that each has of the person's
own stays. So causes may be told apart as finely as evidence allows, and a month asks nobody more.
"""

import numpy as np


def own_cause(stays: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Causes drawn from all of a person's own; `stays` (people, K) are those expected of each, `draw` [0, 1)."""
    upto = np.cumsum(stays, axis=1)
    return np.minimum((draw[:, None] * upto[:, -1:] >= upto).sum(axis=1), stays.shape[1] - 1)


def cause_within(stays: np.ndarray, first_of_group: np.ndarray, group: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Causes drawn within a known group each; the causes of a group begin at `first_of_group` and follow another."""
    first, last = first_of_group[group], np.append(first_of_group[1:], stays.shape[1])[group] - 1
    place = np.arange(stays.shape[1])
    outside = (place < first[:, None]) | (place > last[:, None])
    return np.clip(own_cause(np.where(outside, 0.0, stays), draw), first, last)
