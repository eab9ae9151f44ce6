"""The second year of every ACO as forecast from its first: the nation's growth, and what other years teach of scales.

The forecast is the median of the distribution in `backtest_between`. An open panel is made to stay what it was, so
what a twin's second year adds to the nation's growth is the same for all ACOs but for luck; it is measured
(`twins_say`) and not carried over, because the nation's growth holds what ageing and illness bring. `alone` is the
forecast of the twin as it was lived, without anything that other years teach.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.calibration.backtest_between import Between
from vbc_twin.calibration.backtest_figures import FIGURES
from vbc_twin.calibration.backtest_pairs import Pairs
from vbc_twin.calibration.backtest_scores import SHARES, Scored
from vbc_twin.calibration.backtest_trend import Trend
from vbc_twin.calibration.backtest_twins import YearAhead


@dataclass(frozen=True)
class Observed:
    """One figure where both years are published: `used` (which ACOs), then arrays of those.

    `first`, `second`, `explained` [the figure's unit], `sizes` [person-years], `own` [log: published over explained,
    less its median], `change` [log].
    """

    used: np.ndarray
    first: np.ndarray
    second: np.ndarray
    explained: np.ndarray
    sizes: np.ndarray
    own: np.ndarray
    change: np.ndarray


def observed(pairs: Pairs, ahead: list[YearAhead], place: int) -> Observed:
    """What was published of one of FIGURES beside what the twins say; a blank or zero in either year is left out."""
    figure = FIGURES[place]
    first, second = pairs.values(figure.column), pairs.values(figure.column, second=True)
    explained, sizes, change = (
        np.array([getattr(each, name)[place] for each in ahead]) for name in ("explained", "sizes", "change")
    )
    used = (first > 0) & (second > 0) & (explained > 0) & (sizes > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.log(first[used] / explained[used])
        own = own - np.median(own) if len(own) else own
        change = np.log(change[used])
    return Observed(used, first[used], second[used], explained[used], sizes[used], own, change)


def pooled_chance(ahead: list[YearAhead]) -> np.ndarray:
    """Luck's variance of a logarithm times person-years, by figure: the mean over all twins that tell it, else NaN."""
    chance = np.array([each.chance for each in ahead])
    told = np.isfinite(chance)
    total = np.where(told, chance, 0).sum(axis=0)
    return np.divide(total, told.sum(axis=0), out=np.full(chance.shape[1], np.nan), where=told.any(axis=0))


@dataclass(frozen=True)
class TwinsSay:
    """What the twins' second years say of one figure: `mean` growth [ratio] beyond prices that all have alike, with the
    `standard_error` of its logarithm, and the `spread` between ACOs [log], luck of the few people lived among it."""

    mean: float
    standard_error: float
    spread: float


def twins_say(change: np.ndarray) -> TwinsSay:
    """Mean and spread of the twins' changes [logs]; NaN among them are left out."""
    told = change[np.isfinite(change)]
    if len(told) < 2:
        return TwinsSay(float(np.exp(told.mean())) if len(told) else 1.0, float("nan"), float("nan"))
    spread = float(told.std(ddof=1))
    return TwinsSay(float(np.exp(told.mean())), spread / float(np.sqrt(len(told))), spread)


def forecast(seen: Observed, place: int, trend: Trend, between: Between, chance: float) -> tuple[Scored, Scored]:
    """One figure of each ACO as forecast: first with intervals for any list, then with those for stable lists."""
    growth = trend.of(FIGURES[place].trend)
    middle = seen.first * growth * np.exp(-(1 - between.kept.value) * seen.own)
    alone = seen.first * growth * np.where(np.isfinite(seen.change), np.exp(seen.change), 1.0)
    both = []
    for stable in (False, True):
        spread = between.spread(chance, seen.sizes, stable)
        widths = np.array([between.quantile(share, stable) for share in SHARES])
        ends = np.exp(spread[:, None, None] * widths[:, None] * np.array([-1.0, 1.0]))
        both.append(Scored(seen.first, seen.second, middle, alone, growth, middle[:, None, None] * ends))
    return both[0], both[1]
