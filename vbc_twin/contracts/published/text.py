"""A results file as text: its header, its lines, what kind of file it is, and the year and track of every line."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from vbc_twin.contracts.published.columns import YEAR_COLUMNS, Layout, alike, layouts
from vbc_twin.evidence import EvidenceError, Faults, decoded, infer_year, library, read_tracks

Cells = list[str | None]


@dataclass(frozen=True)
class ResultsText:
    """The lines of a file by their number (the header is row 1), blanks as None; `read` counts the broken ones too."""

    file: str
    header: tuple[str, ...]
    layout: Layout
    lines: dict[int, Cells]
    read: int

    def place(self, *names: str) -> int | None:
        """Where a column stands under any of its names; None if the file lacks it."""
        wanted = [alike(name) for name in names]
        return next((place for place, name in enumerate(self.header) if alike(name) in wanted), None)


def read_text(path: str | Path, faults: dict[int, list[str]]) -> ResultsText:
    """Read a file's lines; each with too many or too few cells is noted. Raises EvidenceError if it is no such file."""
    path = Path(path)
    try:
        table = list(csv.reader(io.StringIO(decoded(path))))
    except csv.Error as error:
        raise EvidenceError([f"{path.name}: is not a table of comma-separated values: {error}"]) from error
    if not table:
        raise EvidenceError([f"{path.name}: is empty; a results file has a header and one row an ACO"])
    header = tuple(name.strip() for name in table[0])
    numbered = {line: cells for line, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))}
    whole = {line: [blanked(cell) for cell in cells] for line, cells in numbered.items() if len(cells) == len(header)}
    for line in numbered.keys() - whole.keys():
        told = f"has {len(numbered[line])} cells, and the header {len(header)}"
        faults.setdefault(line, []).append(f"{path.name}, row {line}: {told}; put cells that hold a comma in quotes")
    return ResultsText(path.name, header, layout_of(path.name, header), whole, len(numbered))


def layout_of(file: str, header: tuple[str, ...]) -> Layout:
    """The kind of file that its columns show. Raises EvidenceError if they are those of none."""
    present = {alike(name) for name in header}
    for layout in layouts():
        if {alike(name) for name in layout.has} <= present:
            return layout
    told = "; ".join(f"{layout.told} has {', '.join(layout.has)}" for layout in layouts())
    raise EvidenceError([f"{file}: its columns are those of no results file: {told}"])


def years_of(text: ResultsText, faults: dict[int, list[str]]) -> dict[int, int]:
    """The performance year of every line: from its cell, or one for the whole file."""
    place = text.place(*YEAR_COLUMNS)
    if place is None:
        inferred = infer_year(list(text.header), text.file)
        if inferred is None:
            remedy = "write the year into the file's name, for example results_2022.csv"
            raise EvidenceError([f"{text.file}: neither a column nor its name tells the performance year; {remedy}"])
        return dict.fromkeys(text.lines, inferred[0])
    found = {}
    for line, cells in text.lines.items():
        year = (cells[place] or "").removesuffix(".0")
        if year.isdigit() and len(year) == 4:
            found[line] = int(year)
        else:
            where = f"{text.file}, row {line}, column {text.header[place]}"
            faults.setdefault(line, []).append(f"{where}: expected a year, found {cells[place] or 'nothing'}")
    return found


def tracks_of(text: ResultsText) -> dict[int, str]:
    """The track of every line, or its risk arrangement under REACH; empty where the file does not say."""
    named = text.place("risk_arrangement" if text.layout.name == "reach" else "track")
    if named is not None:
        return {line: cells[named] or "" for line, cells in text.lines.items()}
    once = [name if name not in text.header[:place] else f"{name} {place}" for place, name in enumerate(text.header)]
    frame = pl.DataFrame(list(text.lines.values()), schema=dict.fromkeys(once, pl.String), orient="row")
    faults = Faults()
    tracks = read_tracks(frame, text.file, faults)
    faults.raise_if_any()
    return {line: track or "" for line, track in zip(text.lines, tracks, strict=True)}


def blanked(text: str) -> str | None:
    """A cell without spaces and quotes at its ends; None where CMS prints nothing."""
    stripped = text.strip(" \t\u00a0\"'")
    return None if stripped.casefold() in _blanks() else stripped


@cache
def _blanks() -> frozenset[str]:
    return frozenset(library.read("public", "results_columns").raw["blanks"])
