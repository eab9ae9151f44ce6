"""The Quadruple Aim on one page: outcomes, cost, patients' experience, clinicians' work, and equity, with intervals."""

from math import hypot

import numpy as np
import polars as pl

from vbc_twin.experiments import Comparison, Estimate
from vbc_twin.reporting.small_cells import is_small
from vbc_twin.reporting.tables.equity import equity_rows
from vbc_twin.reporting.tables.experience import experience_rows
from vbc_twin.reporting.tables.money import member_months, settlement_change
from vbc_twin.reporting.tables.paired import change, paired, reading
from vbc_twin.twin import Run

OUTCOMES, COST = "Outcomes", "Cost"
EXPERIENCE, WORKLOAD, EQUITY = "Patients' experience", "Clinicians' workload", "Equity"
SCHEMA = {"aim": pl.String, "measure": pl.String, "unit": pl.String}
SCHEMA |= dict.fromkeys(("base", "alternative", "difference", "low", "high"), pl.Float64)
SCHEMA |= {"reading": pl.String}
PER_1000, PMPM = "per 1,000 person-years", "USD PMPM"
PER_1000_LISTED, PERCENT_OF_CLINICIANS = "per 1,000 people on the list a year", "% of physicians"
# What one end of a 90 % interval is as a quantile.
LOW, HIGH = 0.05, 0.95
# How practices fare: figure of the ledger, words, unit, and what the figure is multiplied by.
PRACTICES = (
    ("workload", "Hours demanded over hours available", "ratio", 1),
    ("after_hours", "Charting after hours", "hours per physician and week", 1),
    ("burnout", "Burned out", PERCENT_OF_CLINICIANS, 100),
    ("turnover", "Leaving their practice in a year", PERCENT_OF_CLINICIANS, 100),
)


def scorecard(comparison: Comparison) -> pl.DataFrame:
    """One row a measure over the horizon: base, alternative, and the difference with its 90 % interval, in `unit`.

    `reading` says in words whether the difference is clear of zero; "no difference" is exactly none in every draw.
    Measures that rest on fewer than eleven people are hidden.
    """
    rows = [*_outcomes(comparison), *_cost(comparison)]
    rows += [(EXPERIENCE, *row) for row in experience_rows(comparison)]
    rows += [(WORKLOAD, *row) for row in (_workload(comparison), *_practices(comparison))]
    rows += [(EQUITY, *row) for row in equity_rows(comparison)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _outcomes(comparison: Comparison) -> list[tuple]:
    arms, kept = (comparison.base, comparison.alternative), len(comparison.years)
    years = [run.outcome.person_years()[:, -kept:].sum(axis=(1, 2)) for run in arms]
    rows = []
    for measure, counted in (("Deaths", _deaths), ("Admissions, all causes", _admissions)):
        counts = [counted(run)[:, -kept:].sum(axis=1) for run in arms]
        rates = [1000 * count / year for count, year in zip(counts, years, strict=True)]
        small = any(is_small(count.mean()) for count in counts)
        rows.append((OUTCOMES, measure, PER_1000, *paired(*rates, small, ("fewer", "more"))))
    rows.append((OUTCOMES, *_of_the_many_ill(arms, kept)))
    # Both arms are set against the people of the base, so that a life that goes on counts for itself.
    listed = comparison.base.outcome.heads[:, -kept:].sum(axis=1)
    lived = [1000 * each / listed for each in years]
    good = [1000 * run.outcome.qalys[:, -kept:].sum(axis=1) / listed for run in arms]
    home = [run.outcome.days_at_home[:, -kept:].sum(axis=1) / year for run, year in zip(arms, years, strict=True)]
    rows.append((OUTCOMES, "Life-years", PER_1000_LISTED, *paired(*lived, False, ("fewer", "more"))))
    rows.append((OUTCOMES, "Quality-adjusted life-years", PER_1000_LISTED, *paired(*good, False, ("fewer", "more"))))
    measure = "Days alive outside hospital and nursing facility"
    rows.append((OUTCOMES, measure, "days per person-year", *paired(*home, False, ("fewer", "more"))))
    held = [run.outcome.controlled[:, -kept:].sum(axis=1) for run in arms]
    shares = [100 * np.divide(each[:, 0], each[:, 1], out=np.zeros(len(each)), where=each[:, 1] > 0) for each in held]
    small = any(is_small(run.outcome.controlled[:, -kept:].mean(axis=0).min()) for run in arms)
    measure = "Recorded hypertension with systolic pressure under 140 mmHg"
    words = ("a lower share", "a higher share")
    return [*rows, (OUTCOMES, measure, "% of people with it", *paired(*shares, small, words))]


def _of_the_many_ill(arms: tuple[Run, Run], kept: int) -> tuple:
    """Admissions of those whom measure 484 counts; planned ones are among them."""
    stays, months = (
        [run.outcome.group(name)[:, -kept:].sum(axis=(1, 2, 3)) for run in arms]
        for name in ("complex_stays", "complex_months")
    )
    rates = [
        1200 * np.divide(stay, month, out=np.zeros_like(stay), where=month > 0)
        for stay, month in zip(stays, months, strict=True)
    ]
    small = any(is_small(each.mean()) for each in stays)
    measure = "Admissions at 65 and over with two or more illnesses (whom measure 484 counts)"
    return measure, "per 100 person-years", *paired(*rates, small, ("fewer", "more"))


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
    gains = {
        "Gross savings": (comparison.gross_savings().sum(axis=1), ("a loss", "a saving")),
        "Change in settlement": (settlement_change(comparison).sum(axis=1), ("a loss", "a gain")),
        "Net savings of the ACO": (comparison.net_savings(), ("a loss", "a gain")),
    }
    return [
        (COST, "Spending on programme basis", PMPM, *paired(*arms, False, ("lower", "higher"))),
        (COST, "Programme cost", PMPM, *paired(*costs, False, ("lower", "higher"))),
        *((COST, name, PMPM, None, None, *change(usd / months, words)) for name, (usd, words) in gains.items()),
    ]


def _practices(comparison: Comparison) -> list[tuple]:
    """How clinicians fare, means over practices and years."""
    kept, arms = len(comparison.years), (comparison.base, comparison.alternative)
    rows = []
    for figure, measure, unit, factor in PRACTICES:
        means = [factor * run.outcome.practice(figure)[:, -kept:].mean(axis=1) for run in arms]
        rows.append((measure, unit, *paired(*means, False, ("less", "more"))))
    return rows


def _workload(comparison: Comparison) -> tuple:
    """Minutes that the investments add: independent figures, so their deviations add up in squares."""
    base, other = (_minutes(run) for run in (comparison.base, comparison.alternative))
    mean = other[0] - base[0]
    low, high = mean - hypot(other[1], base[2]), mean + hypot(other[2], base[1])
    said = "none added" if not (mean or low or high) else reading(Estimate(mean, low, high), ("less", "more"))
    unit = "minutes per primary-care physician and week"
    return "Time that the investments add (their own figures)", unit, base[0], other[0], mean, low, high, said


def _minutes(run: Run) -> tuple[float, float, float]:
    figures = [each.minutes_per_pcp_week for each in run.scenario.investments]
    below = hypot(*(each.value - float(each.quantile(LOW)) for each in figures))
    above = hypot(*(float(each.quantile(HIGH)) - each.value for each in figures))
    return float(sum(each.value for each in figures)), below, above


def _deaths(run: Run) -> np.ndarray:
    return run.outcome.count("deaths")


def _admissions(run: Run) -> np.ndarray:
    return run.outcome.admissions()
