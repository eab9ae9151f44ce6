"""The cash by quarter: claims as they are paid, payments during the year, and the reconciliation long after."""

from __future__ import annotations

import numpy as np
import polars as pl

from vbc_twin.experiments.estimate import INTERVAL
from vbc_twin.experiments.flows import Flow
from vbc_twin.experiments.lived import QUARTERS

SCHEMA = {
    "contract": pl.String,
    "label": pl.String,
    "year": pl.Int64,
    "quarter": pl.String,
    "earliest": pl.String,
    "latest": pl.String,
    "item": pl.String,
    "from": pl.String,
    "to": pl.String,
    "usd": pl.Float64,
    "low_usd": pl.Float64,
    "high_usd": pl.Float64,
}
POSITION = {"contract": pl.String, "label": pl.String, "quarter": pl.String}
POSITION |= dict.fromkeys(("holder_usd", "low_usd", "high_usd"), pl.Float64)


def cash(found: list[Flow], names: dict[str, str]) -> pl.DataFrame:
    """One row a contract, quarter and item: mean and 90 % interval over draws; `names` are the contracts by label."""
    amounts = _estimates([flow.usd for flow in found])
    rows = [
        (
            names[flow.label],
            flow.label,
            flow.year,
            *(quarter_said(each) for each in (flow.quarter, flow.earliest, flow.latest)),
            flow.item,
            flow.payer,
            flow.payee,
            *amount,
        )
        for flow, amount in zip(found, amounts, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def position(found: list[Flow], names: dict[str, str]) -> pl.DataFrame:
    """What a contract has brought its holder up to each quarter beside claims [USD], with its 90 % interval."""
    rows, amounts = [], []
    for label, name in names.items():
        dated = [flow for flow in found if flow.label == label and flow.quarter is not None and flow.to_holder]
        if not dated:
            continue
        begin = min(flow.year for flow in dated) * QUARTERS
        changes = np.zeros((max(flow.quarter for flow in dated) + 1 - begin, len(dated[0].usd)))
        for flow in dated:
            changes[flow.quarter - begin] += flow.to_holder * flow.usd
        rows += [(name, label, quarter_said(begin + place)) for place in range(len(changes))]
        amounts += list(changes.cumsum(axis=0))
    estimates = _estimates(amounts)
    return pl.DataFrame(
        [(*row, *amount) for row, amount in zip(rows, estimates, strict=True)], schema=POSITION, orient="row"
    )


def quarter_said(quarter: int | None) -> str | None:
    """A quarter counted from year 0, as people write it: "2024 Q3"."""
    return None if quarter is None else f"{quarter // QUARTERS} Q{quarter % QUARTERS + 1}"


def _estimates(amounts: list[np.ndarray]) -> list[tuple[float, float, float]]:
    """Mean, low and high of each; the same array, said many times over, is worked out once."""
    unique = {id(each): each for each in amounts}
    if not unique:
        return []
    stacked = np.stack(list(unique.values()))
    low, high = np.quantile(stacked, INTERVAL, axis=1)
    found = dict(zip(unique, zip(stacked.mean(axis=1).tolist(), low.tolist(), high.tolist(), strict=True), strict=True))
    return [found[id(each)] for each in amounts]
