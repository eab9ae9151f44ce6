"""Which columns a settlement is computed from, in every kind of results file: data/public/settlement_columns.toml."""

from dataclasses import dataclass
from functools import cache

from vbc_twin.evidence import library

YEAR_COLUMNS = ("performance_year", "perf_year", "year")


@dataclass(frozen=True)
class Column:
    """One column under the house's name: what it is called in files, its kind, and when it may be blank.

    `needed` and the years of `blank` are spans such as "2016-" or "2012-2015". `result`: what CMS came to, which is
    compared and never settled on.
    """

    name: str
    named: tuple[str, ...]
    kind: str
    needed: str = ""
    positive: bool = False
    result: bool = False
    percent_above: float = 1.0
    decimals: int = 0
    reads: tuple[tuple[str, float], ...] = ()
    blank_value: float | None = None
    blank_years: str = ""

    def is_needed(self, year: int) -> bool:
        """Whether a row of this performance year cannot be settled without the column."""
        return within(year, self.needed) and not self.may_be_blank(year)

    def may_be_blank(self, year: int) -> bool:
        """Whether a blank cell has a meaning of its own in this performance year."""
        return self.blank_value is not None and within(year, self.blank_years)


@dataclass(frozen=True)
class Layout:
    """A kind of results file: what it is called, the columns by which it is known, and those that are read."""

    name: str
    told: str
    has: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every kind of results file that can be settled."""
    raw = library.read("public", "settlement_columns").raw
    return tuple(
        Layout(name, table["told"], tuple(table["has"]), tuple(_column(each) for each in table["column"]))
        for name, table in raw.items()
        if isinstance(table, dict)
    )


def alike(name: str) -> str:
    """A column's name without case and underscores: MinSavPerc and min_sav_perc are one."""
    return name.strip().casefold().replace("_", "").replace(" ", "")


def within(year: int, span: str) -> bool:
    """Whether a year lies in "2012-2015", "2016-" (ever since) or "2015"; in nothing if the span is empty."""
    first, dash, last = span.partition("-")
    return bool(span) and int(first) <= year <= (int(last) if last else year if dash else int(first))


def _column(raw: dict) -> Column:
    blank = raw.get("blank", {})
    given = {key: value for key, value in raw.items() if key not in ("named", "reads", "blank")}
    return Column(
        **given,
        named=tuple(raw["named"]),
        reads=tuple((word.casefold(), value) for word, value in raw.get("reads", {}).items()),
        blank_value=blank.get("value"),
        blank_years=blank.get("years", ""),
    )
