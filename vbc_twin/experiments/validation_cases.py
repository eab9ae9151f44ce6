"""Published outcomes to hold the twin against, read from files: what was seen, in whom, and how near is near enough."""

from pathlib import Path

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments.validation_case import Case, RefusedCase
from vbc_twin.experiments.validation_reader import CaseReader

ROOM = "validation"


def load_cases(folder: str | Path | None = None) -> tuple[Case | RefusedCase, ...]:
    """Every case of the library, or of a folder of one's own, file by file: those accepted and those refused.

    A file without [[case]] in such a folder is left alone: it may be a cohort. Raises EvidenceError listing every fault
    of every file if no case can be read, or if one of the library's own cannot.
    """
    place = library.path(ROOM) if folder is None else Path(folder)
    if not place.is_dir():
        raise EvidenceError([f"cases: there is no folder {place}; name one that holds .toml files with [[case]]"])
    found: list[Case | RefusedCase] = []
    for file in sorted(place.glob("*.toml")):
        where = f"data/{ROOM}/{file.name}" if folder is None else file.name
        try:
            raw = library.parse_toml(file, where)
        except EvidenceError as error:
            found.append(RefusedCase(file.stem, "", where, error.faults))
            continue
        if "case" in raw or "cases" in raw or folder is None:
            found += CaseReader(raw, file, where, is_ours=folder is None).cases()
    if not found:
        raise EvidenceError([f"cases, {place}: holds no file with [[case]]"])
    refused = [each for each in found if isinstance(each, RefusedCase)]
    if refused and (folder is None or len(refused) == len(found)):
        raise EvidenceError(all_faults(refused))
    return tuple(found)


def all_faults(refused: list[RefusedCase]) -> list[str]:
    """Every fault once: cases of one study share its own."""
    return list(dict.fromkeys(line for each in refused for line in each.faults))
