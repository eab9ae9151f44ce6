"""Tables of one run, without an alternative: its years and its settlements."""

import polars as pl

from vbc_twin.experiments import Estimate
from vbc_twin.reporting.small_cells import hide
from vbc_twin.reporting.words import CATEGORY_LABELS
from vbc_twin.twin import Run

UNITS = {"persons": "people", "person_years": "person-years", "programme_cost_usd": "USD"}
ENDINGS = ("_per_person_year_usd", "_per_1000", "_usd")
WORDS = {"ed_visits": "ED visits (not admitted)", "snf_stays": "SNF stays", "spending": "Spending, all services"}
COUNTED = ("deaths", "readmissions", "ed_visits", "snf_stays", "home_health_episodes", "hospice_users")


def run_years(run: Run) -> pl.DataFrame:
    """One row a year and figure, with its unit, mean and 90 % interval; figures of fewer than eleven people
    are null."""
    counts = {f"{name}_per_1000": run.outcome.count(name).mean(axis=0) for name in COUNTED}
    counts["admissions_per_1000"] = run.outcome.admissions().mean(axis=0)
    heads = run.outcome.heads.mean(axis=0)
    years = {year: place for place, year in enumerate(run.calendar_years)}
    rows = run.years.with_columns(
        people=pl.struct("year", "figure").map_elements(
            lambda each: float(counts.get(each["figure"], heads)[years[each["year"]]]), return_dtype=pl.Float64
        ),
        unit=pl.col("figure").map_elements(_unit, return_dtype=pl.String),
    )
    kept = hide(rows, ["mean", "low", "high"], "people")
    return kept.select("year", "figure", "unit", "mean", "low", "high")


def run_overview(run: Run) -> pl.DataFrame:
    """One row a figure, a column a year: means over draws, in `unit`."""
    wide = run_years(run).pivot("year", index=["figure", "unit"], values="mean")
    return wide.with_columns(figure=pl.col("figure").map_elements(_said, return_dtype=pl.String))


def run_settlements(run: Run) -> pl.DataFrame:
    """The settlement of each year [USD]: benchmark, expenditure, and what is earned (+) or owed (-) with its
    interval."""
    rows = []
    for year in run.calendar_years:
        settled = run.settlement(year)
        means = [Estimate.of(figure).mean for figure in (settled.benchmark_usd, settled.expenditure_usd)]
        rows.append((year, settled.level, *means, *Estimate.of(settled.earned_usd).as_dict().values()))
    names = ["benchmark_usd", "expenditure_usd", "earned_usd", "low_usd", "high_usd"]
    return pl.DataFrame(rows, schema=["year", "level", *names], orient="row")


def _said(figure: str) -> str:
    ending = next((each for each in ENDINGS if figure.endswith(each)), "")
    name = figure.removesuffix(ending)
    return CATEGORY_LABELS.get(name, WORDS.get(name, name.replace("_", " ").capitalize()))


def _unit(figure: str) -> str:
    if figure in UNITS:
        return UNITS[figure]
    return "USD per person-year" if figure.endswith("_per_person_year_usd") else "per 1,000 person-years"
