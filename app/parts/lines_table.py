"""The lines of a settlement as a table: how sure each rule is stands beside it, and what is not sure stands out."""

from html import escape

import contract_form
import polars as pl

import vbc_twin as vt

HEADINGS = ("Step", "Amount", "90 % low", "90 % high", "Unit", "Rule", "Where it stands", "How sure")
WORDS = ("rule", "citation")
FIGURES = ("amount", "low", "high")


def html(lines: pl.DataFrame, title: str) -> str:
    """The lines; low and high are left out where they were left out of the frame."""
    printed = vt.tables.printed(lines.drop("mark"))
    names = [name for name in lines.columns if name != "mark"]
    heads = "".join(f'<th scope="col"{kind(name)}>{escape(head)}</th>' for name, head in headings(names))
    rows = "".join(
        f"<tr>{row(dict(zip(names, cells, strict=True)), mark)}</tr>"
        for cells, mark in zip(printed.iter_rows(), lines["mark"], strict=True)
    )
    sure = '<th scope="col">How sure</th>'
    body = f"<table><thead><tr>{heads}{sure}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}">{body}</div>'


def headings(names: list[str]) -> list[tuple[str, str]]:
    """The columns that are shown, with what stands over them."""
    columns = ("step", "amount", "low", "high", "unit", "rule", "citation")
    return [(name, heading) for name, heading in zip(columns, HEADINGS, strict=False) if name in names]


def row(cells: dict[str, str], mark: str) -> str:
    """One line: its step as the heading, its mark in words."""
    first = f'<th scope="row">{escape(cells["step"])}</th>'
    rest = "".join(f"<td{kind(name)}>{escape(cell)}</td>" for name, cell in cells.items() if name != "step")
    sure = "" if mark in contract_form.SURE else ' class="unsure"'
    return f"{first}{rest}<td{sure}>{escape(contract_form.MARKS.get(mark, mark) or 'arithmetic')}</td>"


def kind(name: str) -> str:
    """Figures are set flush right, and sentences have room."""
    return ' class="figure"' if name in FIGURES else ' class="words"' if name in WORDS else ""
