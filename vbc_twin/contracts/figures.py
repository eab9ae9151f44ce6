"""The vocabulary of what contracts are settled on: every figure's name, unit and meaning, in data/figures.toml."""

from dataclasses import dataclass
from functools import cache

from vbc_twin.evidence import Faults, library

SHAPES = ("number", "by type", "yes or no")


@dataclass(frozen=True)
class Figure:
    """One figure: its unit, what it means, and whether it is one number or one a type of enrolment."""

    name: str
    unit: str
    meaning: str
    shape: str = "number"


@cache
def vocabulary() -> dict[str, Figure]:
    """Every figure by name. Raises EvidenceError naming each entry that is not complete."""
    raw, faults, found = library.parse_toml(library.path("figures.toml"), "data/figures.toml"), Faults(), {}
    for name, entry in raw.items():
        place = f"data/figures.toml, {name}"
        if not isinstance(entry, dict) or not entry.get("unit") or not entry.get("meaning"):
            faults.add(place, 'expected { unit = "...", meaning = "..." }')
            continue
        if entry.get("shape", SHAPES[0]) not in SHAPES:
            faults.unknown(f"{place}.shape", "shape", entry["shape"], SHAPES)
        found[name] = Figure(name, entry["unit"], entry["meaning"], entry.get("shape", SHAPES[0]))
    faults.raise_if_any()
    return found


def check_names(names, place: str) -> None:
    """Raises EvidenceError with every name that is no figure, and the nearest that are."""
    faults = Faults()
    for name in names:
        if name not in vocabulary():
            faults.unknown(place, "figure", name, vocabulary())
    faults.raise_if_any()
