"""The joint distribution of conditions: a log-linear model whose every combination is one cell.

With n conditions a cell is a number of n binary digits, the first condition the leading digit, and

    log p(x) = intercept + sum_i main_i x_i + sum_i<j pair_ij x_i x_j + count(k)

where k is the number of the counted conditions and count(k) = none [k = 0] + triple C(k, 3) + quadruple C(k, 4). The
pairs carry the co-occurrence; the count terms say that more people have nothing, and fewer have very much, on record
than pairs alone would give. Raking finds the main effects with which every condition has its wanted prevalence, and
leaves pairs and counts alone.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import comb, logit

# Raking stops when every prevalence holds to this share of the people.
CLOSE_ENOUGH = 1e-8
LARGEST_STEP = 2.0
ROUNDS = 60
# A prevalence of nothing or all is kept this far from the edge, where its main effect would be infinite.
EDGE = 1e-7


@dataclass(frozen=True)
class JointModel:
    """What a group of strata shares: pairs (n, n), symmetric with a zero diagonal, and count terms [log odds]."""

    conditions: tuple[str, ...]
    pairs: np.ndarray
    counted: tuple[str, ...]
    none: float = 0.0
    triple: float = 0.0
    quadruple: float = 0.0

    @cached_property
    def is_counted(self) -> np.ndarray:
        """Which of the conditions the count terms count, (n,) booleans."""
        return np.isin(self.conditions, self.counted)

    def count_effect(self, count: np.ndarray) -> np.ndarray:
        """count(k) for an array of counts [log]."""
        return self.none * (count == 0) + self.triple * comb(count, 3) + self.quadruple * comb(count, 4)

    @cached_property
    def association(self) -> np.ndarray:
        """exp of the pair and count terms of every cell, (2**n,)."""
        energy, linear, count = np.zeros(1), np.zeros((1, len(self.conditions))), np.zeros(1)
        for place in range(len(self.conditions)):
            energy = np.stack([energy, energy + linear[:, place]], axis=1).ravel()
            linear = np.stack([linear, linear + self.pairs[place]], axis=1).reshape(-1, len(self.conditions))
            count = np.stack([count, count + self.is_counted[place]], axis=1).ravel()
        return np.exp(energy + self.count_effect(count))

    def conditional_logit(self, has: np.ndarray, main: np.ndarray, place: int) -> np.ndarray:
        """Log odds of the condition at `place` given a person's others, (people,); has (people, n), main (people,)."""
        step = 0.0
        if self.is_counted[place]:
            effect = self.count_effect(np.arange(has.shape[1] + 1))
            others = has[:, self.is_counted].sum(axis=1) - has[:, place]
            step = (effect[1:] - effect[:-1])[others]
        return main + np.einsum("pm,m->p", has, self.pairs[place]) + step


def cells(association: np.ndarray, mains: np.ndarray) -> np.ndarray:
    """Share of people in each cell, (strata, 2**n), from association (2**n,) and main effects (strata, n)."""
    share = np.ones((len(mains), 1))
    for place in range(mains.shape[1]):
        share = np.stack([share, share * np.exp(mains[:, place, None])], axis=2).reshape(len(mains), -1)
    share = share * association
    return share / share.sum(axis=1, keepdims=True)


def prevalences(share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of people with each condition, (strata, n), and with each pair, (strata, n, n), its diagonal the former.

    Adding up every cell that holds a combination takes one pass a condition, always in the same order.
    """
    strata, width = share.shape
    n = width.bit_length() - 1
    holding = share.copy()
    for digit in range(n):
        halves = holding.reshape(strata, -1, 2, 1 << digit)
        halves[:, :, 0] += halves[:, :, 1]
    digits = 1 << np.arange(n - 1, -1, -1)
    return holding[:, digits], holding[:, digits[:, None] | digits[None, :]]


def rake(association: np.ndarray, pairs: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Main effects (strata, n) [log odds] that give the wanted prevalences (strata, n), and the cells they give.

    association (2**n,) and pairs (n, n) are common to the strata; the pairs only give a good start. Newton's method on
    a concave likelihood, each step kept short.
    """
    targets = np.clip(targets, EDGE, 1 - EDGE)
    mains = logit(targets) - np.einsum("ij,sj->si", pairs, targets)
    for _ in range(ROUNDS):
        share = cells(association, mains)
        single, double = prevalences(share)
        gap = targets - single
        if np.abs(gap).max() < CLOSE_ENOUGH:
            break
        spread = double - single[:, :, None] * single[:, None, :]
        step = np.linalg.solve(spread + 1e-12 * np.eye(targets.shape[1]), gap[:, :, None])[:, :, 0]
        mains = mains + step / np.maximum(1, np.abs(step).max(axis=1, keepdims=True) / LARGEST_STEP)
    return mains, share
