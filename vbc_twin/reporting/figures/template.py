"""How every figure looks: one template in a light and a dark form, in colours that colour-blind readers tell apart.

The colours are those of Okabe and Ito, the blue a little lighter so that it holds on a dark page. Both forms are
registered, as "vbc_twin" and "vbc_twin_dark".
"""

import plotly.graph_objects as go
import plotly.io as pio

BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY = "#2F86C9", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
GREY, BAND = "#8A94A6", "rgba(138, 148, 166, 0.28)"
BASE, ALTERNATIVE, TOTAL, GAIN, LOSS = GREY, BLUE, GREY, BLUE, VERMILION
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
NAMES = {"light": "vbc_twin", "dark": "vbc_twin_dark"}
# What differs between the forms: text, quieter text, grid.
INK = {
    "light": ("#1b2330", "#5a6473", "rgba(90, 100, 115, 0.18)"),
    "dark": ("#e8ecf2", "#a7b0be", "rgba(167, 176, 190, 0.20)"),
}


def _template(form: str) -> go.layout.Template:
    ink, quiet, grid = INK[form]
    axis = {
        "gridcolor": grid,
        "zerolinecolor": quiet,
        "zerolinewidth": 1,
        "linecolor": grid,
        "tickfont": {"color": quiet, "size": 12},
        "title": {"font": {"color": quiet, "size": 12}},
        "automargin": True,
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "colorway": [BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY],
            "font": {"family": FONT, "size": 13, "color": ink},
            "title": {"font": {"size": 16, "color": ink}, "x": 0, "xanchor": "left", "xref": "paper"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"font": {"family": FONT}},
            "margin": {"l": 16, "r": 16, "t": 72, "b": 16},
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 0,
                "yref": "container",
                "yanchor": "bottom",
                "font": {"color": quiet},
            },
            "annotationdefaults": {"font": {"color": ink}},
            "hovermode": "closest",
        }
    )


for form, name in NAMES.items():
    pio.templates[name] = _template(form)


def templates() -> dict[str, dict]:
    """Both forms as plain tables, for a page that changes between them."""
    return {form: pio.templates[name].to_plotly_json() for form, name in NAMES.items()}
