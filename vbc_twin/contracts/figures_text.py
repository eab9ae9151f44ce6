"""The text of a figures file: header, cells and lines, before anything is taken for a figure."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from vbc_twin.evidence import EvidenceError, suggestion


@dataclass(frozen=True)
class FiguresText:
    """The cells of a file by line (the header is row 1) and column; `read` counts the lines that are broken, too."""

    file: str
    header: tuple[str, ...]
    lines: dict[int, dict[str, str]]
    faults: dict[int, list[str]]
    read: int

    def place(self, line: int) -> str:
        """Where a row stands, for people to read."""
        name = self.lines[line].get("id")
        return f"{self.file}, row {line}" + (f" ({name})" if name else "")


def read_figures_text(path: str | Path) -> FiguresText:
    """Read a comma-separated file. Raises EvidenceError if there is none, or a column comes twice."""
    path = Path(path)
    if not path.is_file():
        there = [each.name for each in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        raise EvidenceError([f"{path}: there is no such file. {suggestion(path.name, there)}"])
    try:
        table = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    except (csv.Error, UnicodeDecodeError) as error:
        problem = f"is not a table of comma-separated values in UTF-8: {error}"
        raise EvidenceError([f"{path.name}: {problem}"]) from error
    if not table:
        raise EvidenceError([f"{path.name}: is empty; the first line names the columns"])
    header = tuple(name.strip() for name in table[0])
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise EvidenceError([f"{path.name}, column {name}: comes twice; keep one" for name in twice])
    numbered = {line: cells for line, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))}
    lines, faults = {}, {}
    for line, cells in numbered.items():
        if len(cells) == len(header):
            lines[line] = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        else:
            problem = f"has {len(cells)} cells, and the header {len(header)}; put cells that hold a comma in quotes"
            faults[line] = [f"{path.name}, row {line}: {problem}"]
    return FiguresText(path.name, header, lines, faults, len(numbered))
