"""Practices as places of work and of access: how much there is to do, how clinicians fare, how soon patients are seen.

W = hours demanded / hours available in a week. Hours demanded are the panel's visits with their documentation, and the
inbox, less what is delegated, and the minutes that programmes add. With q the share of clinicians who chart up to five
hours after hours, logit P(burnout) = a + 1.1 (W - 1) - 0.89 for those and a + 1.1 (W - 1) for the others; `a` is solved
so that the mean is the calibrated share where there is no programme. Source: `data/care/practices.toml`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtr, ndtri

from vbc_twin.twin.draws import person_keys, uniform

# Keys of practices and of their clinicians lie beyond those of people; no practice has more clinicians than this.
PRACTICES_FROM, CLINICIANS_FROM, MOST_CLINICIANS = 2**60, 2**61, 8
LEAST_HOURS = 0.5
LEAST_INDEX, MOST_INDEX = 0.05, 0.95
MINUTES, PERCENT = 60, 100


@dataclass(frozen=True)
class WorkYear:
    """A year of the practices (P each): workload W, hours charted after hours a week, share of clinicians burned out,
    share leaving in a year, days to the third next available appointment."""

    workload: np.ndarray
    after_hours: np.ndarray
    burnout: np.ndarray
    turnover: np.ndarray
    wait: np.ndarray


@dataclass(frozen=True)
class Workplaces:
    """The practices of an ACO under one draw's `figures` (names of `care.practice_figures`); `seed` fixes how they
    differ, for good."""

    practices: int
    seed: int
    figures: dict[str, float]

    @cached_property
    def clinicians(self) -> np.ndarray:
        """How many clinicians each practice has; see `clinicians_of`."""
        return clinicians_of(self.practices, self.seed, self.figures["clinicians"])

    @cached_property
    def _base_hours(self) -> np.ndarray:
        """Hours demanded of a clinician of each practice, without programmes."""
        at = self.figures
        panel = at["workload.panel"] * np.exp(at["workload.panel_spread"] * self._differ("panel"))
        minutes = at["workload.visit_minutes"] + at["workload.documentation_minutes"]
        visits = at["workload.visits"] / at["workload.weeks"] * minutes / MINUTES
        return panel * (visits + at["workload.inbox_hours"] / PERCENT) * (1 - at["workload.delegated"])

    @cached_property
    def continuity(self) -> np.ndarray:
        """The usual-provider index of each practice's patients whose clinician is there."""
        index = self.figures["access.continuity"] + self.figures["access.continuity_spread"] * self._differ("index")
        return np.clip(index, LEAST_INDEX, MOST_INDEX)

    @cached_property
    def _usual(self) -> float:
        """The mean workload without programmes: what is usual after hours and in waiting holds there."""
        return float(self.clinicians @ self._workload(0.0) / self.clinicians.sum())

    @cached_property
    def _intercept(self) -> float:
        """Log odds of burnout where W = 1 and much is charted after hours, so that the mean is the calibrated share."""
        wanted, weight = self.figures["burnout.share"], self.clinicians / self.clinicians.sum()
        workload = self._workload(0.0)
        return brentq(lambda each: weight @ self._burnout(each, workload) - wanted, -20.0, 20.0)

    def year(self, minutes: float) -> WorkYear:
        """A year in which programmes add so many minutes a week to each primary-care physician's work."""
        at, workload = self.figures, self._workload(minutes)
        burnout = self._burnout(self._intercept, workload)
        turnover = at["turnover.well"] + burnout * (at["turnover.burned_out"] - at["turnover.well"])
        spread = np.exp(at["access.wait_spread"] * self._differ("wait"))
        wait = at["access.wait"] * spread * (workload / self._usual) ** at["access.wait_of_workload"]
        return WorkYear(workload, self._after_hours(workload), burnout, turnover, wait)

    def left(self, replication: int, january: int, before: WorkYear) -> np.ndarray:
        """Which clinicians (P x MOST_CLINICIANS) are gone in a January, after a year such as `before`."""
        keys = person_keys(self.seed, replication, clinician_ids(self.practices))
        burned_out = uniform(keys, january, "burned out") < np.repeat(before.burnout, MOST_CLINICIANS)
        chance = np.where(burned_out, self.figures["turnover.burned_out"], self.figures["turnover.well"])
        return uniform(keys, january, "leaves the practice") < chance

    def share_of_clinicians(self, some: np.ndarray) -> float:
        """The share of clinicians who are among `some` (P x MOST_CLINICIANS places)."""
        there = np.arange(MOST_CLINICIANS) < self.clinicians[:, None]
        return float((some.reshape(there.shape) & there).sum() / self.clinicians.sum())

    def _workload(self, minutes: float) -> np.ndarray:
        return (self._base_hours + minutes / MINUTES) / self.figures["workload.hours"]

    def _after_hours(self, workload: np.ndarray) -> np.ndarray:
        at = self.figures
        beyond = at["after_hours.overflow"] * at["workload.hours"] * (workload - self._usual)
        return np.maximum(at["after_hours.typical"] + beyond, LEAST_HOURS)

    def _burnout(self, intercept: float, workload: np.ndarray) -> np.ndarray:
        at = self.figures
        few = ndtr(np.log(at["after_hours.few"] / self._after_hours(workload)) / at["after_hours.spread"])
        log_odds = intercept + at["burnout.of_workload"] * (workload - 1)
        return few * expit(log_odds + at["burnout.of_few_hours"]) + (1 - few) * expit(log_odds)

    def _differ(self, in_what: str) -> np.ndarray:
        """Standard normal differences between practices."""
        keys = person_keys(self.seed, 0, PRACTICES_FROM + np.arange(self.practices, dtype=np.uint64))
        return ndtri(np.clip(uniform(keys, 0, f"practice's {in_what}"), 1e-12, None))


def clinician_ids(practices: int) -> np.ndarray:
    """The ids of all places for clinicians, practice after practice."""
    return CLINICIANS_FROM + np.arange(practices * MOST_CLINICIANS, dtype=np.uint64)


def clinicians_of(practices: int, seed: int, mean: float) -> np.ndarray:
    """How many clinicians each practice has: the whole numbers on either side of the mean, at least one."""
    keys = person_keys(seed, 0, PRACTICES_FROM + np.arange(practices, dtype=np.uint64))
    whole = np.floor(mean)
    number = whole + (uniform(keys, 0, "practice's clinicians") < mean - whole)
    return np.clip(number, 1, MOST_CLINICIANS).astype(np.int64)
