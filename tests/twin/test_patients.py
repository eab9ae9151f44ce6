"""Patients answer Mesa's verbs as one set of columns; one of them can be looked at as an agent."""

import mesa
import numpy as np
import polars as pl
import pytest

from vbc_twin.twin.patients import PatientSet


@pytest.fixture
def patients(closed, people) -> PatientSet:
    return PatientSet(people, closed.plan)


def test_the_set_is_as_long_as_its_people_and_counts_through_them(patients):
    ages = [each.age for each in patients]

    assert len(patients) == len(ages) == 400
    assert ages == patients.get("age").tolist()


def test_conditions_are_columns_by_their_names(patients):
    place = patients.plan.condition_index["copd"]

    assert patients.get("copd").tolist() == patients.state.stage[:, place].tolist()
    assert patients.get("copd_recorded").tolist() == patients.state.recorded[:, place].tolist()


def test_a_column_that_patients_do_not_have_is_named(patients):
    with pytest.raises(KeyError, match='patients have no column "copdd"'):
        patients.get("copdd")
    with pytest.raises(KeyError, match='patients have no column "weigth"'):
        patients.set("weigth", 1)


def test_what_is_set_is_written_through_for_everybody_or_for_some(patients):
    returned = patients.set("systolic", 150.0).set("copd", 2, where=np.array([3, 5]))

    assert returned is patients
    assert (patients.state.systolic == 150).all()
    assert patients.get("copd")[[3, 5]].tolist() == [2, 2]


def test_a_selection_is_a_copy_by_mask_or_by_a_question(patients):
    women = patients.select(patients.get("female"))
    old = women.select(lambda some: some.get("age") >= 85)
    old.set("age", 1)

    assert 0 < len(old) < len(women) < len(patients)
    assert women.get("female").all()
    assert patients.get("age").min() > 1


def test_one_figure_of_a_column(patients):
    assert patients.agg("age", np.max) == patients.state.age.max()
    assert patients.agg("smoker", np.mean) == pytest.approx(patients.state.smoker.mean())


def test_groups_split_the_set_and_lose_nobody(patients):
    groups = patients.groupby("enrolment_type")

    assert sum(len(each) for each in groups.values()) == len(patients)
    assert all((each.get("enrolment_type") == kind).all() for kind, each in groups.items())


def test_one_patient_is_an_agent_that_reads_and_writes_the_columns(patients):
    patient = patients[7]

    patient.systolic = 99.0
    patient.dementia = 3

    assert isinstance(patient, mesa.Agent)
    assert patient.age == patients.state.age[7]
    assert patients.state.systolic[7] == 99
    assert patients.get("dementia")[7] == 3
    assert patients[-1].id == patients.state.id[-1]


def test_what_a_patient_does_not_have_is_no_attribute(patients):
    with pytest.raises(AttributeError, match="shoe_size"):
        _ = patients[0].shoe_size
    with pytest.raises(KeyError, match="shoe_size"):
        patients[0].shoe_size = 42
    with pytest.raises(IndexError):
        _ = patients[400]


def test_a_patient_who_was_looked_at_does_not_join_the_models_agents(closed, patients):
    for each in list(patients)[:3]:
        assert not hasattr(each, "model")


def test_a_report_knows_history_and_what_is_recorded(closed, patients):
    state, causes = patients.state, list(closed.plan.causes)
    state.stays[:] = 0
    state.admissions[:] = 0
    state.admissions[4, [2, 9]] = 2, 1
    state.stays[4, 2, causes.index("heart_failure")] = 2
    state.stays[4, 9, causes.index("stroke")] = 1
    state.admissions[:] = state.stays.sum(axis=2)
    state.cost[:] = 0
    state.cost[4, 3] = 123_456
    state.last_discharge[:] = -999
    state.last_discharge[4] = 9
    often = (
        "admissions_12m = 3 AND heart_failure_admissions_12m = 2 AND cost_12m > 1234.5 AND months_since_discharge = 2"
    )

    meets = patients.report(pl.sql_expr(often), month=12)

    assert np.flatnonzero(meets).tolist() == [4]
    assert patients.seen("months_since_discharge", 12)[5] > 900
    assert patients.seen("ed_visits_12m", 12).tolist() == state.ed_visits.sum(axis=1).tolist()


def test_a_report_reads_enrolment_types_as_words(patients):
    dual = patients.report(pl.sql_expr("enrolment_type = 'aged_dual'"), month=0)

    assert dual.tolist() == (patients.state.enrolment_type == 2).tolist()


def test_who_has_not_entered_or_has_died_is_not_present(patients):
    patients.state.entry[0], patients.state.alive[1] = 5, False

    present = patients.present(4)

    assert present[:3].tolist() == [False, False, True]
    assert patients.present(5)[0]
