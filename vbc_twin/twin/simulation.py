"""One run of one arm: a Mesa model whose agents are organisations and whose patients are columns."""

from dataclasses import dataclass

import mesa
import numpy as np

from vbc_twin.twin import kernel
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.ledger import Ledger
from vbc_twin.twin.organisations import ACO, Bill, CareTeam, Payer, Practice
from vbc_twin.twin.patients import PatientSet
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.population import Population, drift, grow_older
from vbc_twin.twin.prices import Prices, UnitPrices
from vbc_twin.twin.state import State


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
        self.ledger = Ledger.open(arm.physics.plan, months, population.ever)
        self._appoint(arm)
        self._arrivals = self._recalled()
        self._seat(self._arrivals[0].copy())
        self._settle()

    def step(self) -> None:
        """One month: people come, go and grow older; organisations decide; patients live it; the ledger records it."""
        if self.opens_year and self.month:
            self._turn_the_year()
        self.aco.decide(self.month)
        self._look_again(self.physics.due(self.state, self.month))
        account = kernel.advance(self.state, self.hazards, self.physics, self.prices, self.keys, self.month)
        self.ledger.add(self.month, self.state, account)
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
        for name in ("population", "seed_of_luck", "replication", "month", "months", "trend", "_arrivals"):
            setattr(other, name, getattr(self, name))
        other.bills, other.ledger = list(self.bills), self.ledger.copy()
        other._appoint(arm)
        other._seat(self.state.copy())
        other._settle()
        return other

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

    def _seat(self, state: State) -> None:
        self.state = state
        self.patients = PatientSet(state, self.physics.plan)
        self.keys = person_keys(self.seed_of_luck, self.replication, state.id)

    def _settle(self) -> None:
        """Work out afresh what everybody faces, and what this year's care costs."""
        self.hazards = Hazards.empty(len(self.state), self.physics.plan, self.physics.lanes.luck)
        self.physics.settle_attributes(self.state, self.hazards)
        self.state.changed[:] = True
        growth = (1 + self.trend) ** (self.month // 12)
        self.prices = Prices.of(self._unit_prices, self.physics.scales.price_factor * growth)

    def _look_again(self, who: np.ndarray) -> None:
        """Work out what these people face this month, and what their visits cost."""
        self.physics.refresh(self.state, self.hazards, who, self.month)
        self.hazards.price(who, self.prices.visits[self.state.enrolment_type[who]])
        self.state.changed[:] = False

    def _recalled(self) -> list[State]:
        """Everybody who ever enters, by year of entry, with the past that they would have had as they are at entry."""
        everybody = self.population.everybody()
        hazards = Hazards.empty(len(everybody), self.physics.plan, self.physics.lanes.luck)
        self.physics.settle_attributes(everybody, hazards)
        self.physics.refresh(everybody, hazards, np.arange(len(everybody)), 0)
        keys = person_keys(self.seed_of_luck, self.replication, everybody.id)
        prices = Prices.of(self._unit_prices, self.physics.scales.price_factor)
        hazards.price(np.arange(len(everybody)), prices.visits[everybody.enrolment_type])
        kernel.recall(everybody, hazards, self.physics, prices, keys)
        january = everybody.entry - everybody.entry % 12
        everybody.last_discharge[:] += january
        growth = (1 + self.trend) ** (january // 12)
        everybody.cost[:] = np.rint(everybody.cost * growth[:, None]).astype(np.int64)
        return [everybody.take(january == 12 * year) for year in range(self.months // 12)]

    def _turn_the_year(self) -> None:
        """January: the dead and the leavers are gone, everybody is a year older, the joiners arrive."""
        state = self.state.take(self.state.alive & (self.state.leaves > self.month))
        keys = person_keys(self.seed_of_luck, self.replication, state.id)
        grow_older(state, self.physics.plan)
        drift(state, keys, self.month, self.population.movement)
        self._seat(state.joined_by(self._arrivals[self.month // 12]))
        self._settle()
