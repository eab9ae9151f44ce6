"""The waterfall of a settlement, and behind it as an outline the one of the file as it stands."""

import plotly.graph_objects as go
from parts import show
from settled import Settled, steps_beside

GAIN, LOSS, TOTAL = "#2F86C9", "#D55E00", "#8A94A6"
OUTLINE = {"color": "rgba(0, 0, 0, 0)", "line": {"color": TOTAL, "width": 2}}
ROW, ROOM = 52, 96  # pixels: of a step, and of what stands around them


def waterfall(now: Settled, before: Settled | None) -> go.Figure:
    """The steps from top to bottom, each bar from where the money stood to where it stands."""
    pairs = steps_beside(now, before or now)
    names = [f"{one.name}<br>{show.usd(one.change).replace('$', '&#36;')}" for one, _ in pairs]
    colours = [TOTAL if one.is_total else GAIN if one.change > 0 else LOSS for one, _ in pairs]
    figure = go.Figure()
    if before is not None:
        figure.add_bar(
            y=names,
            x=[other.change for _, other in pairs],
            base=[other.begins for _, other in pairs],
            orientation="h",
            width=0.86,
            marker=OUTLINE,
            name="The file as it stands",
            hovertemplate="as it stands: %{x:$,.0f}<extra></extra>",
        )
    figure.add_bar(
        y=names,
        x=[one.change for one, _ in pairs],
        base=[one.begins for one, _ in pairs],
        orientation="h",
        width=0.56,
        marker={"color": colours},
        name="With your edits",
        hovertemplate="%{x:$,.0f}<extra></extra>",
    )
    figure.update_layout(
        template="vbc_twin",
        barmode="overlay",
        height=show.height(len(pairs), ROW, ROOM),
        showlegend=before is not None,
        legend={"y": 1, "yref": "paper", "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        margin={"l": 8, "r": 16, "t": 40 if before else 8, "b": 40},
        yaxis={"autorange": "reversed", "dtick": 1, "automargin": True},
        xaxis={"tickformat": "$~s", "tickangle": 0, "nticks": 4, "zeroline": True},
    )
    return figure
