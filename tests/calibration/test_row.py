"""A twin is built from nothing but an ACO's published row, and returns that row."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vbc_twin.calibration import Fit, build_twin, fit_row
from vbc_twin.evidence import EvidenceError
from vbc_twin.twin import Twin

# One of each level, from the smallest to a middling one.
SIX = {"A1737": "B", "A5038": "A", "A1596": "E", "A2107": "D", "A4832": "C", "A1494": "EN"}


@pytest.fixture(scope="session")
def results(cms) -> Path:
    return cms / "mssp_py2022_part.csv"


@pytest.fixture(scope="module")
def fit() -> Fit:
    """The example ACO, fitted anew from the row that its twin carries."""
    return fit_row(Twin.load("example_aco").row)


@pytest.fixture(scope="module")
def smaller() -> Fit:
    """A thousand people who stand for everybody, of a row in which a cell was blank."""
    row = replace(Twin.load("example_aco").row, assumed=("esrd: 24 person-years (blank)",))
    return fit_row(row, people=1000)


@pytest.mark.parametrize(("aco", "track"), SIX.items())
def test_a_twin_of_an_aco_of_any_level_returns_its_row(results, aco, track):
    fit = build_twin(results, aco)

    assert fit.twin.row.track == track
    assert fit.table.filter(~pl.col("within"))["figure"].to_list() == []
    assert fit.is_within
    assert sum(fit.twin.heads_by_type.values()) == fit.twin.row.assigned_beneficiaries


def test_the_example_returns_its_row_without_any_file(fit):
    assert fit.is_within
    assert fit.table.height == 23
    errors = fit.table.filter(pl.col("standard_error") > pl.col("bar") / 3)
    assert errors.is_empty()


def test_the_fit_is_shown_on_luck_that_it_has_not_seen(fit):
    # On the very luck of the fit the figures would be met to the last digit.
    shown = fit.table.filter(pl.col("figure").str.starts_with("spending ") & (pl.col("relative_error") != 0))

    assert shown.height > 5
    assert (fit.table["standard_error"] > 0).sum() > 10


def test_scales_near_one_say_that_the_evidence_alone_is_near(fit):
    scales = fit.table.filter(pl.col("scale").is_not_null())

    assert scales["scale"].min() > 1 / 3 and scales["scale"].max() < 3
    assert not [note for note in fit.notes if note.startswith("outside the evidence")]


def test_the_fitted_scales_are_figures_with_a_source(fit):
    names = [each.name for each in fit.twin.fitted]

    assert len(names) == len(set(names)) == 3 + 7 + 4 + 2 * 4
    assert all(each.mark == "fitted" and fit.twin.row.aco_id in each.at for each in fit.twin.fitted)


def test_what_was_assumed_of_blank_cells_is_noted(smaller):
    assert "assumed: esrd: 24 person-years (blank)" in smaller.notes


def test_the_same_row_gives_the_same_twin(smaller):
    again = fit_row(smaller.twin.row, people=1000)

    assert again.twin.fitted == smaller.twin.fitted
    assert again.twin.heads_by_type == smaller.twin.heads_by_type
    assert_frame_equal(again.table, smaller.table, check_exact=True)


def test_a_twin_comes_back_from_its_folder_and_no_patient_is_written(fit, tmp_path):
    fit.save(tmp_path / "ours")

    again = Twin.load(tmp_path / "ours")

    assert sorted(each.name for each in (tmp_path / "ours").iterdir()) == ["parameters.toml", "twin.toml"]
    assert (again.row, again.fitted, again.late) == (fit.twin.row, fit.twin.fitted, fit.twin.late)
    assert_frame_equal(again.panel.patients, fit.twin.panel.patients, check_exact=True)


def test_the_shipped_example_is_what_its_row_gives_today(fit):
    # If this fails, the evidence has moved: build the shipped twins anew.
    shipped = Twin.load("example_aco")

    assert shipped.heads_by_type == pytest.approx(fit.twin.heads_by_type, abs=3)
    scales = {each.name: each.value for each in fit.twin.fitted}
    assert {each.name: each.value for each in shipped.fitted} == pytest.approx(scales, rel=0.02)


def test_an_aco_that_the_file_lacks_is_told_with_the_nearest(results):
    with pytest.raises(EvidenceError) as refused:
        build_twin(results, "A10011")

    assert "A1001" in str(refused.value) and "A10011" in str(refused.value)


def test_a_smaller_panel_is_built_with_weights(fit, smaller):
    people = smaller.twin.panel.patients

    assert people.height == 1000
    assert people["weight"].sum() == pytest.approx(fit.twin.row.assigned_beneficiaries)
    assert smaller.twin.heads_by_type["aged_non_dual"] == pytest.approx(
        fit.twin.heads_by_type["aged_non_dual"], rel=0.02
    )
