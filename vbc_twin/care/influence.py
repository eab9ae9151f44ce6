"""Effects that belong to no single service: blood pressure on events, how people live, who accepts a programme."""

from vbc_twin.care.reading import read_effects
from vbc_twin.care.service import ROOM
from vbc_twin.evidence import Effect, Faults, library

FIELDS = ("label", "effect")


def shared_effects() -> list[Effect]:
    """The effects of the room's files that hold effects only. Raises EvidenceError that lists every fault."""
    faults = Faults()
    effects = []
    for name in library.names(ROOM):
        document = library.read(ROOM, name)
        if "target" in document.raw or "effect" not in document.raw:
            continue
        for key in document.raw:
            if key not in FIELDS:
                faults.unknown(f"{document.file}, {key}", "field of a file of effects", key, FIELDS)
        effects += read_effects(document.raw, name, document.file, faults)
    faults.raise_if_any()
    return effects
