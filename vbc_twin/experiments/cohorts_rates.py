"""Rates, cumulative incidence and ratios of a followed cohort, each with its 95 % interval.

In the month in which somebody's time ends it ends in the middle. The ratio of two groups is that of Mantel and Haenszel
over months, sum(d1 T0 / T) / sum(d0 T1 / T), which is the hazard ratio where hazards are proportional; its interval is
a jackknife over groups of people, so that the same people in both arms, and several events of one person, count as what
they are. Sources: Rothman, Greenland and Lash, Modern Epidemiology (2008); Efron and Tibshirani (1993).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtri, stdtrit

from vbc_twin.experiments.cohorts_outcomes import Followed

LEVEL = 0.95
PARTS = 50
# Fewer events than this are too few for an interval from their spread.
FEW = 10
Interval = tuple[float, float]


@dataclass(frozen=True)
class Tally:
    """Events and person-months by part (a fifty-th of the people) and month (PARTS, months), with what the spread of a
    rate hangs on: `each` person's events and months."""

    events: np.ndarray
    months: np.ndarray
    each: tuple[np.ndarray, np.ndarray]

    @classmethod
    def first(cls, followed: Followed) -> "Tally":
        """First events, and the time until then."""
        return cls._of(followed, followed.ends, followed.has_event.astype(float), followed.ends)

    @classmethod
    def every(cls, followed: Followed) -> "Tally":
        """Every event, and the whole time alive."""
        place, month, amount = followed.events
        part = followed.person[place] % PARTS
        own = np.bincount(place, amount, len(followed.person))
        tally = cls._of(followed, followed.alive_until, own, None)
        np.add.at(tally.events, (part, month), amount)
        return tally

    @classmethod
    def _of(cls, followed: Followed, ends: np.ndarray, own: np.ndarray, when: np.ndarray | None) -> "Tally":
        part, months = followed.person % PARTS, followed.months
        shape = (PARTS, months)
        # Whole months before the last, and half of the last.
        stopped = np.zeros((PARTS, months + 1))
        np.add.at(stopped, (part, ends), 1.0)
        people = stopped.sum(axis=1, keepdims=True)
        still = people - np.cumsum(stopped, axis=1)[:, :months]
        events = np.zeros(shape)
        if when is not None:
            some = own > 0
            np.add.at(events, (part[some], when[some]), own[some])
        time = np.minimum(ends + 0.5, months)
        return cls(events, still + stopped[:, :months] / 2, (own, time))

    @property
    def count(self) -> float:
        """Events."""
        return float(self.events.sum())

    @property
    def person_years(self) -> float:
        """Time at risk [years]."""
        return float(self.months.sum() / 12)


def rate(tally: Tally) -> tuple[float, Interval]:
    """Events per person-year: Garwood's exact interval, or for many events the robust one."""
    events, years = tally.count, tally.person_years
    if years == 0:
        return float("nan"), (float("nan"), float("nan"))
    tail = (1 - LEVEL) / 2
    low = gammaincinv(events, tail) / years if events else 0.0
    exact = float(low), float(gammaincinv(events + 1, 1 - tail) / years)
    found = events / years
    own, months = tally.each
    if events < FEW:
        return found, exact
    spread = ndtri(1 - tail) * np.sqrt(((own - found * months / 12) ** 2).sum()) / events
    return found, (found * float(np.exp(-spread)), found * float(np.exp(spread)))


def share(events: float, people: float) -> tuple[float, Interval]:
    """A share of people with Wilson's interval."""
    if people == 0:
        return float("nan"), (float("nan"), float("nan"))
    z = ndtri((1 + LEVEL) / 2)
    p = events / people
    centre = (p + z**2 / (2 * people)) / (1 + z**2 / people)
    half = z * np.sqrt(p * (1 - p) / people + z**2 / (4 * people**2)) / (1 + z**2 / people)
    return p, (float(max(0.0, centre - half)), float(min(1.0, centre + half)))


def ratio(group: Tally, reference: Tally) -> tuple[float, Interval]:
    """The ratio of two groups' hazards; not a number where one of them has no event."""
    if not group.count or not reference.count:
        return float("nan"), (float("nan"), float("nan"))
    found = np.log(_mantel_haenszel(group.events.sum(0), group.months.sum(0), reference))
    left_out = [_left_out(group, reference, part) for part in range(PARTS)]
    known = np.array([each for each in left_out if np.isfinite(each)])
    if min(group.count, reference.count) < FEW or len(known) < PARTS:
        deviation, quantile = np.sqrt(1 / group.count + 1 / reference.count), ndtri((1 + LEVEL) / 2)
    else:
        deviation = np.sqrt((PARTS - 1) / PARTS * ((known - known.mean()) ** 2).sum())
        quantile = stdtrit(PARTS - 1, (1 + LEVEL) / 2)
    low, high = np.exp(found - quantile * deviation), np.exp(found + quantile * deviation)
    return float(np.exp(found)), (float(low), float(high))


def by_parts(sums: np.ndarray, figure: Callable[[np.ndarray], float], on_log: bool) -> tuple[float, Interval]:
    """A figure of sums over people (PARTS, ...), with the interval of a jackknife over the parts; `on_log` for what is
    positive. Not a number where the sums give none."""
    total = sums.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = figure(total)
        left_out = np.array([figure(total - each) for each in sums])
        if on_log:
            found, left_out = np.log(found), np.log(left_out)
    if not np.isfinite(found) or not np.isfinite(left_out).all():
        whole = float(np.exp(found) if on_log else found)
        return (whole if np.isfinite(whole) else float("nan")), (float("nan"), float("nan"))
    deviation = np.sqrt((PARTS - 1) / PARTS * ((left_out - left_out.mean()) ** 2).sum())
    half = stdtrit(PARTS - 1, (1 + LEVEL) / 2) * deviation
    ends = found, found - half, found + half
    value, low, high = (float(np.exp(each)) if on_log else float(each) for each in ends)
    return value, (low, high)


def summed(person: np.ndarray, *columns: np.ndarray) -> np.ndarray:
    """Sums of columns (one entry a person) over the people of each part (PARTS, columns)."""
    return np.stack([np.bincount(person % PARTS, column, PARTS) for column in columns], axis=1)


def middle(followed: Followed) -> tuple[float, Interval]:
    """The month by which half have had the event, death competing, and the months at which the interval of the share
    crosses a half; not a number where that is not seen."""
    people = len(followed.person)
    by_month = np.cumsum(np.bincount(followed.ends[followed.has_event], minlength=followed.months)[: followed.months])
    shares = [share(float(events), people) for events in by_month]
    reached = ([each for each, _ in shares], [high for _, (_, high) in shares], [low for _, (low, _) in shares])
    found, low, high = (next((month + 1.0 for month, each in enumerate(line) if each >= 0.5), float("nan"))
                        for line in reached)  # fmt: skip
    return found, (low, high)


def _left_out(group: Tally, reference: Tally, part: int) -> float:
    kept = np.arange(PARTS) != part
    without = Tally(reference.events[kept], reference.months[kept], reference.each)
    return float(np.log(_mantel_haenszel(group.events[kept].sum(0), group.months[kept].sum(0), without)))


def _mantel_haenszel(events: np.ndarray, months: np.ndarray, reference: Tally) -> float:
    others, other_months = reference.events.sum(0), reference.months.sum(0)
    total = np.maximum(months + other_months, 1e-12)
    above, below = (events * other_months / total).sum(), (others * months / total).sum()
    return float(above / below) if below > 0 and above > 0 else float("nan")
