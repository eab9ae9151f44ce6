"""Figures of the people: disease burden over the years, and before-after spending beside the true effect."""

import plotly.graph_objects as go

from vbc_twin.experiments import Comparison
from vbc_twin.reporting import tables
from vbc_twin.reporting.figures.frame import axes_of, framed, grid, plain
from vbc_twin.reporting.figures.template import ALTERNATIVE, BASE, ORANGE
from vbc_twin.reporting.words import usd

UNCHANGED = 0.05


def burden(comparison: Comparison, columns: int = 5) -> go.Figure:
    """People with each condition that moves, at any stage, per 1,000 alive at each year's end, in both arms."""
    by_year, ends = tables.burden_by_year(comparison), tables.burden(comparison)
    moving = [each.label for each in comparison.base.twin.content.conditions if each.moves]
    layout, height = grid(moving, columns)
    traces = []
    for place, name in enumerate(moving):
        part, where = by_year.filter(condition=name), axes_of(place) | {"showlegend": place == 0}
        for arm, run, line in (
            ("base", comparison.base, {"color": BASE, "width": 3}),
            ("alternative", comparison.alternative, {"color": ALTERNATIVE, "width": 2, "dash": "dot"}),
        ):
            rates = [None if each is None else round(each, 2) for each in part[f"{arm}_per_1000"].to_list()]
            traces.append(
                go.Scatter(x=part["year"].to_list(), y=rates, mode="lines", line=line, name=tables.label(run), **where)
            )
        layout[f"yaxis{'' if place == 0 else place + 1}"] |= {"rangemode": "tozero"}
    figures = [name for name in ends.columns if name != "condition"]
    shown = ends.drop_nulls().select("condition", *figures).rows()
    if not shown:
        return framed(
            traces,
            "Too few people for any condition to be shown",
            "Every condition is held by under 11 people.",
            height,
            **layout,
        )
    most = max(shown, key=lambda row: abs(row[4]))
    grown = max(shown, key=lambda row: abs(row[2] - row[1]))
    begin, end = comparison.base.calendar_years[0], comparison.years[-1]
    if abs(most[4]) < UNCHANGED:
        title = "The investments do not change how many people are ill"
    else:
        clear = "" if most[5] > 0 or most[6] < 0 else ", not clear of zero"
        title = f"{most[0]} moves most between the arms: {most[4]:+.1f} per 1,000 people by {end}{clear}"
    text = (
        f"From {begin} to {end} the base changes most in {grown[0].lower() if grown[0] != 'COPD' else 'COPD'}: from "
        f"{grown[1]:.1f} to {grown[2]:.1f} per 1,000 people alive, against {grown[3]:.1f} in the alternative."
    )
    return framed(traces, title, text, height, **layout)


def illusion(comparison: Comparison) -> go.Figure:
    """What before-after spending of the enrolled would claim, and how it splits into what would have happened anyway
    and the true effect; a panel an investment."""
    rows = tables.illusion(comparison).drop_nulls().to_dicts()
    if not rows:
        text = "Nobody, or fewer than 11 people, was enrolled early enough to be followed for a year."
        hidden = {"xaxis_visible": False, "yaxis_visible": False}
        return framed([], "There is no before-after comparison to show", text, 160, **hidden)
    names = [row["investment"] for row in rows] if len(rows) > 1 else [""]
    layout, height = grid(names, 1)
    traces = []
    for place, row in enumerate(rows):
        apparent, anyway, effect = (row[f"{name}_pmpm_usd"] for name in ("apparent", "anyway", "effect"))
        low, high = row["low_pmpm_usd"], row["high_pmpm_usd"]
        labels = [
            f"Before-after would claim<br>{usd(apparent)}",
            f"Would have come anyway<br>{usd(anyway)}",
            f"True effect<br>{usd(effect)} ({usd(low)} to {usd(high)})",
        ]
        error = {"type": "data", "symmetric": False, "thickness": 1.5, "color": BASE}
        error |= {"array": [None, None, round(high - effect, 2)], "arrayminus": [None, None, round(effect - low, 2)]}
        bars = go.Bar(
            y=[plain(each) for each in labels],
            x=[round(each, 2) for each in (apparent, anyway, effect)],
            orientation="h",
            error_x=error,
            marker_color=[ORANGE, BASE, ALTERNATIVE],
            hovertemplate="%{x:$,.2f} PMPM<extra></extra>",
            **axes_of(place),
        )
        traces.append(bars)
        number = "" if place == 0 else place + 1
        layout[f"xaxis{number}"] |= {"tickformat": "$,.0f", "nticks": 4, "zeroline": True}
        layout[f"yaxis{number}"] |= {"autorange": "reversed", "nticks": 0}
    layout[f"xaxis{'' if len(rows) == 1 else len(rows)}"]["title"] = "USD PMPM"
    text = " ".join(illusion_said(row) for row in rows)
    return framed(
        traces, _title(rows[0], len(rows)), text, height, showlegend=False, bargap=0.35, **layout | {"below": 60}
    )


def illusion_said(row: dict) -> str:
    """One investment's before-after and true effect in words, and which part is regression to the mean."""
    moved = "falls" if row["apparent_pmpm_usd"] < 0 else "rises"
    anyway = "fallen" if row["anyway_pmpm_usd"] < 0 else "risen"
    return (
        f"{row['investment']}: spending of the {row['people']:,.0f} people followed {moved} from "
        f"{usd(row['before_pmpm_usd'])} "
        f"per member per month in the year before enrolment to {usd(row['after_with_pmpm_usd'])} in the year "
        "after, a change of "
        f"{usd(row['apparent_pmpm_usd'])}; without it the same people's would have {anyway} by "
        f"{usd(abs(row['anyway_pmpm_usd']))} anyway, which is regression to the mean, ageing and dying; the true "
        "effect is "
        f"{usd(row['effect_pmpm_usd'])} (90 % interval {usd(row['low_pmpm_usd'])} to {usd(row['high_pmpm_usd'])})."
    )


def _title(row: dict, investments: int) -> str:
    apparent, anyway, effect = (row[f"{name}_pmpm_usd"] for name in ("apparent", "anyway", "effect"))
    clear = "" if row["low_pmpm_usd"] > 0 or row["high_pmpm_usd"] < 0 else ", not clear of zero"
    whose = f"{row['investment']}: before-after" if investments > 1 else "Before-after"
    if apparent < 0 and anyway < 0:
        share = min(100, 100 * anyway / apparent)
        return (
            f"{whose} would claim {usd(-apparent)} saved per member per month; {share:.0f} % of it is regression "
            "to the mean, "
            f"the true effect is {usd(effect)}{clear}"
        )
    return (
        f"{whose} shows {usd(apparent)} per member per month; {usd(anyway)} would have come anyway, "
        f"the true effect is {usd(effect)}{clear}"
    )
