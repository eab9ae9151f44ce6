"""The cash by quarter: claims as they are paid, payments during the year, and the reconciliation long after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.contracts import Settlement
from vbc_twin.experiments.estimate import INTERVAL
from vbc_twin.experiments.lived import QUARTERS, LivedYear

PROVIDERS, SHARED = "providers", "shared savings or losses"
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


@dataclass(frozen=True)
class Flow:
    """Money that changes hands in a quarter (counted from year 0; None: the contract does not say when), by draw [USD].

    `to_holder` is 1 where it is paid to the contract's holder, -1 where by it, and 0 where it passes the holder by.
    """

    label: str
    year: int
    quarter: int | None
    earliest: int | None
    latest: int | None
    item: str
    payer: str
    payee: str
    usd: np.ndarray
    to_holder: int


def flows(label: str, settled: Settlement, terms: tuple, lived: LivedYear) -> Iterator[Flow]:
    """All that a settled year moves; beside claims it adds up to what the holder is paid in all."""
    text, year = settled.held.text, settled.year
    first = year * QUARTERS
    standing_in = in_place_of_claims(terms)
    if "spending_usd" not in {name for names in standing_in.values() for name in names}:
        for number, usd in enumerate(lived.claims_usd):
            when = first + number
            yield Flow(label, year, when, when, when, "claims", text.payer, PROVIDERS, usd, 0)
    timing = text.timing.get("reconciliation")
    last = first + QUARTERS - 1
    ends = (None,) * 3 if timing is None else [last + round(each) for each in (timing.value, timing.low, timing.high)]
    for payment in settled.ledger.payments:
        usd = np.broadcast_to(np.asarray(payment.amount_usd, dtype=float), (lived.draws,))
        sign = -1 if (usd <= 0).all() and usd.any() else 1
        between = (text.payer, text.holder) if sign > 0 else (text.holder, text.payer)
        if payment.settled:
            yield Flow(label, year, *ends, payment.item, *between, sign * usd, sign)
            continue
        part, to_holder = sign * usd / QUARTERS, 0 if payment.item in standing_in else sign
        for when in range(first, first + QUARTERS):
            yield Flow(label, year, when, when, when, payment.item, *between, part, to_holder)
    earned = np.broadcast_to(np.asarray(settled.earned_usd, dtype=float), (lived.draws,))
    if earned.any() or shares(settled):
        yield Flow(label, year, *ends, SHARED, text.payer, text.holder, earned, 1)


def in_place_of_claims(terms: tuple) -> dict[str, tuple[str, ...]]:
    """Payments during the year that are worked out of what counts as spent, and their figures: they are claims, or
    stand in place of them, and are no money beside the spending."""
    counted = {name for term in terms for name in getattr(term, "adds", ())} or {"spending_usd"}
    during = [term for term in terms if hasattr(term, "item") and term.when == "quarterly"]
    return {term.item: term.of for term in during if term.of and set(term.of) <= counted}


def shares(settled: Settlement) -> bool:
    """Whether the contract divides savings or losses at all."""
    return any(term.kind.__name__ == "Share" for term in settled.held.text.terms)


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
