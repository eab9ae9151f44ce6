"""What is: an ACO's row and the people drawn from it, kept in a folder that holds nobody's own data."""

import numpy as np
import pytest
from polars.testing import assert_frame_equal

from vbc_twin.evidence import EvidenceError
from vbc_twin.twin import Twin


def test_a_twin_of_the_library_is_loaded_by_its_name(larger):
    assert larger.name == "example_aco"
    assert larger.panel.patients["weight"].sum() == pytest.approx(larger.row.assigned_beneficiaries)
    assert len(larger.panel) == larger.row.assigned_beneficiaries


def test_a_name_that_there_is_not_is_told_with_the_nearest():
    with pytest.raises(EvidenceError, match=r'no twin and no folder "exampel_aco"\. Did you mean "example_aco"'):
        Twin.load("exampel_aco")


def test_a_smaller_panel_has_as_many_people_as_are_asked_for_and_stands_for_all(twin, larger):
    small, whole = twin.panel.patients, larger.panel.patients

    assert small.height == 400
    assert small["weight"].sum() == pytest.approx(whole["weight"].sum())
    by_stratum = small.group_by("stratum").agg(small["weight"].n_unique())
    assert by_stratum.height == 4
    assert small["weight"].n_unique() <= 4


def test_two_loads_draw_the_same_people(twin):
    assert_frame_equal(Twin.load("example_aco", people=400).panel.patients, twin.panel.patients, check_exact=True)


def test_another_stream_draws_other_people_of_the_same_kind(twin):
    others = twin.draw(400, stream=1).patients

    assert (others["frailty"] == twin.panel.patients["frailty"]).sum() == 0
    assert others["enrolment_type"].value_counts(sort=True).to_dicts() == (
        twin.panel.patients["enrolment_type"].value_counts(sort=True).to_dicts()
    )


def test_more_people_than_the_aco_has_can_be_drawn_for_a_pool(twin):
    pool = twin.draw(3 * twin.row.assigned_beneficiaries, stream=1)

    assert len(pool) == pytest.approx(3 * twin.row.assigned_beneficiaries, rel=0.001)


def test_true_prevalence_is_the_recorded_one_over_the_share_that_is_diagnosed(twin):
    prevalence = twin.prevalence

    assert prevalence.shape == (23, 8)
    assert ((prevalence > 0) & (prevalence < 1)).all()
    dementia = [each.name for each in twin.content.conditions].index("dementia")
    assert (np.diff(prevalence[dementia, 2::2]) > 0).all()


def test_a_twin_saved_and_loaded_is_the_same_and_no_patient_is_written(twin, tmp_path):
    twin.save(tmp_path / "ours")

    again = Twin.load(tmp_path / "ours")

    assert sorted(each.name for each in (tmp_path / "ours").iterdir()) == ["parameters.toml", "twin.toml"]
    assert (again.row, again.people, again.seed, again.late) == (twin.row, 400, twin.seed, twin.late)
    assert again.heads_by_type == twin.heads_by_type
    assert again.fitted == twin.fitted
    assert_frame_equal(again.panel.patients, twin.panel.patients, check_exact=True)
    written = sum(each.stat().st_size for each in (tmp_path / "ours").iterdir())
    assert written < 8000
    assert "frailty" not in (tmp_path / "ours" / "twin.toml").read_text(encoding="utf-8")


def test_a_broken_folder_is_told_with_its_place(twin, tmp_path):
    twin.save(tmp_path / "ours")
    parameters = tmp_path / "ours" / "parameters.toml"
    text = parameters.read_text(encoding="utf-8").replace('mark = "fitted"', 'mark = "fited"', 1)
    parameters.write_text(text, encoding="utf-8")

    with pytest.raises(EvidenceError) as refused:
        Twin.load(tmp_path / "ours")

    assert 'no mark is called "fited". Did you mean "fitted"' in str(refused.value)
    assert "ours/parameters.toml" in str(refused.value)


def test_the_register_of_a_twin_holds_its_fitted_scales(larger):
    register = larger.assumptions()

    fitted = register.filter(register["mark"] == "fitted")["name"].to_list()
    assert {"scale.use.inpatient", "scale.price.snf", "scale.price.esrd"} <= set(fitted)
