"""Figures of the money: the bridge from gross savings to net, the fan by year, the settlement, and PMPM by service."""

import plotly.graph_objects as go
import polars as pl

from vbc_twin.care import CATEGORIES
from vbc_twin.experiments import Comparison
from vbc_twin.reporting import tables
from vbc_twin.reporting.figures.frame import axes_of, framed, grid, plain
from vbc_twin.reporting.figures.template import ALTERNATIVE, BAND, BASE, GAIN, GREEN, LOSS, TOTAL
from vbc_twin.reporting.words import CATEGORY_LABELS, about, span, usd

WIDE_BAND, NARROW_BAND = "rgba(47, 134, 201, 0.18)", "rgba(47, 134, 201, 0.38)"
FAN_BELOW = 72
LYING = {"yaxis_autorange": "reversed", "yaxis_dtick": 1, "xaxis_tickangle": 0, "xaxis_nticks": 4}


def bridge(comparison: Comparison, upright: bool = True) -> go.Figure:
    """How gross savings become the ACO's net: what the payer keeps, the settlement, the programme's cost."""
    steps = tables.bridge(comparison)
    net, gross = steps["so_far_usd"][-1], steps["so_far_usd"][0]
    kept, cost = -steps["change_usd"][1], -steps["change_usd"][3]
    end = f"ends {about(net)} up" if net > 0 else f"ends {about(-net)} down" if net < 0 else "is left as it was"
    settled = gross - kept
    if 0 <= settled <= gross and gross > 0:
        start = f"Of {about(gross)} of gross savings {about(settled)} reach the ACO"
    else:
        start = f"Gross savings are {about(gross)}, and the settlement changes by {about(settled)}"
    title = f"{start}; after {about(cost)} of programme cost the ACO {end}" if cost else f"{start}; the ACO {end}"
    text = (
        f"Over {span(comparison.years)}, mean over draws: gross savings {usd(gross)}, {steps['step'][1].lower()} "
        f"{usd(abs(kept))}, "
        f"change in settlement {usd(settled)}, programme cost {usd(cost)}, net savings of the ACO {usd(net)}."
    )
    return _waterfall(steps, title, text, "USD over the horizon", upright)


def fan(comparison: Comparison) -> go.Figure:
    """How sure the ACO's net savings are, year by year: 5, 25, 50, 75 and 95 % of draws, and the line of zero."""
    net = tables.net_by_year(comparison)
    years, losses = net["year"].to_list(), net["loss_percent"].to_list()
    column = {each: net[f"percentile_{each}_usd"].round(2).to_list() for each in (5, 25, 50, 75, 95)}
    worst = max(losses)
    if min(losses) == worst:
        chance = f"in {worst:.0f} % of draws" if worst else "in no draw"
        title = f"The ACO loses money {chance} in every year"
    else:
        title = f"The chance of a loss runs from {min(losses):.0f} % to {worst:.0f} % of draws, year by year"
    text = "Net savings of the ACO by year, median and 90 % interval: " + "; ".join(
        f"{year} {about(column[50][at])} ({about(column[5][at])} to {about(column[95][at])})"
        for at, year in enumerate(years)
    )
    traces = []
    for low, high, colour in ((5, 95, WIDE_BAND), (25, 75, NARROW_BAND)):
        traces.append(_band(years, column[low], column[high], colour, f"{high - low} % of draws"))
    traces.append(
        go.Scatter(
            x=years, y=column[50], mode="lines+markers", line={"color": ALTERNATIVE, "width": 2.5}, name="Median"
        )
    )
    axes = {"yaxis_title": "USD a year", "yaxis_tickformat": "$~s", "yaxis_zeroline": True, "yaxis_zerolinewidth": 2}
    return framed(traces, title, text + ".", below=FAN_BELOW, xaxis_dtick=1, yaxis_rangemode="tozero", **axes)


def settlement(comparison: Comparison, year: int | None = None, upright: bool = True) -> go.Figure:
    """How the alternative's settlement of a year (default: the last) comes about, from gross savings to what
    is paid."""
    year = comparison.years[-1] if year is None else year
    steps = tables.settlement_steps(comparison.alternative, year)
    gross, earned = steps["so_far_usd"][0], steps["so_far_usd"][-1]
    under = f"{about(gross)} under" if gross >= 0 else f"{about(-gross)} over"
    paid = (
        f"earns {about(earned)}" if earned > 0 else f"owes {about(-earned)}" if earned < 0 else "neither earns nor owes"
    )
    title = f"In {year} spending is {under} its benchmark on average, and the ACO {paid}"
    said = "; ".join(
        f"{step.lower()} {usd(change)}"
        for step, change in steps.filter(~pl.col("is_total")).select("step", "change_usd").iter_rows()
    )
    text = (
        f"Settlement of {year}, mean over draws: benchmark less expenditure {usd(gross)}; {said}; earned or "
        f"owed {usd(earned)}."
    )
    return _waterfall(steps, title, text, f"USD in {year}", upright)


def pmpm(comparison: Comparison, columns: int = 4) -> go.Figure:
    """USD per member per month by service and year, both arms, with the base's 90 % band and what CMS
    published of year 0."""
    by_year, whole = tables.pmpm_by_year(comparison), tables.pmpm(comparison)
    row, years = comparison.base.twin.row, list(comparison.base.calendar_years)
    names = [CATEGORY_LABELS[name] for name in CATEGORIES]
    layout, height = grid(names, columns)
    traces = []
    for place, name in enumerate(CATEGORIES):
        part, where = by_year.filter(service=name), axes_of(place) | {"showlegend": place == 0}
        column = {
            each: part[f"{each}_pmpm_usd"].round(3).to_list()
            for each in ("base", "base_low", "base_high", "alternative")
        }
        traces.append(_band(years, column["base_low"], column["base_high"], BAND, "90 % of draws, base", **where))
        line = {"mode": "lines", "hovertemplate": "%{x}: $%{y:.2f} PMPM"}
        traces.append(
            go.Scatter(
                x=years,
                y=column["base"],
                name=tables.label(comparison.base),
                line={"color": BASE, "width": 3},
                **line,
                **where,
            )
        )
        dash = {"color": ALTERNATIVE, "width": 2, "dash": "dot"}
        traces.append(
            go.Scatter(
                x=years, y=column["alternative"], name=tables.label(comparison.alternative), line=dash, **line, **where
            )
        )
        dot = {
            "mode": "markers",
            "marker": {"color": GREEN, "size": 9, "symbol": "diamond"},
            "name": f"Published, {years[0]}",
        }
        traces.append(go.Scatter(x=years[:1], y=[round(row.spending_by_category[name] / 12, 2)], **dot, **where))
    for place in range(len(CATEGORIES)):
        layout[f"yaxis{'' if place == 0 else place + 1}"] |= {"rangemode": "tozero", "tickprefix": "$"}
    largest = whole.head(len(CATEGORIES)).sort(pl.col("difference_pmpm_usd").abs(), descending=True).row(0, named=True)
    change = largest["difference_pmpm_usd"]
    if abs(change) < 0.005:
        title = "No service's spending per member changes"
    else:
        title = (
            f"{largest['service']} spending moves most: {usd(change, 2)} per member per month over "
            f"{span(comparison.years)}"
        )
    total = whole.row(-1, named=True)
    text = (
        f"All services on programme basis: {usd(total['base_pmpm_usd'], 2)} per member per month in the base and "
        f"{usd(total['alternative_pmpm_usd'], 2)} in the alternative, published in {years[0]}: "
        f"{usd(total['published_pmpm_usd'], 2)}."
    )
    return framed(traces, title, text, height, **layout)


def _waterfall(steps: pl.DataFrame, title: str, text: str, unit: str, upright: bool) -> go.Figure:
    """Steps as a waterfall; lying down it fits a phone."""
    amounts = [round(so_far if total else change, 2) for _, change, so_far, total in steps.iter_rows()]
    kinds = ("relative", "total")
    said = [plain(usd(amount)) for amount in amounts]
    names = [
        step.replace(" ", "<br>", 1) if upright else f"{step}<br>{amount}"
        for step, amount in zip(steps["step"], said, strict=True)
    ]
    along, across = ("y", "x") if upright else ("x", "y")
    fall = go.Waterfall(
        {across: names, along: amounts},
        orientation="v" if upright else "h",
        measure=["absolute", *(kinds[total] for total in steps["is_total"][1:])],
        text=said if upright else None,
        textposition="outside" if upright else None,
        cliponaxis=False,
        increasing_marker_color=GAIN,
        decreasing_marker_color=LOSS,
        totals_marker_color=TOTAL,
        connector_line={"color": TOTAL, "width": 1},
        hovertemplate=f"%{{{across}}}<extra></extra>" if not upright else "%{x}: %{text}<extra></extra>",
    )
    axes = {f"{along}axis_title": unit, f"{along}axis_tickformat": "$~s", f"{along}axis_nticks": 5, "showlegend": False}
    if upright:
        return framed([fall], title, text, **axes)
    return framed([fall], title, text, **axes | LYING)


def _band(x: list, low: list, high: list, colour: str, name: str, **where) -> go.Scatter:
    outline = {"width": 0, "color": colour}
    shape = {"x": [*x, *reversed(x)], "y": [*high, *reversed(low)], "fill": "toself", "fillcolor": colour}
    return go.Scatter(shape, line=outline, mode="lines", name=name, hoverinfo="skip", **where)
