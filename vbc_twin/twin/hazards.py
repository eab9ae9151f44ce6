"""What each person faces this month: the plan's numbers applied to people's columns.

A rate is its base times the effects of fixed attributes (refreshed each January) times a factor for each condition's
stage, combined by the target's own rule, times the effects of programmes and of what they change. A person is looked at
again when something about them changes, and everybody in January.
"""

from dataclasses import dataclass, fields

import numpy as np

from vbc_twin.conditions import LifeTable
from vbc_twin.twin.coefficients import Coefficients, feature_values, is_dynamic
from vbc_twin.twin.draws import MonthlyLuck
from vbc_twin.twin.plan import DEATH, LEVELS, STAY, Plan
from vbc_twin.twin.state import NEVER, State

# People worked out together: few enough for their figures to stay in the processor's cache.
BLOCK = 2048
AGE_BANDS = (65, 75, 85)
CELLS = 2 * (len(AGE_BANDS) + 1)


@dataclass
class Scales:
    """What is solved rather than published, as ratios (1 = as in the evidence).

    `use` (T, on a target's rate or probability), `price` (seven categories), `price_by_type` (four enrolment types),
    `onset` (C, cells of age band and sex; per person-year) and `death` (cells): see `twin/onset.py`.
    """

    use: np.ndarray
    price: np.ndarray
    price_by_type: np.ndarray
    onset: np.ndarray
    death: np.ndarray

    @property
    def price_factor(self) -> np.ndarray:
        """The factor of each enrolment type and spending category (4, 7)."""
        return self.price_by_type[:, None] * self.price[None, :]

    @classmethod
    def none(cls, plan: Plan) -> "Scales":
        """Every scale 1, before anything is solved."""
        solved = np.ones((len(plan.conditions), CELLS)), np.ones(CELLS)
        return cls(np.ones(len(plan.targets)), np.ones(7), np.ones(4), *solved)


@dataclass
class Hazards:
    """The monthly figures of everybody, a row a person.

    `static` (T; fixed attributes), `rate` (lanes; expected events this month) with `chance` and `bounds` for the draws,
    `snf`, `readmission`, `hospice` (probabilities), `visits` (3; physician, outpatient, DME uses this month) and
    `visit_cents` (3; what they cost).
    """

    static: np.ndarray
    rate: np.ndarray
    chance: np.ndarray
    bounds: np.ndarray
    snf: np.ndarray
    readmission: np.ndarray
    hospice: np.ndarray
    visits: np.ndarray
    visit_cents: np.ndarray

    @classmethod
    def empty(cls, people: int, plan: Plan, luck: MonthlyLuck) -> "Hazards":
        """Room for a number of people, nothing filled in."""
        lanes = np.zeros((people, luck.width))
        singles = np.zeros((3, people))
        return cls(
            np.ones((people, len(plan.targets))), lanes, lanes.copy(), np.zeros(lanes.shape, np.uint16), *singles,
            np.zeros((people, 3)), np.zeros((people, 3), np.int64),
        )

    def price(self, who: np.ndarray, cents: np.ndarray) -> None:
        """Work out what these people's visits cost, each kind rounded once [cents per use for each of them]."""
        self.visit_cents[who] = np.rint(self.visits[who] * cents)

    def take(self, rows: np.ndarray) -> "Hazards":
        """A copy of the figures of some people."""
        return Hazards(*(getattr(self, each.name)[rows] for each in fields(self)))

    def copy(self) -> "Hazards":
        """A copy that shares nothing."""
        return Hazards(*(getattr(self, each.name).copy() for each in fields(self)))

    def silence(self, who: np.ndarray) -> None:
        """People who are gone, or not yet here, have no chance of anything."""
        for each in (self.rate, self.chance, self.bounds, self.visits, self.visit_cents):
            each[who] = 0


class Physics:
    """Turns people's columns into monthly figures, for one plan, one set of coefficients and one set of scales."""

    def __init__(self, plan: Plan, numbers: Coefficients, scales: Scales, life_table: LifeTable):
        self.plan, self.numbers, self.scales, self.life_table = plan, numbers, scales, life_table
        self.moves = tuple(f"move {plan.conditions[place].name}" for place in plan.moving)
        self.stays = tuple(f"stay {cause}" for cause in plan.causes)
        self.luck = MonthlyLuck((DEATH, *self.moves, *self.stays, "ed", "home_health"))
        lane = self.luck.columns
        self.death_lane = lane[DEATH]
        self.move_lanes = np.array([lane[name] for name in self.moves])
        self.stay_lanes = np.array([lane[name] for name in self.stays])
        self.cause_of_lane = np.full(self.luck.width, NEVER)
        self.cause_of_lane[self.stay_lanes] = np.arange(len(plan.causes))
        self.condition_of_lane = np.full(self.luck.width, NEVER)
        self.condition_of_lane[self.move_lanes] = plan.moving
        self.record_streams = tuple(f"record {each.name}" for each in plan.conditions)
        self.undiagnosed = np.array([plan.value(each.undiagnosed, numbers.values) for each in plan.conditions])
        again = tuple(f"again {cause}" for cause in plan.causes)
        self.stay_streams = tuple(
            tuple(f"{what} {cause}" for cause in (*plan.causes, *again)) for what in ("emergency", "snf")
        )
        self.ed_lane, self.home_health_lane = lane["ed"], lane["home_health"]
        self.destination, self.move_target = self._moves()
        column = plan.column
        self._death, self._stay = column[DEATH], column[STAY]
        self._visits = [column[f"use.{name}"] for name in ("physician", "outpatient", "dme")]
        self._onset_is_solved = np.array([plan.conditions[place].onset_is_solved for place in plan.moving])
        acted_on = {each.target for each in plan.programme_effects}
        parts = [(place, column.get(f"{DEATH}.{each.name}")) for place, each in enumerate(plan.conditions)]
        self._dying_of = [place for place, target in parts if target in acted_on]
        self._death_parts = [target for _, target in parts if target in acted_on]
        self._fixed = [place for place, each in enumerate(plan.features) if not is_dynamic(each)]
        windows = {each.within_months for each in plan.programme_effects if each.within_months}
        self._windows = sorted(windows | {0}) if windows else []
        self._moving = [place for place, each in enumerate(plan.features) if is_dynamic(each)]

    @property
    def frailty_on_stays(self) -> float:
        """The logarithm of the ratio by which one standard deviation of frailty moves admissions."""
        places = [place for place, each in enumerate(self.plan.features) if each.column == "frailty"]
        return float(self.numbers.log_feature[places, self._stay].sum())

    def _moves(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each stage of each condition leads, and the target whose rate says how fast (-1: nowhere)."""
        plan = self.plan
        shape = (len(plan.conditions), plan.most_stages)
        destination, target = np.full(shape, NEVER), np.full(shape, NEVER)
        for place, condition in enumerate(plan.conditions):
            for each in condition.transitions:
                start, end = condition.stages.index(each.from_stage), condition.stages.index(each.to_stage)
                destination[place, start] = end
                target[place, start] = plan.column[f"{condition.name}.{each.from_stage}_to_{each.to_stage}"]
        return destination, target

    def settle_attributes(self, state: State, hazards: Hazards) -> None:
        """January: the part of every rate that hangs on fixed attributes, for everybody."""
        features = [self.plan.features[place] for place in self._fixed]
        steps = [feature_values(each, state.columns[each.column]) for each in features]
        for target, base in enumerate(self.numbers.log_base):
            log_rate = base
            for place, step in zip(self._fixed, steps, strict=True):
                if size := self.numbers.log_feature[place, target]:
                    log_rate = log_rate + size * step
            hazards.static[:, target] = np.exp(log_rate)

    def refresh(self, state: State, hazards: Hazards, who: np.ndarray, month: int) -> None:
        """Work out again what these people face in a month."""
        for first in range(0, len(who), BLOCK):
            self._refresh(state, hazards, who[first : first + BLOCK], month)

    def _refresh(self, state: State, hazards: Hazards, who: np.ndarray, month: int) -> None:
        plan, numbers = self.plan, self.numbers
        stage = state.stage[who]
        burden = self.burden(stage)
        programme = self._programme(state, who, month)
        static = hazards.static[who]
        figures = static * burden
        chances = figures[:, plan.is_probability]
        figures[:, plan.is_probability] = chances / (1 + chances)
        all_cause = figures[:, self._stay].copy()
        figures *= programme
        figures *= self.scales.use
        rate = np.zeros((len(who), self.luck.width))
        age, female = state.age[who], state.female[who]
        cell = age_sex_cell(age, female)
        excess = self.excess(stage, programme)
        rate[:, self.death_lane] = self.death_rate(age, female, figures, excess, cell) / 12
        rate[:, self.move_lanes] = self._moving_rates(stage[:, plan.moving], figures, cell) / 12
        mix = numbers.cause_share * burden[:, plan.cause_columns]
        mix *= (all_cause / mix.sum(axis=1))[:, None]
        own = static[:, plan.cause_columns] * programme[:, plan.cause_columns]
        shared = programme[:, self._stay] * self.scales.use[self._stay]
        rate[:, self.stay_lanes] = mix * own * shared[:, None] / 12
        rate[:, self.ed_lane] = figures[:, plan.column["use.ed"]] / 12
        rate[:, self.home_health_lane] = figures[:, plan.column["use.home_health"]] / 12
        hazards.rate[who] = rate
        hazards.chance[who] = chance = -np.expm1(-rate)
        hazards.bounds[who] = self.luck.bounds(chance)
        for name, column in (("snf", "use.snf"), ("readmission", "use.readmission_30d"), ("hospice", "use.hospice")):
            getattr(hazards, name)[who] = np.minimum(figures[:, plan.column[column]], 1.0)
        hazards.visits[who] = figures[:, self._visits] / 12

    def due(self, state: State, month: int) -> np.ndarray:
        """Who must be looked at again: changed or arriving people, and those whom a programme touches."""
        due = state.changed | (state.entry == month)
        if self.plan.investments:
            due |= (state.enrolled != NEVER).any(axis=1)
        for ago in self._windows:
            due |= month - 1 - state.last_discharge == ago
        return np.flatnonzero(due & state.alive & (state.entry <= month))

    def burden(self, stage: np.ndarray) -> np.ndarray:
        """The product of the factors of everybody's conditions, with each target's rule for further conditions."""
        first, *others = self.numbers.burdens
        burden = first.factors(stage)
        for each in others:
            burden *= each.factors(stage)
        return burden

    def death_rate(self, age, female, figures, excess, cell) -> np.ndarray:
        """Deaths a year: the life table's, times what hangs on the person, times 1 + the excess of each condition."""
        background = self.life_table.hazard(age, female) * self.scales.death[cell]
        return background * figures[:, self._death] * (1 + excess)

    def _moving_rates(self, stage: np.ndarray, figures: np.ndarray, cell: np.ndarray) -> np.ndarray:
        """The yearly rate at which each moving condition leaves its present stage (people, moving conditions)."""
        moving = np.array(self.plan.moving)
        target = self.move_target[moving, stage]
        rate = np.take_along_axis(figures, target, axis=1)
        solved = self._onset_is_solved & (stage == 0)
        rate *= np.where(solved, self.scales.onset[moving[None, :], cell[:, None]], target != NEVER)
        return rate

    def excess(self, stage: np.ndarray, programme: np.ndarray) -> np.ndarray:
        """The sum of the conditions' excess of the death hazard over the background (people)."""
        total = np.zeros(len(stage))
        for each in self.numbers.excesses:
            total += each.factors(stage)
        if len(touched := np.flatnonzero((programme[:, self._death_parts] != 1).any(axis=1))):
            total[touched] = self.excess_parts(stage[touched], programme[touched]).sum(axis=1)
        return total

    def excess_parts(self, stage: np.ndarray, programme: np.ndarray | None = None) -> np.ndarray:
        """Each condition's excess of the death hazard over the background (people, C)."""
        parts = self.numbers.excess[np.arange(stage.shape[1]), stage]
        if programme is not None:
            parts[:, self._dying_of] *= programme[:, self._death_parts]
        return parts

    def exposure(self, state: State, who: np.ndarray, investment: int, month: int) -> np.ndarray:
        """How far a programme's effect is felt: it grows from enrolment with its onset and halves after the exit."""
        enrolled, exited = state.enrolled[who, investment], state.exited[who, investment]
        owner = self.plan.investments[investment]
        onset = self.plan.value(owner.onset_months, self.numbers.values)
        half_life = self.plan.value(owner.half_life_months, self.numbers.values)
        last = np.where(exited == NEVER, month, exited)
        grown = 1 - np.exp(-(last - enrolled + 1) / onset) if onset > 0 else np.ones(len(who))
        since = np.where(exited == NEVER, 0, month - exited)
        left = 0.5 ** (since / half_life) if half_life > 0 else (since == 0).astype(float)
        return np.where(enrolled == NEVER, 0.0, grown * left)

    def _programme(self, state: State, who: np.ndarray, month: int) -> np.ndarray:
        """The ratios by which programmes, and what they change, move each target (people, T)."""
        ratio = np.ones((len(who), len(self.plan.targets)))
        touched = np.flatnonzero(self._touched(state, who, month))
        if len(touched):
            ratio[touched] = np.exp(self._log_ratio(state, who[touched], month))
        return ratio

    def _touched(self, state: State, who: np.ndarray, month: int) -> np.ndarray:
        touched = np.zeros(len(who), bool)
        if self.plan.investments:
            touched |= (state.enrolled[who] != NEVER).any(axis=1)
        if self._windows:
            touched |= month - 1 - state.last_discharge[who] < self._windows[-1]
        return touched

    def _log_ratio(self, state: State, who: np.ndarray, month: int) -> np.ndarray:
        log_ratio = np.zeros((len(who), len(self.plan.targets)))
        shifts = {column: np.zeros(len(who)) for column in LEVELS.values()}
        for effect, size in zip(self.plan.programme_effects, self.numbers.programme, strict=True):
            if effect.investment == NEVER:
                ago = month - 1 - state.last_discharge[who]
                felt = ((ago >= 0) & (ago < effect.within_months)).astype(float)
                if effect.cause != NEVER:
                    felt *= state.last_cause[who] == effect.cause
            else:
                felt = self.exposure(state, who, effect.investment, month)
                months_in = month - state.enrolled[who, effect.investment]
                felt = felt * ((months_in >= effect.from_month) & (months_in < effect.until_month))
            if effect.operator == "shift":
                shifts[LEVELS[self.plan.targets[effect.target]]] += size * felt
            else:
                log_ratio[:, effect.target] += size * felt
        for column, shift in shifts.items():
            state.columns[column][who] = shift
        for place in self._moving:
            feature = self.plan.features[place]
            steps = feature_values(feature, state.columns[feature.column][who])
            log_ratio += steps[:, None] * self.numbers.log_feature[place]
        return log_ratio


def age_sex_cell(age: np.ndarray, female: np.ndarray) -> np.ndarray:
    """The cell of age band and sex, 0 to 7, in which onset and background death are solved."""
    return 2 * np.searchsorted(AGE_BANDS, age, side="right") + female
