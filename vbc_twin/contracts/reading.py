"""From a contract's file to its text: terms in order, each figure dated; every fault at once."""

from dataclasses import dataclass
from functools import cache

from vbc_twin.contracts.dated import DatedNumber, parse_dated
from vbc_twin.contracts.rates_by_size import parse_rates_by_size
from vbc_twin.contracts.terms import KINDS
from vbc_twin.evidence import Document, Faults, Parameter, library, parse_parameter

TABLES = {"by_size": parse_rates_by_size}
FIELDS = ("label", "about", "level", "before", "choices", "needs", "term")


@dataclass(frozen=True)
class TermText:
    """One term as written: its kind, its place in the file, its dated figures and its tables."""

    kind: type
    place: str
    at: str
    figures: dict[str, tuple[DatedNumber, ...]]
    tables: dict[str, object]

    def since(self, name: str) -> str:
        """From when on a figure exists, for people to read."""
        entries = self.figures.get(name, ())
        return f"the first is of {min(entry.since for entry in entries)}" if entries else "the file has none"


@dataclass(frozen=True)
class ContractText:
    """A contract as written: its levels in order, how fast they are climbed, its terms, what it is settled on."""

    name: str
    file: str
    label: str
    levels: tuple[str, ...]
    default_level: str
    climb: Parameter | None
    choices: dict[str, tuple]
    needs: tuple[str, ...]
    terms: tuple[TermText, ...]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure in the order of the file."""
        dated = [entry.number for term in self.terms for entries in term.figures.values() for entry in entries]
        return tuple(dated if self.climb is None else [*dated, self.climb])


@cache
def read_contract(name: str) -> ContractText:
    """Read a contract and the shared terms that come before its own. Raises EvidenceError with every fault."""
    document = library.read("contracts", name)
    raw, faults = document.raw, Faults()
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{document.file}, {key}", "field of a contract", key, FIELDS)
    level = raw.get("level", {})
    levels = tuple(level.get("names", ()))
    if not levels or level.get("default") not in levels:
        faults.add(
            f"{document.file}, level", 'expected names = [...] and a default among them, for example names = ["EN"]'
        )
    climb = level.get("climb")
    if climb is not None:
        place = f"{document.file}, level.climb"
        climb = parse_parameter({"shape": "fixed"} | climb, f"{name}.climb", place, library.sources(), faults)
    documents = [library.read("contracts", shared) for shared in raw.get("before", [])] + [document]
    terms = [term for each in documents for term in read_terms(each, levels, faults)]
    needs = tuple(dict.fromkeys(need for each in documents for need in each.raw.get("needs", [])))
    faults.raise_if_any()
    choices = {key: tuple(values) for key, values in raw.get("choices", {}).items()}
    return ContractText(
        name, document.file, raw.get("label", name), levels, level["default"], climb, choices, needs, tuple(terms)
    )


def read_terms(document: Document, levels: tuple[str, ...], faults: Faults) -> list[TermText]:
    """The terms of one file, in its order. Faults are noted, never raised."""
    found = []
    for position, raw in enumerate(document.raw.get("term", [])):
        place = f"{document.file}, term {position + 1}"
        kind = KINDS.get(raw.get("kind"))
        if kind is None:
            faults.unknown(f"{place}.kind", "kind of term", raw.get("kind"), KINDS)
            continue
        known = (*kind.REQUIRED, *kind.OPTIONAL)
        figures, tables = {}, {}
        for key, value in raw.items():
            where, name = f"{place} ({raw['kind']}).{key}", f"{document.name}.{raw['kind']}.{key}"
            if key in TABLES and key in kind.__dataclass_fields__:
                tables[key] = TABLES[key](library.read("contracts", value), faults)
            elif key in known:
                figures[key] = parse_dated(value, name, where, levels, faults)
            elif key not in ("kind", "at"):
                faults.unknown(where, f'figure of the kind "{raw["kind"]}"', key, (*known, *tables))
        found.append(TermText(kind, f"term {position + 1} ({raw['kind']})", raw.get("at", ""), figures, tables))
    return found
