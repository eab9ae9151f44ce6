"""Two results files are paired by id, and every row that cannot be used says why."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vbc_twin.calibration.backtest_pairs import read_pairs
from vbc_twin.evidence import EvidenceError
from vbc_twin.evidence.published_columns import columns

HEADS = {"assigned_beneficiaries": "6000"}


def write_results(path: Path, year: int, rows: list[dict[str, str]]) -> Path:
    """A results file under CMS's names of the year; cells that a row does not name are blank."""
    named = {each.published_in(year): each.name for each in columns() if each.published_in(year)}
    cells = [{cms: row.get(name, "") for cms, name in named.items()} for row in rows]
    track = {"Current_Track": "E"} if year >= 2022 else {"Current_BASIC_A": "1"} if year >= 2019 else {"Track1": "1"}
    pl.DataFrame([each | track | {"year": str(year)} for each in cells]).write_csv(path)
    return path


@pytest.fixture
def files(tmp_path):
    """Writes two years of ACOs, given by id with what they have beside their heads."""

    def write(first: list[dict], second: list[dict], years: tuple[int, int] = (2021, 2022)) -> tuple[Path, Path]:
        return tuple(
            write_results(tmp_path / f"results_{year}.csv", year, [HEADS | row for row in rows])
            for year, rows in zip(years, (first, second), strict=True)
        )

    return write


def acos(*ids: str, **cells: str) -> list[dict]:
    return [{"aco_id": each} | cells for each in ids]


def test_acos_in_both_years_are_paired_and_the_others_are_refused(files):
    pairs = read_pairs(*files(acos("A1", "A2", "A3"), acos("A2", "A3", "A4")))

    assert pairs.acos == ("A2", "A3")
    assert (pairs.read, pairs.accepted, pairs.refused.height) == (6, 4, 2)
    assert pairs.refused["aco_id"].to_list() == ["A1", "A4"]
    assert pairs.refused["reason"].str.contains("not in the other file").all()


def test_figures_come_in_the_order_of_the_acos_and_blanks_stay_blank(files):
    first = [{"aco_id": "A1", "admissions_per_1000": "250"}, {"aco_id": "A2", "admissions_per_1000": "*"}]
    second = acos("A2", "A1", assigned_beneficiaries="7500", admissions_per_1000="240")

    pairs = read_pairs(*files(first, second))

    assert pairs.acos == ("A1", "A2")
    np.testing.assert_array_equal(pairs.values("admissions_per_1000"), [250, np.nan])
    np.testing.assert_array_equal(pairs.values("admissions_per_1000", second=True), [240, 240])
    np.testing.assert_allclose(pairs.list_change, [0.25, 0.25])


def test_an_id_that_stands_twice_is_refused_on_both_sides(files):
    pairs = read_pairs(*files(acos("A1", "A2"), acos("A1", "A1", "A2")))

    assert pairs.acos == ("A2",)
    assert pairs.accepted + pairs.refused.height == pairs.read == 5
    assert pairs.refused["reason"].str.contains("2 rows of").all()


def test_a_row_without_heads_is_refused_on_both_sides(files):
    pairs = read_pairs(*files(acos("A1") + acos("A2", assigned_beneficiaries=""), acos("A1", "A2")))

    assert pairs.acos == ("A1",)
    assert pairs.refused["aco_id"].to_list() == ["A2", "A2"]
    assert pairs.refused["reason"].str.contains("assigned beneficiaries is blank").all()


def test_fewer_acos_are_spread_over_the_sizes_and_the_rest_are_listed(files):
    rows = [{"aco_id": f"A{each}", "assigned_beneficiaries": str(1000 * each)} for each in range(1, 10)]

    pairs = read_pairs(*files(rows, rows), most=3)

    assert pairs.acos == ("A1", "A5", "A9")
    assert pairs.accepted == 6 and pairs.refused.height == 12
    assert pairs.refused["reason"].str.contains("only 3 ACOs were asked for").all()


def test_an_aco_that_falls_out_later_is_refused_with_its_reason(files):
    pairs = read_pairs(*files(acos("A1", "A2"), acos("A1", "A2"))).without({"A2": "no twin"})

    assert pairs.acos == ("A1",)
    assert pairs.refused.select("performance_year", "aco_id", "reason").rows() == [
        (2021, "A2", "no twin"),
        (2022, "A2", "no twin"),
    ]


def test_years_that_do_not_follow_each_other_are_told(files):
    with pytest.raises(EvidenceError, match=r"performance year 2021, .* of 2022; name two years that follow"):
        read_pairs(*reversed(files(acos("A1"), acos("A1"))))


def test_encrypted_ids_join_to_no_later_year_and_that_is_said(files):
    with pytest.raises(EvidenceError, match="ids before PY2018 are encrypted"):
        read_pairs(*files(acos("A123"), acos("A1"), (2017, 2018)))


def test_every_fault_of_both_files_is_told_at_once(tmp_path):
    with pytest.raises(EvidenceError) as refused:
        read_pairs(tmp_path / "one.csv", tmp_path / "two.csv", most=0)

    assert len(refused.value.faults) == 3
    assert all(words in str(refused.value) for words in ("one.csv", "two.csv", "at least 1, found 0"))
