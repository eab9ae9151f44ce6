"""A contract's file under a visitor's hands: its text as written, and the figures that are changed in it."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property

import tomlkit

import vbc_twin as vt

# Where something stands in the file once others' terms are taken in: ("term", 5, "band", 0, "gain_rate", 1).
Place = tuple[str | int, ...]
Edits = dict[Place, float | str]

OWN_FIGURE = "own figure; before it "
CHOSEN = "# chosen: "
BLANK_LINES = re.compile("\n{3,}")
OF_AN_INTERVAL = ("low", "high", "shape")


@dataclass(frozen=True)
class Draft:
    """A contract's file, and what is changed in it: numbers at the place of their table, words at their own."""

    name: str
    text: str
    edits: tuple[tuple[Place, float | str], ...] = ()

    @classmethod
    def of_library(cls, name: str) -> "Draft":
        """The file of a contract of the library, unchanged."""
        return cls(name, library_text(name))

    @property
    def key(self) -> str:
        """What tells this file from every other that is open: its name, and a fingerprint of its text."""
        return f"{self.name} {hashlib.sha256(self.text.encode()).hexdigest()[:8]}"

    def edited(self, edits: Edits) -> "Draft":
        """The same file with these changes instead of any others."""
        return replace(self, edits=tuple(edits.items()))

    @cached_property
    def tables(self) -> dict:
        """The file's tables: others' terms taken in, the changes made."""
        tables = tomllib.loads(self.text)
        take_in(tables, lambda name: tomllib.loads(library_text(name)))
        for place, value in self.edits:
            change(tables, place, value)
        return tables

    def contract(self) -> vt.Contract:
        """The contract as it stands now. Raises EvidenceError with every fault."""
        return vt.Contract.of(deepcopy(self.tables), self.name)

    @property
    def chosen(self) -> dict:
        """What was chosen within the contract when this file was saved, as `Contract.choose` takes it."""
        line = next((line for line in self.text.splitlines() if line.startswith(CHOSEN)), "")
        try:
            found = tomllib.loads(f"chosen = {line.removeprefix(CHOSEN)}")["chosen"]
        except tomllib.TOMLDecodeError:
            return {}
        return found if isinstance(found, dict) else {}

    def saved(self, name: str, label: str, choices: dict) -> str:
        """The file to save under another name, comments kept; the choices stand in its first line, to be read back."""
        made = Draft(name, self._written(label, choices["level"]))
        named = inline({key: value for key, value in choices.items() if value is not None})
        return f"{CHOSEN}{named}\n{made.text}"

    def _written(self, label: str, level: str) -> str:
        """The text with its changes; should it not read back as the same tables, it is written anew from them."""
        wanted = deepcopy(self.tables)
        document = tomlkit.parse("\n".join(line for line in self.text.splitlines() if not line.startswith(CHOSEN)))
        owners = self._owners()
        if any(owners[place[1]] is None for place, _ in self.edits):
            take_in(document, lambda name: tomlkit.parse(library_text(name)))
            owners = list(range(len(owners)))
        for tables in (wanted, document):
            tables["label"] = label
            tables["level"]["default"] = level
        for (room, number, *rest), value in self.edits:
            change(document, (room, owners[number], *rest), value)
        text = BLANK_LINES.sub("\n\n", tomlkit.dumps(document)).strip() + "\n"
        return text if Draft("", text).tables == wanted else tomlkit.dumps(wanted)

    def _owners(self) -> list[int | None]:
        """For each term in order: its position in this file, or None where it is another file's."""
        owners: list[int | None] = []
        for position, term in enumerate(tomllib.loads(self.text).get("term", [])):
            others = len(list(spliced([term], lambda name: tomllib.loads(library_text(name)))))
            owners += [None] * others if "terms_of" in term else [position]
        return owners


def library_text(name: str) -> str:
    """The text of a file of the contracts' folder. Raises EvidenceError naming the nearest if there is none."""
    vt.library.read("contracts", name)
    return vt.library.path("contracts", f"{name}.toml").read_text(encoding="utf-8")


def take_in(tables: dict, read: Callable[[str], dict]) -> None:
    """Put the terms of other files where a file says `terms_of`, and what they need beside its own needs."""
    terms = tables.get("term", [])
    if not any("terms_of" in term for term in terms):
        return
    needs = list(dict.fromkeys(needed(tables, read)))
    taken = list(spliced(terms, read))
    tables["needs"] = needs
    if isinstance(tables, tomlkit.TOMLDocument):
        array = tomlkit.aot()
        for term in taken:
            array.append(term)
        taken = array
    tables["term"] = taken


def spliced(terms: Iterable[dict], read: Callable[[str], dict]) -> Iterator[dict]:
    """Terms in their order, those of other files in place."""
    for term in terms:
        if "terms_of" in term:
            yield from spliced(read(term["terms_of"]).get("term", []), read)
        else:
            yield term


def needed(tables: dict, read: Callable[[str], dict]) -> Iterator[str]:
    """What a file needs, and the files whose terms it takes in."""
    yield from (str(need) for need in tables.get("needs", []))
    for term in tables.get("term", []):
        if "terms_of" in term:
            yield from needed(read(term["terms_of"]), read)


def at(tables: dict, place: Place):
    """What stands at a place."""
    for key in place:
        tables = tables[key]
    return tables


def change(tables: dict, place: Place, value: float | str) -> None:
    """Change a word, or a number; a changed number is a judgement of one's own and says what it was before."""
    if isinstance(value, str):
        at(tables, place[:-1])[place[-1]] = value
        return
    figure = at(tables, place)
    before = figure.get("at", "")
    if not before.startswith(OWN_FIGURE):
        before = f"{OWN_FIGURE}{figure['value']:g}: {before}"
    for key in OF_AN_INTERVAL:
        figure.pop(key, None)
    figure.update({"value": value, "source": "judgement", "at": before, "mark": "judged"})


def inline(values: dict) -> str:
    """A table on one line."""
    table = tomlkit.inline_table()
    table.update(values)
    return table.as_string()
