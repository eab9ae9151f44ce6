"""A frame in, a frame out: every fault named by row and column, nothing extrapolated, and the good rows computed."""

import datetime
import sys
import warnings
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vbc_twin import EvidenceError, equations

sys.path.insert(0, str(Path(__file__).parent))
from people import PERSON

NAMES = equations.listed()["equation"].to_list()
RISKS = ["total_cvd", "ascvd", "heart_failure", "chd", "stroke"]


def people(**changes) -> pl.DataFrame:
    """The one person, as many times as the longest list of changes is long."""
    height = max([len(each) for each in changes.values() if isinstance(each, list)] or [1])
    columns = PERSON | changes
    return pl.DataFrame(
        {name: each if isinstance(each, list) else [each] * height for name, each in columns.items()}, strict=False
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_equation_gives_one_row_a_row_and_nothing_to_tell(name, recwarn):
    found = getattr(equations, name)(people(age=[65.0, 66.0]))

    assert found.height == 2
    assert found.columns == [*equations.outcomes(name)["column"], "at_boundary", "refused"]
    assert found["at_boundary"].null_count() == found["refused"].null_count() == 2
    assert sum(found.select(equations.outcomes(name)["column"].to_list()).null_count().row(0)) == 0
    assert not [each for each in recwarn if each.category is equations.EquationWarning]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_told_all_at_once(name):
    with pytest.raises(EvidenceError) as told:
        getattr(equations, name)(pl.DataFrame({"agee": [65]}))

    asked = equations.covariates(name).filter(pl.col("asked").str.starts_with("always"))["column"].to_list()
    assert len(told.value.faults) == len(asked)
    assert name == "ukpds_om2" or any('Did you mean "agee"?' in fault for fault in told.value.faults)


def test_an_empty_frame_gives_an_empty_frame():
    assert equations.prevent(people().clear()).height == 0


def test_columns_are_missing_even_of_an_empty_frame():
    with pytest.raises(EvidenceError, match="no column is called"):
        equations.prevent(pl.DataFrame({"age": []}))


def test_values_beyond_the_range_are_used_at_the_boundary_and_counted():
    with pytest.warns(equations.EquationWarning, match="age 2, sbp 1"):
        found = equations.prevent(people(age=[79.0, 85.0, 20.0], sbp=[200.0, 230.0, 140.0]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        at_the_edge = equations.prevent(people(age=[79.0, 79.0, 30.0], sbp=[200.0, 200.0, 140.0]))

    assert found["at_boundary"].to_list() == [None, "age, sbp", "age"]
    assert_frame_equal(found.select(RISKS), at_the_edge.select(RISKS))
    assert equations.counts(found)["at_boundary"] == {"age": 2, "sbp": 1}


def test_the_thirty_year_models_stop_at_fifty_nine():
    with pytest.warns(equations.EquationWarning):
        found = equations.prevent(people(age=[59.0, 65.0]), horizon_years=30)

    assert found["at_boundary"].to_list() == [None, "age"]
    assert found["total_cvd"][0] == found["total_cvd"][1]


def test_a_value_that_is_not_asked_for_is_neither_read_nor_counted(recwarn):
    found = equations.prevent(people(hba1c_percent=["much", 99]), model="base")

    assert found["refused"].null_count() == found["at_boundary"].null_count() == 2
    assert not [each for each in recwarn if each.category is equations.EquationWarning]


def test_cells_that_cannot_be_read_refuse_their_rows_and_the_others_are_computed():
    frame = people(
        age=["65", "old", None, " 65.0 ", "65", "65"],
        bp_treated=["1", "1", "yes", "TRUE", "perhaps", "1"],
        sex=["female", "F", "female", "Female", "female", "robot"],
    )
    with pytest.warns(equations.EquationWarning, match="4 of 6 rows refused"):
        found = equations.prevent(frame)

    assert found["refused"].to_list() == [
        None,
        "row 2, age: 'old' is no number of zero or more",
        "row 3, age: is empty; give a number [years]",
        None,
        "row 5, bp_treated: 'perhaps' is neither 1 nor 0",
        "row 6, sex: 'robot' is neither female nor male",
    ]
    assert found["total_cvd"].is_null().to_list() == found["refused"].is_not_null().to_list()
    assert found["total_cvd"][0] == found["total_cvd"][3] == equations.prevent(people())["total_cvd"][0]
    counts = equations.counts(found)
    assert counts["accepted"] + counts["refused"] == counts["read"] == 6


def test_several_faults_of_one_row_are_all_told():
    with pytest.warns(equations.EquationWarning):
        found = equations.prevent(people(age=float("inf"), sbp=-5.0, diabetes=2))

    assert found["refused"][0].count("; ") == 2


@pytest.mark.parametrize("column", [[datetime.date(2026, 1, 1)], [[1, 2]], [{"a": 1}], [b"x"]])
def test_a_column_of_no_numbers_refuses_its_rows(column):
    with pytest.warns(equations.EquationWarning):
        found = equations.ckd_epi(people().with_columns(pl.Series("age", column)))

    assert found["refused"][0].startswith("row 1, age: ")


def test_what_may_not_have_been_measured_may_be_empty():
    found = equations.prevent(people(hba1c_percent=[7.5, None], uacr_mg_g=[40.0, None], sdi_decile=None), model="full")

    assert found["refused"].null_count() == 2
    assert found["total_cvd"][0] != found["total_cvd"][1]


@pytest.mark.parametrize(
    ("model", "column"), [("hba1c", "hba1c_percent"), ("uacr", "uacr_mg_g"), ("sdi", "sdi_decile")]
)
def test_a_model_asks_for_the_column_it_is_named_after(model, column):
    without = people().drop(column)

    assert equations.prevent(without).height == 1
    with pytest.raises(EvidenceError, match=column):
        equations.prevent(without, model=model)


def test_a_choice_may_stand_in_a_column_and_an_argument_goes_before_it():
    frame = people(model=["base", "full"], age=50.0)

    by_row = equations.prevent(frame)["total_cvd"].to_list()

    apart = [equations.prevent(people(age=50.0), model=each)["total_cvd"][0] for each in ("base", "full")]
    assert by_row == apart
    assert equations.prevent(frame, model="full")["total_cvd"].to_list() == [apart[1]] * 2


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: equations.prevent(people(), model="ful"), 'Did you mean "full"?'),
        (lambda: equations.prevent(people(), horizon_years=20), 'no such choice is called "20"'),
        (lambda: equations.kfre(people(), variables=5), "There is: 4, 6, 8"),
        (lambda: equations.kfre({"age": [1]}), "expected a polars DataFrame, found dict"),
        (lambda: equations.kfre(people().lazy()), "found LazyFrame"),
        (lambda: equations.load("prevnt"), 'Did you mean "prevent"?'),
    ],
)
def test_what_is_asked_wrongly_is_told_with_the_remedy(call, told):
    with pytest.raises(EvidenceError) as error:
        call()

    assert told in str(error.value)


def test_eight_variables_are_never_answered_with_four():
    four, eight = (equations.kfre(people(), variables=each)["risk_5y"][0] for each in (4, 8))

    assert four != eight
    with pytest.raises(EvidenceError, match="albumin"):
        equations.kfre(people().drop("albumin_g_dl"), variables=8)


def test_sex_may_be_a_column_of_either_sex():
    frames = [
        people().drop("sex").with_columns(pl.lit(value).alias(name))
        for name, value in (("female", True), ("female", 1), ("male", 0), ("FEMALE", "yes"))
    ]

    found = {equations.ckd_epi(frame)["egfr"][0] for frame in frames}

    assert found == {equations.ckd_epi(people())["egfr"][0]}


def test_units_are_not_mixed_up_by_names_alike():
    """The UKPDS model wants HDL in mmol/L: a column `hdl`, which elsewhere is mg/dL, is not taken for it."""
    with pytest.raises(EvidenceError, match="hdl_mmol_l"):
        equations.ukpds_om2(people().drop("hdl_mmol_l").with_columns(hdl=pl.lit(50.0)))


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_does_not_matter(name):
    frame = people(age=[50.0, 61.0, 72.0], sex=["female", "male", "female"])

    forward, backward = (getattr(equations, name)(each) for each in (frame, frame.reverse()))

    assert_frame_equal(forward, backward.reverse())


@pytest.mark.parametrize("name", NAMES)
def test_no_number_makes_a_chance_that_is_none(name):
    """Every number of an equation is drawn from nothing to far beyond its range, in 500 people."""
    rng = np.random.default_rng(4)
    numbers = equations.covariates(name).filter(kind="number")
    drawn = {
        column: (rng.choice([0, 0.5, 1, 3], 500) * rng.uniform(least, most, 500)).tolist()
        for column, least, most in numbers.select("column", "least", "most").iter_rows()
    }
    with pytest.warns(equations.EquationWarning):
        found = getattr(equations, name)(people(**drawn))

    for column, unit in equations.outcomes(name).select("column", "unit").iter_rows():
        assert found[column].is_finite().all() and found[column].min() >= 0
        assert unit != "probability" or found[column].max() <= 1


def test_a_hundred_thousand_people_take_seconds_not_minutes():
    """Coarse on purpose: it catches a loop over rows, not a slow machine."""
    many = people(age=[60.0] * 100_000)

    assert equations.prevent(many, model="full")["total_cvd"].n_unique() == 1
