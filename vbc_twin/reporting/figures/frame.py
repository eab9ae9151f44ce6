"""What every figure shares: its finding as the title, one sentence for those who cannot see it, and panels in
a grid."""

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from vbc_twin.reporting.figures.template import NAMES

TITLE_WIDTH, TITLE_LINE = 78, 22
UNDER = 40
HEIGHT = 380
# Panels in a grid: characters of a heading's line; gaps as shares of the width; heights [pixels] of a row, its heading,
# and what is above and below.
HEADING_WIDTH = 26
GAP, ROW_HEIGHT, HEADING, ABOVE, BELOW = 0.07, 120, 62, 60, 84


def framed(traces: Sequence, title: str, text: str, height: int = HEIGHT, below: int = UNDER, **layout) -> go.Figure:
    """A figure whose title is its finding; the title unbroken and the sentence stand in `layout.meta`.

    `below` [pixels] is the room for the axis and a legend.
    """
    lines = textwrap.wrap(title, TITLE_WIDTH)
    meta = {"title": title, "text": text}
    margin = {"t": 36 + TITLE_LINE * len(lines), "b": below}
    figure = go.Figure(list(traces), layout={"template": NAMES["light"], "meta": meta, "height": height} | layout)
    return figure.update_layout(
        title_text=plain("<br>".join(lines)), title_y=1, title_yanchor="top", title_pad={"t": 8}, margin=margin
    )


def plain(words: str) -> str:
    """Words in which two dollar signs do not begin a formula."""
    return words.replace("$", "&#36;")


def said(figure: go.Figure) -> str:
    """The result of a figure in one sentence, for a reader who cannot see it."""
    return figure.layout.meta["text"]


def grid(names: Sequence[str], columns: int) -> tuple[dict, int]:
    """The layout of small multiples, a panel a name, row by row: axes, headings (wrapped); and the height [pixels]."""
    rows = -(-len(names) // columns)
    inner = rows * (ROW_HEIGHT + HEADING)
    width = (1 - GAP * (columns - 1)) / columns
    layout: dict = {"annotations": [], "below": BELOW}
    for place, name in enumerate(names):
        row, column = divmod(place, columns)
        left, top = column * (width + GAP), 1 - (row * (ROW_HEIGHT + HEADING) + HEADING) / inner
        number = "" if place == 0 else str(place + 1)
        layout[f"xaxis{number}"] = {"domain": [left, left + width], "anchor": f"y{number}", "nticks": 3}
        layout[f"yaxis{number}"] = {
            "domain": [max(0, top - ROW_HEIGHT / inner), top],
            "anchor": f"x{number}",
            "nticks": 4,
        }
        text = "<br>".join(textwrap.wrap(name, HEADING_WIDTH))
        heading = {"text": text, "x": left, "y": top, "xref": "paper", "yref": "paper", "showarrow": False}
        heading |= {"align": "left", "xanchor": "left", "yanchor": "bottom", "yshift": 6, "font": {"size": 13}}
        layout["annotations"].append(heading)
    return layout, inner + ABOVE + BELOW


def axes_of(place: int) -> dict[str, str]:
    """The axes of a panel, for its traces."""
    number = "" if place == 0 else str(place + 1)
    return {"xaxis": f"x{number}", "yaxis": f"y{number}"}
