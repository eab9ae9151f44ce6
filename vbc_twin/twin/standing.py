"""How patients and practices stand in a year: what is written of it in January, and by groups at its end.

Sums are of whole numbers by stratum, so that they hang on no order; weights come last.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.coefficients import Coefficients
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import NEVER, State
from vbc_twin.twin.workplaces import Workplaces, WorkYear

TYPES, FIFTHS = len(ENROLMENT_TYPES), 5
MONTHS = 12
# What is written of the practices in each year.
PRACTICE_FIGURES = ("workload", "after_hours", "burnout", "turnover", "left", "wait", "continuity")
# What is summed in each group of people: money in cents, quality-adjusted months in millionths.
GROUP_FIGURES = ("months", "admissions", "ed_visits", "cents", "deaths", "quality", "complex_months", "complex_stays")
UTILITY_UNIT = 1_000_000


def practices_now(work: WorkYear, places: Workplaces, left: float, people: State, ours, weights) -> np.ndarray:
    """PRACTICE_FIGURES of a year: means over clinicians; wait and continuity over patients (weights by stratum)."""
    by_clinician = places.clinicians / places.clinicians.sum()
    number = places.practices
    cell = (people.stratum * number + people.practice) * 2 + people.continuity_broken
    heads = weights @ np.bincount(cell[ours], minlength=TYPES * number * 2).reshape(TYPES, number * 2)
    heads = heads.reshape(number, 2) / heads.sum()
    lost = 1 - places.figures["access.continuity_lost"]
    index = places.continuity @ (heads @ np.array([1.0, lost]))
    means = [by_clinician @ getattr(work, name) for name in PRACTICE_FIGURES[:4]]
    return np.array([*means, left, heads.sum(axis=1) @ work.wait, index])


@dataclass(frozen=True)
class Quality:
    """The utility of people's illnesses under one draw: `base` times a factor by condition and stage (C, S)."""

    base: float
    factor: np.ndarray

    @classmethod
    def of(cls, plan: Plan, numbers: Coefficients, utility) -> "Quality":
        """The value set of a run. Raises KeyError for an illness or stage that there is not."""
        base = plan.value(utility.base, numbers.values)
        factor = np.ones((len(plan.conditions), plan.most_stages))
        for name, stages in utility.decrement.items():
            place = plan.condition_index[name]
            for stage, size in stages.items():
                at = plan.conditions[place].stages.index(stage)
                factor[place, at] = max(1 - plan.value(size, numbers.values) / base, 0)
        return cls(base, factor)

    def per_person(self, stage: np.ndarray) -> np.ndarray:
        """The utility of people with these stages (people, C), in whole millionths."""
        found = np.full(len(stage), self.base)
        for place in np.flatnonzero((self.factor != 1).any(axis=1)):
            found *= self.factor[place].take(stage[:, place])
        return np.rint(UTILITY_UNIT * found).astype(np.int64)


def groups_now(people: State, cents: np.ndarray, present: np.ndarray, quality: np.ndarray, has: np.ndarray):
    """GROUP_FIGURES of a year that ends, by stratum, dual status and fifth of deprivation (4, 2, 5, figures).

    cents, present: (12, people); `quality` as `per_person` gives it; `has` marks the many illnesses of measure 484.
    """
    months = present.sum(axis=0)
    admissions, visits = ((ring * present.T).sum(axis=1) for ring in (people.admissions, people.ed_visits))
    spent = np.where(present, cents, 0).sum(axis=0, dtype=np.int64)
    figures = [months, admissions, visits, spent, ~people.alive, months * quality, months * has, admissions * has]
    cell = (people.stratum * 2 + people.dual) * FIFTHS + people.deprivation_quintile - 1
    # Whole numbers below 2^53 add up exactly in floating point.
    sums = [np.bincount(cell, each, TYPES * 2 * FIFTHS).astype(np.int64) for each in figures]
    return np.stack(sums, axis=-1).reshape(TYPES, 2, FIFTHS, len(GROUP_FIGURES))


def has_many(people: State, plan: Plan) -> np.ndarray:
    """Who is counted by measure 484: of its age or over, with so many of its groups of illnesses on record."""
    counted = plan.content.many_illnesses
    known = people.recorded != NEVER
    groups = (known[:, [plan.condition_index[name] for name in names]].any(axis=1) for names in counted.groups)
    return (people.age >= counted.age.value) & (sum(each.astype(int) for each in groups) >= counted.number.value)
