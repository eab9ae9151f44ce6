"""Reading the effects of a care file; each fault is noted with its place, and reading goes on."""

from vbc_twin.evidence import Effect, Faults, library, parse_effects


def read_effects(raw: dict, name: str, file: str, faults: Faults) -> tuple[Effect, ...]:
    """The effects of a file, each of them named after the file and its circumstance."""
    return parse_effects(raw.get("effect", []), name, file, library.sources(), faults)
