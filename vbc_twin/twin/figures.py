"""One vector of parameter values made ready to live by: fitted to what CMS published of year 0."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.evidence import PublishedRow
from vbc_twin.twin.centring import centres
from vbc_twin.twin.coefficients import coefficients
from vbc_twin.twin.content import Content
from vbc_twin.twin.dying import solve_death
from vbc_twin.twin.fit import ExpectedYear, drift_of, expect_year, fit_prices, fit_use, hospice_users
from vbc_twin.twin.hazards import Hazards, Scales
from vbc_twin.twin.onset import solve, solve_onset
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State


@dataclass(frozen=True)
class Figures:
    """`physics` with its scales solved, and the yearly `trend` of prices and benchmarks."""

    physics: Physics
    trend: float


def solved(
    plan: Plan, people: State, content: Content, prevalence: np.ndarray, values: np.ndarray, drift=None
) -> Figures:
    """Solve centres, onset and death on these people; scales of use and price are still 1.

    `prevalence` is the true one (conditions, cells of age band and sex); `drift` as in `dying.solve_death`.
    """
    physics = Physics(plan, coefficients(plan, values), Scales.none(plan), content.life_table)
    physics.scales.centre = centres(plan, physics.numbers, people)
    solve(physics, people, settled(physics, people), prevalence, drift)
    return Figures(physics, plan.value(content.trend, values))


def fit(
    figures: Figures, people: State, row: PublishedRow, seed: int, replications: range, prevalence: np.ndarray
) -> None:
    """Solve the scales of use and price on the mean of the expected years 0 of these replications.

    No scale of use may lift a chance above one, and deaths hang on stays and illness on deaths, so what is solved on
    one year is solved again on what it leads to: first on half of the years, then, from near by, on all of them.
    """
    physics, half = figures.physics, replications[: len(replications) // 2]
    for some in (half, replications) if half else (replications,):
        years = expected(figures, people, seed, some)
        before = _january(physics, people, np.arange(len(people)))
        year = fit_use(years, row, physics)
        january = _january(physics, people, np.arange(len(people)))
        solve_death(physics, people, january, drift_of(years))
        solve_onset(physics, people, january, prevalence)
        year.more_hospice(*(hospice_users(people, physics, each) for each in (before, january)))
        fit_prices(year, row, physics)


def expected(figures: Figures, people: State, seed: int, replications: range) -> list[ExpectedYear]:
    """Year 0 as it is expected with these figures, under the luck of each replication."""
    january = _january(figures.physics, people, np.flatnonzero(people.entry <= 0))
    return [expect_year(people, figures.physics, january.copy(), seed, each) for each in replications]


def _january(physics: Physics, people: State, who: np.ndarray) -> Hazards:
    """What some of these people face in the first month."""
    january = settled(physics, people)
    physics.refresh(people, january, who, 0)
    return january


def settled(physics: Physics, people: State) -> Hazards:
    """Room for these people's figures, with what hangs on their fixed attributes worked out."""
    hazards = Hazards.empty(len(people), physics.plan, physics.lanes.luck)
    physics.settle_attributes(people, hazards)
    return hazards
