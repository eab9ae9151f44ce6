"""One run of one arm: a Mesa model whose agents are organisations and whose patients are columns."""

from dataclasses import dataclass

import mesa
import numpy as np

from vbc_twin.twin.ageing import treat_anew
from vbc_twin.twin.crowd import Crowd, shared
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.kernel import Account
from vbc_twin.twin.ledger import Ledger
from vbc_twin.twin.organisations import ACO, Bill, CareTeam, Payer, Practice
from vbc_twin.twin.patients import PatientSet
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.population import Population, drift, grow_older
from vbc_twin.twin.prices import Prices, UnitPrices
from vbc_twin.twin.scoring import Scoring, expected_months, tables_of
from vbc_twin.twin.standing import Quality, practices_now
from vbc_twin.twin.state import NEVER, RING, State
from vbc_twin.twin.workplaces import Workplaces, WorkYear

# What branches of one past have in common.
IN_COMMON = ("population", "seed_of_luck", "replication", "month", "months", "trend", "scoring", "work", "_arrivals")


@dataclass(frozen=True)
class Arm:
    """What one scenario makes of the world: its figures, and each investment's first month by its number in the
    plan."""

    physics: Physics
    teams: tuple[tuple[int, int], ...] = ()


class Simulation(mesa.Model):
    """A panel, lived month by month. `step()` is one month; months count from the first January of year 0.

    `seed` and `replication` are the luck; `trend` is the yearly growth of prices. Call `close()` when done: Mesa keeps
    every model alive that has agents.
    """

    def __init__(self, population: Population, arm: Arm, seed: int, replication: int, months: int, trend: float):
        super().__init__(rng=seed)
        self.population, self.seed_of_luck, self.replication = population, seed, replication
        self.month, self.months, self.trend = 0, months, trend
        self.bills: list[Bill] = []
        self.work: WorkYear | None = None
        self.ledger = Ledger.open(arm.physics.plan, months, population.ever)
        self._appoint(arm)
        self._arrivals = self._recalled()
        self.scoring.write(self._arrivals[0], 0, self._arrivals[0].captured)
        self.sit_in(Crowd(self._arrivals[0].copy(), arm.physics, self.prices))

    def step(self) -> None:
        """One month: people come, go and grow older; organisations decide; patients live it; the ledger records it."""
        live_a_month([self])

    def close_month(self, account: Account) -> None:
        """The ledger records what happened, and at the year's end the payer closes its books."""
        self.ledger.add(self.month, self.crowd.state, self.crowd.account_of(self.place, account))
        self.month += 1
        if self.opens_year:
            self.payer.close_year(self.month // 12 - 1)

    def live(self, months: int | None = None) -> "Simulation":
        """Live some months, or all that are left."""
        for _ in range(self.months - self.month if months is None else months):
            self.step()
        return self

    def branch(self, arm: Arm) -> "Simulation":
        """The same people with the same past and the same luck, from here on under another arm; this one stays."""
        other = Simulation.__new__(Simulation)
        mesa.Model.__init__(other, rng=self.seed_of_luck)
        for name in IN_COMMON:
            setattr(other, name, getattr(self, name))
        other.bills, other.ledger = list(self.bills), self.ledger.copy()
        other._appoint(arm)
        other.sit_in(Crowd(self.state.copy(), arm.physics, self.prices))
        return other

    def open_year(self, is_first_of_crowd: bool = True) -> None:
        """January: the practices' year, and whose clinician has left since the last.

        Of people lived for several arms, the first of the crowd says what holds; who differs gets a row of their own.
        """
        before, self.work = self.work, self.workplaces.year(self._minutes_added())
        left = 0.0
        if before is not None:
            gone = self.workplaces.left(self.replication, self.month, before)
            left = self.workplaces.share_of_clinicians(gone)
            broken = gone[self.crowd.state.clinician]
            others = self.ours & (self.crowd.state.continuity_broken != broken)
            rows = np.flatnonzero(self.ours if is_first_of_crowd else others)
            own = rows if is_first_of_crowd else self.single_out(rows)
            self.crowd.state.continuity_broken[own] = broken[rows]
        people, weights = self.crowd.state, self.population.stratum_weights
        figures = practices_now(self.work, self.workplaces, left, people, self.ours, weights)
        self.ledger.practices[self.month // 12] = figures

    def _minutes_added(self) -> float:
        """Minutes a week that the arm's investments add to each primary-care physician's work, in this year's mean."""
        plan, values, minutes = self.physics.plan, self.physics.numbers.values, 0.0
        for team in self.teams:
            part = np.clip((self.month + 12 - team.first_month) / 12, 0, 1)
            if team.investment.staff:
                minutes += part * plan.value(team.investment.minutes_per_pcp_week, values)
        return minutes

    def sit_in(self, crowd: Crowd, place: int = 0) -> None:
        """From here on this arm's people are those of a crowd that it lives as one of its arms.

        All of the crowd are `patients`; those of this arm are `ours`.
        """
        self.crowd, self.place = crowd, place
        self.patients = PatientSet(crowd.state, self.physics.plan)

    def single_out(self, rows: np.ndarray) -> np.ndarray:
        """The rows of these patients that this arm alone lives; to decide about them is to change those."""
        return self.crowd.single_out(self.place, rows)

    def close(self) -> None:
        """Let go of the agents, so that the model can be forgotten."""
        self.remove_all_agents()
        mesa.Agent._ids.pop(self, None)

    @property
    def opens_year(self) -> bool:
        """Whether this month is a January."""
        return self.month % 12 == 0

    def _appoint(self, arm: Arm) -> None:
        """The organisations of an arm."""
        self.physics = arm.physics
        self._unit_prices = UnitPrices.of(arm.physics.plan, arm.physics.numbers)
        self.practices = [Practice(self, number) for number in range(self.population.practices)]
        investments = arm.physics.plan.investments
        self.teams = [CareTeam(self, investments[number], number, month) for number, month in arm.teams]
        self.aco, self.payer = ACO(self), Payer(self)
        plan, numbers = arm.physics.plan, arm.physics.numbers
        figures = {name: plan.value(each, numbers.values) for name, each in plan.content.practices.items()}
        figures["clinicians"] = self.population.movement.clinicians
        self.workplaces = Workplaces(self.population.practices, self.seed_of_luck, figures)
        self.quality = Quality.of(plan, numbers, plan.content.utility)

    @property
    def state(self) -> State:
        """The people of this arm, as columns."""
        return self.crowd.part(self.place)

    @property
    def ours(self) -> np.ndarray:
        """Which of the patients are this arm's."""
        return self.crowd.ours(self.place)

    @property
    def keys(self) -> np.ndarray:
        """The patients' keys of this run."""
        return self.crowd.state.key

    @property
    def prices(self) -> Prices:
        """What this year's care costs."""
        growth = (1 + self.trend) ** (self.month // 12)
        return Prices.of(self._unit_prices, self.physics.scales.price_factor * growth)

    def _recalled(self) -> list[State]:
        """Everybody who ever enters, by year of entry, with the past that they would have had as they are at entry.

        Who is there from the first January lives a year before anybody asks, so only what awaits them is recalled.
        """
        recalled = []
        for people, months in ((self.population.first.copy(), 1), (State.stacked([*self.population.joiners]), RING)):
            keys = person_keys(self.seed_of_luck, self.replication, people.id)
            crowd = Crowd(shared(people, keys), self.physics, self.prices)
            crowd.recall(months)
            if not recalled:
                self.scoring = self._fitted_scoring(crowd)
            recalled.append(crowd.state)
        first, joiners = recalled
        january = joiners.entry - joiners.entry % 12
        joiners.last_discharge[:] += january
        joiners.found[:] = np.where(joiners.found == NEVER, NEVER, joiners.found + january[:, None])
        growth = (1 + self.trend) ** (january // 12)
        joiners.cost[:] = np.rint(joiners.cost * growth[:, None]).astype(np.int64)
        return [first, *(joiners.take(january == 12 * year) for year in range(1, self.months // 12))]

    def _fitted_scoring(self, crowd: Crowd) -> Scoring:
        """Scores on the scale by which year 0 is expected to return the published ones."""
        first, year = crowd.state, self.population.year_zero
        months = expected_months(first.entry, self.physics.deaths(crowd.hazards))
        return Scoring.fitted(first, months, first.captured, tables_of(self.physics.plan), year)

    def turned(self) -> State:
        """The crowd's people in January: the dead and the leavers gone, the others a year older, the joiners there."""
        before, joiners = self.crowd.state, self._arrivals[self.month // 12]
        stayers = before.take(before.alive & (before.leaves > self.month))
        grow_older(stayers, self.physics.plan)
        drift(stayers, stayers.key, self.month, self.population.movement, self.physics.lost_frailty(stayers))
        treat_anew(stayers, self.physics.plan, stayers.key, self.month)
        people = stayers.joined_by(shared(joiners, joiners.key, self.crowd.arms))
        self.scoring.write(people, self.month, people.captured)
        return people


def live_together(arms: list[Simulation]) -> None:
    """Live several branches of one past to their end; those with the same physics are lived by one crowd."""
    first = arms[0]
    alike = [each for each in arms if each.physics is first.physics]
    seat_together(alike, shared(first.state, first.keys, len(alike)))
    while first.month < first.months:
        live_a_month(alike)
    for each in arms:
        each.live()


def live_a_month(arms: list[Simulation]) -> None:
    """A month of the arms of one crowd."""
    first = arms[0]
    if first.opens_year and first.month:
        seat_together(arms, first.turned())
    if first.opens_year:
        for place, each in enumerate(arms):
            each.open_year(is_first_of_crowd=place == 0)
    for each in arms:
        each.aco.decide(each.month)
    account = first.crowd.live(first.month)
    for each in arms:
        each.close_month(account)


def seat_together(arms: list[Simulation], people: State) -> None:
    """From here on these people, with this year's prices, are the crowd of the arms."""
    crowd = Crowd(people, arms[0].physics, arms[0].prices)
    for place, each in enumerate(arms):
        each.sit_in(crowd, place)
