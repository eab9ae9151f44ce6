"""What must hold for any contract and any year: relations, each beside what it is tried on."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.contracts.generated import CENT, Made
from vbc_twin.contracts import Experience

RELATIONS: dict[str, tuple[Callable, dict]] = {}


def tried_on(**strategies) -> Callable:
    """Keep a relation with the strategies of its arguments."""

    def kept(check: Callable) -> Callable:
        RELATIONS[check.__name__] = (check, strategies)
        return check

    return kept


def spending(year: Experience, factor: float) -> Experience:
    """The same year with its spending multiplied."""
    return replace(year, spending_usd={name: usd * factor for name, usd in year.spending_usd.items()})


def spent(year: Experience, usd: float) -> Experience:
    """The same year with one amount of spending in all [USD]."""
    return replace(year, spending_usd={"all": usd}, person_years={"all": 9_000.0})


def beside(year: Experience, **figures) -> Experience:
    """The same year with more figures."""
    return replace(year, figures=year.figures | figures)


def built(year: Experience, usd: float) -> Experience:
    """The same year without its benchmark, and with a figure to build one from [USD]."""
    return replace(year, benchmark_usd=None, participant_revenue_usd=usd)


def on_target(contract: Made, **part) -> Made:
    """The same contract on a benchmark of its own: a figure of the year, or a share of it."""
    return contract.adding("target", 0, part=[{"of": ["participant_revenue_usd"], **part}])


def near(one, other, scale: float = 1.0) -> bool:
    """Whether two amounts are the same to the cent, or to twelve digits of a scale [USD]."""
    return bool(np.all(np.abs(np.asarray(one) - np.asarray(other)) <= np.maximum(CENT, 1e-12 * scale)))
