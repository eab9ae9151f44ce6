"""The lines of a score, and how they are shown."""

from dataclasses import dataclass

import numpy as np

Amount = float | np.ndarray


@dataclass(frozen=True)
class Line:
    """One step of a score: amount [`unit`] over draws, the rule in words, where it stands, and how sure that is."""

    step: str
    amount: Amount
    unit: str
    rule: str
    citation: str
    mark: str = ""


def plain_answer(answer) -> bool | np.ndarray:
    """A yes or no where there is one answer, the array where there are many."""
    array = np.asarray(answer, dtype=bool)
    return bool(array) if array.ndim == 0 else array
