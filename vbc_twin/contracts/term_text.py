"""One term as its file writes it, and the term in force that it becomes in given circumstances."""

from __future__ import annotations

from dataclasses import dataclass

from vbc_twin.contracts.dated import Circumstances, DatedNumber, in_force, parse_dated
from vbc_twin.contracts.figures import vocabulary
from vbc_twin.contracts.rates_by_size import parse_rates_by_size
from vbc_twin.evidence import EvidenceError, Faults, library

TABLES = {"by_size": parse_rates_by_size}


def declared(kind: type, name: str):
    """What a kind declares under a name (REQUIRED, OPTIONAL, NAMES, WORDS, NESTED, ELECTED); nothing if it does not."""
    return getattr(kind, name, ())


@dataclass(frozen=True)
class TermText:
    """A kind of term, its place in the file, its dated figures, its plain values, and its smaller tables."""

    kind: type
    place: str
    at: str
    figures: dict[str, tuple[DatedNumber, ...]]
    values: dict[str, object]
    nested: dict[str, tuple[TermText, ...]]

    @property
    def dated(self) -> tuple[DatedNumber, ...]:
        """Every dated figure, those of the smaller tables last."""
        own = [entry for entries in self.figures.values() for entry in entries]
        return (*own, *(each for texts in self.nested.values() for text in texts for each in text.dated))

    @property
    def names(self) -> tuple[str, ...]:
        """Every figure of the experience that it is settled on."""
        own = [name for key in declared(self.kind, "NAMES") for name in self.values.get(key, ())]
        return (*own, *(name for texts in self.nested.values() for text in texts for name in text.names))

    def in_force(self, circumstances: Circumstances, choices: object, faults: Faults):
        """The term of these circumstances; figures that are required and not in force are noted, with None returned."""
        found = {name: in_force(entries, circumstances) for name, entries in self.figures.items()}
        lacking = [name for name in declared(self.kind, "REQUIRED") if found.get(name) is None]
        for name in lacking:
            entries = self.figures.get(name, ())
            since = f"the first is of {min(entry.since for entry in entries)}" if entries else "the file has none"
            where = f"{circumstances.year} at level {circumstances.level}"
            faults.add(f"{self.place}.{name}", f"nothing is in force in {where}; {since}")
        parts = {
            name: tuple(text.in_force(circumstances, choices, faults) for text in texts)
            for name, texts in self.nested.items()
        }
        if lacking or any(part is None for each in parts.values() for part in each):
            return None
        elected = {name: getattr(choices, name) for name in declared(self.kind, "ELECTED")}
        return self.kind(at=self.at, **found, **self.values, **parts, **elected)


def read_term(raw: dict, kind: type, label: str, place: str, levels: tuple[str, ...], faults: Faults) -> TermText:
    """Read a term's table, or a smaller one inside it. Faults are noted, never raised."""
    known = (*declared(kind, "REQUIRED"), *declared(kind, "OPTIONAL"))
    words, names, nested = (declared(kind, each) for each in ("WORDS", "NAMES", "NESTED"))
    figures, values, parts = {}, {}, {}
    for key, value in raw.items():
        where = f"{place}.{key}"
        if key in TABLES and key in kind.__dataclass_fields__:
            values[key] = _table(key, value, where, faults)
        elif key in known:
            figures[key] = parse_dated(value, f"{label}.{key}", where, levels, faults)
        elif key in names:
            values[key] = _names(value, where, faults)
        elif key in words:
            values[key] = _word(value, words[key], where, faults)
        elif key in nested:
            tables = value if isinstance(value, list) else [value]
            for number, table in enumerate(tables, start=1):
                if not isinstance(table, dict):
                    faults.add(f"{where} {number}", f"expected a table [[term.{key}]], found {table!r}")
            parts[key] = tuple(
                read_term(table, nested[key], f"{label}.{key}_{number}", f"{where} {number}", levels, faults)
                for number, table in enumerate(tables, start=1)
                if isinstance(table, dict)
            )
        elif key not in ("kind", "at"):
            faults.unknown(where, "entry of this term", key, (*known, *names, *words, *nested, *TABLES, "at"))
    for key in (*declared(kind, "REQUIRED"), *words, *names, *nested):
        if key not in raw and key in _without_default(kind):
            faults.add(f"{place}.{key}", f"is missing; a term of this kind needs it{_example(key, kind)}")
    return TermText(kind, place, raw.get("at", ""), figures, values, parts)


def _without_default(kind: type) -> set[str]:
    return {name for name in kind.__dataclass_fields__ if name not in vars(kind)}


def _example(key: str, kind: type) -> str:
    """How the missing entry would be written."""
    if key in declared(kind, "NESTED"):
        return f": add [[term.{key}]]"
    return (
        f": {key} = {{ value = ..., source = ..., at = ..., mark = ... }}" if key in declared(kind, "REQUIRED") else ""
    )


def _table(key: str, name: object, place: str, faults: Faults):
    """A table that stands in a file of its own; None where there is no such file."""
    try:
        return TABLES[key](library.read("contracts", name), faults)
    except EvidenceError as error:
        for line in error.faults:
            faults.add(place, line)
        return None


def _names(value: object, place: str, faults: Faults) -> tuple[str, ...]:
    if not isinstance(value, str | list | tuple):
        faults.add(place, f'expected names of figures, for example ["spending_usd"], found {value!r}')
        return ()
    names = (value,) if isinstance(value, str) else tuple(value)
    for name in names:
        if name not in vocabulary():
            faults.unknown(place, "figure in data/figures.toml", name, vocabulary())
    return names


def _word(value: object, choices: tuple[str, ...] | None, place: str, faults: Faults) -> object:
    if choices is not None and value not in choices:
        faults.add(place, f"{value!r} is no choice here; there is: {', '.join(choices)}")
    return value
