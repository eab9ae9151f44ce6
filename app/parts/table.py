"""A table as HTML: read out with its title, scrolled by keyboard where it is too wide, figures flush right."""

from html import escape

import polars as pl

import vbc_twin as vt

LONG = 40  # characters of a cell that is given room to be read


def html(frame: pl.DataFrame, title: str) -> str:
    """A frame of text, its first column the heading of each row."""
    figures = {column.name for column in frame if any(vt.tables.is_number(cell) for cell in column)}
    heads = "".join(f'<th scope="col"{_kind(name in figures)}>{escape(name)}</th>' for name in frame.columns)
    rows = "".join(f"<tr>{_row(row, figures)}</tr>" for row in frame.iter_rows(named=True))
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}">{body}</div>'


def _row(row: dict[str, str], figures: set[str]) -> str:
    (first, heading), *rest = row.items()
    cells = "".join(f"<td{_kind(name in figures, cell)}>{escape(cell)}</td>" for name, cell in rest)
    return f'<th scope="row"{_kind(first in figures)}>{escape(heading)}</th>{cells}'


def _kind(is_figure: bool, cell: str = "") -> str:
    if is_figure:
        return ' class="figure"'
    return ' class="words"' if len(cell) > LONG else ""
