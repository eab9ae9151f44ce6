"""Rows of paired draws: base, alternative, their difference with its 90 % interval, and what it says in a word."""

import numpy as np

from vbc_twin.experiments import Estimate
from vbc_twin.reporting.small_cells import HIDDEN


def paired(base: np.ndarray, alternative: np.ndarray, small: bool, words: tuple[str, str]) -> tuple:
    """Base, alternative, difference, low, high, reading of one figure a draw; hidden where it rests on too few."""
    if small:
        return None, None, None, None, None, f"{HIDDEN} people"
    return float(base.mean()), float(alternative.mean()), *change(alternative - base, words)


def change(draws: np.ndarray, words: tuple[str, str]) -> tuple:
    """A difference, its interval, and `words` for less and for more where it is clear of zero."""
    estimate = Estimate.of(draws)
    said = "no difference" if not draws.any() else reading(estimate, words)
    return estimate.mean, estimate.low, estimate.high, said


def reading(estimate: Estimate, words: tuple[str, str]) -> str:
    """Whether a difference is clear of zero, in a word."""
    if estimate.covers_zero:
        return "no clear difference"
    return words[0] if estimate.mean < 0 else words[1]
