"""What changes hands in a settled year, from whom to whom and in which quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts import Settlement
from vbc_twin.experiments.lived import QUARTERS, LivedYear

PROVIDERS, CLAIMS = "providers", "claims"
SHARED, DISPLACED = "shared savings or losses", "claims that a capitation stands in place of"


@dataclass(frozen=True)
class Flow:
    """Money that changes hands in a quarter (counted from year 0; None: the contract does not say when), by draw [USD].

    `to_holder` is 1 where it is paid to the contract's holder, -1 where by it, and 0 where it is spending on care that
    the payer bears, whoever is paid.
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


def flows(label: str, settled: Settlement, terms: tuple, lived: LivedYear) -> tuple[Flow, ...]:
    """All that a settled year moves: care, payments during the year, and the reconciliation."""
    return (*_care(label, settled, terms, lived), *_payments(label, settled, terms, lived))


def shares(settled: Settlement) -> bool:
    """Whether the contract divides savings or losses at all."""
    return any(term.kind.__name__ == "Share" for term in settled.text.terms)


def _care(label: str, settled: Settlement, terms: tuple, lived: LivedYear) -> Iterator[Flow]:
    """Care as it is paid: by the payer, or by a holder with the budget in hand; less what a capitation displaces; and
    nothing where the contract's own payments are the claims."""
    text, year = settled.text, settled.year
    quarters = list(enumerate(lived.claims_usd, start=year * QUARTERS))
    if _holder_pays(terms):
        cost = _by_draw(settled.expenditure_usd, lived) / sum(lived.claims_usd)
        for when, usd in quarters:
            yield Flow(label, year, when, when, when, "care", text.holder, PROVIDERS, cost * usd, -1)
        return
    if "spending_usd" not in {name for names in _in_place_of_claims(terms).values() for name in names}:
        for when, usd in quarters:
            yield Flow(label, year, when, when, when, CLAIMS, text.payer, PROVIDERS, usd, 0)
    displaced = [name for term in terms for name in getattr(term, "in_place_of", ())]
    if displaced:
        experience = settled.ledger.experience
        part = -sum(_by_draw(experience.amount(name), lived) for name in displaced) / QUARTERS
        for when, _ in quarters:
            yield Flow(label, year, when, when, when, DISPLACED, text.payer, PROVIDERS, part, 0)


def _payments(label: str, settled: Settlement, terms: tuple, lived: LivedYear) -> Iterator[Flow]:
    """What the contract pays: in equal quarters during the year, or when it is reconciled."""
    text, year = settled.text, settled.year
    standing_in, timing = _in_place_of_claims(terms), text.timing.get("reconciliation")
    first, last = year * QUARTERS, year * QUARTERS + QUARTERS - 1
    ends = (None,) * 3 if timing is None else [last + round(each) for each in (timing.value, timing.low, timing.high)]
    for payment in settled.ledger.payments:
        usd = _by_draw(payment.amount_usd, lived)
        sign = -1 if (usd <= 0).all() and usd.any() else 1
        between = (text.payer, text.holder) if sign > 0 else (text.holder, text.payer)
        if payment.settled:
            yield Flow(label, year, *ends, payment.item, *between, sign * usd, sign)
            continue
        part, to_holder = sign * usd / QUARTERS, 0 if payment.item in standing_in else sign
        for when in range(first, first + QUARTERS):
            yield Flow(label, year, when, when, when, payment.item, *between, part, to_holder)
    if shares(settled):
        yield Flow(label, year, *ends, SHARED, text.payer, text.holder, _by_draw(settled.earned_usd, lived), 1)


def _holder_pays(terms: tuple) -> bool:
    """Whether the holder is paid ahead and pays for the care."""
    return any(type(term).__name__ == "Prepaid" for term in terms)


def _in_place_of_claims(terms: tuple) -> dict[str, tuple[str, ...]]:
    """Payments during the year that are worked out of what counts as spent, and their figures: they are claims, or
    stand in place of them, and are no money beside the spending."""
    counted = {name for term in terms for name in getattr(term, "adds", ())} or {"spending_usd"}
    during = [term for term in terms if getattr(term, "when", "") == "quarterly" and term.of]
    found = {term.item: term.of for term in during if set(term.of) <= counted}
    return found | {term.item: term.of for term in terms if hasattr(term, "in_place_of")}


def _by_draw(amount, lived: LivedYear) -> np.ndarray:
    return np.broadcast_to(np.asarray(amount, dtype=float), (lived.draws,))
