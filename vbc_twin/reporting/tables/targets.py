"""Tables of calibration targets: published beside simulated, and why some are outside their range."""

import math

import polars as pl

from vbc_twin.calibration import EvidenceFit, Targets

DIGITS = 3


def targets_finding(targets: Targets) -> str:
    """The result in a sentence or two."""
    whole = targets.summary().row(0, named=True)
    said = f"{whole['compared']} targets: {whole['inside']} inside their range ({targets.share_inside:.0%})"
    if outcomes := whole["not_by_construction"]:
        inside = whole["inside_of_those"]
        said += f"; of the {outcomes} that panel and evidence are not simply given, {inside} ({inside / outcomes:.0%})"
    return f"{said}. {whole['not_modelled']} not modelled yet."


def target_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a target: published, simulated with its 95 % interval, the range, as text in the target's unit."""
    shown = [
        (
            each["label"], each["unit"], _number(each["published"]),
            f"{_number(each['simulated'])} ({_number(each['simulated_low'])} to {_number(each['simulated_high'])})",
            f"{_number(each['low'])} to {_number(each['high'])}", each["status"],
        )
        for each in rows.iter_rows(named=True)
    ]  # fmt: skip
    columns = ("target", "given as", "published", "simulated", "range", "status")
    return pl.DataFrame(shown, schema=dict.fromkeys(columns, pl.String), orient="row")


def target_reasons(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a target: published, simulated where it is modelled, and the reason."""
    shown = [
        (each["label"], f"{_number(each['published'])} {each['unit']}", _number(each["simulated"]), each["reason"])
        for each in rows.iter_rows(named=True)
    ]
    columns = ("target", "published", "simulated", "reason")
    return pl.DataFrame(shown, schema=dict.fromkeys(columns, pl.String), orient="row")


def fitted_figures(done: EvidenceFit) -> pl.DataFrame:
    """One row a figure that was free: before, after and their ratio, as text."""
    rows = [
        (each["layer"], each["figure"], _number(each["before"]), _number(each["after"]), f"{each['ratio']:.3f}")
        for each in done.figures.iter_rows(named=True)
    ]
    columns = ("layer", "figure", "before", "after", "ratio")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def fitted_targets(done: EvidenceFit) -> pl.DataFrame:
    """One row a target that was fitted to: published, before, after, and whether they lie in its range, as text."""
    rows = [
        (
            each["label"], *(_number(each[name]) for name in ("published", "before", "after")),
            f"{'inside' if each['inside_before'] else 'outside'}, {'inside' if each['inside_after'] else 'outside'}",
        )
        for each in done.targets.iter_rows(named=True)
    ]  # fmt: skip
    columns = ("target", "published", "before", "after", "before, after")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{DIGITS}g}"
