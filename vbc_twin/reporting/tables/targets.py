"""Tables of calibration targets: published beside simulated, and why some are outside their range."""

import math

import polars as pl

from vbc_twin.calibration import Targets

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


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{DIGITS}g}"
