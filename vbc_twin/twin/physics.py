"""What moves people: the plan's numbers applied to their columns.

A rate is its base times the effects of fixed attributes (refreshed each January) times a factor for each condition's
stage, combined by the target's own rule, times the effects of programmes and of what they change. A person is looked at
again when something about them changes, and everybody in January.
"""

import numpy as np

from vbc_twin.conditions import LifeTable
from vbc_twin.panel import hcc
from vbc_twin.twin.after_stay import AfterStay, after_stays, at_stays, odds_of
from vbc_twin.twin.bouts import Bouts
from vbc_twin.twin.centring import centred_targets
from vbc_twin.twin.coefficients import Coefficients, feature_values, is_dynamic
from vbc_twin.twin.columns import DEATH, STAY, coded
from vbc_twin.twin.hazards import CELLS, Hazards, Scales, age_sex_cell, death_cell
from vbc_twin.twin.lanes import Lanes
from vbc_twin.twin.moves import Moves
from vbc_twin.twin.plan import FATALITY, ILLNESS, IN_HOSPITAL, SEVERITY, Plan
from vbc_twin.twin.prices import VISITS
from vbc_twin.twin.programmes import Programmes
from vbc_twin.twin.spread import Spread
from vbc_twin.twin.state import NEVER, State

# People worked out together: few enough for their figures to stay in the processor's cache.
BLOCK = 2048
# The rarer decisions, asked of the few whom they concern, and the targets that they hang on: as they are, or as odds
# that the cause of a stay multiplies.
CHANCES = {"hospice": "use.hospice", "in_hospital": IN_HOSPITAL}
ODDS = {"snf": "use.snf", "readmission": "use.readmission_30d"}


class Physics:
    """Turns people's columns into monthly figures, for one plan, one set of coefficients and one set of scales."""

    def __init__(self, plan: Plan, numbers: Coefficients, scales: Scales, life_table: LifeTable):
        self.plan, self.numbers, self.scales, self.life_table = plan, numbers, scales, life_table
        self.lanes, self.programmes = Lanes(plan), Programmes(plan, numbers)
        self.spread, self.after_stay = Spread.of(plan, numbers), AfterStay.of(plan, numbers)
        self.moves, self.bouts = Moves.of(plan, numbers.values), Bouts.of(plan, numbers.values)
        self.episodes_in_a_row = plan.value(plan.services["home_health"].in_a_row, numbers.values)
        figures = hcc.recording()
        self.recapture, self.stay_visits, self.severity = (
            plan.value(each, numbers.values) for each in (figures.recapture, figures.stay_visits, figures.severity)
        )
        column = plan.column
        self._death, self._stay = column[DEATH], column[STAY]
        self._visits = [column[f"use.{name}"] for name in VISITS]
        self.onset_is_solved = np.array([plan.conditions[place].onset_is_solved for place in plan.moving])
        acted_on = {each.target for each in plan.programme_effects}
        acted_on |= {target for place, target, _ in plan.feature_cells if is_dynamic(plan.features[place])}
        parts = [(place, column.get(f"{DEATH}.{each.name}")) for place, each in enumerate(plan.conditions)]
        self._dying_of = [place for place, target in parts if target in acted_on]
        own = numbers.log_feature[[place for place, each in enumerate(plan.features) if not is_dynamic(each)]]
        self._own_parts = [(place, target) for place, target in parts if target is not None and own[:, target].any()]
        self._death_parts = [target for _, target in parts if target in acted_on]
        self._fixed = [place for place, each in enumerate(plan.features) if not is_dynamic(each)]
        self._centred = centred_targets(plan)
        frailty = [place for place in self._fixed if plan.features[place].column == "frailty"]
        self._frailty_on_death = float(numbers.log_feature[frailty, self._death].sum())
        apart = frailty + [plan.features.index(coded(each.when)) for each in life_table.population]
        self._on_all_death = [
            place for place in self._fixed if numbers.log_feature[place, self._death] and place not in apart
        ]

    def settle_attributes(self, state: State, hazards: Hazards) -> None:
        """January: the part of every rate that hangs on fixed attributes, for everybody.

        If frailty is known with a `frailty_variance` only, what counts is the mean over all that it may be.
        """
        features = [self.plan.features[place] for place in self._fixed]
        steps = [feature_values(each, state.columns[each.column]) for each in features]
        frailty = [place for place in self._fixed if self.plan.features[place].column == "frailty"]
        for target, base in enumerate(self.numbers.log_base):
            log_rate = base
            for place, step in zip(self._fixed, steps, strict=True):
                if size := self.numbers.log_feature[place, target]:
                    log_rate = log_rate + size * step
            if "frailty_variance" in state.columns and (size := self.numbers.log_feature[frailty, target].sum()):
                log_rate = log_rate + size**2 / 2 * state.frailty_variance
            if target in self._centred:
                log_rate = log_rate - np.log(self.scales.centre[state.enrolment_type, target])
            hazards.static[:, target] = np.exp(log_rate)
        hazards.static[:, self.plan.column[FATALITY]] *= self.own_death(state)

    def own_death(self, state: State) -> np.ndarray:
        """The ratio on death, after a stay or not, of what is fixed of each person: neither frailty, which brings stays
        rather than death after them, nor what makes them another population than the table's, nor illness (people)."""
        log_ratio = np.zeros(len(state))
        for place in self._on_all_death:
            feature = self.plan.features[place]
            steps = feature_values(feature, state.columns[feature.column])
            log_ratio += self.numbers.log_feature[place, self._death] * steps
        return np.exp(log_ratio)

    def refresh(self, state: State, hazards: Hazards, who: np.ndarray, month: int) -> None:
        """Work out again what these people face in a month."""
        for first in range(0, len(who), BLOCK):
            self._refresh(state, hazards, who[first : first + BLOCK], month)

    def _refresh(self, state: State, hazards: Hazards, who: np.ndarray, month: int) -> None:
        plan, numbers = self.plan, self.numbers
        stage = state.stage[who]
        rows = [each.rows(stage) for each in numbers.burdens]
        burden = self._burden(rows)
        touched, ratio = self.programmes.ratios(state, who, month)
        static = hazards.static[who]
        figures = static * burden
        chances = figures[:, plan.is_probability]
        figures[:, plan.is_probability] = chances / (1 + chances)
        all_cause = figures[:, self._stay].copy()
        figures[touched] *= ratio
        for name, column in ODDS.items():
            getattr(hazards, name)[who] = odds_of(figures[:, plan.column[column]])
        figures *= self.scales.use
        rate = np.zeros((len(who), self.lanes.luck.width))
        age, female = state.age[who], state.female[who]
        cell = age_sex_cell(age, female)
        excess, fewer = self._excess(rows, stage, touched, ratio, static, figures[:, plan.column[ILLNESS]])
        rate[:, self.lanes.moves] = self._moving_rates(stage[:, plan.moving], figures, cell) / 12
        stays = numbers.cause_share * burden[:, plan.cause_columns]
        stays *= (all_cause * (self.scales.use[self._stay] / 12) / stays.sum(axis=1))[:, None]
        stays *= static[:, plan.cause_columns]
        stays[touched] *= ratio[:, plan.cause_columns] * ratio[:, self._stay, None]
        hazards.stays[who] = stays
        rate[:, self.lanes.stays] = np.add.reduceat(stays, plan.first_of_group, axis=1)
        dying = self.death_rate(age, female, figures, excess) / 12
        # Whoever lets fewer die lets fewer die after a stay too.
        figures[touched, plan.column[FATALITY]] *= ratio[:, self._death] * fewer
        hazards.fatality[who] = figures[:, plan.column[FATALITY]] * self.scales.fatality_by_age[cell // 2]
        hazards.severity[who] = figures[:, plan.column[SEVERITY]]
        by_stays, back, ordinary = self._expected_of(hazards, who, stays)
        rate[:, self.lanes.death] = self.after_stay.others(dying, by_stays) / ordinary
        hazards.dying[who], hazards.by_stays[who], hazards.back[who] = dying, by_stays, back
        rate[:, self.lanes.ed] = figures[:, plan.column["use.ed"]] / 12
        episodes = figures[:, plan.column["use.home_health"]] / 12
        rate[:, self.lanes.home_health] = episodes / self.episodes_in_a_row
        rate[:, self.lanes.bouts] = self.bouts.rates(stage, figures) / 12
        hazards.rate[who] = rate
        hazards.chance[who] = chance = -np.expm1(-rate)
        hazards.bounds[who] = self.lanes.luck.bounds(chance)
        for name, column in CHANCES.items():
            getattr(hazards, name)[who] = np.minimum(figures[:, plan.column[column]], 1.0)
        hazards.visits[who] = figures[:, self._visits] / 12

    def settle_stays(self, hazards: Hazards) -> None:
        """Work out again what deaths stays bring to everybody, with the rates of stays and the scales as they are."""
        hazards.by_stays[:] = self._expected_of(hazards, slice(None), hazards.stays)[0]

    def _expected_of(self, hazards: Hazards, who, stays: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        dying = after_stays(hazards.fatality[who], self.fatal_odds)
        return self.after_stay.expected(stays, dying, after_stays(hazards.readmission[who], self.scales.readmission))

    @property
    def fatal_odds(self) -> np.ndarray:
        """The odds of death after a stay of each cause, of a person whose own factor is one (K)."""
        return self.after_stay.fatality * self.scales.fatality

    def tabled(self, state: State) -> np.ndarray:
        """The hazard of death [per person-year] of people like these, as the life table and what sets them apart from
        its people have it (people)."""
        hazard = self.life_table.hazard(state.age, state.female)
        for effect in self.life_table.population:
            when = coded(effect.when)
            hazard = hazard * self.plan.value(effect.size, self.numbers.values) ** feature_values(
                when, state.columns[when.column]
            )
        return hazard

    def lost_frailty(self, state: State) -> np.ndarray:
        """How far the mean frailty of people of each age fell in the year before, as the frail died more often.

        Frailty is normal and its effect a power, so the mean of those who die lies higher by the logarithm of the
        effect of one step, and that of the living lower.
        """
        return self._frailty_on_death * np.expm1(self.life_table.hazard(state.age - 1, state.female))

    def deaths(self, hazards: Hazards, season: float = 1.0) -> np.ndarray:
        """The chance of each person to die this month, of stays or not."""
        return -np.expm1(-season * (hazards.by_stays + self.after_stay.others(hazards.dying, hazards.by_stays)))

    def season(self, month: int) -> float:
        """How often people die in a month, beside the mean of the year; month 0 is a January."""
        return float(self.life_table.by_month[month % 12])

    def turn_to(self, hazards: Hazards, month: int) -> None:
        """Give everybody the month's own chance of a death that no stay brings."""
        lane = self.lanes.death
        hazards.chance[:, lane] = chance = -np.expm1(-self.season(month) * hazards.rate[:, lane])
        hazards.bounds[:, lane] = self.lanes.luck.bounds(chance)

    def to_snf(self, odds: np.ndarray, cause: np.ndarray) -> np.ndarray:
        """The chance that stays with these odds, of these causes, go on to a SNF."""
        return np.minimum(at_stays(odds, self.scales.snf[cause]) * self.scales.use[self.plan.column["use.snf"]], 1.0)

    def due(self, state: State, month: int) -> np.ndarray:
        """Who must be looked at again: changed or arriving people, and those whom a programme touches."""
        due = state.changed | (state.entry == month) | self.programmes.due(state, month)
        return np.flatnonzero(due & state.alive & (state.entry <= month))

    def burden(self, stage: np.ndarray) -> np.ndarray:
        """The product of the factors of everybody's conditions, with each target's rule for further conditions."""
        return self._burden([each.rows(stage) for each in self.numbers.burdens])

    def _burden(self, rows: list[np.ndarray]) -> np.ndarray:
        """The same, where people's rows in the tables are known."""
        burden = self.numbers.burdens[0].factors.take(rows[0], axis=0)
        for each, row in zip(self.numbers.burdens[1:], rows[1:], strict=True):
            burden *= each.factors.take(row, axis=0)
        return burden

    def death_rate(self, age, female, figures, excess) -> np.ndarray:
        """Deaths a year: the life table's, times what hangs on the person, times 1 + the excess of each condition."""
        background = self.life_table.hazard(age, female) * self.scales.death[death_cell(age, female)]
        return background * figures[:, self._death] * (1 + excess)

    def _moving_rates(self, stage: np.ndarray, figures: np.ndarray, cell: np.ndarray) -> np.ndarray:
        """The yearly rate at which each moving condition leaves its present stage (people, moving conditions)."""
        moving = np.array(self.plan.moving)
        target = self.moves.target[moving]
        # By cell, moving condition and stage: onset is solved, the rest is as the evidence says, where it leads on.
        scale = np.repeat((target != NEVER)[None].astype(float), CELLS, axis=0)
        scale[:, self.onset_is_solved, 0] = self.scales.onset[moving[self.onset_is_solved]].T
        place = stage + target.shape[1] * np.arange(len(moving))
        rate = figures.ravel().take(target.ravel().take(place) + figures.shape[1] * np.arange(len(stage))[:, None])
        rate *= scale.ravel().take(place + target.size * cell[:, None])
        return rate

    def _excess(self, rows, stage, touched, ratio, static, felt) -> tuple[np.ndarray, np.ndarray]:
        """The sum of the conditions' excess of the death hazard over the background (people), as far as it is felt; and
        the ratio to which programmes on single causes of death bring the whole hazard (touched people)."""
        total = np.zeros(len(stage))
        for each, row in zip(self.numbers.burdens, rows, strict=True):
            if each.excess is not None:
                total += each.excess.take(row)
        for place, target in self._own_parts:
            total += self.numbers.excess[place].take(stage[:, place]) * (static[:, target] - 1)
        total *= felt
        before = 1 + total[touched]
        changed = np.flatnonzero((ratio[:, self._death_parts] != 1).any(axis=1))
        if len(changed):
            who = touched[changed]
            total[who] = felt[who] * self.excess_parts(stage[who], static[who], ratio[changed]).sum(axis=1)
        return total, (1 + total[touched]) / before

    def excess_parts(self, stage: np.ndarray, static: np.ndarray, programme: np.ndarray) -> np.ndarray:
        """Each condition's excess of the death hazard over the background (people, C), by what people are and by the
        ratios (people, T) of programmes."""
        parts = self.numbers.excess[np.arange(stage.shape[1]), stage]
        for place, target in self._own_parts:
            parts[:, place] *= static[:, target]
        parts[:, self._dying_of] *= programme[:, self._death_parts]
        return parts
