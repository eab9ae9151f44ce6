"""Who is admitted and who costs: by dual status and by deprivation of the area, as it was lived, not adjusted.

The slope index of inequality is the difference that a straight line shows between the most and the least deprived
person, fitted to the fifths by their share of the people (weighted least squares on the mean rank of each fifth).
"""

import numpy as np
import polars as pl

from vbc_twin.experiments import Comparison
from vbc_twin.reporting.small_cells import hide, is_small
from vbc_twin.reporting.tables.paired import paired
from vbc_twin.twin import Run

DUAL, FIFTH = 2, 3
PEOPLE = ("not dual", "dual"), tuple(f"fifth {each} of deprivation" for each in range(1, 6))
RATES = {"admissions": ("Admissions", 12_000), "cents": ("Spending", 1 / 100)}
WORDS = ("more alike", "less alike")


def equity_rows(comparison: Comparison) -> list[tuple]:
    """Rows of the scorecard: ratios of duals to others, of the most to the least deprived fifth, and the slope."""
    kept, arms = len(comparison.years), (comparison.base, comparison.alternative)
    rows = []
    for axis, said in ((DUAL, "duals to others"), (FIFTH, "most to least deprived fifth")):
        fewest = min(float(each.mean(axis=0)[[0, -1]].min()) for each in (_people(run, axis, kept) for run in arms))
        for figure, (measure, _) in RATES.items():
            rates = [_rate(run, figure, axis, kept) for run in arms]
            ratios = [
                np.divide(each[:, -1], each[:, 0], out=np.ones(len(each)), where=each[:, 0] > 0) for each in rates
            ]
            rows.append((f"{measure}, {said}", "times", *paired(*ratios, is_small(fewest), WORDS)))
    slopes = [slope(_rate(run, "admissions", FIFTH, kept), _people(run, FIFTH, kept)) for run in arms]
    small = min(float(_people(run, FIFTH, kept).mean(axis=0).min()) for run in arms)
    measure = "Admissions, slope from least to most deprived"
    return [*rows, (measure, "per 1,000 person-years", *paired(*slopes, is_small(small), WORDS))]


def equity(comparison: Comparison) -> pl.DataFrame:
    """One row a group: people a year of the base, admissions per 1,000 person-years and spending PMPM of both arms."""
    kept, arms = len(comparison.years), (comparison.base, comparison.alternative)
    factor = comparison.base.twin.row.programme_basis_factor
    rows = []
    for axis, groups in zip((DUAL, FIFTH), PEOPLE, strict=True):
        people = np.minimum(*(_people(run, axis, kept).mean(axis=0) for run in arms))
        admissions = [_rate(run, "admissions", axis, kept).mean(axis=0) for run in arms]
        usd = [factor * _rate(run, "cents", axis, kept).mean(axis=0) for run in arms]
        for place, group in enumerate(groups):
            by_arm = [each[place] for figures in (admissions, usd) for each in figures]
            rows.append((group, people[place], *by_arm))
    figures = [f"{arm}_{unit}" for unit in ("per_1000", "pmpm_usd") for arm in ("base", "alternative")]
    named = [f"{'admissions' if 'per_1000' in each else 'spending'}_{each}" for each in figures]
    frame = pl.DataFrame(rows, schema=["group", "people", *named], orient="row")
    return hide(frame, [*named, "people"], "people")


def slope(rate: np.ndarray, people: np.ndarray) -> np.ndarray:
    """The slope index of inequality of each draw, given the rate and the people of each fifth (draws, 5)."""
    share = people / people.sum(axis=1, keepdims=True)
    rank = np.cumsum(share, axis=1) - share / 2
    away = rank - (share * rank).sum(axis=1, keepdims=True)
    return (share * away * rate).sum(axis=1) / (share * away**2).sum(axis=1)


def _sum(run: Run, figure: str, axis: int, kept: int) -> np.ndarray:
    """A figure of GROUP_FIGURES over the horizon, by dual status or by fifth (draws, groups)."""
    return run.outcome.group(figure)[:, -kept:].sum(axis=(1, FIFTH if axis == DUAL else DUAL))


def _people(run: Run, axis: int, kept: int) -> np.ndarray:
    return _sum(run, "months", axis, kept) / 12 / kept


def _rate(run: Run, figure: str, axis: int, kept: int) -> np.ndarray:
    """Admissions per 1,000 person-years, or USD PMPM."""
    months = _sum(run, "months", axis, kept)
    return RATES[figure][1] * np.divide(
        _sum(run, figure, axis, kept), months, out=np.zeros_like(months), where=months > 0
    )
