"""One vector of parameter values made ready to live by: fitted to what CMS published of year 0."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.evidence import PublishedRow
from vbc_twin.twin.coefficients import coefficients
from vbc_twin.twin.content import Content
from vbc_twin.twin.fit import ExpectedYear, expect_year, fit_prices, fit_use
from vbc_twin.twin.hazards import Hazards, Physics, Scales
from vbc_twin.twin.onset import solve
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State


@dataclass(frozen=True)
class Figures:
    """`physics` with its scales solved, and the yearly `trend` of prices and benchmarks."""

    physics: Physics
    trend: float


def fitted(
    plan: Plan,
    people: State,
    content: Content,
    row: PublishedRow,
    prevalence: np.ndarray,
    values: np.ndarray,
    seed: int,
    replications: range,
) -> Figures:
    """Solve onset and background death on these people, then the scales of use and price of year 0.

    `prevalence` is the true one (conditions, cells of age band and sex); the fit is to the mean of the expected years of
    these replications.
    """
    physics = Physics(plan, coefficients(plan, values), Scales.none(plan), content.life_table)
    hazards = settled(physics, people)
    solve(physics, people, hazards, prevalence)
    years = [expect_year(people, physics, settled(physics, people), seed, each) for each in replications]
    fit_prices(fit_use(years, row, physics), row, physics)
    return Figures(physics, plan.value(content.trend, values))


def expected(figures: Figures, people: State, seed: int, replication: int) -> ExpectedYear:
    """Year 0 as it is expected with these figures, under one replication's luck."""
    return expect_year(people, figures.physics, settled(figures.physics, people), seed, replication)


def settled(physics: Physics, people: State) -> Hazards:
    """Room for these people's figures, with what hangs on their fixed attributes worked out."""
    hazards = Hazards.empty(len(people), physics.plan, physics.luck)
    physics.settle_attributes(people, hazards)
    return hazards
