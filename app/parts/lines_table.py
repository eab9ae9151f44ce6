"""The lines of a settlement as a table: how sure each rule is stands beside it, and what is not sure stands out."""

from html import escape

import contract_form
import polars as pl

import vbc_twin as vt

HEADINGS = {"step": "Step", "amount": "Amount", "low": "90 % low", "high": "90 % high", "unit": "Unit"}
HEADINGS |= {"mark": "How sure", "rule": "Rule", "citation": "Where it stands"}
WORDS = ("rule", "citation")
FIGURES = ("amount", "low", "high")


def html(lines: pl.DataFrame, title: str) -> str:
    """The lines; low and high are left out where they were left out of the frame."""
    names = [name for name in HEADINGS if name in lines.columns]
    printed = vt.tables.printed(lines.select(names)).iter_rows()
    heads = "".join(f'<th scope="col"{kind(name)}>{escape(HEADINGS[name])}</th>' for name in names)
    rows = "".join(f"<tr>{row(dict(zip(names, cells, strict=True)))}</tr>" for cells in printed)
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}">{body}</div>'


def row(cells: dict[str, str]) -> str:
    """One line: its step as the heading, its mark in words."""
    step, mark = cells["step"], cells["mark"]
    said = cells | {"mark": contract_form.MARKS.get(mark, mark) or "arithmetic"}
    stands_out = "" if mark in contract_form.SURE else ' class="unsure"'
    kinds = {name: kind(name) for name in cells} | {"mark": stands_out}
    rest = "".join(f"<td{kinds[name]}>{escape(cell)}</td>" for name, cell in said.items() if name != "step")
    return f'<th scope="row">{escape(step)}</th>{rest}'


def kind(name: str) -> str:
    """Figures are set flush right, and sentences have room."""
    return ' class="figure"' if name in FIGURES else ' class="words"' if name in WORDS else ""
