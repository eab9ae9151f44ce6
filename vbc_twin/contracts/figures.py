"""The vocabulary of what contracts are settled on: every figure's name, unit and meaning, in data/figures.toml."""

from dataclasses import dataclass
from functools import cache
from math import inf

import numpy as np

from vbc_twin.evidence import Faults, library

SHAPES = ("number", "by type", "yes or no")


@dataclass(frozen=True)
class Figure:
    """One figure: its unit, what it means, and whether it is one number or one a type of enrolment.

    Where it is not given it may be worked out as the product of others. It lies between `least` and `most`.
    """

    name: str
    unit: str
    meaning: str
    shape: str = "number"
    product: tuple[str, ...] = ()
    least: float = -inf
    most: float = inf


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
        product = tuple(entry.get("product", ()))
        for factor in product:
            if factor not in raw:
                faults.unknown(f"{place}.product", "figure", factor, raw)
        bounds = float(entry.get("least", -inf)), float(entry.get("most", inf))
        shape = entry.get("shape", SHAPES[0])
        found[name] = Figure(name, entry["unit"], entry["meaning"], shape, product, *bounds)
    faults.raise_if_any()
    return found


def ways_to_give(name: str) -> str:
    """A figure's name, and the product that it may be given as instead."""
    product = vocabulary()[name].product
    return f"{name} (or {' x '.join(product)})" if product else name


def check_names(names, place: str) -> None:
    """Raises EvidenceError with every name that is no figure, and the nearest that are."""
    faults = Faults()
    _note_unknown(names, place, faults)
    faults.raise_if_any()


def check_figures(figures: dict, place: str) -> None:
    """Raises EvidenceError with every name that is no figure and every amount outside its bounds."""
    faults = Faults()
    _note_unknown(figures, place, faults)
    for name, amount in figures.items():
        figure = vocabulary().get(name)
        if figure is None or amount is None or (figure.least, figure.most) == (-inf, inf):
            continue
        values = np.asarray(amount, dtype=float)
        outside = values[~((values >= figure.least) & (values <= figure.most))]
        if outside.size:
            faults.add(f"{place}, {name}", f"lies from {figure.least:g} to {figure.most:g}, found {outside.flat[0]:g}")
    faults.raise_if_any()


def _note_unknown(names, place: str, faults: Faults) -> None:
    for name in names:
        if name not in vocabulary():
            faults.unknown(place, "figure", name, vocabulary())
