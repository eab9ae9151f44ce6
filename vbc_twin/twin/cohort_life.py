"""The life of a cohort: a closed panel with no ACO, every arm lived by the same people with the same luck."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.care import CATEGORIES
from vbc_twin.conditions import LifeTable
from vbc_twin.panel import LastStay
from vbc_twin.twin.ageing import treat_anew
from vbc_twin.twin.bouts import COUNTED
from vbc_twin.twin.cause_of_death import is_of
from vbc_twin.twin.cohort import Cohort
from vbc_twin.twin.crowd import Crowd, shared
from vbc_twin.twin.draws import person_keys, uniform
from vbc_twin.twin.figures import Figures
from vbc_twin.twin.kernel import (
    BOUTS,
    DEATHS,
    DME,
    ED_VISITS,
    HOME_HEALTH,
    HOSPICE,
    OUTPATIENT,
    PHYSICIAN,
    READMISSIONS,
    SNF_STAYS,
    STAYS,
)  # fmt: skip
from vbc_twin.twin.national import closed_movement
from vbc_twin.twin.plan import Plan, compile_plan
from vbc_twin.twin.population import drift, enter, grow_older
from vbc_twin.twin.prices import Prices, UnitPrices
from vbc_twin.twin.state import RING, State

# What is written down of each person, beside stays by cause and changes of stage.
NOTED = {
    "readmission": READMISSIONS, "ed": ED_VISITS, "snf": SNF_STAYS, "home_health": HOME_HEALTH, "hospice": HOSPICE,
    **dict(zip(COUNTED, BOUTS, strict=True)),
}  # fmt: skip


@dataclass(frozen=True)
class Events:
    """What happened in one arm, an entry an event: `person` (row of the panel), `month` (from 0), `amount`.

    `kind` numbers the entries of `kinds`: "death", "death <cause>" (beside it), "readmission", "ed", "snf",
    "home_health", "hospice", "copd.mild_exacerbation" and "copd.moderate_exacerbation" (outside hospital), "stay
    <cause>", "first stay <cause>" (that readmission may follow), "fatal stay" (which brings death within 30 days,
    though not at once), "<condition>.<stage>" (came to be at that stage).
    `cents` (years, categories, people) is what was spent on each person, in the order of `care.CATEGORIES`.
    """

    kinds: tuple[str, ...]
    person: np.ndarray
    month: np.ndarray
    kind: np.ndarray
    amount: np.ndarray
    cents: np.ndarray | None = None

    def of(self, *names: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Person, month and amount of every event of these kinds, in the order of months."""
        here = np.isin(self.kind, [self.kinds.index(name) for name in names])
        return self.person[here], self.month[here], self.amount[here]


def study_plan(cohort: Cohort) -> Plan:
    """Names resolved to arrays, with the arms as programmes. Raises EvidenceError listing what does not resolve."""
    content = cohort.content
    programmes = [arm.as_programme() for arm in cohort.arms]
    plan = compile_plan(content.conditions, content.services, programmes, content.effects)
    for parameter in content.parameters():
        plan.parameter(parameter)
    return plan


def live_cohort(cohort: Cohort, people: int, seed: int, years: int, figures: Figures | None = None):
    """Live every arm: the people at entry as columns, and the Events of each arm."""
    plan = study_plan(cohort) if figures is None else figures.physics.plan
    figures = cohort.national.figures(plan) if figures is None else figures
    movement = closed_movement(cohort.content)
    first = enter(cohort.panel(people, seed), plan, movement, seed)
    lived = []
    for number in range(len(cohort.arms)):
        state = first.copy()
        state.enrolled[:, number] = 0
        lived.append(_live(state, figures, movement, seed, years, cohort.text.last_stay))
    return first, tuple(lived)


def _live(people: State, figures: Figures, movement, seed: int, years: int, last_stay: LastStay | None) -> Events:
    """Live some years; the dead are left out from the next January on."""
    physics, plan = figures.physics, figures.physics.plan
    prices = Prices.of(UnitPrices.of(plan, physics.numbers), physics.scales.price_factor)
    writer = _Writer(plan, physics.life_table, people=len(people), years=years)
    state = shared(people, person_keys(seed, 0, people.id))
    crowd = Crowd(state, physics, prices)
    crowd.recall(1)
    if last_stay:
        had_a_stay(crowd.state, plan, last_stay)
    for month in range(12 * years):
        if month % 12 == 0 and month:
            state = crowd.state.take(crowd.state.alive)
            grow_older(state, plan)
            drift(state, state.key, month, movement, physics.lost_frailty(state))
            treat_anew(state, plan, state.key, month)
            crowd = Crowd(state, physics, prices)
        stages, departing = crowd.state.stage.copy(), np.flatnonzero(crowd.state.departing)
        account = crowd.live(month)
        writer.write(month, crowd.state, stages, account)
        writer.tell_causes(month, crowd, account, departing)
    return writer.events()


def had_a_stay(state: State, plan: Plan, last_stay: LastStay) -> None:
    """Give people the stay that the study says they had before its start, in place of what the past would have held."""
    cause, (first, last) = plan.causes.index(last_stay.cause), last_stay.months
    who = np.flatnonzero(uniform(state.key, 0, "had a stay") < last_stay.share)
    ago = first + (uniform(state.key[who], 0, "months since") * (last - first + 1)).astype(np.int64)
    state.last_discharge[who], state.last_cause[who] = -ago, cause
    state.awaiting[who] = ago == 1
    state.departing[who], state.changed[who] = False, True
    np.add.at(state.stays, (who, -ago % RING, plan.group_of[cause]), 1)
    np.add.at(state.admissions, (who, -ago % RING), 1)


class _Writer:
    """Writes down what happens to whom."""

    def __init__(self, plan: Plan, life_table: LifeTable, people: int, years: int):
        self._causes = {f"death {name}": each for name, each in life_table.causes.items()}
        self._cents = np.zeros((years, len(CATEGORIES), people), np.int32)
        moving = [(place, each.name, each.stages) for place, each in enumerate(plan.conditions) if each.transitions]
        moves = [f"{name}.{stage}" for _, name, stages in moving for stage in stages[1:]]
        stays = [f"{what} {cause}" for what in ("stay", "first stay") for cause in plan.causes]
        self.kinds = ("death", *self._causes, *NOTED, *stays, "fatal stay", *moves)
        self._number = {name: place for place, name in enumerate(self.kinds)}
        self._first_stay = self._number[f"first stay {plan.causes[0]}"]
        # The stages of a condition follow each other among the kinds, without the first, which is none.
        self._moving = [(place, self._number[f"{name}.{stages[1]}"] - 1) for place, name, stages in moving]
        self._noted = np.full(STAYS + len(plan.causes), -1)
        self._noted[DEATHS] = self._number["death"]
        for name, figure in NOTED.items():
            self._noted[figure] = self._number[name]
        first = self._number[f"stay {plan.causes[0]}"]
        self._noted[STAYS:] = np.arange(first, first + len(plan.causes))
        self._parts: list[tuple[np.ndarray, ...]] = []

    def write(self, month: int, state: State, stages: np.ndarray, account) -> None:
        """One month: counted events, first stays that may lead to a readmission, and changes of stage."""
        who, figure, amount = account.events
        self._pay(self._cents[month // 12], state.row, account)
        counted = figure < len(self._noted)
        who, figure, amount = who[counted], figure[counted], amount[counted]
        kind = self._noted[figure]
        here = (kind >= 0) & (amount > 0)
        self._add(state, who[here], month, kind[here], amount[here])
        awaiting = np.flatnonzero(state.awaiting > 0)
        causes = self._first_stay + state.last_cause[awaiting].astype(np.int64)
        self._add(state, awaiting, month, causes, state.awaiting[awaiting])
        later = np.flatnonzero(state.departing & state.alive)
        self._add(state, later, month, np.full(len(later), self._number["fatal stay"]), np.ones(len(later), int))
        for place, before_first in self._moving:
            reached = state.stage[:, place].astype(np.int64)
            moved = np.flatnonzero((reached != stages[:, place]) & (reached > 0))
            self._add(state, moved, month, before_first + reached[moved], np.ones(len(moved), int))

    def tell_causes(self, month: int, crowd: Crowd, account, departing: np.ndarray) -> None:
        """Of which causes the month's deaths were."""
        who, figure, _ = account.events
        dead = who[figure == DEATHS]
        for name, cause in self._causes.items():
            here = dead[is_of(cause, crowd.state, crowd.hazards, crowd.physics, month, dead, departing)]
            self._add(crowd.state, here, month, np.full(len(here), self._number[name]), np.ones(len(here), int))

    def _pay(self, spent: np.ndarray, row: np.ndarray, account) -> None:
        """Add what a month came to: what was used, and the visits that everybody pays for."""
        who, figure, amount = account.events
        paid = figure >= account.cents_from
        np.add.at(spent, (figure[paid] - account.cents_from, row[who[paid]]), amount[paid].astype(np.int32))
        for place, category in enumerate((PHYSICIAN, OUTPATIENT, DME)):
            spent[category, row] += account.visits[:, place].astype(np.int32)

    def _add(self, state: State, who: np.ndarray, month: int, kind: np.ndarray, amount: np.ndarray) -> None:
        self._parts.append((state.row[who], np.full(len(who), month), kind, amount))

    def events(self) -> Events:
        """Everything written."""
        return Events(self.kinds, *(np.concatenate(each) for each in zip(*self._parts, strict=True)), self._cents)
