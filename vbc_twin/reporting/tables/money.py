"""The money: headline figures, the bridge from gross to net, settlements, and PMPM by service."""

import numpy as np
import polars as pl

from vbc_twin.care import CATEGORIES
from vbc_twin.experiments import Comparison, Estimate
from vbc_twin.reporting.words import CATEGORY_LABELS, span
from vbc_twin.twin import Run

HEADLINE_LABELS = {
    "gross_savings_usd": "Gross savings (spending avoided)",
    "programme_cost_usd": "Programme cost",
    "settlement_usd": "Change in settlement",
    "contract_alone_usd": "of which by the contract alone",
    "net_savings_usd": "Net savings of the ACO",
    "payer_net_usd": "Net savings of the payer",
}
TO_PROGRAMME_BASIS = "To programme basis (truncation, completion)"
TOTAL = "Total on programme basis"


def headline(comparison: Comparison) -> pl.DataFrame:
    """The headline figures, summed over the horizon: mean and 90 % interval [USD], and the mean per member-month."""
    months = member_months(comparison)
    differ = comparison.base.scenario.contract != comparison.alternative.scenario.contract
    draws = {
        "gross_savings_usd": comparison.gross_savings().sum(axis=1),
        "programme_cost_usd": comparison.programme_cost().sum(axis=1),
        "settlement_usd": settlement_change(comparison).sum(axis=1),
        "contract_alone_usd": comparison.contract_alone() if differ else None,
        "net_savings_usd": comparison.net_savings(),
        "payer_net_usd": comparison.payer_net(),
    }
    rows = [
        (name, HEADLINE_LABELS[name], *_triple(each), float(each.mean()) / months)
        for name, each in draws.items()
        if each is not None
    ]
    schema = ["name", "figure", "mean_usd", "low_usd", "high_usd", "mean_pmpm_usd"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def bridge(comparison: Comparison) -> pl.DataFrame:
    """From gross savings to net, means over draws [USD]: the changes add up to the net. Totals change nothing."""
    gross = float(comparison.gross_savings().sum(axis=1).mean())
    settled = float(settlement_change(comparison).sum(axis=1).mean())
    cost = float(comparison.programme_cost().sum(axis=1).mean())
    between = "Kept by the payer" if settled <= gross else "Added by the payer"
    rows = [
        ("Gross savings", gross, gross, True),
        (between, settled - gross, settled, False),
        ("Change in settlement", None, settled, True),
        ("Programme cost", -cost, settled - cost, False),
        ("Net savings of the ACO", None, settled - cost, True),
    ]
    return pl.DataFrame(rows, schema=["step", "change_usd", "so_far_usd", "is_total"], orient="row")


def net_by_year(comparison: Comparison) -> pl.DataFrame:
    """The ACO's net savings by year [USD]: mean, 5th, 25th, 50th, 75th and 95th percentile, and the chance of
    a loss."""
    net = settlement_change(comparison) - comparison.programme_cost()
    places = np.quantile(net, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0).T
    loss = 100 * (net < 0).mean(axis=0)
    rows = [
        (year, mean, *quantiles, percent)
        for year, mean, quantiles, percent in zip(comparison.years, net.mean(axis=0), places, loss, strict=True)
    ]
    names = [f"percentile_{each}_usd" for each in (5, 25, 50, 75, 95)]
    return pl.DataFrame(rows, schema=["year", "mean_usd", *names, "loss_percent"], orient="row")


def settlements(comparison: Comparison) -> pl.DataFrame:
    """Earned (+) or owed (-) by year and in all [USD]: base, alternative and difference with its 90 % interval."""
    base, other = (comparison.settlements(run) for run in (comparison.base, comparison.alternative))
    levels = [comparison.alternative.settlement(year).level for year in comparison.years]
    by_year = [(str(year), base[:, place], other[:, place]) for place, year in enumerate(comparison.years)]
    by_year += [(span(comparison.years), base.sum(axis=1), other.sum(axis=1))]
    rows = [
        (year, level, float(first.mean()), float(second.mean()), *_triple(second - first))
        for (year, first, second), level in zip(by_year, [*levels, ""], strict=True)
    ]
    schema = ["year", "level", "base_usd", "alternative_usd", "difference_usd", "low_usd", "high_usd"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def settlement_lines(comparison: Comparison, year: int | None = None) -> pl.DataFrame:
    """Every line of a year's settlement (default: the last): the base's mean, the alternative's mean and interval."""
    year = comparison.years[-1] if year is None else year
    first, second = (run.settlement(year).explain() for run in (comparison.base, comparison.alternative))
    base = dict(first.select("step", "amount").iter_rows())
    return second.select(
        "step",
        "unit",
        pl.col("step").replace_strict(base, default=None, return_dtype=pl.Float64).alias("base"),
        pl.col("amount").alias("alternative"),
        "low",
        "high",
        "rule",
        "citation",
    )


def settlement_steps(run: Run, year: int) -> pl.DataFrame:
    """From gross savings to what is earned or owed, means over draws [USD]; the changes add up to the last total.

    In some draws the ACO earns and in others it owes, so savings and losses both have a mean.
    """
    mean = dict(run.settlement(year).explain().select("step", "amount").iter_rows())
    gross = mean.get("gross savings", 0.0)
    savings, losses = mean.get("shared savings", 0.0), mean.get("shared losses", 0.0)
    taken = mean.get("sequestration", 0.0)
    capped = mean.get("savings within the limit", savings + taken) - (savings + taken)
    capped += losses - mean.get("losses within the limit", losses)
    forgiven, earned = mean.get("mitigation for extreme circumstances", 0.0), mean["earned (+) or owed (-)"]
    named = [("Gate and sharing rate", savings - losses - gross), ("Sequestration", taken), ("Limits", capped)]
    named += [("Mitigation", forgiven)]
    named += [("Other terms", earned - gross - sum(each for _, each in named))]
    rows = [("Benchmark less expenditure", gross, gross, True)]
    for step, change in named:
        if abs(change) >= 0.005:
            rows.append((step, change, rows[-1][2] + change, False))
    rows.append(("Earned (+) or owed (-)", None, earned, True))
    return pl.DataFrame(rows, schema=["step", "change_usd", "so_far_usd", "is_total"], orient="row")


def pmpm(comparison: Comparison) -> pl.DataFrame:
    """USD per member per month by service over the horizon, and the total on programme basis.

    `published_pmpm_usd` is year 0 as CMS printed it; the difference is alternative minus base, with its 90 % interval.
    """
    row, kept = comparison.base.twin.row, len(comparison.years)
    spent = [_spent_by_category(run)[:, -kept:].sum(axis=1) for run in (comparison.base, comparison.alternative)]
    months = [
        12 * run.outcome.person_years()[:, -kept:].sum(axis=(1, 2)) for run in (comparison.base, comparison.alternative)
    ]
    each = [usd / month[:, None] for usd, month in zip(spent, months, strict=True)]
    factor, published = row.programme_basis_factor, [row.spending_by_category[name] / 12 for name in CATEGORIES]
    rows = [
        (CATEGORY_LABELS[name], published[place], *_arms(each[0][:, place], each[1][:, place]))
        for place, name in enumerate(CATEGORIES)
    ]
    total, printed = [figure.sum(axis=1) for figure in each], row.spending_per_person_year / 12
    adjustment = _arms(*((factor - 1) * figure for figure in total))
    rows.append((TO_PROGRAMME_BASIS, printed - sum(published), *adjustment))
    rows.append((TOTAL, printed, *_arms(*(factor * figure for figure in total))))
    names = ("published", "base", "alternative", "difference", "low", "high")
    return pl.DataFrame(rows, schema=["service", *(f"{name}_pmpm_usd" for name in names)], orient="row")


def pmpm_by_year(comparison: Comparison) -> pl.DataFrame:
    """USD per member per month by service and year, year 0 first: each arm's mean, and the base's 90 % interval."""
    arms = []
    for run in (comparison.base, comparison.alternative):
        arms.append(_spent_by_category(run) / (12 * run.outcome.person_years().sum(axis=-1))[..., None])
    base, other = arms
    low, high = np.quantile(base, (0.05, 0.95), axis=0)
    rows = [
        (year, name, base[:, at, place].mean(), low[at, place], high[at, place], other[:, at, place].mean())
        for place, name in enumerate(CATEGORIES)
        for at, year in enumerate(comparison.base.calendar_years)
    ]
    schema = ["year", "service", "base_pmpm_usd", "base_low_pmpm_usd", "base_high_pmpm_usd", "alternative_pmpm_usd"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def settlement_change(comparison: Comparison) -> np.ndarray:
    """What the settlement brings more in the alternative (draws, years) [USD]."""
    return comparison.settlements(comparison.alternative) - comparison.settlements(comparison.base)


def member_months(comparison: Comparison) -> float:
    """Member-months of the base over the horizon, mean over draws."""
    years = comparison.base.outcome.person_years()[:, -len(comparison.years) :]
    return 12 * float(years.sum(axis=(1, 2)).mean())


def _spent_by_category(run: Run) -> np.ndarray:
    return np.stack([run.outcome.spending_usd(name).sum(axis=-1) for name in CATEGORIES], axis=-1)


def _triple(draws: np.ndarray) -> tuple[float, float, float]:
    estimate = Estimate.of(draws)
    return estimate.mean, estimate.low, estimate.high


def _arms(base: np.ndarray, alternative: np.ndarray) -> tuple[float, ...]:
    return float(base.mean()), float(alternative.mean()), *_triple(alternative - base)
