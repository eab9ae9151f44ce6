"""A table as people read it: headings with units, thousands, and no more decimals than the figure can bear."""

import polars as pl

from vbc_twin.reporting.small_cells import HIDDEN

UNITS = {"_pmpm_usd": "USD PMPM", "_per_person_year_usd": "USD per person-year", "_usd": "USD"}
UNITS |= {"_per_1000": "per 1,000", "_percent": "%", "_cents": "cents"}
DECIMALS_OF_COLUMN = {"_pmpm_usd": 2, "_usd": 0, "_per_1000": 1, "_percent": 0, "_cents": 1}
DECIMALS_OF_NAME = {"relative_error_percent": 2, "scale": 3}
DECIMALS_OF_UNIT = {
    "people": 0,
    "person-years": 0,
    "USD": 0,
    "USD PMPM": 2,
    "per 1,000 people on the list a year": 2,
    "per 100 person-years": 2,
    "days per person-year": 2,
    "days": 2,
    "index": 3,
    "points of 100": 2,
    "hours per physician and week": 2,
    "% of physicians": 2,
    "times": 3,
    "USD per person-year": 0,
    "ratio": 4,
    "share": 4,
    "share of people": 4,
    "share of benchmark": 4,
    "share of the sharing rate": 4,
    "0 or 1": 0,
}
HEADINGS = {
    "low": "90 % low",
    "high": "90 % high",
    "low 95": "95 % low",
    "high 95": "95 % high",
    "so far": "Running total",
    "after with": "After, with it",
    "after without": "After, without it",
    "apparent": "Before-after claims",
    "part b premium": "Part B premium",
    "anyway": "Would have come anyway",
    "effect": "True effect",
    "survey": "One survey lies within ±",
}
EMPTY = ""
OF_THE_EVIDENCE = ("value", "low_95", "high_95")
OF_PEOPLE = ("people", "taken_on", "enrolled_at_a_time")


def printed(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows as text, under headings with units; what rests on too few people is "<11".

    Numbers follow the row's `unit` where the frame has one, otherwise the unit in the column's name.
    """
    units = frame["unit"].to_list() if "unit" in frame.columns else [None] * frame.height
    numbers = [name for name, dtype in frame.schema.items() if dtype.is_numeric()]
    columns = {}
    for name in frame.columns:
        if frame.schema[name] == pl.Boolean:
            continue
        missing = HIDDEN if name in OF_PEOPLE or name.endswith("_per_1000") else EMPTY
        columns[heading(name)] = [
            missing if value is None else _number(value, name, unit) if name in numbers else str(value)
            for value, unit in zip(frame[name].to_list(), units, strict=True)
        ]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def heading(column: str) -> str:
    """A column's name as a heading: `mean_pmpm_usd` is "Mean (USD PMPM)"."""
    unit = next((ending for ending in UNITS if column.endswith(ending)), "")
    words = column.removesuffix(unit).replace("_", " ")
    said = HEADINGS.get(words, words[:1].upper() + words[1:])
    return f"{said} ({UNITS[unit]})" if unit else said


def is_number(text: str) -> bool:
    """Whether a printed cell holds a figure, so that it is set flush right."""
    return text == HIDDEN or text.lstrip("-").replace(",", "").replace(".", "", 1).isdigit()


def _number(value: float, column: str, unit: str | None) -> str:
    if isinstance(value, int):
        return str(value) if column == "year" else f"{value:,}"
    if column in OF_THE_EVIDENCE:
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if column in DECIMALS_OF_NAME:
        decimals = DECIMALS_OF_NAME[column]
    elif unit is not None:
        decimals = DECIMALS_OF_UNIT.get(unit, 1)
    else:
        decimals = next((each for ending, each in DECIMALS_OF_COLUMN.items() if column.endswith(ending)), None)
        if decimals is None:
            return f"{value:,.0f}" if abs(value) >= 1000 or column in OF_PEOPLE else f"{value:,.3g}"
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"
