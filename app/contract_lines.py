"""A settlement in words and rows: its finding, its amounts, what edits change, and its lines."""

from dataclasses import dataclass

import contract_form
import numpy as np
import polars as pl
from settled import CENT, INTERVAL, Settled, difference, mean

MILLION, DIGITS = 1_000_000, 3


@dataclass(frozen=True)
class Amount:
    """An amount of a settlement [USD, mean over draws], and sentences to stand beside it."""

    name: str
    usd: float
    beside: tuple[str, ...]


def finding(now: Settled) -> str:
    """What comes out, in one sentence."""
    who, year, paid = f"the {now.contract.text.holder}", now.settlement.year, now.paid_usd
    on_average = " on average" if now.draws > 1 else ""
    if abs(paid) < CENT:
        return f"In {year} {who} neither earns nor owes{on_average}"
    chance = {0.0: "none", 1.0: "all"}.get(now.chance_owed, f"{now.chance_owed:.0%}")
    owing = f", and owes in {chance} of {now.draws} draws" if now.draws > 1 else ""
    return f"In {year} {who} {'earns' if paid > 0 else 'owes'} {about(paid)}{on_average}{owing}"


def difference_said(now: Settled, before: Settled | None) -> str:
    """What the edits change, in one sentence."""
    if before is None:
        return "Nothing is edited: this is the contract as its file has it."
    change, low, high = difference(now, before)
    if abs(change) < CENT:
        return f"Your edits change nothing in what is paid: {usd(now.paid_usd)}, with them and without."
    more = "more" if change > 0 else "less"
    between = f" (90 % interval {usd(low)} to {usd(high)})" if now.draws > 1 else ""
    return (
        f"**With your edits the {now.contract.text.holder} has {usd(abs(change))} {more}{between}**: "
        f"{usd(now.paid_usd)} instead of {usd(before.paid_usd)} under the file as it stands."
    )


def amounts(now: Settled, before: Settled | None) -> list[Amount]:
    """Benchmark, what is left of it, what is paid, and what is paid beside it during the year; those that exist."""
    named = {
        "Benchmark": "benchmark_usd",
        "Benchmark less expenditure": "gross_usd",
        "Paid (+) or owed (-)": "paid_usd",
        "Paid during the year": "quarterly_usd",
    }
    if abs(mean(now.settlement.benchmark_usd)) < CENT:
        named = {name: key for name, key in named.items() if key not in ("benchmark_usd", "gross_usd")}
    if abs(now.quarterly_usd) < CENT:
        named.pop("Paid during the year")
    return [_amount(name, key, now, before) for name, key in named.items()]


def lines(now: Settled) -> pl.DataFrame:
    """Every line as `explain` gives it, without the interval where there are no draws."""
    rows = now.settlement.explain()
    return rows if now.draws > 1 else rows.drop("low", "high")


def waterfall_said(now: Settled) -> str:
    """The waterfall in one sentence, for those who cannot see it."""
    said = [f"{step.name.lower()} {usd(step.change)}" for step in now.steps if not step.is_nothing]
    return f"Settlement of {now.settlement.year}{', mean over draws' if now.draws > 1 else ''}: {'; '.join(said)}."


def unsure_said(now: Settled) -> str:
    """How many lines rest on a figure that is not settled law; nothing if none does."""
    marks = [line.mark for line in now.settlement.lines if line.mark not in contract_form.SURE]
    if not marks:
        return ""
    which = ", ".join(sorted({contract_form.MARKS[mark] for mark in marks}))
    rest = "1 line rests" if len(marks) == 1 else f"{len(marks)} lines rest"
    return f"{rest} on a figure that nobody has checked in the rule itself ({which})."


def usd(amount: float) -> str:
    """Dollars, to the dollar."""
    return f"{'-' if round(amount) < 0 else ''}${abs(amount):,.0f}"


def about(amount: float) -> str:
    """The size of an amount, to three digits."""
    size = float(f"{abs(amount):.{DIGITS}g}")
    return f"${float(f'{size / MILLION:.{DIGITS}g}'):,g} million" if size >= MILLION else f"${size:,.0f}"


def _amount(name: str, key: str, now: Settled, before: Settled | None) -> Amount:
    draws, beside = np.atleast_1d(getattr(now.settlement, key)), []
    if now.draws > 1:
        low, high = np.quantile(draws, INTERVAL)
        beside += [f"90 % interval {usd(low)} to {usd(high)}"] if high - low >= CENT else []
    if before is not None and abs(mean(draws) - mean(getattr(before.settlement, key))) >= CENT:
        beside.append(f"as the file stands {usd(mean(getattr(before.settlement, key)))}")
    return Amount(name, mean(draws), tuple(beside))
