"""One month of everybody's life: numbers in, numbers out; the names ended at the plan.

The readable kernel. Its order: who is hit, who moves to another stage, what care is used, who dies, what it costs. The
state is changed in place; what happened is returned as an account.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.twin.draws import uniform
from vbc_twin.twin.hazards import Hazards, Physics
from vbc_twin.twin.state import NEVER, RING, State

# More events of one kind in a month than this are not drawn.
MOST_EVENTS = 60
# What is counted of each person in each month, beside stays by cause and spending by category.
COUNTS = ("members", "deaths", "readmissions", "ed_visits", "snf_stays", "home_health_episodes", "hospice_users")


@dataclass
class Account:
    """What happened in a month, by person: `counts` (people, 7), `stays` (people, K), `cents` (people, 7)."""

    counts: np.ndarray
    stays: np.ndarray
    cents: np.ndarray


@dataclass(frozen=True)
class Prices:
    """USD for each priced event, and `by_type` (4, 7): the factor of each enrolment type and spending category."""

    stay: np.ndarray
    snf: float
    home_health: float
    hospice: float
    ed_outpatient: float
    ed_physician: float
    visits: np.ndarray
    by_type: np.ndarray


def advance(state: State, hazards: Hazards, physics: Physics, prices: Prices, keys, month: int) -> Account:
    """Live one month; `keys` are the people's keys of this run. Who is not present has no chance of anything."""
    who, lane, draw = physics.luck.hits(keys, month, hazards.chance, hazards.bounds)
    dead = who[lane == physics.death_lane]
    account = _use_care(state, hazards, physics, prices, keys, month, (who, lane, draw), dead)
    move(state, physics, keys, month, who, lane)
    state.alive[dead] = False
    hazards.silence(dead)
    return account


def recall(state: State, hazards: Hazards, physics: Physics, prices: Prices, keys, month: int) -> None:
    """Fill the twelve-month rings of people who enter in `month`, as if they had been then what they are now."""
    nobody = np.empty(0, np.int64)
    for past in range(month - RING, month):
        hits = physics.luck.hits(keys, past, hazards.chance, hazards.bounds)
        _use_care(state, hazards, physics, prices, keys, past, hits, nobody)


def _use_care(state, hazards, physics, prices, keys, month, hits, dead) -> Account:
    """The care used in a month and what it costs; the rings remember it."""
    who, lane, draw = hits
    people = len(state)
    stays = np.zeros((people, len(physics.plan.causes)), np.int64)
    for place, column in enumerate(physics.stay_lanes):
        here = lane == column
        stays[who[here], place] = poisson(draw[here], hazards.rate[who[here], column])
    first_stays = stays.sum(axis=1)
    readmitted = _readmissions(state, hazards, physics, keys, month, stays)
    ed, home_health, in_hospice = np.zeros((3, people), np.int64)
    for column, count in ((physics.ed_lane, ed), (physics.home_health_lane, home_health)):
        here = lane == column
        count[who[here]] = poisson(draw[here], hazards.rate[who[here], column])
    through_ed = _emergencies(physics, keys, month, stays)
    to_snf = _sent_to_snf(hazards, keys, month, stays.sum(axis=1))
    in_hospice[dead] = uniform(keys[dead], month, "hospice") < hazards.hospice[dead]
    died = np.zeros(people, np.int64)
    died[dead] = 1

    uses = np.column_stack([stays, to_snf, home_health, in_hospice, ed, hazards.visits])
    cents = np.rint(100 * spending(uses, prices, state.enrolment_type)).astype(np.int64)
    _remember(state, month, stays, first_stays, ed + through_ed, cents)
    present = state.alive & (state.entry <= month)
    counts = (present, died, readmitted, ed + through_ed, to_snf, home_health, in_hospice)
    return Account(np.column_stack(counts).astype(np.int64), stays, cents)


def spending(uses: np.ndarray, prices: Prices, enrolment_type: np.ndarray) -> np.ndarray:
    """USD by category (people, 7) of uses (people, K + 7): stays by cause, SNF, home health, hospice, ED, visits."""
    causes = len(prices.stay)
    snf, home_health, hospice, ed, physician, outpatient, dme = uses[:, causes:].T
    dollars = np.empty((len(uses), len(CATEGORIES)))
    dollars[:, 0] = weighted_sum(uses[:, :causes], prices.stay)
    dollars[:, 1] = outpatient * prices.visits[1] + ed * prices.ed_outpatient
    dollars[:, 2] = physician * prices.visits[0] + ed * prices.ed_physician
    dollars[:, 3] = snf * prices.snf
    dollars[:, 4] = home_health * prices.home_health
    dollars[:, 5] = hospice * prices.hospice
    dollars[:, 6] = dme * prices.visits[2]
    return dollars * prices.by_type[enrolment_type]


def weighted_sum(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The sum over columns in their order, so that a row's result does not hang on its neighbours."""
    total = counts[:, 0] * weights[0]
    for place in range(1, len(weights)):
        total = total + counts[:, place] * weights[place]
    return total


def poisson(draw: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """How many events: at least one, as the draw lies under 1 - exp(-rate); the lower the draw, the more."""
    count = np.ones(len(draw), np.int64)
    term, beyond = np.exp(-rate), -np.expm1(-rate)
    for number in range(1, MOST_EVENTS):
        term = term * rate / number
        beyond = beyond - term
        more = draw < beyond
        if not more.any():
            break
        count[more] += 1
    return count


def binomial(draw: np.ndarray, trials: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """How many of a few trials succeed, from one draw: the lower the draw, the more."""
    count = np.zeros(len(draw), np.int64)
    term = (1 - chance) ** trials
    beyond = 1 - term
    for successes in range(1, int(trials.max(initial=0)) + 1):
        count[draw < beyond] = successes
        odds = chance / np.maximum(1 - chance, 1e-12)
        term = term * odds * np.maximum(trials - successes + 1, 0) / successes
        beyond = beyond - term
    return np.minimum(count, trials)


def _readmissions(state, hazards, physics, keys, month, stays) -> np.ndarray:
    """Last month's first stays come back within 30 days, or not: one draw, keyed by the month of discharge."""
    who = np.flatnonzero(state.awaiting)
    count = np.zeros(len(state), np.int64)
    if len(who):
        draw = uniform(keys[who], month - 1, "readmission")
        count[who] = binomial(draw, state.awaiting[who].astype(np.int64), hazards.readmission[who])
        again = who[count[who] > 0]
        mix = np.cumsum(hazards.rate[np.ix_(again, physics.stay_lanes)], axis=1)
        share = uniform(keys[again], month - 1, "cause of readmission") * mix[:, -1]
        cause = (share[:, None] >= mix).sum(axis=1)
        stays[again, cause] += count[again]
    return count


def _emergencies(physics: Physics, keys, month: int, stays: np.ndarray) -> np.ndarray:
    """How many of a month's stays began in the ED."""
    count = np.zeros(len(stays), np.int64)
    for cause, share in enumerate(physics.numbers.from_emergency):
        who = np.flatnonzero(stays[:, cause])
        draw = uniform(keys[who], month, f"emergency {physics.plan.causes[cause]}")
        count[who] += binomial(draw, stays[who, cause], np.full(len(who), share))
    return count


def _sent_to_snf(hazards: Hazards, keys, month: int, stays: np.ndarray) -> np.ndarray:
    """How many of a month's stays were followed by a skilled nursing facility."""
    count = np.zeros(len(stays), np.int64)
    who = np.flatnonzero(stays)
    count[who] = binomial(uniform(keys[who], month, "snf"), stays[who], hazards.snf[who])
    return count


def move(state: State, physics: Physics, keys, month: int, who, lane) -> None:
    """Stages change; a new disease is recorded at once or, for the undiagnosed share, not yet."""
    for place, lane_of in zip(physics.plan.moving, physics.move_lanes, strict=True):
        movers = who[lane == lane_of]
        if not len(movers):
            continue
        before = state.stage[movers, place]
        state.stage[movers, place] = physics.destination[place, before]
        state.changed[movers] = True
        condition = physics.plan.conditions[place]
        undiagnosed = physics.plan.value(condition.undiagnosed, physics.numbers.values)
        draw = uniform(keys[movers], month, f"record {condition.name}")
        seen = movers[(before > 0) & (state.recorded[movers, place] != NEVER) | (before == 0) & (draw >= undiagnosed)]
        state.recorded[seen, place] = month


def _remember(state: State, month: int, stays, first_stays, ed_visits, cents) -> None:
    """The month takes its place in the twelve-month rings."""
    place = month % RING
    state.stays[:, place] = stays
    state.ed_visits[:, place] = ed_visits
    state.cost[:, place] = cents.sum(axis=1)
    state.awaiting[:] = first_stays
    discharged = stays.any(axis=1)
    state.last_discharge[discharged] = month
    state.last_cause[discharged] = stays[discharged].argmax(axis=1)
