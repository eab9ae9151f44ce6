"""A contract settled on an experience, step by step: what each term does to the money, and how an edit moves it."""

from dataclasses import dataclass, replace

import numpy as np

import vbc_twin as vt

INTERVAL = (0.05, 0.95)
CENT = 0.005
NAMES = {
    "Cash": "Sequestration",
    "Gate": "Gate",
    "Limit": "Limits",
    "Quality": "Quality",
    "QualityAmount": "Quality at stake",
    "Recoup": "Advances recouped",
    "Share": "The payer's part",
}
START, END = "Benchmark less expenditure", "Paid (+) or owed (-)"


@dataclass(frozen=True)
class Step:
    """One step of the money [USD, mean over draws]: where it begins, where it ends; a total begins at zero."""

    name: str
    begins: float
    ends: float
    is_total: bool = False

    @property
    def change(self) -> float:
        """What the step adds, or the total itself [USD]."""
        return self.ends - self.begins

    @property
    def is_nothing(self) -> bool:
        """Whether it moves less than a cent."""
        return abs(self.change) < CENT and not self.is_total


@dataclass(frozen=True)
class Settled:
    """A settlement, and its steps in the contract's own order, those that change nothing among them."""

    contract: vt.Contract
    settlement: vt.Settlement
    steps: tuple[Step, ...]

    @property
    def paid_usd(self) -> float:
        """What is paid (+) or owed (-) at the reconciliation [USD, mean over draws]."""
        return mean(self.settlement.paid_usd)

    @property
    def paid_between_usd(self) -> tuple[float, float]:
        """Its 90 % interval over draws [USD]."""
        low, high = np.quantile(np.atleast_1d(self.settlement.paid_usd), INTERVAL)
        return float(low), float(high)

    @property
    def draws(self) -> int:
        """Over how many draws it is settled; 1 for a single experience."""
        return max(np.size(line.amount) for line in (*self.settlement.lines, _Paid(self.settlement.paid_usd)))

    @property
    def chance_owed(self) -> float:
        """The share of draws in which the contract's holder owes."""
        return float(np.mean(np.atleast_1d(self.settlement.paid_usd) < -CENT))

    @property
    def quarterly_usd(self) -> float:
        """What is paid during the year, beside the reconciliation [USD, mean over draws]."""
        return mean(self.settlement.quarterly_usd)


@dataclass(frozen=True)
class _Paid:
    amount: float | np.ndarray


def settle(contract: vt.Contract, experience: vt.Experience) -> Settled:
    """Settle, and fold again up to each term for what it did. Raises EvidenceError naming all that is missing."""
    settlement = contract.settle(experience)
    return Settled(contract, settlement, tuple(_steps(contract, experience, settlement)))


def difference(now: Settled, before: Settled) -> tuple[float, float, float]:
    """What the edits bring more at the reconciliation [USD]: the mean over draws, and the 90 % interval."""
    draws = np.atleast_1d(np.asarray(now.settlement.paid_usd) - np.asarray(before.settlement.paid_usd))
    low, high = np.quantile(draws, INTERVAL)
    return mean(draws), float(low), float(high)


def steps_beside(now: Settled, before: Settled) -> list[tuple[Step, Step]]:
    """The steps of both, those aside that move nothing in either."""
    pairs = zip(now.steps, before.steps, strict=True)
    return [(one, other) for one, other in pairs if not (one.is_nothing and other.is_nothing)]


def mean(amount) -> float:
    """The mean over draws."""
    return float(np.mean(amount))


def _steps(contract: vt.Contract, experience: vt.Experience, settlement: vt.Settlement):
    terms = contract.text.terms
    kinds = [text.kind.__name__ for text in terms]
    shared_at = kinds.index("Share") if "Share" in kinds else None
    so_far = gross = 0.0 if shared_at is None else mean(settlement.gross_usd)
    if shared_at is not None:
        yield Step(START, 0.0, gross, is_total=True)
    before = 0.0
    for number, text in enumerate(terms):
        paid = _paid(contract, experience, lambda position, number=number: position <= number)
        moves = [(_name(text), paid - before)]
        if number == shared_at:
            moves = _sharing(contract, experience, number, gross, before, paid)
        for name, change in moves:
            yield Step(name, so_far, so_far + change)
            so_far += change
        before = paid
    yield Step(END, 0.0, mean(settlement.paid_usd), is_total=True)


def _sharing(contract, experience, number: int, gross: float, before: float, paid: float) -> list[tuple[str, float]]:
    """What sharing does, taken apart: the rate alone, then quality, then the gate."""
    kinds = [text.kind.__name__ for text in contract.text.terms]

    def without(*names: str) -> float:
        return (
            _paid(contract, experience, lambda position: position <= number and kinds[position] not in names) - before
        )

    alone, with_quality = without("Gate", "Quality"), without("Gate")
    moves = [(NAMES["Share"], alone - gross)]
    if "Quality" in kinds[:number]:
        moves.append((NAMES["Quality"], with_quality - alone))
    if "Gate" in kinds[:number]:
        moves.append((NAMES["Gate"], paid - before - with_quality))
    return moves


def _paid(contract: vt.Contract, experience: vt.Experience, holds) -> float:
    """What is paid under some of the terms only [USD, mean over draws]."""
    terms = tuple(text for position, text in enumerate(contract.text.terms) if holds(position))
    return mean(replace(contract, text=replace(contract.text, terms=terms)).settle(experience).paid_usd)


def _name(text) -> str:
    item = text.values.get("item")
    kind = text.kind.__name__
    return str(item)[:1].upper() + str(item)[1:] if item else NAMES.get(kind, kind)
