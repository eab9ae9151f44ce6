"""Every fault of an input, gathered and told at once."""

from difflib import get_close_matches


class EvidenceError(ValueError):
    """An input that cannot be used; the message lists every fault, one a line."""

    def __init__(self, faults: list[str]):
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class Faults:
    """A list of faults that grows while an input is read, and is raised once at its end."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, problem: str) -> None:
        """Note a problem, "place: problem"; the problem names the remedy."""
        self.lines.append(f"{place}: {problem}")

    def unknown(self, place: str, kind: str, name: object, known, more: str = "") -> None:
        """Note a name that does not exist, with the nearest that does, or all when they are few, and `more`."""
        self.add(place, f'no {kind} is called "{name}". {suggestion(name, known)} {more}'.rstrip())

    def raise_if_any(self) -> None:
        """Raises EvidenceError if anything was noted."""
        if self.lines:
            raise EvidenceError(self.lines)


def suggestion(name: object, known) -> str:
    """The remedy for a wrong name: the nearest known ones, or what exists."""
    names = sorted(str(each) for each in known)
    near = get_close_matches(str(name), names, n=3, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f'"{each}"' for each in near) + "?"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"There is: {shown}." if names else "There are none."
