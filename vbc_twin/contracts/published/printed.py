"""A figure as it is printed: its value, and half a unit of its last digit.

How many digits a column prints is read from the file's own text, year by year, because trailing zeros are often lost
(".92" among four-decimal scores is .9200). Amounts of money are printed either to a fixed decimal or to a fixed number
of digits in all, so a cell has as many decimals as the longest of the cells that are as long before the point.
"""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"-?\d*\.?\d+|-?\d+\.")
HALF = 0.5


@dataclass(frozen=True)
class Printed:
    """A figure [the column's unit] and how far the true one may lie from it."""

    value: float
    half: float = 0.0

    @property
    def low(self) -> float:
        """The least figure that prints like this one."""
        return self.value - self.half

    @property
    def high(self) -> float:
        """The largest figure that prints like this one, or its bound."""
        return self.value + self.half


def bare(text: str) -> str:
    """A number's text without `$ , %` and spaces; brackets mean a minus."""
    stripped = re.sub(r"[$,%\s\u00a0]", "", text)
    return f"-{stripped[1:-1]}" if re.fullmatch(r"\(.+\)", stripped) else stripped


def is_number(text: str) -> bool:
    """Whether a cell holds a figure."""
    return NUMBER.fullmatch(bare(text)) is not None


def decimals(text: str) -> int:
    """Digits after the point, without a lone zero that says only that the figure is a number."""
    after = bare(text).partition(".")[2]
    return 0 if after == "0" else len(after)


def length(text: str) -> int:
    """Digits before the point."""
    return len(bare(text).partition(".")[0].lstrip("-0"))


def printed_decimals(texts: list[str], kind: str) -> dict[int, int]:
    """The decimals that a column prints, by digits before the point; for shares the same whatever their length."""
    found: dict[int, int] = {}
    for text in texts:
        key = length(text) if kind == "usd" else 0
        found[key] = max(found.get(key, 0), decimals(text))
    return found


def are_percentages(texts: list[str], above: float) -> bool:
    """Whether a column prints percentages: most figures that are not zero exceed what a share of its kind can be.

    One wrong cell must not turn the others into hundredths of themselves.
    """
    sizes = [abs(float(bare(text))) for text in texts]
    large = [size for size in sizes if size > above]
    return any("%" in text for text in texts) or len(large) > sum(size > 0 for size in sizes) / 2


def as_printed(text: str, kind: str, found: dict[int, int], at_least: int, is_percent: bool) -> Printed:
    """A cell's figure; a percentage becomes a share, with two decimals more, and at least so many are printed."""
    value = float(bare(text))
    if kind in ("count", "flag"):
        return Printed(value)
    places = found.get(length(text) if kind == "usd" else 0, 0)
    if kind == "rate":
        places = max(places + 2 if is_percent else places, at_least)
        value = round(value / 100, places + 2) if is_percent else value
    return Printed(value, HALF * 10.0**-places)
