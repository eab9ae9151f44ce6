"""The dated figures of a benchmark's steps, read from data/contracts/<model>_..._figures.toml.

A file holds one table a step: its figures in the notation of a contract's terms (since, until, by, level, variant) and
`at`, where the rule stands. A step is a frozen dataclass whose fields are named as the figures are; a field that may be
None is a rule that need not exist at every date.
"""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache

from vbc_twin.contracts.dated import Circumstances, DatedNumber, in_force, parse_dated
from vbc_twin.evidence import Document, Faults, Parameter, library

ROOM = "contracts"
HEAD = ("label", "levels")


@dataclass(frozen=True)
class StepText:
    """One step as written: where its rule stands, and its dated figures by name."""

    at: str
    figures: dict[str, tuple[DatedNumber, ...]]


@dataclass(frozen=True)
class BenchmarkText:
    """Every step of a file as written; `levels` are the names that a figure may be kept to."""

    file: str
    levels: tuple[str, ...]
    steps: dict[str, StepText]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure in the order of the file, for the register of assumptions."""
        figures = [entries for step in self.steps.values() for entries in step.figures.values()]
        return tuple(entry.number for entries in figures for entry in entries)


def circumstances(year: int, agreement_start: date | None = None, level: str = "", variant: str = "") -> Circumstances:
    """When and for whom a benchmark is built: the agreement starts with the year if its start is not given."""
    return Circumstances(year, level, agreement_start or date(year, 1, 1), "", variant)


@cache
def read_figures(name: str) -> BenchmarkText:
    """The steps of a file of data/contracts. Raises EvidenceError with every fault of the file."""
    return parse_figures(library.read(ROOM, name))


def parse_figures(document: Document) -> BenchmarkText:
    """The steps that a document holds. Raises EvidenceError with every fault."""
    faults, steps = Faults(), {}
    levels = tuple(document.raw.get("levels", ()))
    for step, raw in document.raw.items():
        if step in HEAD:
            continue
        place = f"{document.file}, {step}"
        if not isinstance(raw, dict) or not isinstance(raw.get("at"), str):
            faults.add(place, 'expected a table of a step with at = "where its rule stands"')
            continue
        figures = {
            name: parse_dated(value, f"{document.name}.{step}.{name}", f"{place}.{name}", levels, faults)
            for name, value in raw.items()
            if name != "at"
        }
        steps[step] = StepText(raw["at"], figures)
    faults.raise_if_any()
    return BenchmarkText(document.file, levels, steps)


def step_in_force(kind: type, text: BenchmarkText, step: str, when: Circumstances, faults: Faults):
    """A step with the figures in force, or None (noted as a fault) where it cannot be made.

    Notes each figure that the step does not know, each that it needs and that is not in force, and a level that the
    file does not have.
    """
    place, known = f"{text.file}, {step}", {field.name: field for field in fields(kind) if field.name != "at"}
    if when.level not in (*text.levels, ""):
        faults.unknown(text.file, "level", when.level, text.levels)
        return None
    if step not in text.steps:
        faults.unknown(text.file, "step", step, text.steps)
        return None
    written = text.steps[step]
    for name in written.figures.keys() - known.keys():
        faults.unknown(f"{place}.{name}", "figure of this step", name, known)
    found = {name: in_force(written.figures.get(name, ()), when) for name in known}
    lacking = [name for name, number in found.items() if number is None and known[name].default is MISSING]
    for name in lacking:
        faults.add(f"{place}.{name}", f"nothing is in force in {when.year}{_told(when)}; add a figure that is")
    return None if lacking else kind(at=written.at, **found)


def one_step(kind: type, file: str, step: str, when: Circumstances):
    """A single step in force. Raises EvidenceError with every fault."""
    faults = Faults()
    made = step_in_force(kind, read_figures(file), step, when, faults)
    faults.raise_if_any()
    return made


def _told(when: Circumstances) -> str:
    """The circumstances in words, as far as they are not the usual ones."""
    level = f' for "{when.level}"' if when.level else ""
    variant = f' under "{when.variant}"' if when.variant else ""
    return f"{level}{variant} (agreement from {when.agreement_start})"
