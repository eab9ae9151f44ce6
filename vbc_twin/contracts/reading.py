"""From a contract's file to its text: terms in order, each figure dated; every fault at once."""

from dataclasses import dataclass
from functools import cache

from vbc_twin.contracts.figures import vocabulary
from vbc_twin.contracts.term_text import TermText, read_term
from vbc_twin.contracts.terms import BUILDS, KINDS
from vbc_twin.contracts.text_checks import check_terms
from vbc_twin.evidence import Document, EvidenceError, Faults, Parameter, library, parse_parameter

FIELDS = ("label", "about", "family", "holder", "payer", "level", "choices", "timing", "needs", "term")
HOLDERS = ("ACO", "hospital", "provider group", "plan")
PAYERS = ("Medicare", "plan", "all payers")
TIMING = ("reconciliation",)


@dataclass(frozen=True)
class ContractText:
    """A contract as written: whose it is, its levels in order, its terms, what it is settled on, when it pays.

    `timing` says in how many quarters after the performance year's end the reconciliation is paid.
    """

    name: str
    file: str
    label: str
    about: str
    family: str
    holder: str
    payer: str
    levels: tuple[str, ...]
    default_level: str
    climb: Parameter | None
    choices: dict[str, tuple]
    needs: tuple[str, ...]
    terms: tuple[TermText, ...]
    timing: dict[str, Parameter]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure in the order of the file."""
        dated = [parameter for term in self.terms for parameter in term.parameters]
        return (*dated, *self.timing.values(), *([] if self.climb is None else [self.climb]))

    @property
    def needs_beside_benchmark(self) -> tuple[str, ...]:
        """What it is settled on even where the benchmark is given: all but what only builds the benchmark."""
        built = {name for term in self.terms if term.kind in BUILDS for name in term.names} | {"history"}
        used = {name for term in self.terms if term.kind not in BUILDS for name in term.names}
        return tuple(name for name in self.needs if name not in built or name in used)

    @property
    def variants(self) -> tuple[str, ...]:
        """The proposed rules that can be switched on."""
        dated = [entry for term in self.terms for entries in term.figures.values() for entry in entries]
        nested = [text for term in self.terms for texts in term.nested.values() for text in texts]
        dated += [entry for text in nested for entries in text.figures.values() for entry in entries]
        return tuple(dict.fromkeys(entry.variant for entry in dated if entry.variant))


@cache
def read_contract(name: str) -> ContractText:
    """Read a contract of the library. Raises EvidenceError with every fault, or the nearest names."""
    return contract_text(library.read("contracts", name))


def contract_text(document: Document) -> ContractText:
    """Read a contract's tables, and the files whose terms it takes in. Raises EvidenceError with every fault."""
    raw, faults, file = document.raw, Faults(), document.file
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{file}, {key}", "field of a contract", key, FIELDS)
    level = raw.get("level", {})
    levels = tuple(level.get("names", ()))
    if not levels or level.get("default") not in levels:
        faults.add(f"{file}, level", 'expected names = [...] and a default among them, for example names = ["EN"]')
    for key, known in (("holder", HOLDERS), ("payer", PAYERS)):
        if raw.get(key) not in known:
            faults.add(f"{file}, {key}", f"expected one of {', '.join(known)}, found {raw.get(key)!r}")
    figures = {f"timing.{key}": value for key, value in raw.get("timing", {}).items()}
    for key in figures:
        if key.removeprefix("timing.") not in TIMING:
            faults.unknown(f"{file}, {key}", "time", key.removeprefix("timing."), TIMING)
    figures |= {"level.climb": level["climb"]} if "climb" in level else {}
    numbers = {
        key: parse_parameter(
            {"shape": "fixed"} | value, f"{document.name}.{key}", f"{file}, {key}", library.sources(), faults
        )
        for key, value in figures.items()
    }
    terms, needs = read_terms(document, levels, faults)
    for need in needs:
        if need not in vocabulary():
            faults.unknown(f"{file}, needs", "figure in data/figures.toml", need, vocabulary())
    check_terms(terms, raw.get("payer", ""), file, faults)
    faults.raise_if_any()
    return ContractText(
        name=document.name,
        file=file,
        label=raw.get("label", document.name),
        about=raw.get("about", ""),
        family=raw.get("family", ""),
        holder=raw["holder"],
        payer=raw["payer"],
        levels=levels,
        default_level=level["default"],
        climb=numbers.get("level.climb"),
        choices={key: tuple(values) for key, values in raw.get("choices", {}).items()},
        needs=tuple(dict.fromkeys((*needs, *(name for term in terms for name in term.names)))),
        terms=tuple(terms),
        timing={key.removeprefix("timing."): number for key, number in numbers.items() if key != "level.climb"},
    )


def read_terms(document: Document, levels: tuple[str, ...], faults: Faults) -> tuple[list[TermText], list[str]]:
    """The terms of a file in its order, others' taken in where it says `terms_of`, and what they need."""
    found, needs = [], list(document.raw.get("needs", []))
    for position, raw in enumerate(document.raw.get("term", []), start=1):
        place = f"{document.file}, term {position}"
        if "terms_of" in raw:
            try:
                others, theirs = read_terms(library.read("contracts", raw["terms_of"]), levels, faults)
            except EvidenceError as error:
                faults.lines += error.faults
                continue
            found, needs = found + others, needs + theirs
            continue
        kind = KINDS.get(raw.get("kind"))
        if kind is None:
            faults.unknown(f"{place}.kind", "kind of term", raw.get("kind"), KINDS)
            continue
        label = f"{document.name}.{raw['kind']}"
        found.append(read_term(raw, kind, label, f"{place} ({raw['kind']})", levels, faults))
    return found, needs
