"""The small-cell rule: what rests on fewer than eleven people is neither shown nor saved.

A hidden figure is null in a frame and "<11" where it is written out. Where a whole is shown beside its parts, one
hidden part would follow from the others, so the next smallest is hidden with it.
"""

import re
from collections.abc import Iterable

import polars as pl

SMALLEST_CELL = 11
HIDDEN = "<11"
# A whole number under eleven that counts people in a sentence about a published row's blank cells.
COUNTED = re.compile(r"(?<![\d.,-])(?:\d|10)(?= (?:and |\(blank|heads\b|people\b|person-years\b|remain\b))")
REMAINING = re.compile(r"\b\d[\d,]*(?= (?:heads )?remain\b)")


def is_small(people: float) -> bool:
    """Whether a count of people, or a mean over draws of such counts, must not be shown."""
    return people < SMALLEST_CELL


def shown(people: float) -> str:
    """A count of people as it may be written."""
    return HIDDEN if is_small(people) else f"{people:,.0f}"


def said(sentence: str) -> str:
    """A sentence with its small counts of people hidden; one alone would follow from the sum, so that goes too."""
    hidden, number = COUNTED.subn(HIDDEN, sentence)
    return REMAINING.sub("some", hidden) if number == 1 else hidden


def hide(frame: pl.DataFrame, columns: Iterable[str], people: str) -> pl.DataFrame:
    """Null in `columns` wherever the column `people` is under eleven."""
    small = pl.col(people) < SMALLEST_CELL
    return frame.with_columns(pl.when(small).then(None).otherwise(pl.col(each)).alias(each) for each in columns)


def hide_parts(frame: pl.DataFrame, columns: Iterable[str], people: str, whole: list[str]) -> pl.DataFrame:
    """As `hide`; if exactly one part of a whole (rows alike in `whole`) is small, its next smallest is hidden too."""
    small = pl.col(people) < SMALLEST_CELL
    lonely = (small.sum().over(whole) == 1) & (pl.len().over(whole) > 1)
    second = pl.col(people).rank("ordinal").over(whole) == 2
    hidden = small | (lonely & second)
    return frame.with_columns(pl.when(hidden).then(None).otherwise(pl.col(each)).alias(each) for each in columns)
