"""Simulated against published: one mark a case on logarithmic axes, the diagonal, and each case's band."""

import math

import plotly.graph_objects as go
import polars as pl

from vbc_twin.experiments import Validation
from vbc_twin.reporting import tables
from vbc_twin.reporting.figures.frame import axes_of, framed
from vbc_twin.reporting.figures.template import BLUE, GREY, VERMILION

# Pixels of a row of panels, between rows, and below the last one for its axis and the legend.
ROW, BETWEEN, BELOW = 400, 80, 96
GAP, WIDER = 0.08, 1.4
SHORT = 2  # decades of an axis
# Figures of one kind of unit share a panel: those of another lie orders of magnitude apart.
PANELS = (
    ("shares (%)", ("%", "share", "percentage points", "per 100 people", "per 1,000 people")),
    ("rates", ("per person-year", "person-years")),
    ("ratios", ("ratio",)),
    ("spending (USD)", ("USD",)),
    ("time", ("years", "months")),
)
COLOURS = {"inside": BLUE, "outside": VERMILION}


def validation(found: Validation, columns: int = 3) -> go.Figure:
    """Every case that the model holds, by kind of figure, `columns` panels beside each other; filled marks are cases
    that nothing was tuned to."""
    shown = found.table.filter((pl.col("simulated") > 0) & (pl.col("published") > 0))
    panels = [(name, part) for name, part in _by_panel(shown) if part.height]
    traces, layout, seen = [], {}, set()
    columns = max(1, min(columns, len(panels)))
    rows = -(-len(panels) // columns)
    inner = max(rows, 1) * (ROW + BETWEEN) - BETWEEN
    width = (1 - GAP * (columns - 1)) / columns
    for place, (name, here) in enumerate(panels):
        row, column = divmod(place, columns)
        left, top = column * (width + GAP), 1 - row * (ROW + BETWEEN) / inner
        number = "" if place == 0 else str(place + 1)
        both = [*here["published"], *here["simulated"]]
        ends = [min(both) / WIDER, max(both) * WIDER]
        axis = {"type": "log"} | _ticks(*ends)
        across = {"title": {"text": f"Published: {name}"}, "domain": [left, left + width], "anchor": f"y{number}"}
        upward = {"domain": [max(0.0, top - ROW / inner), top], "anchor": f"x{number}"}
        layout[f"xaxis{number}"] = axis | across
        layout[f"yaxis{number}"] = axis | upward | ({"title": {"text": "Simulated"}} if column == 0 else {})
        line = {"color": GREY, "width": 1}
        traces.append(
            go.Scatter(x=ends, y=ends, mode="lines", line=line, hoverinfo="skip", showlegend=False, **axes_of(place))
        )
        for status, colour in COLOURS.items():
            for used in (False, True):
                part = here.filter(status=status, used_for_calibration=used)
                if part.height:
                    traces.append(_marks(part, status, used, colour, place, (status, used) not in seen))
                    seen.add((status, used))
    text = tables.validation_finding(found)
    title = text.split(". ")[0].rstrip(".") if panels else "No case could be simulated"
    return framed(traces, title, text, inner + BELOW + 40, below=BELOW, **layout)


def _ticks(least: float, most: float) -> dict:
    """Round numbers along a logarithmic axis, written out: powers of ten, and 2 and 5 times them if it is short."""
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
    steps = (1, 2, 5) if high - low <= SHORT else (1,)
    values = [step * 10.0**power for power in range(low, high + 1) for step in steps]
    shown = [value for value in values if least <= value <= most]
    return {"tickvals": shown, "ticktext": [f"{value:g}" for value in shown]}


def _by_panel(shown: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The cases of each panel; a unit goes to the first that names it."""
    parts, left = [], shown
    for name, units in (PANELS[3], *PANELS[1:3], PANELS[4], PANELS[0]):
        is_here = pl.col("unit").str.contains_any(list(units))
        parts.append((name, left.filter(is_here)))
        left = left.filter(~is_here)
    order = [name for name, _ in PANELS]
    return sorted(parts, key=lambda part: order.index(part[0]))


def _marks(part: pl.DataFrame, status: str, used: bool, colour: str, place: int, is_first: bool) -> go.Scatter:
    value, low, high = (part[f"simulated{end}"] for end in ("", "_low", "_high"))
    about = [
        f"{label}<br>published {published:.3g}, simulated {simulated:.3g} {unit}<br>band {least:.3g} to {most:.3g}"
        for label, published, simulated, unit, least, most in part.select(
            "label", "published", "simulated", "unit", "band_low", "band_high"
        ).iter_rows()
    ]
    marker = {"color": colour, "size": 9, "symbol": "circle-open" if used else "circle"}
    return go.Scatter(
        x=part["published"].to_list(), y=value.to_list(), mode="markers", marker=marker, text=about,
        hovertemplate="%{text}<extra></extra>", showlegend=is_first, legendgroup=f"{status} {used}",
        name=f"{status} the band{', used for calibration' if used else ''}",
        error_y={
            "type": "data", "symmetric": False, "array": (high - value).to_list(),
            "arrayminus": (value - low).to_list(), "thickness": 1, "width": 0, "color": colour,
        },
        **axes_of(place),
    )  # fmt: skip
