"""The names of CMS results files, year by year, and the cleaning of their cells.

The table of names is data (`data/public/results_columns.toml`); here it is resolved for one year and one file: which
column holds what, in which unit it is printed, and which year the file is of where CMS does not say so.
"""

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from vbc_twin.evidence import library
from vbc_twin.evidence.faults import Faults

NUMERIC = ("number", "percent", "rate", "flag")
SHOWN = 3  # of the cells that cannot be read, so many are told per column


@dataclass(frozen=True)
class ResultsColumn:
    """One harmonised column: its name, the CMS name of each year, its kind, and what it serves."""

    name: str
    published: tuple[tuple[str, str], ...]
    kind: str
    serves: str
    percent_above: float
    may_end: bool
    reads: tuple[tuple[str, float], ...]

    def published_in(self, year: int) -> str | None:
        """The CMS name in a performance year, or None if that year does not publish it."""
        return next((name for name, years in self.published if within(year, years)), None)

    def demanded_in(self, year: int) -> str | None:
        """The CMS name that a file of this year must have; None where CMS may have dropped it since."""
        return None if self.may_end and year > table()["last_seen"] else self.published_in(year)

    def spans(self) -> str:
        """Under which names and in which years CMS publishes it, for people to read."""
        return ", ".join(f'"{name}" in {spelled_out(years)}' for name, years in self.published)


def within(year: int, years: str) -> bool:
    """Whether a year lies in spans such as "2014-2017, 2020-"; an open end means ever since."""
    for span in years.split(","):
        first, dash, last = span.strip().partition("-")
        if int(first) <= year <= (int(last) if last else year if dash else int(first)):
            return True
    return False


def spelled_out(years: str) -> str:
    """Spans of years for people to read: "PY2014 to PY2017 and PY2020 onwards"."""
    spans = []
    for span in years.split(","):
        first, dash, last = span.strip().partition("-")
        spans.append(f"PY{first}" + (f" to PY{last}" if last else " onwards" if dash else ""))
    return " and ".join(spans)


@cache
def table() -> dict:
    """The table of names as it stands in the file."""
    return library.read("public", "results_columns").raw


@cache
def columns() -> tuple[ResultsColumn, ...]:
    """Every harmonised column; one that comes by type, age band or category is spelled out, `name_key`."""
    found = []
    for entry in table()["column"]:
        spelling = table()["spelling"][entry["each"]] if "each" in entry else {"": ""}
        for key, spelled in spelling.items():
            found.append(
                ResultsColumn(
                    name=f"{entry['name']}_{key}" if key else entry["name"],
                    published=tuple((name.format(spelled), years) for name, years in entry["published"].items()),
                    kind=entry["kind"],
                    serves=entry["serves"].format(key),
                    percent_above=entry.get("percent_above", 1.0),
                    may_end=entry.get("may_end", False),
                    reads=tuple(entry.get("reads", {}).items()),
                )
            )
    return tuple(found)


def keys(each: str) -> tuple[str, ...]:
    """The fixed names of a group, in order: counted_type, age, sex, race or category."""
    return tuple(table()["spelling"][each])


def infer_year(header: list[str], file_name: str) -> tuple[int, str] | None:
    """The performance year that a file's columns and name agree on, and from what it is known; None if unknown."""
    named = sorted({int(year) for year in re.findall(r"(?<!\d)(20[1-4]\d)(?!\d)", file_name)})
    present = {name.casefold() for name in header}
    layout = next((each for each in table()["layout"] if {name.casefold() for name in each["has"]} <= present), None)
    if layout is None:
        return (named[0], "the file's name") if len(named) == 1 else None
    for year in named:
        if within(year, layout["years"]) and layout["years"] != str(year):
            return year, "the file's name, which its columns allow"
    return layout["assume"], "the file's columns"


def cleaned(cells: pl.Expr) -> pl.Expr:
    """Cells without quotes and spaces at their ends; what CMS prints for nothing becomes null."""
    text = cells.cast(pl.String).str.strip_chars(" \t\u00a0\"'")
    return pl.when(text.str.to_lowercase().is_in(table()["blanks"])).then(None).otherwise(text)


def read_column(raw: pl.DataFrame, column: ResultsColumn, cms_name: str, file: str, faults: Faults) -> pl.Series:
    """One harmonised column of a file; every cell that cannot be read is noted, with its ACO left to be looked up."""
    text = raw.select(cleaned(pl.col(cms_name))).to_series().alias(column.name)
    if column.kind == "text":
        return text
    if column.kind == "date":
        return read_dates(text)
    return read_numbers(text, column, f"{file}, column {cms_name}", faults)


def read_dates(text: pl.Series) -> pl.Series:
    """Dates as CMS prints them: 7/1/12, 4/1/12 00:00, 04/01/2012 12:00:00 AM, 2019-07-01; others become null."""
    american = text.str.extract_groups(r"^(\d{1,2})/(\d{1,2})/(\d{2,4})").struct.unnest().cast(pl.Int32)
    full = pl.when(pl.col("3") < 100).then(pl.col("3") + 2000).otherwise(pl.col("3"))
    parsed = american.select(pl.date(full, pl.col("1"), pl.col("2"))).to_series()
    iso = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return parsed.fill_null(iso).alias(text.name)


def read_numbers(text: pl.Series, column: ResultsColumn, place: str, faults: Faults) -> pl.Series:
    """Figures without `$ , %`; brackets mean a minus; percentages become shares."""
    bare = text.str.replace_all(r"[$,%\s]", "").str.replace(r"^\((.*)\)$", "-$1")
    spelled = {word.casefold(): str(value) for word, value in column.reads}
    bare = bare.str.to_lowercase().replace(spelled)
    numbers = bare.cast(pl.Float64, strict=False)
    wrong = text.filter(text.is_not_null() & numbers.is_null()).unique(maintain_order=True)
    if len(wrong):
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        faults.add(place, f"expected numbers, found {', '.join(repr(cell) for cell in wrong[:SHOWN])}{more}")
    most = numbers.abs().max()
    signed = text.str.contains("%", literal=True).any()
    if column.kind == "percent" or (column.kind == "rate" and (signed or (most or 0.0) > column.percent_above)):
        numbers = (numbers / 100).round(12)  # so that 2.77 % is 0.0277 and not its neighbour
    return numbers.alias(column.name)


def read_tracks(raw: pl.DataFrame, file: str, faults: Faults) -> pl.Series:
    """The track of each row: A to E are the levels of BASIC, EN is ENHANCED, T1, T1+, T2, T3 the older tracks."""
    spelled = {name.casefold(): track for name, track in table()["track"]["spelled"].items()}
    actual = {name.casefold(): name for name in raw.columns}
    for name in table()["track"]["named"]:
        if found := actual.get(name.casefold()):
            text = raw.select(cleaned(pl.col(found))).to_series()
            return text.str.to_lowercase().replace(spelled).str.to_uppercase().alias("track")
    listed = table()["track"]["flags"].items()
    flags = {actual[flag.casefold()]: track for flag, track in listed if flag.casefold() in actual}
    if not flags:
        told = f"CMS publishes {table()['track']['told']}; without one no contract can be chosen"
        faults.add(file, f"has no column that names the track: {told}")
        return pl.Series("track", [None] * len(raw), dtype=pl.String)
    chosen = [pl.when(cleaned(pl.col(flag)).is_in(["1", "1.0"])).then(pl.lit(track)) for flag, track in flags.items()]
    return raw.select(track=pl.coalesce(chosen)).to_series()
