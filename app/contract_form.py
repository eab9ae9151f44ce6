"""A contract's data file as a form: its terms in order, and the figures of each that are in force in a year."""

import sys
from dataclasses import dataclass
from datetime import date

from draft import Place, at

import vbc_twin as vt

MARKS = {
    "checked": "checked",
    "secondary": "secondary, read in another's account",
    "partly": "partly checked",
    "judged": "judged, not a rule",
    "recalled": "recalled, not read again",
    "derived": "derived from other figures",
    "fitted": "fitted",
}
SURE = ("", "checked")
SMALL_STEP, LARGE, FEW_DIGITS, WHOLE = 0.01, 1e6, "%.6g", "%.0f"
FIRST_YEAR, LATEST, LAST_YEAR = 2012, 2025, 2035


@dataclass(frozen=True)
class Figure:
    """One dated number: where it stands in the file and in the words of a fault, and when it holds."""

    place: Place
    fault_place: str
    name: str
    number: object
    when: str

    @property
    def is_sure(self) -> bool:
        """Whether somebody has read the figure in its rule or in CMS's own results."""
        return self.number.mark in SURE

    @property
    def label(self) -> str:
        """Its name and unit."""
        return f"{self.name} [{self.number.unit}]" if self.number.unit else self.name

    @property
    def step(self) -> float:
        """By how much one press changes it."""
        return SMALL_STEP if abs(self.number.value) <= 1 else 1.0

    @property
    def format(self) -> str:
        """How it is shown: as many digits as it has, and thousands in full."""
        return FEW_DIGITS if abs(self.number.value) < LARGE else WHOLE


@dataclass(frozen=True)
class Word:
    """One word out of a few."""

    place: Place
    fault_place: str
    name: str
    value: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One term, or a smaller table inside it: what kind it is, where it stands in the law, and what it holds."""

    title: str
    meaning: str
    at: str
    figures: tuple[Figure, ...]
    words: tuple[Word, ...]
    says: tuple[str, ...]
    parts: tuple["Part", ...]

    @property
    def everything(self) -> tuple["Part", ...]:
        """Itself and the smaller tables inside it."""
        return (self, *(inner for part in self.parts for inner in part.everything))


def form(contract: vt.Contract, tables: dict, year: int) -> list[Part]:
    """The terms of a contract in a year. Raises EvidenceError naming what is not in force then."""
    terms = zip(contract.text.terms, contract.terms(year), strict=True)
    return [
        _part(text, term, tables, ("term", number), f"{number + 1}. {_title(text.kind)}")
        for number, (text, term) in enumerate(terms)
    ]


def years_in_force(contract: vt.Contract, near: int) -> int | None:
    """The year nearest to `near` in which the contract's figures hold; None if there is none."""
    for year in sorted(range(FIRST_YEAR, LAST_YEAR), key=lambda each: abs(each - near)):
        try:
            contract.terms(year)
        except vt.EvidenceError:
            continue
        return year
    return None


def circumstances(contract: vt.Contract) -> set[str]:
    """Which choices the figures of a contract hang on, beside its level: "agreement" and "revenue"."""
    entries = [entry for text in contract.text.terms for entry in _entries(text)]
    found = {"agreement" for entry in entries if entry.by != "performance year"}
    return found | {"revenue" for entry in entries if entry.revenue}


def starts(contract: vt.Contract, year: int, own: date | None) -> tuple[date | None, ...]:
    """On which days an agreement may have begun: each January up to a year, the ACO's own, and a law's first day."""
    bounds = {entry.since for text in contract.text.terms for entry in _entries(text) if entry.by == "agreement start"}
    days = {date(each, 1, 1) for each in range(FIRST_YEAR, year + 1)} | {day for day in bounds if day.year <= year}
    days -= {date.min}
    return (None, *sorted(days | ({own} if own else set())))


def start_in_force(contract: vt.Contract, year: int, own: date | None) -> date | None:
    """The ACO's own start if the contract's figures hold in a year under it; else none."""
    return own if own and years_in_force(contract.choose(agreement_start=own), year) == year else None


def option_said(option: object) -> str:
    """An option that is a name of the data files in words; none is an agreement that begins with the year."""
    return "with the year settled" if option is None else str(option).replace("_", " ")


def sentence(words: str) -> str:
    """Words as a sentence."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def spoken(name: str) -> str:
    """A name of the data files as words."""
    words = name.removesuffix("_usd").replace("_usd_per_", "_per_").replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def _entries(text):
    yield from (entry for entries in text.figures.values() for entry in entries)
    for texts in text.nested.values():
        for inner in texts:
            yield from _entries(inner)


def _part(text, term, tables: dict, place: Place, title: str) -> Part:
    kind, figures, parts = text.kind, [], []
    for name, entries in text.figures.items():
        held = getattr(term, name)
        for position, entry in enumerate(entries):
            if entry.number is held:
                listed = isinstance(at(tables, (*place, name)), list)
                where = (*place, name, position) if listed else (*place, name)
                figures.append(Figure(where, f"{text.place}.{name}", spoken(name), held, _when(entry)))
    words = []
    for name, options in getattr(kind, "WORDS", {}).items():
        if options and name in text.values:
            words.append(Word((*place, name), f"{text.place}.{name}", spoken(name), text.values[name], options))
    says = [
        _said(name, value)
        for name, value in text.values.items()
        if (*place, name) not in {word.place for word in words}
    ]
    for name, texts in text.nested.items():
        listed = isinstance(at(tables, (*place, name)), list)
        for position, (inner, inner_term) in enumerate(zip(texts, getattr(term, name), strict=True)):
            where = (*place, name, position) if listed else (*place, name)
            inner_title = f"{spoken(name)} {position + 1}" if len(texts) > 1 else spoken(name)
            parts.append(_part(inner, inner_term, tables, where, inner_title))
    return Part(title, _meaning(kind), text.at, tuple(figures), tuple(words), tuple(says), tuple(parts))


def _title(kind: type) -> str:
    letters = (f" {letter.lower()}" if letter.isupper() else letter for letter in kind.__name__)
    return "".join(letters).strip().capitalize()


def _meaning(kind: type) -> str:
    """The first sentence on a kind of term: the one its file begins with, or of a smaller table its own."""
    has_file = kind.__name__.lower() == kind.__module__.rpartition(".")[2].replace("_", "")
    said = (sys.modules[kind.__module__].__doc__ if has_file else kind.__doc__) or ""
    return " ".join(said.split("\n\n")[0].replace("`", "").split())


def _when(entry) -> str:
    clock = {"agreement start": "agreements begun ", "agreement year": "agreement years "}.get(entry.by, "")
    said = []
    if entry.since not in (date.min, 1):
        said.append(f"from {entry.since}")
    if entry.until not in (date.max, 99):
        said.append(f"until {entry.until}")
    held = [f"{clock}{' '.join(said)}"] if said else []
    held += [f"level {', '.join(entry.levels)}"] if entry.levels else []
    held += [f"{entry.revenue} revenue"] if entry.revenue else []
    held += [f"proposed rule {spoken(entry.variant)}"] if entry.variant else []
    return "; ".join(held)


def _said(name: str, value: object) -> str:
    if hasattr(value, "rates"):
        first, last = f"{value.rates[0]:.1%}", f"{value.rates[-1]:.1%}"
        span = f"{first} up to {value.persons[0]:,.0f} people, {last} from {value.persons[-1]:,.0f} on"
        return f"{spoken(name)}: {span} ({value.at}; {MARKS.get(value.mark, value.mark)})"
    told = ", ".join(spoken(each).lower() for each in value) if isinstance(value, tuple) else str(value)
    return f"{spoken(name)}: {told}"
