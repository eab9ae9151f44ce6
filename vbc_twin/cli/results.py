"""The commands that live scenarios: demo, compare, run."""

from pathlib import Path

import polars as pl

import vbc_twin as vt
from vbc_twin.cli import ask, say

EXAMPLE, TODAY, INSTEAD = "example_aco", "status_quo", "heart_failure_at_home"
DEMO_DRAWS, DRAWS, THREADS = 50, 200, 2


@say.command
def demo(
    draws: ask.Draws = DEMO_DRAWS,
    threads: ask.Threads = THREADS,
    out: ask.Out = Path("results/demo"),
    validation: ask.ValidationFile = None,
) -> None:
    """Show what an investment is worth to the example ACO, and write the report."""
    held = ask.validation(validation, out)
    comparison = _compared(TODAY, INSTEAD, EXAMPLE, draws, threads, None, None, out, quiet=False)
    vt.save(comparison, out, held)
    _print(comparison)
    say.line(f"The report lies in {out / 'report.html'}; it opens in any browser, without a network.", "bold")


@say.command
def compare(
    base: ask.Name,
    alternative: ask.Name,
    twin: ask.TwinName = EXAMPLE,
    draws: ask.Draws = DRAWS,
    threads: ask.Threads = THREADS,
    seed: ask.Seed = None,
    people: ask.People = None,
    out: ask.Out = None,
    validation: ask.ValidationFile = None,
    json: ask.Json = False,
) -> None:
    """Live two scenarios with the same people and the same luck: what is the alternative worth?"""
    held = ask.validation(validation, out)
    comparison = _compared(base, alternative, twin, draws, threads, seed, people, out, quiet=json)
    if out is not None:
        vt.save(comparison, out, held)
    if json:
        say.document(vt.tables.summary(comparison))
        return
    _print(comparison)
    _saved(out)


@say.command
def run(
    scenario: ask.Name,
    twin: ask.TwinName = EXAMPLE,
    draws: ask.Draws = DRAWS,
    threads: ask.Threads = THREADS,
    seed: ask.Seed = None,
    people: ask.People = None,
    out: ask.Out = None,
    validation: ask.ValidationFile = None,
    json: ask.Json = False,
) -> None:
    """Live one scenario: use, spending and settlement, year by year."""
    held = ask.validation(validation, out)
    request = ask.Request(twin, people, draws, threads, out)
    chosen = request.scenario(scenario, seed)
    request.raise_if_refused()
    with say.progress(json, "preparing the panel") as on_progress:
        lived = vt.run(request.twin, chosen, draws, threads, on_progress)
    if out is not None:
        vt.save(lived, out, held)
    if json:
        say.document(vt.tables.summary(lived))
        return
    row = request.twin.row
    say.line(f"{vt.tables.label(lived)}: {row.name} ({row.aco_id}), {draws} draws", "bold")
    say.table(vt.tables.run_settlements(lived), "Settlement: earned (+) or owed (-), with its 90 % interval")
    say.table(vt.tables.run_overview(lived), "Year by year, means over draws")
    say.sentences(vt.tables.assumed(lived)["assumed"])
    _saved(out)


def _compared(base, alternative, twin, draws, threads, seed, people, out, quiet) -> vt.Comparison:
    request = ask.Request(twin, people, draws, threads, out)
    first, second = request.scenario(base, seed), request.scenario(alternative, seed)
    request.raise_if_refused()
    with say.progress(quiet, "preparing the panel") as on_progress:
        return vt.compare(request.twin, first, second, draws, threads, on_progress)


def _print(comparison: vt.Comparison) -> None:
    tables, row = vt.tables, comparison.base.twin.row
    names = [tables.label(run) for run in (comparison.alternative, comparison.base)]
    span = f"{comparison.years[0]} to {comparison.years[-1]}"
    say.line()
    say.line(
        f"{names[0]} against {names[1]}: {row.name} ({row.aco_id}), {span}, {comparison.draws} paired draws", "bold"
    )
    say.line(tables.finding(comparison))
    say.sentences(tables.notes(comparison))
    say.line()
    say.table(tables.headline(comparison).drop("name"), f"Headline figures, {span}, undiscounted")
    card = _measured(tables.scorecard(comparison))
    say.table(card, "Quadruple Aim: alternative against base", without=("Unit",), spare=("Base", "Alternative"))
    say.table(tables.settlements(comparison), "Settlement: earned (+) or owed (-)", "USD", spare=("Level",), total=True)
    services = tables.pmpm(comparison).rename({"published_pmpm_usd": f"published_{row.performance_year}_pmpm_usd"})
    say.table(
        services, "Spending per member per month", "USD PMPM", spare=(f"Published {row.performance_year}",), total=True
    )
    before_after = tables.illusion_lines(comparison)
    if not before_after.is_empty():
        title = "Spending of the people enrolled, and what before-after would make of it"
        say.table(before_after, title, "USD PMPM")
    marks = ", ".join(
        f"{number} {mark}" for mark, number in tables.marks(comparison).select("mark", "figures").iter_rows()
    )
    say.line(f"This rests on {tables.assumptions(comparison).height} figures of the evidence: {marks}.", "dim")


def _measured(scorecard: pl.DataFrame) -> pl.DataFrame:
    """The scorecard with each measure's unit beside it, which keeps it narrow."""
    unit = pl.when(pl.col("unit") == "").then(pl.lit("")).otherwise(pl.format(" ({})", "unit"))
    return scorecard.with_columns(measure=pl.col("measure") + unit)


def _saved(out: Path | None) -> None:
    if out is not None:
        say.line(f"Saved in {out}: report.html, summary.json and parquet tables.", "bold")
