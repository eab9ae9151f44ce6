"""A quality measure as data: what it counts, which way is better, who reports it, and its benchmarks by year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vbc_twin.evidence import Document, EvidenceError, Faults, Parameter, library, parse_parameter, suggestion
from vbc_twin.quality.benchmark import Benchmark
from vbc_twin.quality.reading import read_benchmarks

ROOM = "quality"
DIRECTIONS = ("higher is better", "lower is better")
KINDS = ("process", "intermediate outcome", "outcome", "patient experience")
COLLECTED = ("reported", "claims", "survey")
FIELDS = ("title", "direction", "kind", "collected", "collections", "first_year", "last_year", "unit", "range")
FIELDS += ("membership", "case_minimum", "parts", "benchmark", "model")
LAST = 9999


@dataclass(frozen=True)
class Measure:
    """A measure of the APP Plus set, named by its number.

    `kind` decides whether it counts as an outcome; `collected`: reported by the ACO, computed from claims, or a survey;
    `collections`: the ways in which it is reported; first_year, last_year: performance years in the set; least, most:
    what a rate may be [unit]; `parts`: titles of the summary measures that make up a survey measure.
    """

    id: str
    title: str
    direction: str
    kind: str
    collected: str
    collections: tuple[str, ...]
    first_year: int
    last_year: int
    unit: str
    least: float
    most: float
    membership: str
    case_minimum: Parameter | None
    parts: dict[str, str]
    benchmarks: tuple[Benchmark, ...]

    @classmethod
    def load(cls, name: str) -> Measure:
        """Read data/quality/<name>.toml. Raises EvidenceError with every fault, or the nearest measures that exist."""
        found = library.read(ROOM, name) if name in library.names(ROOM) else None
        if found is None or not _is_measure(found):
            raise EvidenceError([f'data/quality: no measure is called "{name}". {suggestion(name, names())}'])
        return cls.from_document(found)

    @classmethod
    def from_document(cls, document: Document) -> Measure:
        """Build a measure from the tables of a file. Raises EvidenceError with every fault."""
        raw, file, faults = document.raw, document.file, Faults()
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{file}, {key}", "field of a measure", key, FIELDS)
        for key, known in (("direction", DIRECTIONS), ("kind", KINDS), ("collected", COLLECTED)):
            if raw.get(key) not in known:
                faults.unknown(f"{file}, {key}", key, raw.get(key), known)
        for key in ("title", "collections", "first_year", "unit", "membership"):
            if not raw.get(key):
                faults.add(f"{file}, {key}", "is missing")
        least, most = _range(raw.get("range"), f"{file}, range", faults)
        cases = raw.get("case_minimum")
        collections = tuple(raw.get("collections", ()))
        measure = cls(
            id=document.name,
            title=raw.get("title", ""),
            direction=raw.get("direction", DIRECTIONS[0]),
            kind=raw.get("kind", KINDS[0]),
            collected=raw.get("collected", COLLECTED[0]),
            collections=collections,
            first_year=raw.get("first_year", 0),
            last_year=raw.get("last_year", LAST),
            unit=raw.get("unit", ""),
            least=least,
            most=most,
            membership=raw.get("membership", {}).get("at", ""),
            case_minimum=None
            if cases is None
            else parse_parameter(
                {"shape": "fixed"} | cases,
                f"{document.name}.case_minimum",
                f"{file}, case_minimum",
                library.sources(),
                faults,
            ),
            parts=dict(raw.get("parts", {})),
            benchmarks=read_benchmarks(raw, document.name, file, collections, faults),
        )
        faults.raise_if_any()
        return measure

    @property
    def is_outcome(self) -> bool:
        """Whether it is an outcome measure for the reporting incentive and the alternative standard."""
        return "outcome" in self.kind

    @property
    def columns(self) -> tuple[str, ...]:
        """The names under which its rates are given: its number, or one name a part."""
        return tuple(f"{self.id}.{part}" for part in self.parts) or (self.id,)

    def benchmark(self, performance_year: int, collection: str, part: str = "", variant: str = "") -> Benchmark | None:
        """The benchmark of a performance year and a way of reporting; None if CMS published none before the year."""
        holding = [
            each
            for each in self.benchmarks
            if (each.performance_year, each.collection, each.part) == (performance_year, collection, part)
            and each.variant in ("", variant)
        ]
        return max(holding, key=lambda each: bool(each.variant)) if holding else None


def _range(raw: object, place: str, faults: Faults) -> tuple[float, float]:
    if not isinstance(raw, list) or len(raw) != 2 or not raw[0] < raw[1]:
        faults.add(place, f"expected the least and the most that a rate may be, found {raw!r}")
        return 0.0, 100.0
    return float(raw[0]), float(raw[1])


@cache
def names() -> list[str]:
    """The measures of the library."""
    return [name for name in library.names(ROOM) if _is_measure(library.read(ROOM, name))]


def _is_measure(document: Document) -> bool:
    """Whether a file of the room is one: rules and composites have no direction."""
    return "direction" in document.raw


@cache
def measure_set(performance_year: int) -> dict[str, Measure]:
    """The APP Plus set of a performance year, by number. Raises EvidenceError for a year before the set."""
    every = [Measure.load(name) for name in names()]
    found = {each.id: each for each in every if each.first_year <= performance_year <= each.last_year}
    if not found:
        first = min(each.first_year for each in every)
        raise EvidenceError(
            [
                f"performance year {performance_year}: the APP Plus set begins with {first}; "
                "for an earlier year use the published quality score"
            ]
        )
    return found
