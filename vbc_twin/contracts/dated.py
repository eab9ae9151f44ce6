"""Numbers of a contract that hold from a date on, for some levels, with their paragraph of law."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

SELECTORS = ("since", "until", "by", "level", "revenue", "variant")
REVENUES = ("low", "high")
CLOCKS = ("performance year", "agreement start", "agreement year")
ALWAYS, FOREVER = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Circumstances:
    """In which year, level and agreement a contract is being settled."""

    year: int
    level: str
    agreement_start: date
    revenue: str
    variant: str = ""

    @property
    def agreement_year(self) -> int:
        """The year of the agreement, 1 for its first."""
        return self.year - self.agreement_start.year + 1


@dataclass(frozen=True)
class DatedNumber:
    """A figure and when it holds: from `since` until `until`, on the clock `by`; for these levels, this revenue.

    On the clock "agreement year" the two are whole numbers. A figure of a `variant` (a proposed rule) holds only where
    that variant is chosen, and then goes before the law as it stands.
    """

    number: Parameter
    since: date | int
    until: date | int
    by: str
    levels: tuple[str, ...]
    revenue: str
    variant: str = ""

    def holds(self, circumstances: Circumstances) -> bool:
        """Whether the figure is in force: in a performance year that begins or ends after `since`."""
        if self.levels and circumstances.level not in self.levels:
            return False
        if self.revenue and circumstances.revenue != self.revenue:
            return False
        if self.variant and circumstances.variant != self.variant:
            return False
        if self.by == "agreement year":
            return self.since <= circumstances.agreement_year <= self.until
        if self.by == "agreement start":
            return self.since <= circumstances.agreement_start <= self.until
        return self.since <= date(circumstances.year, 12, 31) and date(circumstances.year, 1, 1) <= self.until


def in_force(entries: tuple[DatedNumber, ...], circumstances: Circumstances) -> Parameter | None:
    """The latest figure that is in force; None if none is."""
    holding = [entry for entry in entries if entry.holds(circumstances)]
    return max(holding, key=lambda entry: (bool(entry.variant), entry.since)).number if holding else None


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
        if entry.get("revenue", REVENUES[0]) not in REVENUES:
            faults.unknown(f"{here}.revenue", "revenue", entry["revenue"], REVENUES)
        bounds = _bounds(entry, by, here, faults)
        found.append(DatedNumber(number, *bounds, by, named, entry.get("revenue", ""), entry.get("variant", "")))
    _check_overlap(found, place, faults)
    return tuple(found)


def _bounds(entry: dict, by: str, place: str, faults: Faults) -> tuple:
    """From when until when; a bound of the wrong kind is noted and taken for none."""
    counted = by == "agreement year"
    kind, default = (int, (1, 99)) if counted else (date, (ALWAYS, FOREVER))
    bounds = tuple(entry.get(key, each) for key, each in zip(("since", "until"), default, strict=True))
    if not all(isinstance(each, kind) and not isinstance(each, bool | datetime) for each in bounds):
        example = "whole numbers, 1 for the agreement's first year" if counted else "dates, for example 2019-07-01"
        faults.add(place, f"since and until are {example}")
        return default
    if bounds[0] > bounds[1]:
        faults.add(place, f"ends on {bounds[1]}, before it begins on {bounds[0]}")
    return bounds


def _check_overlap(entries: list[DatedNumber], place: str, faults: Faults) -> None:
    """Note each date that has two figures and each gap that has none, among those that may hold together.

    A figure without an end holds until the next one begins; one with an end must end on the day (or year) before.
    """
    for number, entry in enumerate(entries):
        following = [other for other in entries if other is not entry and other.since >= entry.since]
        same = [other for other in following if _may_meet(entry, other)]
        for other in same:
            if other.since == entry.since and entries.index(other) > number:
                when = "have no date" if entry.since == ALWAYS else f"begin on {entry.since}"
                faults.add(place, f"two values {when}; keep one, or give them dates (since) or levels of their own")
        later = [other for other in same if other.since > entry.since]
        if not later or entry.until in (FOREVER, 99):
            continue
        following = min(later, key=lambda each: each.since)
        step = 1 if entry.by == "agreement year" else timedelta(days=1)
        if entry.until >= following.since:
            faults.add(place, f"two values hold from {following.since} to {entry.until}; end the first before")
        elif entry.until + step < following.since:
            faults.add(place, f"nothing holds between {entry.until} and {following.since}; close the gap")


def hold_together(one: DatedNumber, among: tuple, other: DatedNumber, amid: tuple) -> bool:
    """Whether a figure of one list and one of another are ever in force at the same time."""
    if not _may_meet(one, other):
        return False
    return max(one.since, other.since) < min(_superseded(one, among), _superseded(other, amid))


def _superseded(entry: DatedNumber, entries: tuple[DatedNumber, ...]) -> date | int:
    """When a figure ends or the next one of its list takes its place."""
    later = [each.since for each in entries if _may_meet(entry, each) and each.since > entry.since]
    return min([entry.until, *later])


def _may_meet(one: DatedNumber, other: DatedNumber) -> bool:
    """Whether two figures may be in force in the same circumstances, dates aside."""
    levels = not one.levels or not other.levels or set(one.levels) & set(other.levels)
    revenue = not one.revenue or not other.revenue or one.revenue == other.revenue
    return bool(levels and revenue) and one.by == other.by and one.variant == other.variant
