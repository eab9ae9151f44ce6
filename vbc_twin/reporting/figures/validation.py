"""Simulated against published: one mark a case on logarithmic axes, the diagonal, and each case's band."""

import plotly.graph_objects as go
import polars as pl

from vbc_twin.experiments import Validation
from vbc_twin.reporting import tables
from vbc_twin.reporting.figures.frame import axes_of, framed
from vbc_twin.reporting.figures.template import BLUE, GREY, VERMILION

HEIGHT = 560
WIDER = 1.4
# Figures of one unit share a panel: those of another lie orders of magnitude apart.
PANELS = (("Shares (%)", ("%", "share")), ("Rates", ("per",)), ("Ratios", ("ratio",)))
COLOURS = {"inside": BLUE, "outside": VERMILION}


def validation(found: Validation) -> go.Figure:
    """Every case that the model holds, by kind of figure; filled marks are cases that nothing was tuned to."""
    shown = found.table.filter((pl.col("simulated") > 0) & (pl.col("published") > 0))
    traces, layout, seen = [], {}, set()
    for place, (name, units) in enumerate(PANELS):
        here = shown.filter(pl.col("unit").str.contains_any(list(units)))
        number = "" if place == 0 else str(place + 1)
        left = place * (1 + 0.08) / 3.16
        right = left + 0.92 / 3.16
        axis = {"type": "log", "title": {"text": f"Published: {name.lower()}"}}
        layout[f"xaxis{number}"] = axis | {"domain": [left, right], "anchor": f"y{number}"}
        layout[f"yaxis{number}"] = {"type": "log", "anchor": f"x{number}"}
        if not here.height:
            continue
        ends = [f(here[c].to_list()) for f, c in ((min, "published"), (min, "simulated"))]
        least = min(ends) / WIDER
        most = max(*here["published"].to_list(), *here["simulated"].to_list()) * WIDER
        line = {"color": GREY, "width": 1}
        traces.append(
            go.Scatter(x=[least, most], y=[least, most], mode="lines", line=line, hoverinfo="skip", showlegend=False,
                       **axes_of(place))
        )  # fmt: skip
        for status, colour in COLOURS.items():
            for used in (False, True):
                part = here.filter(status=status, used_for_calibration=used)
                if part.height:
                    traces.append(_marks(part, status, used, colour, place, (status, used) not in seen))
                    seen.add((status, used))
    layout["yaxis"]["title"] = {"text": "Simulated"}
    title = tables.validation_finding(found).split(". ")[0].rstrip(".")
    text = tables.validation_finding(found)
    return framed(traces, title, text, HEIGHT, below=96, **layout)


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
