"""A stay that a study's people had before its start is felt from its first month on; exacerbations can be counted."""

from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.evidence import EvidenceError
from vbc_twin.experiments import run_cohort
from vbc_twin.panel import CohortText, LastStay
from vbc_twin.panel.cohort_text import Measured
from vbc_twin.twin import Cohort, StudyArm
from vbc_twin.twin.cohort_life import had_a_stay, study_plan
from vbc_twin.twin.crowd import shared
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.national import National, closed_movement
from vbc_twin.twin.population import enter
from vbc_twin.twin.state import history

PEOPLE = 6000
TEXT = CohortText(
    "mine",
    "Mine",
    population="community",
    measured=(Measured("age", 75, 5, 65, 120),),
    stages={"heart_failure": (0.0, 0.0, 1.0, 0.0), "copd": (0.0, 0.0, 0.0, 1.0, 0.0)},
)


@pytest.fixture(scope="module")
def national() -> National:
    return National(people=4000)


def lived(national: National, last_stay: LastStay | None):
    cohort = Cohort(replace(TEXT, last_stay=last_stay), (StudyArm("control"),), national)
    return run_cohort(cohort, PEOPLE, seed=7, years=1)


@pytest.fixture(scope="module")
def usual(national):
    return lived(national, None)


def test_whoever_left_hospital_last_month_is_readmitted_and_dies_more_in_the_first(national, usual):
    after = lived(national, LastStay("heart_failure", 1.0, (1, 1)))

    stays, deaths = (
        [run.incidence(outcome, months=1)["cumulative_incidence"][0] for run in (usual, after)]
        for outcome in ("use.inpatient", "death")
    )
    again = after.incidence("use.readmission_30d", months=1)["cumulative_incidence"][0]

    assert 0.12 < again < 0.35  # a fifth of heart-failure stays come back within 30 days
    assert stays[1] > stays[0] + 0.08
    # the hazard of death outside hospital is twice one's own in the month after
    assert 1.2 < deaths[1] / deaths[0] < 2.2


def test_only_the_declared_share_had_the_stay(national):
    half = lived(national, LastStay("heart_failure", 0.5, (1, 1)))
    everybody = lived(national, LastStay("heart_failure", 1.0, (1, 1)))

    again = [np.sum(run.events[0].of("readmission")[1] == 0) for run in (half, everybody)]

    assert 0.35 < again[0] / again[1] < 0.65


def test_a_stay_of_any_cause_is_remembered_under_the_group_of_its_cause(national):
    cohort = Cohort(TEXT, (StudyArm("control"),), national)
    plan = study_plan(cohort)
    people = enter(cohort.panel(200, 7), plan, closed_movement(cohort.content), 7)
    state = shared(people, person_keys(7, 0, people.id))

    had_a_stay(state, plan, LastStay("bowel_surgery", 1.0, (3, 3)))

    assert (history(state, "other_admissions_12m", 0, tuple(plan.groups)) == 1).all()
    assert (state.last_cause == plan.causes.index("bowel_surgery")).all()
    assert (state.last_discharge == -3).all()


def test_exacerbations_of_any_severity_are_their_kinds_together(usual):
    every = {
        name: usual.incidence(name, every=True)["events"][0]
        for name in (
            "copd.exacerbation",
            "copd.mild_exacerbation",
            "copd.moderate_exacerbation",
            "copd.moderate_or_severe_exacerbation",
            "use.inpatient.copd",
        )
    }
    whole, mild, moderate, worse, severe = every.values()

    assert whole == mild + worse
    assert worse == moderate + severe
    # 1.19 a year at GOLD 3, 2.10 times as many for each deviation of what people are given to; few go on to GOLD 4.
    tendency = usual.panel.patients["exacerbation_tendency"].clip(-3, 3).to_numpy()
    given = (2.10 ** (tendency - 0.371)).mean()
    person_years = usual.incidence("copd.exacerbation", every=True)["person_years"][0]
    assert moderate / person_years == pytest.approx(1.19 * given, rel=0.06)


def test_a_stay_of_no_cause_is_refused():
    raw = {"label": "Mine", "source": "somebody", "mark": "judged", "last_stay": {"cause": "strok"}}

    with pytest.raises(EvidenceError, match=r'is called "strok"\. Did you mean "stroke"'):
        Cohort.read(raw, "mine", "mine.toml", {"somebody"})
