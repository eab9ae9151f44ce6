"""The rows of a results file as figures: what cannot be read is refused with row and column, and the rest is kept."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from vbc_twin.contracts.published.columns import Column
from vbc_twin.contracts.published.printed import Printed, are_percentages, as_printed, is_number, printed_decimals
from vbc_twin.contracts.published.text import ResultsText, read_text, tracks_of, years_of
from vbc_twin.evidence import Faults, suggestion

DATES = ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d")
Cell = Printed | str | date | None


@dataclass(frozen=True)
class Row:
    """One ACO-year of a file: its line there (the header is row 1), and its cells by the house's names."""

    file: str
    line: int
    year: int
    track: str
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def aco_id(self) -> str:
        """The ACO's id as the file has it."""
        return str(self.cells["aco_id"])

    @property
    def place(self) -> str:
        """Where the row stands, for people to read."""
        return f"{self.file}, row {self.line} ({self.aco_id})"

    def printed(self, name: str) -> Printed:
        """A figure as printed; nothing, exactly, for a column that the file does not have."""
        cell = self.cells.get(name)
        return cell if isinstance(cell, Printed) else Printed(0.0)

    def value(self, name: str) -> float:
        """A figure's printed value."""
        return self.printed(name).value


@dataclass(frozen=True)
class ResultsRows:
    """The rows that can be settled, and every fault of the others by their line."""

    file: str
    layout: str
    rows: tuple[Row, ...]
    faults: dict[int, list[str]]
    read: int


def read_rows(path: str | Path) -> ResultsRows:
    """Read a results file. Raises EvidenceError if it is none, or lacks columns without which no row can be settled."""
    faults: dict[int, list[str]] = {}
    text = read_text(path, faults)
    years, tracks = years_of(text, faults), tracks_of(text)
    columns = {column: text.place(*column.named) for column in text.layout.columns}
    _check_columns(text, columns, set(years.values()))
    found = {line: {} for line in years}
    for column, place in columns.items():
        _read_column(text, column, place, years, found, faults)
    rows = tuple(
        Row(text.file, line, years[line], tracks[line], cells) for line, cells in found.items() if line not in faults
    )
    return ResultsRows(text.file, text.layout.name, rows, faults, text.read)


def _check_columns(text: ResultsText, columns: dict[Column, int | None], years: set[int]) -> None:
    faults = Faults()
    for column, place in columns.items():
        needed = [year for year in sorted(years) if column.is_needed(year)]
        if place is None and needed:
            problem = f'has no column "{column.named[0]}", without which PY{needed[0]} cannot be settled'
            faults.add(text.file, f"{problem}. {suggestion(column.named[0], text.header)}")
    faults.raise_if_any()


def _read_column(text: ResultsText, column: Column, place: int | None, years: dict, found: dict, faults: dict) -> None:
    """One column of every row, blank if the file lacks it; the digits that it prints are counted year by year."""
    who = text.place("aco_id", "aco_num")
    for year in sorted(set(years.values())):
        lines = [line for line in years if years[line] == year]
        cells = {line: None if place is None else text.lines[line][place] for line in lines}
        numbers = [cell for cell in cells.values() if cell is not None and is_number(cell)]
        digits = printed_decimals(numbers, column.kind)
        percent = column.kind == "rate" and are_percentages(numbers, column.percent_above)
        for line, cell in cells.items():
            try:
                found[line][column.name] = _read_cell(cell, column, year, digits, percent)
            except ValueError as problem:
                aco_id = text.lines[line][who]
                name = f"{text.file}, row {line}" + (f" ({aco_id})" if aco_id else "")
                faults.setdefault(line, []).append(f"{name}, column {text.header[place]}: {problem}")


def _read_cell(cell: str | None, column: Column, year: int, digits: dict[int, int], percent: bool) -> Cell:
    """One cell. Raises ValueError in words if it cannot be read."""
    words = dict(column.reads)
    if cell is None:
        if column.is_needed(year):
            raise ValueError(f"is blank, and PY{year} cannot be settled without it")
        return Printed(column.blank_value) if column.may_be_blank(year) else None
    if column.kind == "text":
        return cell
    if column.kind == "date":
        return _date(cell)
    if cell.casefold() in words:
        return Printed(words[cell.casefold()])
    if not is_number(cell):
        raise ValueError(f'expected a number, found "{cell}"')
    figure = as_printed(cell, column.kind, digits, column.decimals, percent)
    if column.positive and figure.value <= 0:
        raise ValueError(f'expected a figure above zero, found "{cell}"')
    if column.kind == "flag" and figure.value not in (0, 1):
        raise ValueError(f'expected 1 or 0, found "{cell}"')
    if column.kind == "rate" and not 0 <= figure.value <= 1:
        raise ValueError(f'expected a share between 0 and 1, found "{cell}"')
    return figure


def _date(text: str) -> date:
    """A date as CMS prints it, its time of day left out."""
    day = text.split(" ")[0].split("T")[0]
    for form in DATES:
        try:
            return datetime.strptime(day, form).date()
        except ValueError:
            continue
    raise ValueError(f'expected a date such as 7/1/2019, found "{text}"')
