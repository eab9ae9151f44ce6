"""Builds the open panel: lives the expected years ahead and has joiners take the places that become free."""

from collections.abc import Callable

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES, Panel
from vbc_twin.twin import recording
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.expectation import ExpectedLife, expected_month
from vbc_twin.twin.figures import Figures, settled
from vbc_twin.twin.hazards import age_sex_cell
from vbc_twin.twin.population import Movement, Population, arrive, enter, grow_older
from vbc_twin.twin.prices import UnitPrices, spending
from vbc_twin.twin.replenish import balanced_weights, by_type, make_up, pick, score_columns, spending_columns
from vbc_twin.twin.scoring import Scoring, for_scoring, on_record, tables_of
from vbc_twin.twin.state import NEVER, State

# How many people joiners are chosen from.
SMALLEST_POOL, LARGEST_POOL = 6000, 40_000
TYPES = len(ENROLMENT_TYPES)

DrawPool = Callable[[int], Panel]


def populate(
    first: State, figures: Figures, movement: Movement, years: int, draw_pool: DrawPool, seed: int, year_zero: int
) -> Population:
    """The people of the first January and those who join in each later one, so that the panel stays what it was.

    `figures` are the published ones; `draw_pool(n)` gives n people drawn like the first panel.
    """
    tables = tables_of(figures.physics.plan)
    for_scoring(first, tables)
    if movement.closed:
        nobody = first.take(np.zeros(0, np.int64))
        return Population(first, (nobody,) * (years - 1), movement, year_zero)
    people = first.copy()
    _begin(people, figures, seed)
    # Joiners make up for what is on record, not for which part of it the claims of a year happen to show.
    scoring = Scoring.fitted(people, np.ones(len(people)), on_record(people), tables, year_zero)
    scoring.write(people, 0, on_record(people))
    wanted = _make_up(people, figures).T @ first.weight
    pool = enter(draw_pool(int(np.clip(len(first), SMALLEST_POOL, LARGEST_POOL))), figures.physics.plan, movement, seed)
    weight_of_stratum = np.bincount(first.stratum, first.weight, TYPES) / np.bincount(first.stratum, minlength=TYPES)
    pool.columns["weight"] = np.where(np.isnan(weight_of_stratum), 1.0, weight_of_stratum)[pool.stratum]
    for_scoring(pool, tables)
    _begin(pool, figures, seed)
    features = _make_up(pool, figures)
    order = np.lexsort((features[:, spending_columns()].sum(axis=1), age_sex_cell(pool.age, pool.female), pool.stratum))
    late = int((first.entry > 0).sum())
    for state in (people, pool):
        state.columns["frailty_variance"] = np.zeros(len(state))
    alive, joiners = np.ones(len(first)), []
    for month in range(12, 12 * years, 12):
        people, alive = _next_january(people, alive, figures, movement, month, seed)
        for state in (people, pool):
            scoring.write(state, month, on_record(state))
        features[:, score_columns()] = by_type(pool, pool.hcc_score)
        missing = wanted - _make_up(people, figures).T @ (people.weight * alive)
        rows = pick(balanced_weights(features, missing) / pool.weight, order)
        new = arrive(pool.take(rows), len(first) + sum(len(each) for each in joiners), month, movement, seed, late)
        joiners.append(State({name: column for name, column in new.columns.items() if name in first.columns}))
        new.found[new.found != NEVER] += month
        people, alive = _together(people, alive, new)
    return Population(first, tuple(joiners), movement, year_zero)


def _begin(people: State, figures: Figures, seed: int) -> None:
    """What is on record of people who enter, and when the rest will be found, by what they face then (changed here)."""
    hazards = settled(figures.physics, people)
    figures.physics.refresh(people.copy(), hazards, np.arange(len(people)), 0)
    recording.begin(people, hazards, figures.physics, person_keys(seed, 0, people.id))


def _next_january(people: State, alive: np.ndarray, figures: Figures, movement: Movement, month: int, seed: int):
    """Expect the year that ends in this January; who would leave is gone, the rest carry their chance to be alive."""
    keys = person_keys(seed, 0, people.id)
    hazards = settled(figures.physics, people)
    people.changed[:] = True
    figures.physics.refresh(people, hazards, figures.physics.due(people, month - 12), month - 12)
    life = ExpectedLife(people, hazards, figures.physics, keys)
    life.alive = alive
    for each in range(month - 12, month):
        life.age_by(life.month(each).deaths)
    recording.expected_at_stays(people, hazards, figures.physics, keys, month)
    stay = people.leaves > month
    people = people.take(stay)
    grow_older(people, figures.physics.plan)
    _expect_drift(people, movement, figures.physics.lost_frailty(people))
    return people, life.alive[stay]


def _expect_drift(people: State, movement: Movement, lost: np.ndarray) -> None:
    """Frailty a year on: the mean and the variance of all the values that it may have drifted to.

    With f = kept x f0 + spread x noise, the mean of exp(b f) is exp(b (kept x f0 + b spread^2 / 2)). Chance itself is
    left out: joiners must not make up for what luck did to the people of one replication.
    """
    kept = movement.persistence
    people.frailty[:] = kept * (people.frailty + lost)
    people.frailty_variance[:] = kept**2 * people.frailty_variance + 1 - kept**2


def _together(people: State, alive: np.ndarray, new: State) -> tuple[State, np.ndarray]:
    people.columns["_alive"] = alive
    both = people.joined_by(State({**new.columns, "_alive": np.ones(len(new))}))
    return both, both.columns.pop("_alive")


def _make_up(people: State, figures: Figures) -> np.ndarray:
    """What is to stay as it was, with everybody's expected spending [USD a year] and deaths a year."""
    physics = figures.physics
    hazards = settled(physics, people)
    physics.refresh(people.copy(), hazards, np.arange(len(people)), 0)
    month = expected_month(hazards, physics, hazards.back)
    by_category = spending(month.priced, UnitPrices.of(physics.plan, physics.numbers))
    yearly = 12 * (by_category * physics.scales.price_factor[people.enrolment_type]).sum(axis=1)
    return make_up(people, yearly, 12 * month.deaths, physics.plan.most_stages)
