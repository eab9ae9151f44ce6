"""Figures of the same years under every contract: what each earns, its chances, who bears a dollar, and the cash."""

import textwrap

import numpy as np
import plotly.graph_objects as go
import polars as pl

from vbc_twin.experiments import Settlements
from vbc_twin.reporting import tables
from vbc_twin.reporting.figures.frame import framed
from vbc_twin.reporting.figures.template import ALTERNATIVE, BASE, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION
from vbc_twin.reporting.words import about, contract_said, usd

# Cells are opaque, so that their numbers read alike on a light and on a dark page.
EVEN, CELL_INK = "#E9EDF3", "#1b2330"
EARNED_SCALE = [[0, "#E8895A"], [0.5, EVEN], [1, "#7DB6E3"]]
CHANCE_SCALE = [[0, EVEN], [1, "#D9A8C6"]]
ROW, LINE, TOP, BOTTOM = 27, 14, 72, 12
WIDE_LABEL, NARROW_LABEL, REASON = 46, 22, 62
LEFT, RIGHT, STACK_GAP = [0, 0.66], [0.72, 1], 70
SHOWN_CENTS, ALIKE_USD, LEGEND_LABEL, STRONGEST = 4, 1, 40, 0.9
UNIT = "USD per person-year: earned, or owed (−)"
CHANCES = {"clears_minimum_rate_percent": "Passes<br>minimum", "reaches_a_limit_percent": "Reaches<br>a limit"}
CHANCES |= {"owes_percent": "Owes"}
LINES = (ALTERNATIVE, ORANGE, GREEN, VERMILION, PURPLE, SKY)
QUARTER_ENDS = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31"}


def every_contract(settled: Settlements, upright: bool = True) -> go.Figure:
    """A heat map of contracts by years, earned or owed per person-year; beside it (below, on a phone) the chances.

    Contracts that were not settled stand below in grey.
    """
    rows, missing = tables.every_contract(settled), _unsettled(settled)
    missing = missing if upright else {}  # a phone has no room for the reasons; they stand in the table
    names = _labels(rows["contract"].to_list(), upright)
    unsettled = [textwrap.shorten(name, WIDE_LABEL, placeholder=" …") for name in missing]
    years = [str(year) for year in settled.calendar_years]
    traces = [_earned(settled, [*names, *unsettled], years, upright), _chances(rows, [*names, *unsettled], upright)]
    height = _height([*names, *unsettled])
    layout: dict = {"annotations": [], "showlegend": False}
    bare = {"showgrid": False, "zeroline": False, "ticks": "", "tickfont": {"size": 12 if upright else 11}}
    reversed_rows = bare | {"autorange": "reversed", "ticklabelstandoff": 4}
    across = bare | {"side": "top", "type": "category"}
    if upright:
        layout |= {
            "xaxis": across | {"domain": LEFT, "title": UNIT},
            "xaxis2": across | {"domain": RIGHT, "anchor": "y2"},
        }
        layout |= {"yaxis": reversed_rows, "yaxis2": reversed_rows | {"anchor": "x2", "showticklabels": False}}
    else:
        whole = 2 * height + STACK_GAP
        layout |= {"xaxis": across | {"title": UNIT.partition(":")[0]}, "xaxis2": across | {"anchor": "y2"}}
        layout |= {"yaxis": reversed_rows | {"domain": [1 - height / whole, 1]}}
        layout |= {"yaxis2": reversed_rows | {"domain": [0, height / whole], "anchor": "x2"}}
        height = whole
    for name, why in zip(unsettled, missing.values(), strict=True):
        said = f"not settled: {textwrap.shorten(why, REASON, placeholder=' …')}"
        note = {"x": 0, "xref": "x domain", "xanchor": "left", "y": name, "yref": "y", "text": said}
        layout["annotations"].append(note | {"showarrow": False, "font": {"size": 11, "color": BASE}})
    return framed(traces, *_told(settled, rows), height + TOP + BOTTOM, BOTTOM, **layout)


def carried(settled: Settlements, upright: bool = True) -> go.Figure:
    """Who bears a dollar of unexpected spending, a bar a contract: payer, holder, and the premium of Part B."""
    frame = tables.carried(settled)
    if frame.is_empty():
        text = "Spending differs between no draws here, so that nothing is told of who carries the risk."
        return framed([], "One year that was lived once tells nothing of risk", text, 120, **_hidden())
    names = _labels(frame["contract"].to_list(), upright)
    parties = (
        ("holder_cents", "Holder (ACO, hospital, plan or provider group)", BLUE),
        ("payer_cents", "Payer", "#A9B2C0"),
        ("part_b_premium_cents", "Beneficiaries, through the Part B premium", ORANGE),
    )
    traces = []
    for column, name, colour in parties:
        cents = frame[column].to_list()
        written = ["" if each is None or abs(each) < SHOWN_CENTS else f"{each:.0f}" for each in cents]
        traces.append(
            go.Bar(
                y=names,
                x=[None if each is None else round(each, 2) for each in cents],
                name=name,
                orientation="h",
                marker_color=colour,
                text=written,
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": CELL_INK, "size": 12},
                hovertemplate="%{x:.0f} cents<extra></extra>",
            )
        )
    most = frame.sort("holder_cents", descending=True, maintain_order=True).row(0, named=True)
    least = frame.sort("holder_cents", maintain_order=True).row(0, named=True)
    title = (
        f"Of a dollar of unexpected spending the holder bears {most['holder_cents']:.0f} cents under "
        f"{most['contract']} and {least['holder_cents'] + 0:.0f} under {least['contract']}"
    )
    text = (
        "Cents of a dollar of unexpected spending over all years, as spending differs between draws: "
        + "; ".join(_carried_said(row) for row in (most, least))
        + "."
    )
    axes = {"xaxis_title": "Cents of a dollar", "xaxis_zeroline": True, "yaxis_autorange": "reversed"}
    axes |= {"barmode": "relative", "bargap": 0.28, "yaxis_showgrid": False, "legend_traceorder": "normal"}
    below = 84 if upright else 130
    return framed(traces, title, text, _height(names) + TOP + below, below, **axes)


def cash(settled: Settlements, upright: bool = True) -> go.Figure:
    """What some contracts have brought their holder by each quarter, beside claims: the held one, and one a payment
    model, those that end highest; contracts that come to the same share a line."""
    frame = tables.cash_by_year_end(settled)
    if frame.is_empty():
        return framed([], "No contract moves money beside claims", "No contract moves money.", 120, **_hidden())
    traces, shown = [], _to_show(settled)
    for (label, alike), colour in zip(shown.items(), LINES, strict=False):
        part = settled.position.filter(label=label)
        quarters, amounts = part["quarter"].to_list(), part["holder_usd"].round(0).to_list()
        name = " = ".join(contract_said(each) for each in (label, *alike))
        traces.append(
            go.Scatter(
                x=[f"{quarters[0][:4]}-01-01", *map(_end, quarters), f"{int(quarters[-1][:4]) + 1}-01-31"],
                y=[0, *amounts, amounts[-1]],
                customdata=["begin", *quarters, quarters[-1]],
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 2 if traces else 3},
                name="<br>".join(textwrap.wrap(name, LEGEND_LABEL)) if not upright else name,
                hovertemplate="%{customdata}: %{y:$,.0f}<extra>" + contract_said(label) + "</extra>",
            )
        )
    held = next(iter(shown))
    first = settled.position.filter((pl.col("label") == held) & (pl.col("holder_usd").abs() > ALIKE_USD))
    begin, name = settled.calendar_years[0], contract_said(held)
    if first.is_empty():
        title = f"Under {name} nothing is paid beside claims"
    else:
        when = first["quarter"][0]
        title = f"Under {name} the years begin in {begin} Q1, and the first money beside claims comes in {when}"
    last = settled.position.group_by("label", maintain_order=True).last().filter(pl.col("label").is_in(list(shown)))
    text = "Received by the holder in all, beside claims, mean over draws: " + "; ".join(
        f"{contract_said(label)} {about(amount)} by {quarter}"
        for label, quarter, amount in last.select("label", "quarter", "holder_usd").iter_rows()
    )
    axes = {"yaxis_title": "USD, cumulative", "yaxis_tickformat": "$~s", "yaxis_zeroline": True}
    axes |= {"xaxis_dtick": "M12", "xaxis_tickformat": "%Y", "xaxis_tickangle": 0}
    below = 78 if upright else 56 + 32 * len(shown)
    return framed(traces, title, text + ".", 340 + below, below, **axes)


def _earned(settled: Settlements, names: list[str], years: list[str], upright: bool) -> go.Heatmap:
    """Cells of contracts and years, with the interval told on hover."""
    found = {
        (contract_said(label), str(year)): (earned / people, low / people, high / people)
        for label, year, earned, low, high, people in settled.years.select(
            "label", "year", "earned_usd", "low_usd", "high_usd", "person_years"
        ).iter_rows()
    }
    cells = [[found.get((label, year)) for year in years] for label in tables.every_contract(settled)["contract"]]
    cells += [[None] * len(years)] * (len(names) - len(cells))
    mean = [[None if cell is None else round(cell[0], 2) for cell in row] for row in cells]
    sizes = [abs(each) for row in mean for each in row if each]
    most = float(np.quantile(sizes, STRONGEST)) if sizes else 1.0  # one outlier shall not bleach all others
    return go.Heatmap(
        x=years,
        y=names,
        z=mean,
        zmin=-most,
        zmax=most,
        colorscale=EARNED_SCALE,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[["" if each is None else _short(each, upright) for each in row] for row in mean],
        texttemplate="%{text}",
        textfont={"color": CELL_INK, "size": 12 if upright else 10},
        customdata=[
            ["" if cell is None else f"{usd(cell[0])} ({usd(cell[1])} to {usd(cell[2])})" for cell in row]
            for row in cells
        ],
        hovertemplate="%{y}, %{x}: %{customdata} per person-year<extra></extra>",
        hoverongaps=False,
    )


def _chances(rows: pl.DataFrame, names: list[str], upright: bool) -> go.Heatmap:
    percent = [[row[each] for each in CHANCES] for row in rows.iter_rows(named=True)]
    percent += [[None] * len(CHANCES)] * (len(names) - len(percent))
    return go.Heatmap(
        x=list(CHANCES.values()),
        y=names,
        z=[[None if each is None else round(each, 1) for each in row] for row in percent],
        zmin=0,
        zmax=100,
        colorscale=CHANCE_SCALE,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[["" if each is None else f"{each:.0f} %" for each in row] for row in percent],
        texttemplate="%{text}",
        textfont={"color": CELL_INK, "size": 12},
        hovertemplate="%{y}: %{z:.0f} % of draws, mean of the years<extra></extra>",
        hoverongaps=False,
        xaxis="x2",
        yaxis="y2",
    )


def _told(settled: Settlements, rows: pl.DataFrame) -> tuple[str, str]:
    """Title and sentence of the heat map."""
    if rows.is_empty():
        return "No contract can be settled on these years", tables.every_contract_finding(settled)
    per_person = rows.filter(pl.col("years") == pl.col("years").max())
    per_person = per_person.sort("earned_per_person_year_usd", descending=True, maintain_order=True)
    best, worst = per_person.row(0, named=True), per_person.row(-1, named=True)
    least = worst["earned_per_person_year_usd"]
    low = f"{usd(least)} under {worst['contract']}" if least >= 0 else f"{usd(-least)} owed under {worst['contract']}"
    title = (
        f"The same years bring from {low} to {usd(best['earned_per_person_year_usd'])} per person-year under "
        f"{best['contract']}"
    )
    listed = "; ".join(
        f"{name} {usd(amount)}"
        for name, amount in per_person.select("contract", "earned_per_person_year_usd").iter_rows()
    )
    return title, f"Earned, or owed where negative, per person-year, mean over years and draws: {listed}."


def _unsettled(settled: Settlements) -> dict[str, str]:
    """The contracts that are settled in no year, levels together, and why."""
    return dict(tables.not_settled(settled).filter(years="all").select("contract", "why").iter_rows())


def _labels(names: list[str], upright: bool) -> list[str]:
    width = WIDE_LABEL if upright else NARROW_LABEL
    return ["<br>".join(textwrap.wrap(name, width)) for name in names]


def _height(names: list[str]) -> int:
    """Rows are of one height, that of the longest label."""
    return len(names) * max(ROW, ROW - LINE + LINE * max((1 + name.count("<br>") for name in names), default=1))


def _short(amount: float, upright: bool) -> str:
    """A number for a cell: whole dollars, or thousands where a phone has no room."""
    if not upright and abs(amount) >= 1000:
        return f"{amount / 1000:.1f}k".replace("-", "−")
    return f"{round(amount) + 0:,}".replace("-", "−")


def _carried_said(row: dict) -> str:
    premium = row["part_b_premium_cents"]
    said = f"{row['contract']}: {row['holder']} {row['holder_cents']:.0f}, {row['payer']} {row['payer_cents']:.0f}"
    return said if premium is None else f"{said}, beneficiaries through the Part B premium {premium:.0f}"


def _to_show(settled: Settlements) -> dict[str, list[str]]:
    """The held contract first, then of each other payment model the level that ends highest, the highest first; with
    those of other models that end alike."""
    last = settled.position.group_by("label", maintain_order=True).last()
    held = settled.over_all_years.filter("is_own")["label"].to_list()
    held = [each for each in held if each in last["label"].to_list()]
    ranked = last.sort("holder_usd", descending=True, maintain_order=True)
    names = dict(settled.over_all_years.select("label", "contract").iter_rows())
    paid = {label: rows["holder_usd"].to_numpy() for (label,), rows in settled.position.group_by("label")}
    shown: dict[str, list[str]] = {}
    models: set[str] = set()
    for label in dict.fromkeys([*held, *ranked["label"]]):
        if names[label] in models:
            continue
        models.add(names[label])
        same = [each for each in shown if _alike(paid[each], paid[label])]
        if same:
            shown[same[0]].append(label)
        elif len(shown) < len(LINES):
            shown[label] = []
    return shown


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    return len(one) == len(other) and bool(np.abs(one - other).max() <= ALIKE_USD)


def _end(quarter: str) -> str:
    """The last day of a quarter."""
    return f"{quarter[:4]}-{QUARTER_ENDS[quarter[5:]]}"


def _hidden() -> dict:
    return {"xaxis_visible": False, "yaxis_visible": False}
