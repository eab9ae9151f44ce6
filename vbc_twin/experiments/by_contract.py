"""Tables over settled contracts: by year, over all years, and who carries a dollar of unexpected spending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.contracts import Settlement
from vbc_twin.experiments.carriers import BENEFICIARIES, HOLDER, MEDICARE, PAYER, PartB, carriers
from vbc_twin.experiments.estimate import INTERVAL
from vbc_twin.experiments.flows import Flow
from vbc_twin.experiments.held import Held
from vbc_twin.experiments.lived import LivedYear
from vbc_twin.experiments.settlements import CARRIERS, OVER_ALL_YEARS, YEARS

OF_THE_PREMIUM = "beneficiaries (Part B premium)"
# A limit is reached where the amount is the limit itself, but for the last digit of a float.
SURELY = 1 - 1e-12


@dataclass(frozen=True)
class Settled:
    """A contract, settled in a year: the terms in force, and what changes hands."""

    held: Held
    settlement: Settlement
    lived: LivedYear
    terms: tuple
    flows: tuple[Flow, ...]

    def by_draw(self, amount) -> np.ndarray:
        """A figure of the settlement with its axis of draws."""
        return np.broadcast_to(np.asarray(amount, dtype=float), (self.lived.draws,))

    @property
    def person_years(self) -> np.ndarray:
        """Person-years of the year (draws)."""
        return self.by_draw(self.lived.experience.amount("person_years"))

    @property
    def received_usd(self) -> np.ndarray:
        """What the holder gets beside what counts as spent: all that is paid to it less all that it pays (draws)."""
        return sum((flow.to_holder * flow.usd for flow in self.flows if flow.to_holder), self.by_draw(0.0))

    @property
    def quarterly_usd(self) -> np.ndarray:
        """The part of it that changes hands during the year, before anything is reconciled (draws)."""
        return self.received_usd - self.by_draw(self.settlement.paid_usd)


def years_of(settled: list[Settled]) -> pl.DataFrame:
    """One row a contract and year."""
    rows = []
    earnings = _estimates([each.by_draw(each.settlement.earned_usd) for each in settled])
    for each, earned in zip(settled, earnings, strict=True):
        one = each.settlement
        means = [
            each.by_draw(amount).mean()
            for amount in (one.benchmark_usd, one.expenditure_usd, one.paid_usd, each.quarterly_usd)
        ]
        chances = _of_clearing(each), _of_limit(each), float((each.by_draw(one.earned_usd) < 0).mean())
        rows.append(
            (*_names(each, one.level), one.year, each.person_years.mean(), *means[:2], *earned, *means[2:], *chances)
        )
    return pl.DataFrame(rows, schema=YEARS, orient="row")


def over_all_years(settled: list[Settled]) -> pl.DataFrame:
    """One row a contract: the sum of its settled years."""
    together = _by_label(settled)
    sums = [sum(each.by_draw(each.settlement.earned_usd) for each in years) for years in together]
    rows = []
    for years, whole, earned in zip(together, sums, _estimates(sums), strict=True):
        levels = list(dict.fromkeys(each.settlement.level for each in years))
        level = levels[0] if len(levels) == 1 else f"{levels[0]} to {levels[-1]}"
        people = sum(each.person_years for each in years).mean()
        paid = sum(each.by_draw(each.settlement.paid_usd) for each in years).mean()
        quarterly = sum(each.quarterly_usd for each in years).mean()
        owing = float((whole < 0).mean())
        rows.append((*_names(years[0], level), len(years), people, *earned, paid, quarterly, owing))
    return pl.DataFrame(rows, schema=OVER_ALL_YEARS, orient="row")


def carriers_of(settled: list[Settled]) -> pl.DataFrame:
    """One row a contract, year (null: all together) and party, where spending differs between draws."""
    rows = []
    for years in _by_label(settled):
        held, premium = years[0].held.contract, PartB.load().premium_share.value
        spending = [each.by_draw(each.settlement.expenditure_usd) for each in years]
        received = [each.received_usd for each in years]
        part_b = [each.lived.part_b_usd for each in years] if held.text.payer == MEDICARE else None
        parties = {PAYER: held.text.payer, HOLDER: held.text.holder, BENEFICIARIES: OF_THE_PREMIUM}
        parts = list(zip(spending, received, part_b or [None] * len(years), strict=True))
        parts.append((sum(spending), sum(received), None if part_b is None else sum(part_b)))
        for (*figures,), when in zip(parts, [*years, None], strict=True):
            level = years[0].settlement.level if when is None else when.settlement.level
            year = None if when is None else when.settlement.year
            for share in carriers(*figures, premium):
                names = (held.name, years[0].held.label, level, year, share.party, parties[share.party])
                rows.append((*names, share.share, share.low, share.high))
    return pl.DataFrame(rows, schema=CARRIERS, orient="row")


def _names(each: Settled, level: str) -> tuple:
    text = each.held.contract.text
    return (text.name, each.held.label, level, text.family, text.holder, text.payer, each.held.is_own)


def _by_label(settled: Iterable[Settled]) -> list[list[Settled]]:
    found: dict[str, list[Settled]] = {}
    for each in settled:
        found.setdefault(each.held.label, []).append(each)
    return list(found.values())


def _of_clearing(each: Settled) -> float | None:
    """The share of draws with savings of at least the minimum savings rate; none where there is no such rate."""
    gate = next((term for term in each.terms if hasattr(term, "by_size")), None)
    if gate is None or (gate.by_size is None and gate.fixed is None):
        return None
    ledger = each.settlement.ledger
    rate, least = each.by_draw(ledger.savings_rate), each.by_draw(ledger.minimum_savings_rate)
    return float(((rate > 0) & (rate >= least)).mean())


def _of_limit(each: Settled) -> float | None:
    """The share of draws in which the limit of savings or of losses is reached; none where there is neither."""
    ledger = each.settlement.ledger
    terms = [term for term in each.terms if hasattr(term, "gain_share")]
    within = {line.step: line.amount for line in ledger.lines}
    reached = []
    for term in terms:
        if term.gain_share is not None:
            most = term.gain_share.value * ledger.benchmark_usd
            reached.append(_at(each.by_draw(within["savings within the limit"]), each.by_draw(most)))
        if "losses within the limit" in within:
            most, _ = term.most_owed(ledger)
            reached.append(_at(each.by_draw(within["losses within the limit"]), each.by_draw(most)))
    return float(np.any(reached, axis=0).mean()) if reached else None


def _at(amount: np.ndarray, most: np.ndarray) -> np.ndarray:
    return (amount > 0) & (amount >= SURELY * most)


def _estimates(amounts: list[np.ndarray]) -> list[tuple[float, float, float]]:
    if not amounts:
        return []
    stacked = np.stack(amounts)
    low, high = np.quantile(stacked, INTERVAL, axis=1)
    return list(zip(stacked.mean(axis=1).tolist(), low.tolist(), high.tolist(), strict=True))
