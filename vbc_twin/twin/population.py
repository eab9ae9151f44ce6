"""Who is in the panel, who leaves and who joins: fixed when the plan is built, and equal in both arms."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from scipy.special import ndtri

from vbc_twin.panel import ENROLMENT_TYPES, Panel, treatments
from vbc_twin.twin.ageing import MEASURED, age_levels, balance, level_memory
from vbc_twin.twin.draws import person_keys, uniform
from vbc_twin.twin.levels import accrue, level_columns
from vbc_twin.twin.names import LASTING, SOCIAL
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import LONG_AGO, NEVER, RING, State
from vbc_twin.twin.workplaces import MOST_CLINICIANS, clinician_ids, clinicians_of

TYPES = len(ENROLMENT_TYPES)
ESRD, DISABLED, AGED_DUAL, AGED_NON_DUAL = range(TYPES)
NEVER_LEAVES = 10**6
# Risk scores are added up in whole millionths, so that their sums do not depend on order.
SCORE_UNIT = 1_000_000
LONGEST_YEARS = 40
# Ids of joiners begin here, beyond those of any panel.
JOINERS_FROM = np.uint64(2**48)


@dataclass(frozen=True)
class Movement:
    """How the panel turns over.

    `leaving` (share each January), `persistence` (of frailty, from year to year), `late` (share of the people of year 0
    who enter after January, as person-years show), `practices` (number), `closed` (nobody leaves or joins),
    `clinicians` (a practice has on average), `departing` (share of them who had left before year 0).
    """

    leaving: float
    persistence: float
    late: float
    practices: int
    closed: bool = False
    clinicians: float = 1.0
    departing: float = 0.0


@dataclass(frozen=True)
class Population:
    """Everybody who is ever in the panel: those of year 0, the calendar year `year_zero`, and those who join in each
    later year."""

    first: State
    joiners: tuple[State, ...]
    movement: Movement
    year_zero: int

    @property
    def ever(self) -> int:
        """How many people are ever in the panel; each has a `row` below this number."""
        return len(self.first) + sum(len(each) for each in self.joiners)

    def everybody(self) -> State:
        """Everybody as they are at entry, in the order of rows."""
        return State.stacked([self.first, *self.joiners])

    @cached_property
    def stratum_weights(self) -> np.ndarray:
        """The weight of each stratum; 1 where there is nobody."""
        number = np.bincount(self.first.stratum, minlength=TYPES)
        total = np.bincount(self.first.stratum, self.first.weight, TYPES)
        return np.divide(total, number, out=np.ones(TYPES), where=number > 0)

    @property
    def mean_weight(self) -> float:
        """How many people of the ACO each person of the first panel stands for."""
        return float(self.first.weight.mean())

    def row_weights(self) -> np.ndarray:
        """The weight of everybody ever in the panel, by row."""
        weights = np.ones(self.ever)
        for each in (self.first, *self.joiners):
            weights[each.row] = each.weight
        return weights

    @property
    def practices(self) -> int:
        """How many practices share the panel."""
        return self.movement.practices


def enter(panel: Panel, plan: Plan, movement: Movement, seed: int) -> State:
    """The people of a panel as columns, as they enter in year 0."""
    frame = panel.patients
    names = [each.name for each in plan.conditions]
    people, groups, investments = frame.height, len(plan.groups), len(plan.investments)
    columns = {
        "id": frame["id"].to_numpy().astype(np.uint64),
        "enrolment_type": codes(frame["enrolment_type"], ENROLMENT_TYPES),
        "stratum": codes(frame["stratum"], ENROLMENT_TYPES),
        "stage": np.column_stack([frame[name].to_numpy() for name in names]).astype(np.int8),
        "recorded": np.column_stack([frame[f"{name}_recorded"].to_numpy() for name in names]).astype(np.int16),
        "found": np.full((people, len(names)), NEVER, np.int16),
        "captured": np.zeros((people, len(names)), bool),
        "stays": np.zeros((people, RING, groups), np.int8),
        "admissions": np.zeros((people, RING), np.int16),
        "ed_visits": np.zeros((people, RING), np.int16),
        "cost": np.zeros((people, RING), np.int64),
        "awaiting": np.zeros(people, np.int8),
        "last_discharge": np.full(people, -LONG_AGO, np.int64),
        "last_cause": np.full(people, NEVER, np.int8),
        "enrolled": np.full((people, investments), NEVER, np.int16),
        "exited": np.full((people, investments), NEVER, np.int16),
        "alive": np.ones(people, bool),
        "departing": np.zeros(people, bool),
        "changed": np.ones(people, bool),
    }
    for name in level_columns(plan):
        columns[name] = np.zeros(people)
    for name in ("female", "dual", "long_term_institution", "smoker", "race", *SOCIAL):
        columns[name] = frame[name].to_numpy()
    for name in ("weight", "hcc_score", "frailty", *MEASURED, "uacr", "years_since_quit", *LASTING):
        columns[name] = frame[name].to_numpy().astype(float)
    for name in (*(each.name for each in treatments()), "adherent"):
        columns[name] = frame[name].to_numpy().copy()
    columns["score"] = np.rint(columns["hcc_score"] * SCORE_UNIT)
    columns["age"] = frame["age"].to_numpy().astype(np.int64)
    columns |= level_memory(State(columns))
    balance(State(columns))
    return _seated(State(columns), 0, 0, movement, seed, round(movement.late * people))


def arrive(people: State, first_row: int, january: int, movement: Movement, seed: int, late: int) -> State:
    """Joiners of a year: new ids, of which none is ever used again; `late` of them enter after January."""
    people.columns["id"] = JOINERS_FROM + (january << 24) + np.arange(len(people), dtype=np.uint64)
    return _seated(people, first_row, january, movement, seed, late)


def _seated(people: State, first_row: int, january: int, movement: Movement, seed: int, late: int) -> State:
    """Row, month of entry, January of leaving, practice and clinician, all fixed for good; and whose clinician had left
    in the year before."""
    keys = person_keys(seed, 0, people.id)
    # Kidney failure is no way to enter late: the few who have it would make their person-years a matter of luck.
    lots = uniform(keys, january, "late entry") + (people.enrolment_type == ESRD)
    lot = np.argsort(lots, kind="stable")[:late]
    entry = np.full(len(people), january)
    entry[lot] += 1 + (11 * uniform(keys[lot], january, "month of entry")).astype(np.int64)
    practice = (uniform(keys, 0, "practice") * movement.practices).astype(np.int16)
    number = clinicians_of(movement.practices, seed, movement.clinicians)[practice]
    clinician = MOST_CLINICIANS * practice.astype(np.int64) + (uniform(keys, 0, "clinician") * number).astype(np.int64)
    places = person_keys(seed, 0, clinician_ids(movement.practices))
    left = uniform(places, january, "had left") < movement.departing
    people.columns.update(
        row=first_row + np.arange(len(people)),
        entry=entry,
        leaves=_leaving_month(keys, january, movement),
        practice=practice,
        clinician=clinician,
        continuity_broken=left[clinician],
    )
    return people


def codes(names: pl.Series, known: tuple[str, ...]) -> np.ndarray:
    """Names as their positions in a list of known ones."""
    place = {name: position for position, name in enumerate(known)}
    return names.replace_strict(place, return_dtype=pl.Int8).to_numpy().astype(np.int64)


def _leaving_month(keys: np.ndarray, january: int, movement: Movement) -> np.ndarray:
    """The January in which each person would leave, if still alive."""
    leaves = np.full(len(keys), NEVER_LEAVES)
    if not movement.closed:
        for month in range(january + RING * LONGEST_YEARS, january, -RING):
            leaves[uniform(keys, month, "leave") < movement.leaving] = month
    return leaves


def grow_older(state: State, plan: Plan) -> None:
    """January: a year older; kidney failure, or turning 65, brings another enrolment type."""
    state.age[:] += 1
    accrue(state, plan)
    age_levels(state)
    condition, stage = plan.kidney_failure
    state.enrolment_type[state.stage[:, condition] >= stage] = ESRD
    old_enough = (state.enrolment_type == DISABLED) & (state.age >= 65)
    state.enrolment_type[old_enough] = np.where(state.dual[old_enough], AGED_DUAL, AGED_NON_DUAL)
    state.changed[:] = True


def drift(state: State, keys: np.ndarray, month: int, movement: Movement, lost: np.ndarray) -> None:
    """January: frailty keeps a part of itself; the rest is drawn anew, so that its spread stays one.

    People grow frailer by as much as the deaths of the frail took from the mean of their age, which so stays zero:
    `lost` (people), see `physics.lost_frailty`.
    """
    noise = ndtri(np.clip(uniform(keys, month, "frailty"), 1e-12, None))
    kept = movement.persistence
    state.frailty[:] = kept * (state.frailty + lost) + np.sqrt(1 - kept**2) * noise
