"""What the arms of a run have in common: one plan, one population, and figures fitted to year 0 for each draw."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from vbc_twin.evidence import EvidenceError, suggestion
from vbc_twin.twin.coefficients import coefficients
from vbc_twin.twin.draws import parameter_uniforms
from vbc_twin.twin.figures import Figures, expected, fit, solved
from vbc_twin.twin.fit import ExpectedYear, drift_of
from vbc_twin.twin.outcome import Outcome
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.plan import Plan, compile_plan
from vbc_twin.twin.population import Movement, Population, enter
from vbc_twin.twin.scenario import Scenario
from vbc_twin.twin.simulation import Arm, Simulation, live_together
from vbc_twin.twin.turnover import populate
from vbc_twin.twin.twin import Twin

POOL = 1
# The fit rests on so many lived people in all, within these numbers of replications.
PEOPLE_FOR_THE_FIT, REPLICATIONS = 80_000, (2, 24)


@dataclass(frozen=True)
class Groundwork:
    """A twin made ready to live some scenarios with the same people and the same luck.

    The scenarios share start, horizon, seed and whether the panel is closed. Unless `scaled`, use and prices stay as
    the evidence alone has them, and nothing is fitted to the row. Raises EvidenceError that lists every name or figure
    that does not resolve.
    """

    twin: Twin
    scenarios: tuple[Scenario, ...]
    scaled: bool = True

    def __post_init__(self) -> None:
        if faults := [line for each in self.scenarios for line in self._faults(each)]:
            raise EvidenceError(faults)

    def _faults(self, scenario: Scenario) -> Iterator[str]:
        """What keeps a scenario from being lived with this twin, beside the others."""
        first, year_zero, place = self.scenarios[0], self.twin.row.performance_year, f"scenario {scenario.name}"
        if scenario.first_month(year_zero) < 12:
            yield (
                f"{place}, start: {scenario.start} lies before the end of year 0, {year_zero}; "
                f"begin with {year_zero + 1}-01-01 or later"
            )
        for field in ("start", "years", "seed", "closed"):
            if getattr(scenario, field) != getattr(first, field):
                yield f"{place}, {field}: differs from that of {first.name}; compare like with like"
        try:
            scenario.contract.held_by(self.twin.row)
        except EvidenceError as error:
            yield from (f"{place}, contract: {line}" for line in error.faults)
        names = [each.name for each in scenario.investments]
        yield from (f"{place}: {name} is there twice; give it one size" for name in set(names) if names.count(name) > 1)
        start = scenario.start or date(year_zero + 1, 1, 1)
        end = date(start.year + scenario.years, 1, 1)
        for each in scenario.investments:
            if each.starts and each.starts < start:
                yield f"{place}, {each.name}, starts: {each.starts} lies before the scenario's start, {start}"
            if each.starts and each.starts >= end:
                yield f"{place}, {each.name}, starts: {each.starts} lies after the scenario's last year, {end.year - 1}"
        known, shared = [each.name for each in self.plan.parameters], self.twin.content.shared
        for name, _, _ in scenario.alter:
            if name in shared:
                yield f'{place}, alter: "{name}" is the same in every scenario of a twin; nothing would change'
            elif name not in known:
                yield f'{place}, alter: no parameter is called "{name}". {suggestion(name, known)}'

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return self.scenarios[0].seed

    @property
    def years(self) -> int:
        """Years lived, year 0 included."""
        return self.scenarios[0].horizon(self.twin.row.performance_year)

    @property
    def first_month(self) -> int:
        """The month in which the scenarios begin."""
        return self.scenarios[0].first_month(self.twin.row.performance_year)

    @cached_property
    def investments(self) -> tuple:
        """Every investment of any scenario, once."""
        return tuple(dict.fromkeys(each for scenario in self.scenarios for each in scenario.investments))

    @cached_property
    def plan(self) -> Plan:
        """Names resolved to arrays."""
        content = self.twin.content
        plan = compile_plan(content.conditions, content.services, self.investments, content.effects)
        for parameter in content.parameters():
            plan.parameter(parameter)
        plan.content = content
        return plan

    @cached_property
    def published(self) -> Figures:
        """The figures at their published values, fitted to year 0."""
        return self._fitted(self.plan.central(), range(self.replications_of_the_fit))

    @cached_property
    def population(self) -> Population:
        """Everybody who is ever in the panel."""
        return populate(
            self._first,
            self.published,
            self._movement,
            self.years,
            lambda people: self.twin.draw(people, POOL),
            self.seed,
            self.twin.row.performance_year,
        )

    @cached_property
    def weights(self) -> np.ndarray:
        """The weight of each stratum."""
        first = self._first
        number = np.bincount(first.stratum, minlength=4)
        return np.divide(np.bincount(first.stratum, first.weight, 4), number, out=np.ones(4), where=number > 0)

    def ready(self) -> "Groundwork":
        """The same, with everything worked out that all draws share."""
        _ = self.population, self.weights
        return self

    def figures(self, draw: int | None) -> Figures:
        """The figures of a parameter draw, or the published ones (None)."""
        if draw is None:
            return self.published
        names = [parameter.name for parameter in self.plan.parameters]
        return self._fitted(self.plan.drawn(parameter_uniforms(self.seed, draw, names)), range(draw, draw + 1))

    def expected(self, replications: range) -> list[ExpectedYear]:
        """Year 0 as it is expected with the published figures, under the luck of each replication."""
        return expected(self.published, self._first, self.seed, replications)

    def unfitted(self) -> ExpectedYear:
        """Year 0 as it is expected of the evidence alone, before any scale is fitted."""
        return expected(self._solved(self.plan.central()), self._first, self.seed, range(1))[0]

    def score_scales(self) -> dict[str, np.ndarray]:
        """What brings risk scores to the published means, by model and enrolment type (4), in replication 0."""
        figures = self.published
        lives = Simulation(self.population, Arm(figures.physics), self.seed, 0, 12 * self.years, figures.trend)
        lives.close()
        return lives.scoring.scale

    @cached_property
    def heads(self) -> np.ndarray:
        """The people of year 0 by enrolment type, weighted."""
        return np.bincount(self._first.enrolment_type, self._first.weight, 4)

    def live(self, draw: int | None, replication: int) -> list[Simulation]:
        """Live every scenario with one draw's figures and one replication's luck; year 0 is lived once for all.

        The caller closes the simulations.
        """
        figures = self.figures(draw)
        arm = Arm(figures.physics)
        past = Simulation(self.population, arm, self.seed, replication, 12 * self.years, figures.trend)
        past.live(self.first_month)
        arms = [past.branch(self._arm(scenario, figures)) for scenario in self.scenarios]
        past.close()
        live_together(arms)
        return arms

    def outcomes(self, draw: int | None, replication: int) -> list[Outcome]:
        """What each scenario came to in one draw."""
        simulations = self.live(draw, replication)
        outcomes = [Outcome.of(each, self.weights) for each in simulations]
        for each in simulations:
            each.close()
        return outcomes

    def altered(self, figures: Figures, ratios: list[tuple[str, float]]) -> Physics:
        """What moves people once some parameters (name, ratio) are multiplied; the scales stay as they were fitted."""
        physics = figures.physics
        if not ratios:
            return physics
        values = physics.numbers.values.copy()
        names = [parameter.name for parameter in self.plan.parameters]
        for name, ratio in ratios:
            values[names.index(name)] *= ratio
        return Physics(self.plan, coefficients(self.plan, values), physics.scales, physics.life_table)

    @property
    def _movement(self) -> Movement:
        return self.twin.movement(self.scenarios[0].closed)

    @cached_property
    def _first(self):
        return enter(self.twin.panel, self.plan, self._movement, self.seed)

    @property
    def replications_of_the_fit(self) -> int:
        """Over how many replications of year 0 the published figures are fitted: more for a smaller panel."""
        return int(np.clip(PEOPLE_FOR_THE_FIT / len(self._first), *REPLICATIONS))

    def _fitted(self, values: np.ndarray, replications: range) -> Figures:
        figures = self._solved(values)
        if not self.scaled:
            return self._solved(values, drift_of(expected(figures, self._first, self.seed, replications[:1])))
        fit(figures, self._first, self.twin.row, self.seed, replications, self.twin.prevalence)
        return figures

    def _solved(self, values: np.ndarray, drift: np.ndarray | None = None) -> Figures:
        return solved(self.plan, self._first, self.twin.content, self.twin.prevalence, values, drift)

    def _arm(self, scenario: Scenario, figures: Figures) -> Arm:
        """An arm's own figures: those of the draw, with what the scenario alters, and its investments' first months."""
        physics = self.altered(figures, [(name, ratio) for name, ratio, _ in scenario.alter])
        year_zero = self.twin.row.performance_year
        teams = []
        for investment in scenario.investments:
            starts = investment.starts
            month = self.first_month if starts is None else 12 * (starts.year - year_zero) + starts.month - 1
            teams.append((self.investments.index(investment), max(month, self.first_month)))
        return Arm(physics, tuple(teams))
