"""Numbers of a contract that hold from a date on, for some levels, with their paragraph of law."""

from dataclasses import dataclass
from datetime import date

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

SELECTORS = ("since", "until", "by", "level", "revenue")
CLOCKS = ("performance year", "agreement start")
ALWAYS, FOREVER = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Circumstances:
    """In which year, level and agreement a contract is being settled."""

    year: int
    level: str
    agreement_start: date
    revenue: str


@dataclass(frozen=True)
class DatedNumber:
    """A figure and when it holds: from `since` until `until`, on the clock `by`; for these levels, this revenue."""

    number: Parameter
    since: date
    until: date
    by: str
    levels: tuple[str, ...]
    revenue: str

    def holds(self, circumstances: Circumstances) -> bool:
        """Whether the figure is in force: in a performance year that begins or ends after `since`."""
        if self.levels and circumstances.level not in self.levels:
            return False
        if self.revenue and circumstances.revenue != self.revenue:
            return False
        if self.by == "agreement start":
            return self.since <= circumstances.agreement_start <= self.until
        return self.since <= date(circumstances.year, 12, 31) and date(circumstances.year, 1, 1) <= self.until


def in_force(entries: tuple[DatedNumber, ...], circumstances: Circumstances) -> Parameter | None:
    """The latest figure that is in force; None if none is."""
    holding = [entry for entry in entries if entry.holds(circumstances)]
    return max(holding, key=lambda entry: entry.since).number if holding else None


def parse_dated(raw: object, name: str, place: str, levels: tuple[str, ...], faults: Faults) -> tuple[DatedNumber, ...]:
    """Read a list of dated figures; a single table counts as a list of one. Faults are noted, never raised."""
    entries = raw if isinstance(raw, list) else [raw]
    found = []
    for position, entry in enumerate(entries):
        here = f"{place}[{position}]" if len(entries) > 1 else place
        if not isinstance(entry, dict):
            faults.add(
                here, f"expected a table {{ since = ..., value = ..., source = ..., mark = ... }}, found {entry!r}"
            )
            continue
        figure = {"shape": "fixed"} | {key: value for key, value in entry.items() if key not in SELECTORS}
        number = parse_parameter(figure, name, here, library.sources(), faults)
        named = entry.get("level", [])
        named = (named,) if isinstance(named, str) else tuple(named)
        for level in named:
            if level not in levels:
                faults.unknown(f"{here}.level", "level", level, levels)
        by = entry.get("by", CLOCKS[0])
        if by not in CLOCKS:
            faults.unknown(f"{here}.by", "clock", by, CLOCKS)
        dates = [entry.get(key, default) for key, default in (("since", ALWAYS), ("until", FOREVER))]
        if not all(isinstance(each, date) for each in dates):
            faults.add(here, "since and until are dates, for example 2019-07-01")
            dates = [ALWAYS, FOREVER]
        found.append(DatedNumber(number, *dates, by, named, entry.get("revenue", "")))
    return tuple(found)
