"""A panel: checked on entry, sorted by id, narrowed and sampled."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vbc_twin import panel
from vbc_twin.evidence import EvidenceError


def test_rows_in_any_order_give_the_same_panel(drawn):
    shuffled = panel.Panel(drawn.patients.sample(fraction=1, shuffle=True, seed=5))

    assert_frame_equal(shuffled.patients, drawn.patients, check_exact=True)


def test_columns_in_any_order_and_of_wider_types_give_the_same_panel(drawn):
    wide = drawn.patients.select(reversed(drawn.patients.columns))
    wide = wide.cast({"age": pl.Int64, "ckd": pl.Int64, "id": pl.Int64})

    assert_frame_equal(panel.Panel(wide).patients, drawn.patients, check_exact=True)


def test_every_fault_of_the_rows_is_told_at_once(drawn):
    rows = drawn.patients.head(50)
    rows = rows.with_columns(
        id=pl.when(pl.int_range(50) < 2).then(rows["id"][0]).otherwise("id"),
        age=pl.lit(130, pl.Int16),
        ldl=pl.lit(float("nan")),
        race=pl.lit("martian"),
        female=pl.lit(None, pl.Boolean),
        dual=pl.lit("yes"),
    ).rename({"frailty": "frailtie"})

    with pytest.raises(EvidenceError) as raised:
        panel.Panel(rows)

    told = raised.value.faults
    assert len(told) == 8
    assert any('no column is called "frailtie". Did you mean "frailty"?' in line for line in told)
    assert any("frailty: is missing" in line for line in told)
    assert any("id: 1 ids occur more than once" in line for line in told)
    assert any("age: 50 rows are not within 0 to 120 years" in line for line in told)
    assert any("ldl: is empty or not a number in 50 rows" in line for line in told)
    assert any("race: 50 rows are not one of white, black" in line for line in told)
    assert any("female: is empty" in line for line in told)
    assert any("dual: expected Boolean, found String" in line for line in told)


def test_an_empty_panel_is_refused(drawn):
    with pytest.raises(EvidenceError, match="has no patients"):
        panel.Panel(drawn.patients.head(0))


def test_where_takes_an_expression_or_its_sql(drawn):
    old = drawn.where(pl.col("age") >= 85)

    assert_frame_equal(drawn.where("age >= 85").patients, old.patients)
    assert old.patients["age"].min() >= 85
    assert len(old) < len(drawn)


@pytest.mark.parametrize("expression", ["agee > 3", "age >", "age > 200"])
def test_where_says_what_is_wrong_with_its_expression(drawn, expression):
    with pytest.raises(EvidenceError, match="panel, where"):
        drawn.where(expression)


def test_a_sample_keeps_the_people_of_each_stratum_by_its_weights(drawn, margins):
    sample = drawn.sample(600, seed=1)

    assert len(sample) == 600
    for name, weight in sample.patients.group_by("stratum").agg(pl.col("weight").sum()).iter_rows():
        assert weight == pytest.approx(margins.heads_by_type[name])
    assert_frame_equal(drawn.sample(600, seed=1).patients, sample.patients)
    assert drawn.sample(600, seed=2).patients["id"].to_list() != sample.patients["id"].to_list()


@pytest.mark.parametrize("n", [0, 6001])
def test_a_sample_of_nobody_or_of_more_than_there_are_is_refused(drawn, n):
    with pytest.raises(EvidenceError, match="n must be from 1 to 6000"):
        drawn.sample(n, seed=1)


def test_every_column_has_a_unit_or_type_and_a_meaning():
    table = panel.definitions()

    assert table["name"].is_unique().all()
    assert table["meaning"].str.ends_with(".").all()
    assert table.filter(name="heart_failure")["recorded"].to_list() == [False]
    assert table.filter(name="heart_failure_recorded")["recorded"].to_list() == [True]
    assert not table.filter(pl.col("name").is_in(["frailty", "weight", "id"]))["recorded"].any()
