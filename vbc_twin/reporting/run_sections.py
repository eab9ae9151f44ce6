"""The parts of the report of a single run: what happened under one scenario, with nothing to compare it to."""

from vbc_twin.reporting import tables
from vbc_twin.reporting.closing import assumptions, who_line
from vbc_twin.reporting.html import folded, paragraph, section, table, text
from vbc_twin.reporting.words import span
from vbc_twin.twin import Run


def opening(run: Run) -> str:
    """Who and what."""
    said = (
        f"One scenario, lived from {span(run.calendar_years)} in {run.outcome.draws} draws: means, and 90 % "
        "intervals from the "
        "5th to the 95th percentile. What an investment is worth shows only beside an alternative."
    )
    who, name = text(who_line(run.twin)), text(tables.label(run))
    return f'<header><p class="who">{who}</p><h1>{name}</h1>{paragraph(said)}</header>'


def settlement(run: Run) -> str:
    """Every year's settlement, and the lines of the last."""
    year = run.calendar_years[-1]
    lines = run.settlement(year).explain().rename({"amount": "mean"})
    lines = lines.select("step", "unit", "mean", "low", "high", "rule", "citation")
    return section(
        "settlement",
        "Settlement under the contract",
        table(tables.run_settlements(run), "Benchmark, expenditure, and what is earned (+) or owed (-)"),
        folded(f"Every line of {year}", table(lines, f"Settlement of {year}", "lines", strong=(-1,))),
    )


def years(run: Run) -> str:
    """Use and spending by year."""
    caption = "Means over draws; what rests on fewer than 11 people is left out"
    return section(
        "years",
        "Year by year",
        table(tables.run_overview(run), caption),
        folded("With 90 % intervals", table(tables.run_years(run), "Figures by year")),
    )


def burden(run: Run) -> str:
    """Disease burden by stage."""
    caption = "People at each stage per 1,000 alive at the year's end"
    return section(
        "burden", "Disease burden", folded("By condition and stage", table(tables.burden_by_stage(run), caption))
    )


PARTS = {
    "settlement": ("Settlement", settlement),
    "years": ("Year by year", years),
    "burden": ("Disease burden", burden),
    "assumptions": ("Evidence", assumptions),
}
