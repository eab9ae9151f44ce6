"""The risk score of a year from what the claims of the year before show, on the scale of the published scores.

    score = scale x own x (age and sex + (1 + unlisted) x what the captured conditions add),

summed over the models of the year by their weights. `own` is what a person's published score at entry says beyond our
list, as a ratio; `scale`, by model and enrolment type, is solved in each run so that year 0 is expected to return the
published mean. As CMS scores benchmark and performance year by one model and divides by the nation's mean, a change of
model moves nobody's mean here, and the factors of normalisation, which take away the nation's own growth of coding,
stay as they are in year 0: an ACO that codes as it did neither gains nor loses.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES, hcc
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.population import SCORE_UNIT
from vbc_twin.twin.state import NEVER, RING, State

TYPES = len(ENROLMENT_TYPES)
ESRD = ENROLMENT_TYPES.index("esrd")
MODELS = ("V24", "V28")


def tables_of(plan: Plan) -> hcc.ScoreTables:
    """The look-up tables for a plan's conditions."""
    return hcc.score_tables({each.name: each.stages for each in plan.conditions})


def on_record(people: State) -> np.ndarray:
    """What is on record of people, whenever it was last captured (people, C)."""
    return people.recorded != NEVER


def raw(people: State, captured: np.ndarray, tables: hcc.ScoreTables, model: str) -> np.ndarray:
    """Raw scores (people) of what is captured, with conditions outside our list; kidney failure by its own model."""
    who = (people.age, people.female, people.dual, people.long_term_institution)
    coded = tables.coded(captured, people.stage, people.ways)
    return tables.score(model, coded, who, people.enrolment_type == ESRD)


def for_scoring(people: State, tables: hcc.ScoreTables) -> None:
    """What scoring needs to know of people, for good: in which `ways` they are coded, and their `own` ratio.

    That is their score at entry over that of their whole record, with mean one by enrolment type.
    """
    people.columns["ways"] = tables.ways(people.id)
    score = raw(people, on_record(people), tables, MODELS[0])
    kind, weight = people.enrolment_type, people.weight
    own = people.hcc_score / np.maximum(score, 1e-9)
    mean = _ratio(np.bincount(kind, weight * people.hcc_score, TYPES), np.bincount(kind, weight * score, TYPES))
    people.columns["own"] = own / np.where(mean > 0, mean, 1)[kind]


@dataclass(frozen=True)
class Scoring:
    """How one run scores its people: from the calendar year of month 0, with a `scale` (4 types) for each model."""

    tables: hcc.ScoreTables
    year_zero: int
    scale: dict[str, np.ndarray]

    @classmethod
    def fitted(cls, first: State, months: np.ndarray, captured: np.ndarray, tables, year_zero: int) -> "Scoring":
        """Solve the scales on the people of year 0, whose `hcc_score` has the published means by type.

        `months` (people) say how much each counts: those that they are expected to be there.
        """
        kind, weight = first.enrolment_type, first.weight
        published = _ratio(np.bincount(kind, weight * first.hcc_score, TYPES), np.bincount(kind, weight, TYPES))
        wanted = published * np.bincount(kind, weight * months, TYPES)
        scale = {}
        for model in MODELS:
            score = raw(first, captured, tables, model) * first.own
            scale[model] = _ratio(wanted, np.bincount(kind, weight * months * score, TYPES))
        return cls(tables, year_zero, scale)

    def write(self, people: State, month: int, captured: np.ndarray) -> None:
        """January: everybody's score of the year that begins, from what is captured (people, C)."""
        score = np.zeros(len(people))
        for model, weight in hcc.recording().versions(self.year_zero + month // RING).items():
            own = raw(people, captured, self.tables, model)
            score += weight * self.scale[model][people.enrolment_type] * own
        people.hcc_score[:] = score * people.own
        people.score[:] = np.rint(people.hcc_score * SCORE_UNIT)


def expected_months(entry: np.ndarray, death: np.ndarray) -> np.ndarray:
    """How many months of year 0 each person is expected to be there at the start of, dying at a rate that stays."""
    months = RING - np.minimum(entry, RING)
    return np.where(death > 0, -np.expm1(months * np.log1p(-death)) / np.where(death > 0, death, 1), months)


def _ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    return np.divide(wanted, have, out=np.ones(TYPES), where=have > 0)
