"""How soon a change of a level is felt in what hangs on it, and what a drug loses that is not taken."""

from dataclasses import dataclass

from vbc_twin.care.service import ROOM
from vbc_twin.evidence import Faults, Parameter, library, parse_parameter

FILE = "levels"
FIELDS = ("at_once", "years")


@dataclass(frozen=True)
class Lag:
    """Of a change, the share `at_once` is felt in the first year; the rest grows evenly over so many `years`."""

    at_once: Parameter
    years: Parameter


def lags() -> dict[str, Lag]:
    """The levels that are felt late, by name, from `data/care/levels.toml`.

    Raises EvidenceError that lists every fault.
    """
    document, faults = library.read(ROOM, FILE), Faults()
    known = {name.split(".", 1)[1] for name, target in library.targets().items() if target.kind == "level"}
    found = {}
    for name, raw in document.raw.items():
        place = f"{document.file}, {name}"
        if name not in known:
            faults.unknown(place, "level in data/targets.toml", name, known)
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{place}.{key}", "field of a lag", key, FIELDS)
        figures = [
            parse_parameter(raw.get(key), f"{FILE}.{name}.{key}", f"{place}.{key}", library.sources(), faults)
            for key in FIELDS
        ]
        found[name] = Lag(*figures)
    faults.raise_if_any()
    return found
