"""What Medicare pays a Medicare Advantage plan, per member and month [42 U.S.C. 1395w-23, 1395w-24].

Pure functions over numbers or arrays of draws; every constant is the caller's. Money is in USD per person-month.
"""

from collections.abc import Sequence

import numpy as np

from vbc_twin.contracts.experience import Amount


def applicable_percentage(quartile: Amount, before: Amount, percentages: Sequence[float]) -> np.ndarray:
    """The percentage of a county's quartile (1 is the costliest), meaned with last year's where it has changed."""
    of_quartile = np.asarray(percentages)
    now, then = (of_quartile[np.asarray(each, dtype=int) - 1] for each in (quartile, before))
    return (now + then) / 2


def quality_bonus(
    stars: Amount, is_new: Amount, qualifies: Amount, least_stars: float, bonus: float, bonus_new: float
) -> np.ndarray:
    """Points added to the percentage: for stars, or for a new plan that has none yet; twice in a qualifying county."""
    of_stars = np.where(np.asarray(stars) >= least_stars, bonus, 0.0)
    points = np.where(np.asarray(is_new, dtype=bool), bonus_new, of_stars)
    return points * np.where(np.asarray(qualifies, dtype=bool), 2.0, 1.0)


def county_benchmark(spending: Amount, percentage: Amount, bonus: Amount, ceiling: Amount = np.inf) -> np.ndarray:
    """County fee-for-service spending x (percentage + bonus), never above the ceiling of the law before 2010."""
    return np.minimum(np.asarray(spending) * (np.asarray(percentage) + bonus), ceiling)


def rebate_share(stars: Amount, is_new: Amount, ends: Sequence[float], shares: Sequence[float]) -> np.ndarray:
    """The plan's share of what its bid saves, by stars: shares[i] below ends[i], the last from its end on.

    A new plan counts as one of the middle share.
    """
    of_stars = np.asarray(shares)[np.searchsorted(ends, np.asarray(stars, dtype=float), side="right")]
    return np.where(np.asarray(is_new, dtype=bool), shares[1], of_stars)


def risk(raw: Amount, coding: float, normalisation: float) -> np.ndarray:
    """The score that is paid on: raw x (1 - coding adjustment) / normalisation factor."""
    return np.asarray(raw) * (1 - coding) / normalisation


def base_payment(benchmark: Amount, bid: Amount) -> np.ndarray:
    """What is paid for a person of average risk: the bid, and never more than the benchmark."""
    return np.minimum(benchmark, bid)


def rebate(benchmark: Amount, bid: Amount, share: Amount) -> np.ndarray:
    """The plan's part of benchmark less bid; nothing where the bid is not below the benchmark."""
    return share * np.maximum(np.asarray(benchmark) - bid, 0.0)


def member_premium(benchmark: Amount, bid: Amount) -> np.ndarray:
    """What a member pays where the bid is above the benchmark."""
    return np.maximum(np.asarray(bid) - benchmark, 0.0)
