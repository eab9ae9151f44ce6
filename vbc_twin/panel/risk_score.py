"""The risk score of each person at the start: the CMS-HCC (V24) score of their record, on the scale of published means.

A score is the cell of age, sex and entitlement, and what everything on record adds with conditions outside our list
(`hcc.recording`), times what is left to chance; then each enrolment type is scaled so that its mean is the published
one. People with kidney failure are scored by the model for them.
"""

import numpy as np

from vbc_twin.evidence import library
from vbc_twin.panel.columns import CONDITIONS, SEXES
from vbc_twin.panel.demography import ESRD, People
from vbc_twin.panel.hcc.tables import ScoreTables, score_tables
from vbc_twin.panel.references import figures

MODEL = "V24"


def tables() -> ScoreTables:
    """The look-up tables of our conditions."""
    return score_tables({name: library.read("conditions", name).raw["stages"] for name in CONDITIONS})


def scores(people: People, institution: np.ndarray, has: np.ndarray, truth: np.ndarray, published, luck, first_id=0):
    """HCC score of each person [1 = national mean] whose weighted mean by enrolment type is `published` (types,)."""
    ids = np.arange(first_id, first_id + len(people.age), dtype=np.uint64)
    who = (people.age, people.sex == SEXES.index("female"), people.dual, institution)
    failing, look_up = people.enrolment_type == ESRD, tables()
    # A course of one's own may have more stages than the library: what is worse is coded like the worst.
    stage = np.minimum(truth, [len(each) - 1 for each in look_up.entry])
    score = look_up.score(MODEL, look_up.coded(has, stage, look_up.ways(ids)), who, failing)
    deviation = figures("risk_score")["residual"]["deviation"].value
    score *= np.exp(deviation * luck("risk score").standard_normal(len(score)) - deviation**2 / 2)
    return score * _scale(people, score, published)[people.enrolment_type]


def _scale(people: People, score: np.ndarray, published: np.ndarray) -> np.ndarray:
    """What brings the mean of each enrolment type to the published one; 1 where none is published."""
    total = np.bincount(people.enrolment_type, people.weight * score, minlength=len(published))
    heads = np.bincount(people.enrolment_type, people.weight, minlength=len(published))
    return np.divide(published * heads, total, out=np.ones(len(published)), where=(total > 0) & (published > 0))
