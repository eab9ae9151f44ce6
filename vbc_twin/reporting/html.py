"""Pieces of a page: tables that scroll on a phone, figures with their sentence, folded parts."""

import json
import re
from html import escape
from typing import Any

import polars as pl

from vbc_twin.reporting import figures, tables

# A real minus sign, held to the dollar sign that follows it, and a percent sign held to its number.
MINUS, JOINED, UNBROKEN = "−", "\u2060", "\u00a0"
ABOVE = 14
NEGATIVE, PERCENT = re.compile(r"(?<![\w.-])-(\$?)(?=\d)"), re.compile(r"(?<=\d) %")


def text(words: object) -> str:
    """Words made safe for a page, with real minus signs."""
    signed = NEGATIVE.sub(lambda found: MINUS + (JOINED + "$" if found[1] else ""), str(words))
    return escape(PERCENT.sub(f"{UNBROKEN}%", signed))


def section(anchor: str, heading: str, *parts: str) -> str:
    """A part of the page with its heading."""
    return f'<section id="{anchor}"><h2>{text(heading)}</h2>{"".join(parts)}</section>'


def paragraph(words: str, kind: str = "") -> str:
    """One paragraph."""
    return f'<p class="{kind}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def bullets(sentences) -> str:
    """Sentences as a list."""
    return f"<ul>{''.join(f'<li>{text(each)}</li>' for each in sentences)}</ul>" if sentences else ""


def folded(summary: str, *parts: str, kind: str = "") -> str:
    """A part that opens on demand."""
    return f'<details class="{kind}"><summary>{text(summary)}</summary>{"".join(parts)}</details>'


def table(frame: pl.DataFrame, caption: str, kind: str = "", strong: tuple[int, ...] = ()) -> str:
    """A frame as a table: figures flush right, rows in `strong` set off as totals, a first word not said twice
    running."""
    shown = tables.printed(frame)
    rows = shown.rows()
    figure = [at > 0 and any(tables.is_number(row[at]) for row in rows) for at in range(shown.width)]
    head = "".join(f'<th scope="col"{_right(figure[at])}>{text(name)}</th>' for at, name in enumerate(shown.columns))
    body = []
    for place, row in enumerate(rows):
        cells = [f"<td{_right(figure[at])}>{text(each)}</td>" for at, each in enumerate(row)]
        again = place > 0 and row[0] == rows[place - 1][0]
        cells[0] = f'<th scope="row"{" class=again" if again else ""}>{text(row[0])}</th>'
        body.append(f"<tr{' class=total' if place - len(rows) in strong else ''}>{''.join(cells)}</tr>")
    inner = (
        f"<caption><span>{text(caption)}</span></caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>"
    )
    label = text(caption)
    scroll = f'class="scroll" tabindex="0" role="region" aria-label="{label}"'
    return f'<div {scroll}><table class="{kind}">{inner}</table></div>'


def as_json(content: Any) -> str:
    """Data for a script of the page; nothing in it can end the script or begin another."""
    return json.dumps(content, allow_nan=False).replace("<", "\\u003c")


def chart(figure, narrow=None) -> str:
    """A figure with its finding above and its sentence below; `narrow` is the same for a phone, where it differs."""
    spec = figure.to_plotly_json()
    drawn: dict[str, Any] = {"data": spec["data"], "layout": _layout(spec)}
    if narrow is not None:
        other = narrow.to_plotly_json()
        drawn["narrow"] = {"data": other["data"], "layout": _layout(other)}
    held = as_json(drawn)
    title, said = figure.layout.meta["title"], figures.said(figure)
    return (
        f'<figure><figcaption>{text(title)}</figcaption><div class="chart" role="img" aria-label="{text(said)}" '
        f'style="min-height:{drawn["layout"]["height"]}px"><script type="application/json">{held}</script></div>'
        f'<p class="said">{text(said)}</p></figure>'
    )


def _layout(spec: dict) -> dict:
    """A layout without what the page says itself: the title, and the template of light or dark."""
    kept = {name: value for name, value in spec["layout"].items() if name not in ("title", "template", "meta")}
    margin = kept["margin"]
    return kept | {"margin": margin | {"l": 8, "r": 12, "t": ABOVE}, "height": kept["height"] - margin["t"] + ABOVE}


def _right(is_figure: bool) -> str:
    return ' class="n"' if is_figure else ""
