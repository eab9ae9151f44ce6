"""One published row ready to be settled: contracts that it may be under, and experiences at and around its figures."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.contracts.contract import Contract
from vbc_twin.contracts.experience import Experience
from vbc_twin.contracts.published.printed import Printed
from vbc_twin.contracts.published.rows import Row

OF_PUBLISHED = 0.001  # "within 0.1 %"
DOLLAR = 1.0  # two amounts that were rounded to the dollar each


@dataclass(frozen=True)
class Case:
    """A row's contracts and experience. The first draw is the row as printed, the others are corners of its rounding.

    There is one contract, unless a printed rate stands for more than one election. `settles` names the amount of the
    settlement that the published one is compared with.
    """

    row: Row
    contracts: tuple[Contract, ...]
    experience: Experience
    settles: str = "earned_usd"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Interval:
    """A settlement [USD] as printed figures give it, and between what it may lie."""

    computed: float
    least: float
    most: float

    def holds(self, published: Printed) -> bool:
        """Whether a published amount, itself rounded, is one of these."""
        return self.least - published.half <= published.value <= self.most + published.half


def settled(case: Case, amount: str) -> Interval:
    """Settle a case: the least and the most over every election and every corner."""
    draws = [np.atleast_1d(getattr(contract.settle(case.experience), amount)) for contract in case.contracts]
    return Interval(
        float(draws[0][0]), min(float(each.min()) for each in draws), max(float(each.max()) for each in draws)
    )


def within_a_thousandth(computed: float, published: float) -> bool:
    """Whether two amounts agree to 0.1 % of the published one, or to the dollar to which it is rounded."""
    return abs(computed - published) <= max(OF_PUBLISHED * abs(published), DOLLAR)
