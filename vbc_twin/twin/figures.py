"""One vector of parameter values made ready to live by: fitted to what CMS published of year 0."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.evidence import PublishedRow
from vbc_twin.twin.centring import centres
from vbc_twin.twin.coefficients import coefficients
from vbc_twin.twin.content import Content
from vbc_twin.twin.fit import ExpectedYear, expect_year, fit_prices, fit_use
from vbc_twin.twin.hazards import Hazards, Scales
from vbc_twin.twin.onset import solve
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State


@dataclass(frozen=True)
class Figures:
    """`physics` with its scales solved, and the yearly `trend` of prices and benchmarks."""

    physics: Physics
    trend: float


def solved(plan: Plan, people: State, content: Content, prevalence: np.ndarray, values: np.ndarray) -> Figures:
    """Solve centres, onset and background death on these people; scales of use and price are still 1.

    `prevalence` is the true one (conditions, cells of age band and sex).
    """
    physics = Physics(plan, coefficients(plan, values), Scales.none(plan), content.life_table)
    physics.scales.centre = centres(plan, physics.numbers, people)
    solve(physics, people, settled(physics, people), prevalence)
    return Figures(physics, plan.value(content.trend, values))


def fit(figures: Figures, people: State, row: PublishedRow, seed: int, replications: range) -> None:
    """Solve the scales of use and price on the mean of the expected years 0 of these replications.

    No scale of use may lift a chance above one, so what is solved on one year is solved again on what it leads to.
    """
    for some in (replications[:1], replications)[: 2 if len(replications) > 1 else 1]:
        years = expected(figures, people, seed, some)
        fit_prices(fit_use(years, row, figures.physics), row, figures.physics)


def expected(figures: Figures, people: State, seed: int, replications: range) -> list[ExpectedYear]:
    """Year 0 as it is expected with these figures, under the luck of each replication."""
    january = settled(figures.physics, people)
    figures.physics.refresh(people, january, np.flatnonzero(people.entry <= 0), 0)
    return [expect_year(people, figures.physics, january.copy(), seed, each) for each in replications]


def settled(physics: Physics, people: State) -> Hazards:
    """Room for these people's figures, with what hangs on their fixed attributes worked out."""
    hazards = Hazards.empty(len(people), physics.plan, physics.lanes.luck)
    physics.settle_attributes(people, hazards)
    return hazards
