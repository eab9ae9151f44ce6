"""One month of everybody's life: numbers in, numbers out; the names ended at the plan.

The readable kernel. Its order: who is hit, what care is used and what it costs, who dies, who moves to another stage.
The state is changed in place; what happened is returned as a list of events, few of which fall upon anyone in a month,
and the visits that everybody pays for.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.twin import recording
from vbc_twin.twin.after_stay import at_stays
from vbc_twin.twin.causes import cause_within, own_cause
from vbc_twin.twin.chance import binomial, goes_on, poisson
from vbc_twin.twin.draws import moment, moments, uniform, uniform_at
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.prices import Prices
from vbc_twin.twin.spread import price_luck
from vbc_twin.twin.state import NEVER, RING, State

# What is counted of each person in each month; then come stays by cause, and cents by category.
COUNTS = (
    "members", "deaths", "readmissions", "ed_visits", "snf_stays", "home_health_episodes", "hospice_users",
    "mild_exacerbations", "moderate_exacerbations",
)  # fmt: skip
DEATHS, READMISSIONS, ED_VISITS, SNF_STAYS, HOME_HEALTH, HOSPICE, *BOUTS = range(1, len(COUNTS))
STAYS = len(COUNTS)
INPATIENT, OUTPATIENT, PHYSICIAN, SNF_CARE, HOME_CARE, HOSPICE_CARE, DME = range(len(CATEGORIES))


@dataclass
class Account:
    """What happened in a month: events as (person, figure, amount), `visits` (people, 3; cents), who was `present`.

    Figures are numbered: COUNTS, stays by cause, cents by category; `cents_from` is the first of the last.
    """

    cents_from: int
    visits: np.ndarray
    present: np.ndarray
    people: list[np.ndarray] = field(default_factory=list)
    figures: list[np.ndarray] = field(default_factory=list)
    amounts: list[np.ndarray] = field(default_factory=list)

    def add(self, who: np.ndarray, figure: int | np.ndarray, amount: int | np.ndarray) -> None:
        """Note an amount for each of these people, under one figure or one each."""
        self.people.append(who)
        self.figures.append(figure if isinstance(figure, np.ndarray) else np.full(len(who), figure))
        self.amounts.append(amount if isinstance(amount, np.ndarray) else np.full(len(who), amount))

    def pay(self, who: np.ndarray, category: int, cents: np.ndarray) -> None:
        """Note spending [cents] in a category."""
        self.add(who, self.cents_from + category, cents)

    @cached_property
    def events(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """All events, once the month is over: people, figures, amounts."""
        return np.concatenate(self.people), np.concatenate(self.figures), np.concatenate(self.amounts)

    def among(self, some: np.ndarray) -> "Account":
        """What of it happened to some of the people (a mask), as if the others were not there."""
        who, figure, amount = self.events
        here = some[who]
        part = Account(self.cents_from, self.visits * some[:, None], self.present & some)
        part.add(who[here], figure[here], amount[here])
        return part

    def cents(self) -> np.ndarray:
        """Spending of each person in the month."""
        who, figure, amount = self.events
        paid = figure >= self.cents_from
        # Whole numbers below 2^53 add up exactly in floating point.
        events = np.bincount(who[paid], amount[paid], len(self.visits)).astype(np.int64)
        return events + self.visits.sum(axis=1)


def advance(state: State, hazards: Hazards, physics: Physics, prices: Prices, keys, month: int) -> Account:
    """Live one month; `keys` are the people's keys of this run. Who is not present has no chance of anything."""
    physics.turn_to(hazards, month)
    who, lane, draw = physics.lanes.luck.hits(keys, month, hazards.chance, hazards.bounds)
    near = _nearer_to_death(state, hazards, physics, keys, month)
    account, ends, struck = _use_care(state, hazards, physics, prices, keys, month, (who, lane, draw))
    elsewhere = np.concatenate([who[lane == physics.lanes.death], near])
    # Who is in hospital in a month dies of what the stay brings, or not.
    elsewhere = elsewhere[state.last_discharge[elsewhere] != month]
    present = state.alive & (state.entry <= month)
    dead = np.unique(np.concatenate([elsewhere, ends.dead, np.flatnonzero(state.departing & present)]))
    _end_of_life(account, state, hazards, physics, prices, keys, month, dead, ends.in_hospital)
    state.cost[:, month % RING] = account.cents()
    recording.at_stays(state, physics, keys, month)
    move(state, physics, keys, month, who, lane, struck)
    state.alive[dead], state.departing[ends.later] = False, True
    hazards.silence(dead)
    return account


def recall(state: State, hazards: Hazards, physics: Physics, prices: Prices, keys, months: int) -> None:
    """Fill the last months of the rings of people who are about to enter, as if they had been then as they are now, and
    what is on record of them; `months` before month 0."""
    recording.begin(state, hazards, physics, keys)
    for month in range(-months, 0):
        hits = physics.lanes.luck.hits(keys, month, hazards.chance, hazards.bounds)
        account, ends, _ = _use_care(state, hazards, physics, prices, keys, month, hits, lived_through=True)
        state.cost[:, month % RING] = account.cents()
    state.departing[ends.later] = True
    if months < RING:
        _recall_discharges(state, hazards, physics, keys, months)


def _recall_discharges(state, hazards, physics, keys, months: int) -> None:
    """When people of whom fewer months are recalled were in hospital last, if they were within a year."""
    total = hazards.rate[:, physics.lanes.stays].sum(axis=1) + hazards.back
    with np.errstate(divide="ignore"):
        waited = -np.log1p(-uniform(keys, -months, "last discharge")) / total
    ago = months + 1 + np.floor(np.minimum(waited, RING)).astype(np.int64)
    who = np.flatnonzero((ago <= RING) & (state.last_discharge < -months) & state.alive)
    state.last_discharge[who] = -ago[who]
    state.last_cause[who] = own_cause(hazards.stays[who], uniform(keys[who], -months, "cause of last discharge"))


def _nearer_to_death(state, hazards, physics, keys, month) -> np.ndarray:
    """Who dies because a stay of the last twelve months still weighs on them; its own month is not among these."""
    ago = month - state.last_discharge
    who = np.flatnonzero((ago > 0) & (ago <= RING) & state.alive & (state.entry <= month))
    raised = physics.after_stay.raised(ago[who]) * physics.season(month)
    chance = -np.expm1(-hazards.rate[who, physics.lanes.death] * raised)
    return who[uniform(keys[who], month, "after a stay") < chance]


@dataclass(frozen=True)
class Ends:
    """Whose stay in this month brings death in it, in whom of them before discharge, and to whom it brings death in the
    month after (people, repeated or not)."""

    dead: np.ndarray
    in_hospital: np.ndarray
    later: np.ndarray


def _use_care(
    state, hazards, physics, prices, keys, month, hits, lived_through=False
) -> tuple[Account, Ends, tuple[np.ndarray, np.ndarray]]:
    """The care used in a month and what it costs, all but hospice, whom stays bring death, and first stays (people,
    causes); the rings remember it.

    `lived_through`: it is known that everybody did.
    """
    who, lane, draw = hits
    kind, spread = state.enrolment_type, physics.spread
    present = state.alive & (state.entry <= month)
    visits = np.rint(hazards.visit_cents * physics.spread.luck(keys, month, hazards.visit_rows)).astype(np.int64)
    account = Account(STAYS + len(physics.plan.causes), visits, present)

    is_stay = physics.lanes.group_of[lane] != NEVER
    people, cause = first_stays(hazards, physics, keys, month, who, lane)
    struck, stays = (people, cause), poisson(draw[is_stay], hazards.rate[people, lane[is_stay]])
    again, again_cause, again_stays = _readmissions(state, hazards, physics, keys, month)
    account.add(again, READMISSIONS, again_stays)
    state.awaiting[:] = np.bincount(people, stays, len(state))

    people, first = np.concatenate([people, again]), len(people)
    cause, stays = np.concatenate([cause, again_cause]), np.concatenate([stays, again_stays])
    account.add(people, STAYS + cause, stays)
    luck = moments(month, physics.lanes.stay_streams)[
        :, cause + len(physics.plan.causes) * (np.arange(len(people)) >= first)
    ]
    through_ed = binomial(uniform_at(keys[people], luck[0]), stays, physics.numbers.from_emergency[cause])
    odds = physics.fatal_odds[cause] * physics.season(month)
    ends = _fatal(hazards, odds, uniform_at(keys[people], luck[4]), people, stays)
    if lived_through:
        ends = Ends(people[:0], people[:0], ends.later)
    left = stays - np.isin(people, ends.in_hospital)
    to_snf = binomial(uniform_at(keys[people], luck[1]), left, physics.to_snf(hazards.snf[people], cause))
    cents = stays * prices.stay[kind[people], cause] * hazards.severity[people]
    account.pay(people, INPATIENT, priced(cents, keys[people], luck[2], spread.stay))
    account.add(people, ED_VISITS, through_ed)
    account.add(people, SNF_STAYS, to_snf)
    account.pay(people, SNF_CARE, priced(to_snf * prices.snf[kind[people]], keys[people], luck[3], spread.snf))

    here = lane == physics.lanes.ed
    at_ed, visited = who[here], poisson(draw[here], hazards.rate[who[here], physics.lanes.ed])
    account.add(at_ed, ED_VISITS, visited)
    account.pay(at_ed, OUTPATIENT, visited * prices.ed_outpatient[kind[at_ed]])
    account.pay(at_ed, PHYSICIAN, visited * prices.ed_physician[kind[at_ed]])
    here = lane == physics.lanes.home_health
    at_home, begun = who[here], poisson(draw[here], hazards.rate[who[here], physics.lanes.home_health])
    more = uniform(keys[at_home], month, "home health goes on")
    episodes = begun * (1 + goes_on(more, physics.episodes_in_a_row))
    account.add(at_home, HOME_HEALTH, episodes)
    at = moment(month, "price of home health")
    cents = priced(episodes * prices.home_health[kind[at_home]], keys[at_home], at, spread.home_health)
    account.pay(at_home, HOME_CARE, cents)
    for figure, of_event in zip(BOUTS, physics.lanes.bouts, strict=True):
        here = lane == of_event
        account.add(who[here], figure, poisson(draw[here], hazards.rate[who[here], of_event]))
    _remember(
        state,
        month,
        people,
        cause,
        physics.plan.group_of[cause],
        stays,
        np.concatenate([people, at_ed]),
        np.concatenate([through_ed, visited]),
    )
    return account, ends, struck


def first_stays(hazards, physics, keys, month: int, who, lane) -> tuple[np.ndarray, np.ndarray]:
    """Who of those hit is admitted, and for which cause: the lane tells its group, a draw the cause within."""
    is_stay = physics.lanes.group_of[lane] != NEVER
    people, group = who[is_stay], physics.lanes.group_of[lane[is_stay]]
    luck = uniform_at(keys[people], moments(month, physics.lanes.cause_streams)[group])
    return people, cause_within(hazards.stays[people], physics.plan.first_of_group, group, luck)


def _fatal(hazards, odds, draw, people, stays) -> Ends:
    """Whom of these people stays bring death: those whose draw is low, and of them the lowest before discharge.

    A stay falls anywhere in its month, so half of those who die later in its thirty days do so in the next month.
    """
    survived = 1 - at_stays(hazards.fatality[people], odds)
    chance = 1 - survived**stays
    before_discharge = chance * hazards.in_hospital[people]
    this_month = (before_discharge + chance) / 2
    later = people[(draw >= this_month) & (draw < chance)]
    return Ends(people[draw < this_month], people[draw < before_discharge], later)


def _readmissions(state, hazards, physics, keys, month) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Last month's first stays come back within 30 days, or not: people, causes, stays.

    One draw, keyed by the month of discharge; the chance hangs on the cause of the stay, and the new cause is drawn
    from the person's own mix.
    """
    who = np.flatnonzero((state.awaiting > 0) & state.alive & ~state.departing)
    chance = at_stays(hazards.readmission[who], physics.scales.readmission[state.last_cause[who]])
    stays = binomial(uniform(keys[who], month - 1, "readmission"), state.awaiting[who], chance)
    who, stays = who[stays > 0], stays[stays > 0]
    return who, own_cause(hazards.stays[who], uniform(keys[who], month - 1, "cause of readmission")), stays


def _end_of_life(account: Account, state, hazards, physics, prices, keys, month, dead, in_hospital) -> None:
    """Those who die: some of them in hospice, but nobody who dies in hospital."""
    kind, spread = state.enrolment_type, physics.spread
    account.add(dead, DEATHS, 1)
    others = dead[~np.isin(dead, in_hospital)]
    in_hospice = others[uniform(keys[others], month, "hospice") < hazards.hospice[others]]
    account.add(in_hospice, HOSPICE, 1)
    at = moment(month, "price of hospice")
    cents = priced(prices.hospice[kind[in_hospice]], keys[in_hospice], at, spread.hospice)
    account.pay(in_hospice, HOSPICE_CARE, cents)


def priced(cents: np.ndarray, keys: np.ndarray, moments, spread: float) -> np.ndarray:
    """What uses come to whose expected price is known, each with the luck of its own moment [whole cents]."""
    return np.rint(cents * price_luck(uniform_at(keys, moments), spread)).astype(np.int64)


def move(state: State, physics: Physics, keys, month: int, who, lane, stays) -> None:
    """Stages change, by themselves or by first stays (people, causes), and what is on record of them with it."""
    condition, by_stay = physics.lanes.condition_of[lane], physics.lanes.strikes[stays[1]]
    moves, strikes = condition != NEVER, by_stay != NEVER
    who, condition = (
        np.concatenate([who[moves], stays[0][strikes]]),
        np.concatenate([condition[moves], by_stay[strikes]]),
    )
    struck = np.arange(len(who)) >= moves.sum()
    before = state.stage[who, condition]
    way = uniform_at(keys[who], moments(month, physics.lanes.way_streams)[condition])
    led = physics.moves.lead(condition, before, way)
    state.stage[who, condition] = np.where(struck, physics.moves.struck[condition], led)
    state.changed[who] = True
    recording.note(state, physics, keys, month, who, condition, before, struck)


def _remember(state: State, month: int, people, cause, group, stays, at_ed, ed_visits) -> None:
    """The month takes its place in the twelve-month rings."""
    place = month % RING
    state.stays[:, place] = 0
    state.admissions[:, place] = np.bincount(people, stays, len(state))
    np.add.at(state.stays, (people, place, group), stays.astype(np.int8))
    state.ed_visits[:, place] = np.bincount(at_ed, ed_visits, len(state))
    state.last_discharge[people] = month
    state.last_cause[people] = cause
