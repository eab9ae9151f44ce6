"""The Quadruple Aim on one page: outcomes, cost, patients' experience, clinicians' workload, with intervals.

What nothing in the twin moves is "not modelled yet", never a zero.
"""

from math import hypot

import numpy as np
import polars as pl

from vbc_twin.experiments import Comparison, Estimate
from vbc_twin.reporting.small_cells import HIDDEN, is_small
from vbc_twin.reporting.tables.money import member_months, settlement_change
from vbc_twin.twin import Run

NOT_MODELLED = "not modelled yet"
OUTCOMES, COST = "Outcomes", "Cost"
EXPERIENCE, WORKLOAD = "Patients' experience", "Clinicians' workload"
SCHEMA = {"aim": pl.String, "measure": pl.String, "unit": pl.String}
SCHEMA |= dict.fromkeys(("base", "alternative", "difference", "low", "high"), pl.Float64)
SCHEMA |= {"reading": pl.String}
PER_1000, PMPM = "per 1,000 person-years", "USD PMPM"
# What one end of a 90 % interval is as a quantile.
LOW, HIGH = 0.05, 0.95


def scorecard(comparison: Comparison) -> pl.DataFrame:
    """One row a measure over the horizon: base, alternative, and the difference with its 90 % interval, in `unit`.

    `reading` says in words whether the difference is clear of zero. Measures that rest on fewer than eleven people are
    hidden.
    """
    rows = [*_outcomes(comparison), *_cost(comparison)]
    rows.append((EXPERIENCE, "Experience and access to care", "", None, None, None, None, None, NOT_MODELLED))
    rows.append((WORKLOAD, *_workload(comparison)))
    rows.append((WORKLOAD, "Burnout and turnover", "", None, None, None, None, None, NOT_MODELLED))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _outcomes(comparison: Comparison) -> list[tuple]:
    arms, kept = (comparison.base, comparison.alternative), len(comparison.years)
    years = [run.outcome.person_years()[:, -kept:].sum(axis=(1, 2)) for run in arms]
    rows = []
    for measure, counted in (("Deaths", _deaths), ("Admissions, all causes", _admissions)):
        counts = [counted(run)[:, -kept:].sum(axis=1) for run in arms]
        rates = [1000 * count / year for count, year in zip(counts, years, strict=True)]
        small = any(is_small(count.mean()) for count in counts)
        rows.append((OUTCOMES, measure, PER_1000, *_paired(*rates, small, ("fewer", "more"))))
    held = [run.outcome.controlled[:, -kept:].sum(axis=1) for run in arms]
    shares = [100 * np.divide(each[:, 0], each[:, 1], out=np.zeros(len(each)), where=each[:, 1] > 0) for each in held]
    small = any(is_small(run.outcome.controlled[:, -kept:].mean(axis=0).min()) for run in arms)
    measure = "Recorded hypertension with systolic pressure under 140 mmHg"
    rows.append(
        (OUTCOMES, measure, "% of people with it", *_paired(*shares, small, ("a lower share", "a higher share")))
    )
    return rows


def _cost(comparison: Comparison) -> list[tuple]:
    kept, factor = len(comparison.years), comparison.base.twin.row.programme_basis_factor
    arms = []
    for run in (comparison.base, comparison.alternative):
        outcome = run.outcome
        months = 12 * outcome.person_years()[:, -kept:].sum(axis=(1, 2))
        arms.append(factor * outcome.spending_usd()[:, -kept:].sum(axis=(1, 2)) / months)
    months = member_months(comparison)
    costs = [
        run.outcome.programme_cost_usd()[:, -kept:].sum(axis=1) / months
        for run in (comparison.base, comparison.alternative)
    ]
    gross = comparison.gross_savings().sum(axis=1) / months
    change = settlement_change(comparison).sum(axis=1) / months
    return [
        (COST, "Spending on programme basis", PMPM, *_paired(*arms, False, ("lower", "higher"))),
        (COST, "Programme cost", PMPM, *_paired(*costs, False, ("lower", "higher"))),
        (COST, "Gross savings", PMPM, None, None, *_change(gross, ("a loss", "a saving"))),
        (COST, "Change in settlement", PMPM, None, None, *_change(change, ("a loss", "a gain"))),
        (
            COST,
            "Net savings of the ACO",
            PMPM,
            None,
            None,
            *_change(comparison.net_savings() / months, ("a loss", "a gain")),
        ),
    ]


def _workload(comparison: Comparison) -> tuple:
    """Minutes that the investments add: independent figures, so their deviations add up in squares."""
    base, other = (_minutes(run) for run in (comparison.base, comparison.alternative))
    mean = other[0] - base[0]
    low, high = mean - hypot(other[1], base[2]), mean + hypot(other[2], base[1])
    reading = "none added" if not (mean or low or high) else _reading(Estimate(mean, low, high), ("less", "more"))
    unit = "minutes per primary-care physician and week"
    return "Time that the investments add (their own figures)", unit, base[0], other[0], mean, low, high, reading


def _minutes(run: Run) -> tuple[float, float, float]:
    figures = [each.minutes_per_pcp_week for each in run.scenario.investments]
    below = hypot(*(each.value - float(each.quantile(LOW)) for each in figures))
    above = hypot(*(float(each.quantile(HIGH)) - each.value for each in figures))
    return float(sum(each.value for each in figures)), below, above


def _paired(base: np.ndarray, alternative: np.ndarray, small: bool, words: tuple[str, str]) -> tuple:
    if small:
        return None, None, None, None, None, f"{HIDDEN} people"
    return float(base.mean()), float(alternative.mean()), *_change(alternative - base, words)


def _change(draws: np.ndarray, words: tuple[str, str]) -> tuple:
    estimate = Estimate.of(draws)
    reading = "no difference" if not draws.any() else _reading(estimate, words)
    return estimate.mean, estimate.low, estimate.high, reading


def _reading(estimate: Estimate, words: tuple[str, str]) -> str:
    if estimate.covers_zero:
        return "no clear difference"
    return words[0] if estimate.mean < 0 else words[1]


def _deaths(run: Run) -> np.ndarray:
    return run.outcome.count("deaths")


def _admissions(run: Run) -> np.ndarray:
    return run.outcome.admissions()
