"""Drawing a panel: the same call gives the same people, and bad tables are refused with every fault."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vbc_twin import panel
from vbc_twin.evidence import EvidenceError


def test_the_same_seed_gives_the_same_panel(margins, course, drawn):
    again = panel.draw(margins, panel.present_prevalence(), course, seed=7)

    assert_frame_equal(again.patients, drawn.patients, check_exact=True)


@pytest.mark.parametrize("other", [{"seed": 8}, {"seed": 7, "stream": 1}, {"seed": 7, "first_id": 6000}])
def test_another_seed_stream_or_first_id_gives_other_people_of_the_same_kind(margins, course, drawn, other):
    people = panel.draw(margins, panel.present_prevalence(), course, **other).patients

    assert (people["frailty"] == drawn.patients["frailty"]).sum() == 0
    assert people["id"].to_list() == list(range(other.get("first_id", 0), other.get("first_id", 0) + 6000))
    assert people["age"].mean() == pytest.approx(drawn.patients["age"].mean(), abs=0.2)
    assert people["heart_failure"].mean() == pytest.approx(drawn.patients["heart_failure"].mean(), abs=0.01)


def test_the_order_of_rows_in_the_tables_does_not_matter(margins, course, drawn):
    mixed = course.sample(fraction=1, shuffle=True, seed=1)

    shuffled = panel.draw(margins, panel.present_prevalence().reverse(), mixed, seed=7)

    assert_frame_equal(shuffled.patients, drawn.patients, check_exact=True)


def test_rows_are_in_random_order_so_that_any_slice_is_a_sample(drawn):
    slice_of = drawn.patients.head(1500)

    assert slice_of["age"].mean() == pytest.approx(drawn.patients["age"].mean(), abs=1)
    assert (slice_of["enrolment_type"] == "disabled").mean() == pytest.approx(500 / 6000, abs=0.025)


def test_institutions_hold_the_old_duals_and_people_with_dementia(nation):
    patients = nation.patients
    inside, outside = patients.filter("long_term_institution"), patients.filter(~pl.col("long_term_institution"))

    assert inside["dual"].mean() > 2 * outside["dual"].mean()
    assert (inside["dementia"] > 0).mean() > 3 * (outside["dementia"] > 0).mean()
    assert inside["age"].mean() > outside["age"].mean() + 5


def test_every_fault_of_the_tables_is_told_at_once(margins, course):
    prevalence = panel.present_prevalence().filter(~((pl.col("condition") == "copd") & (pl.col("sex") == "male")))
    prevalence = prevalence.with_columns(pl.col("condition").replace("ckd", "ckdd"))
    wrong_course = course.filter(pl.col("condition") != "stroke").with_columns(undiagnosed=pl.lit(1.0))

    with pytest.raises(EvidenceError) as raised:
        panel.draw(margins, prevalence, wrong_course, seed=1, people=0)

    told = str(raised.value)
    assert "people: expected at least 1" in told
    assert 'no condition is called "ckdd". Did you mean "ckd"?' in told
    assert "prevalence: lacks copd, lt65, male" in told
    assert "course, stroke: expected stages 1, 2, ... each once, found []" in told
    assert "course, asthma, undiagnosed: must be under 1" in told


def test_a_table_without_its_columns_says_which(margins, course):
    with pytest.raises(EvidenceError, match="course: lacks the columns share; it has condition, stage, undiagnosed"):
        panel.draw(margins, panel.present_prevalence(), course.drop("share"), seed=1)
