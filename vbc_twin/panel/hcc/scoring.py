"""From categories to scores: the hierarchy, then every variable that is one, each times the factor of the segment.

raw = cell of age and sex + entitlement + sum of categories + interactions + number of categories    (a segment each)
"""

from collections.abc import Iterator

import numpy as np

from vbc_twin.panel.hcc.model import Model
from vbc_twin.panel.hcc.people import Enrolment, Piece, pieces_of, segment_of

Present = dict[int, np.ndarray]
MOST_COUNTED = 10


def counted(present: Present, model: Model) -> Present:
    """The categories that count, (people,) booleans each: those that a greater one drops are taken away.

    Every category that was present drops its lesser ones, also when it is dropped itself.
    """
    before = {hcc: mask for hcc, mask in sorted(present.items()) if hcc not in model.removed}
    for hcc, others in model.needs:
        if hcc in before:
            beside = [before[each] for each in others if each in before]
            before[hcc] = before[hcc] & np.logical_or.reduce(beside) if beside else np.zeros_like(before[hcc])
    left = dict(before)
    for hcc, mask in before.items():
        for lesser in model.drops[hcc]:
            if lesser in left:
                left[lesser] = left[lesser] & ~mask
    return left


def pieces(who: Enrolment, left: Present, segment: np.ndarray, model: Model) -> Iterator[Piece]:
    """Every variable of the model with the rows of the people for whom it is one; `left` after the hierarchy."""
    yield from pieces_of(who, segment, model)
    number = np.zeros(len(who), np.int16)
    for hcc, mask in left.items():
        yield f"HCC{hcc}", np.flatnonzero(mask)
        number += mask
    for each in model.interactions:
        groups = [[left[hcc] for hcc in group if hcc in left] for group in each.groups]
        if all(groups):
            both = np.logical_and.reduce([np.logical_or.reduce(group) for group in groups])
            yield each.name, np.flatnonzero(both & who.are(each.who))
    if "D1" in model.factors:
        for some in range(1, MOST_COUNTED):
            yield f"D{some}", np.flatnonzero(number == some)
        yield f"D{MOST_COUNTED}P", np.flatnonzero(number >= MOST_COUNTED)


def raw_scores(who: Enrolment, present: Present, model: Model) -> np.ndarray:
    """The raw score of each person [1 = national mean of the model's base year], (people,).

    `present` are categories that a record leads to, before the hierarchy: (people,) booleans by category number.
    Worked example, V28: a woman of 72, not dual, with diabetes with complications (37), heart failure (226) and nothing
    else: 0.395 + 0.166 + 0.360 + 0.112 (diabetes with heart failure) + 0 (two categories) = 1.033.
    """
    segment = segment_of(who, model)
    score = np.zeros(len(who))
    for variable, rows in pieces(who, counted(present, model), segment, model):
        if variable in model.factors:
            score[rows] += model.factors[variable][segment[rows]]
    return score
