"""Shares into whole people, with less noise than drawing each at random.

Systematic sampling: equally spaced points with one random start fall upon the stacked shares. Every share gets its
expected number to within one person, and so does every run of neighbouring shares.
"""

import zlib

import numpy as np
from scipy.special import expit

HALVINGS = 50


def luck(seed: int, stream: int, first_id: int, purpose: str) -> np.random.Generator:
    """The random numbers of one purpose; a step that is added or changed does not move those of another."""
    key = (seed, stream, first_id, zlib.crc32(purpose.encode()))
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(key)))


def in_turn(share: np.ndarray, people: int, rng: np.random.Generator) -> np.ndarray:
    """Which share each of `people` falls into, ascending, (people,) integers; shares need not add up to one."""
    edges = np.cumsum(share)
    points = (np.arange(people) + rng.random()) / people * edges[-1]
    return np.minimum(np.searchsorted(edges, points, side="right"), len(share) - 1)


def at_random(share: np.ndarray, people: int, rng: np.random.Generator) -> np.ndarray:
    """The same, in random order."""
    return rng.permutation(in_turn(share, people, rng))


def chosen(probability: np.ndarray, order: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Who is chosen, (people,) booleans, each with its own probability; neighbours in `order` share their luck."""
    passed = np.floor(np.cumsum(probability[order]) + rng.random())
    hit = np.empty(len(order), dtype=bool)
    hit[order] = np.diff(passed, prepend=0.0) > 0
    return hit


def to_total(log_odds: np.ndarray, weight: np.ndarray, total: float) -> np.ndarray:
    """Probabilities with the given odds relative to each other, whose weighted sum is `total`."""
    if total <= 0 or total >= weight.sum():
        return np.full(len(log_odds), float(total > 0))
    low, high = -60.0, 60.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if (weight * expit(log_odds + middle)).sum() > total else (middle, high)
    return expit(log_odds + (low + high) / 2)


def largest_remainder(wanted: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers near `wanted` that add up to `total`."""
    whole = np.floor(wanted).astype(int)
    most = np.argsort(whole - wanted, kind="stable")
    whole[most[: total - whole.sum()]] += 1
    return whole
