"""How spending and use per person moved in the whole nation, from one year to the next, as CMS published it.

The growth from the first to the second year of a backtest is known only after the second year: that is hindsight, and
is labelled so. Without hindsight the growth is the yearly mean of the years before, up to the first. Skilled nursing
has no national figure in the file; its use is taken not to move.

Source: CMS, Medicare Geographic Variation, national rows (data/public/national_trend.csv).
"""

from dataclasses import dataclass
from functools import cache

import polars as pl

from vbc_twin.evidence import EvidenceError, library

TABLE = "national_trend"
SOURCE = "cms_geographic_variation"
# Without hindsight growth is the mean over so many years.
YEARS_LOOKED_BACK = 3


@dataclass(frozen=True)
class Trend:
    """Growth [ratio] of each national figure from one year to the next; `said` tells in a sentence what it rests on.

    `is_hindsight` if the second year's national figure was used, which is published after that year.
    """

    growth: dict[str, float]
    is_hindsight: bool
    said: str

    def of(self, figure: str) -> float:
        """Growth of a national figure; 1 where none is published."""
        return self.growth.get(figure, 1.0)


def national_trend(year: int, hindsight: bool = True) -> Trend:
    """The nation's growth from `year` to the next, or without hindsight what was known of it by `year`.

    Raises EvidenceError if the table does not reach the years that are needed.
    """
    table, figures = levels(), national_figures()
    first, last = (year, year + 1) if hindsight else (year - YEARS_LOOKED_BACK, year)
    if missing := [each for each in (first, last) if each not in table]:
        remedy = "ask for the trend without hindsight" if hindsight and year in table else "name other years"
        said = f"has no year {' and no year '.join(map(str, missing))}; it holds {min(table)} to {max(table)}"
        raise EvidenceError([f"data/public/{TABLE}.csv: {said}; {remedy}, or add the year with its source"])
    growth = {name: (table[last][name] / table[first][name]) ** (1 / (last - first)) for name in figures}
    if hindsight:
        said = f"national growth from {first} to {last}, known only after {last} (hindsight)"
    else:
        said = f"the nation's mean yearly growth from {first} to {last}, known by the end of {last} (no hindsight)"
    return Trend(growth, hindsight, f"{said}; skilled nursing stays have no national figure and are taken not to move")


@cache
def levels() -> dict[int, dict[str, float]]:
    """The national figures by year: spending [USD per head], admissions and ED visits [per 1,000]."""
    frame = pl.read_csv(library.path("public", f"{TABLE}.csv"), comment_prefix="#")
    return {row["year"]: row for row in frame.iter_rows(named=True)}


def national_figures() -> list[str]:
    """The names of the national figures."""
    return [name for name in next(iter(levels().values())) if name != "year"]
