"""From a contract's file to its text: terms in order, each figure dated; every fault at once."""

from dataclasses import dataclass, replace
from functools import cache

from vbc_twin.contracts.dated import CLOCKS, DatedNumber
from vbc_twin.contracts.figures import vocabulary
from vbc_twin.contracts.term_text import TermText, read_term
from vbc_twin.contracts.terms import BUILDS, KINDS
from vbc_twin.contracts.text_checks import check_terms
from vbc_twin.evidence import Document, EvidenceError, Faults, Parameter, library, parse_parameter

FIELDS = ("label", "about", "family", "holder", "payer", "level", "choices", "timing", "assumed", "needs", "term")
CHOICES = ("level", "level_year", "frozen", "minimum_savings_rate", "agreement_start", "revenue", "variant")
HOLDERS = ("ACO", "hospital", "provider group", "plan")
PAYERS = ("Medicare", "plan", "all payers")
TIMING = ("reconciliation",)


@dataclass(frozen=True)
class ContractText:
    """A contract as written: whose it is, its levels in order, its terms, what it is settled on, when it pays.

    `timing` says in how many quarters after the performance year's end the reconciliation is paid. `assumed` are
    figures taken where an experience lacks them (an ACO without stop-loss has no charge for it).
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
    assumed: dict[str, Parameter]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure in the order of the file; of those with one name, which hold at other times or levels, all but
        the first carry a number."""
        dated, times = [], {}
        for number in (entry.number for entry in self.dated):
            times[number.name] = times.get(number.name, 0) + 1
            again = times[number.name] > 1
            dated.append(replace(number, name=f"{number.name}.{times[number.name]}") if again else number)
        climb = [] if self.climb is None else [self.climb]
        return (*dated, *self.timing.values(), *self.assumed.values(), *climb)

    @property
    def needs_beside_benchmark(self) -> tuple[str, ...]:
        """What it is settled on even where the benchmark is given: all but what only builds the benchmark."""
        built = {name for term in self.terms if term.kind in BUILDS for name in term.names}
        built |= {"history", "person_years"}
        used = {name for term in self.terms if term.kind not in BUILDS for name in term.names}
        return tuple(name for name in self.needs if name not in built or name in used)

    @property
    def dated(self) -> tuple[DatedNumber, ...]:
        """Every dated figure of the terms and of the smaller tables inside them."""
        return tuple(entry for term in self.terms for entry in term.dated)

    @property
    def variants(self) -> tuple[str, ...]:
        """The proposed rules that can be switched on."""
        return tuple(dict.fromkeys(entry.variant for entry in self.dated if entry.variant))

    @property
    def follows_the_agreement(self) -> bool:
        """Whether a figure depends on when the agreement started."""
        return any(entry.by != CLOCKS[0] for entry in self.dated)


@cache
def read_contract(name: str) -> ContractText:
    """Read a contract of the library. Raises EvidenceError with every fault, or the nearest names."""
    return contract_text(library.read("contracts", name))


def contract_text(document: Document) -> ContractText:
    """Read a contract's tables, and the files whose terms it takes in. Raises EvidenceError with every fault."""
    faults, file = Faults(), document.file
    raw = shaped(document.raw, file, faults)
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{file}, {key}", "field of a contract", key, FIELDS)
    for key in raw["choices"]:
        if key not in CHOICES:
            faults.unknown(f"{file}, choices.{key}", "choice", key, CHOICES)
        elif not isinstance(raw["choices"][key], list):
            faults.add(f"{file}, choices.{key}", f"expected a list of choices, found {raw['choices'][key]!r}")
    level = raw["level"]
    levels = tuple(level["names"]) if isinstance(level.get("names"), list) else ()
    if not levels or level.get("default") not in levels or not all(isinstance(name, str) for name in levels):
        faults.add(f"{file}, level", 'expected names = [...] and a default among them, for example names = ["EN"]')
    for key, known in (("holder", HOLDERS), ("payer", PAYERS)):
        if raw.get(key) not in known:
            faults.add(f"{file}, {key}", f"expected one of {', '.join(known)}, found {raw.get(key)!r}")
    climb = {"climb": level["climb"]} if "climb" in level else {}
    numbers = {
        table: {key: _figure(value, table, key, document, faults) for key, value in entries.items()}
        for table, entries in {"level": climb, "timing": raw["timing"], "assumed": raw["assumed"]}.items()
    }
    for key in numbers["timing"]:
        if key not in TIMING:
            faults.unknown(f"{file}, timing.{key}", "time", key, TIMING)
    terms, needs = read_terms(document, levels, faults)
    for place, names in (("needs", needs), ("assumed", numbers["assumed"])):
        for name in names:
            if name not in vocabulary():
                faults.unknown(f"{file}, {place}", "figure in data/figures.toml", name, vocabulary())
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
        climb=numbers["level"].get("climb"),
        choices={key: tuple(values) for key, values in raw["choices"].items()},
        needs=tuple(dict.fromkeys((*needs, *(name for term in terms for name in term.names)))),
        terms=tuple(terms),
        timing=numbers["timing"],
        assumed=numbers["assumed"],
    )


def shaped(raw: dict, file: str, faults: Faults) -> dict:
    """The tables of a file, each of the kind that is expected; one that is not is noted and taken for empty."""
    kinds = {"level": dict, "choices": dict, "timing": dict, "assumed": dict, "needs": list, "term": list}
    examples = {dict: "a table [{}]", list: "a list {} = [...] or tables [[{}]]"}
    for key, kind in kinds.items():
        if not isinstance(raw.get(key, kind()), kind):
            faults.add(f"{file}, {key}", f"expected {examples[kind].format(key, key)}, found {raw[key]!r}")
    return raw | {key: raw[key] if isinstance(raw.get(key), kind) else kind() for key, kind in kinds.items()}


def _figure(value: object, table: str, key: str, document: Document, faults: Faults) -> Parameter:
    value = {"shape": "fixed"} | value if isinstance(value, dict) and not {"low", "high"} <= value.keys() else value
    place = f"{document.file}, {table}.{key}"
    return parse_parameter(value, f"{document.name}.{key}", place, library.sources(), faults)


def read_terms(
    document: Document, levels: tuple[str, ...], faults: Faults, within: tuple[str, ...] = ()
) -> tuple[list[TermText], list[str]]:
    """The terms of a file in its order, others' taken in where it says `terms_of`, and what they need.

    `within` are the files that are being taken in, so that a circle is told.
    """
    shape = shaped(document.raw, document.file, Faults())
    found, needs, within = [], list(shape["needs"]), (*within, document.name)
    if not shape["term"]:
        faults.add(document.file, "has no terms; add [[term]] tables")
    for position, raw in enumerate(shape["term"], start=1):
        place = f"{document.file}, term {position}"
        if not isinstance(raw, dict):
            faults.add(place, f"expected a table [[term]], found {raw!r}")
        elif "terms_of" in raw:
            others, theirs = _taken_in(raw["terms_of"], place, levels, faults, within)
            found, needs = found + others, needs + theirs
        elif (kind := KINDS.get(str(raw.get("kind")))) is None:
            faults.unknown(f"{place}.kind", "kind of term", raw.get("kind"), KINDS)
        else:
            label = f"{document.name}.{raw['kind']}"
            found.append(read_term(raw, kind, label, f"{place} ({raw['kind']})", levels, faults))
    return found, needs


def _taken_in(name: object, place: str, levels: tuple[str, ...], faults: Faults, within: tuple[str, ...]):
    if not isinstance(name, str):
        faults.add(f"{place}.terms_of", f"expected the name of a file of data/contracts, found {name!r}")
        return [], []
    if name in within:
        faults.add(f"{place}.terms_of", f"goes in a circle: {' takes in '.join((*within, name))}; break it")
        return [], []
    try:
        return read_terms(library.read("contracts", name), levels, faults, within)
    except EvidenceError as error:
        for line in error.faults:
            faults.add(f"{place}.terms_of", line)
        return [], []
