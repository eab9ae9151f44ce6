"""What is saved is whole, documented, free of small cells, and says the same as what is shown."""

import json
import sys

import polars as pl
import pytest

from vbc_twin.reporting import save, tables

MODULE = sys.modules["vbc_twin.reporting.save"]  # the door hands on the function of the same name
HEADLINE = ("gross_savings_usd", "programme_cost_usd", "net_savings_usd", "payer_net_usd")
FILES = {
    "assumptions.parquet",
    "carriers.parquet",
    "cash.parquet",
    "contracts.parquet",
    "not_settled.parquet",
    "burden.parquet",
    "months.parquet",
    "report.html",
    "savings.parquet",
    "settlements.parquet",
    "summary.json",
    "years.parquet",
}


@pytest.fixture(scope="module")
def folder(comparison, tmp_path_factory):
    return save(comparison, tmp_path_factory.mktemp("saved") / "results")


def read(folder, name) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


def test_every_file_is_there_and_nothing_else(folder):
    assert {each.name for each in folder.iterdir()} == FILES


def test_the_columns_are_those_of_the_documented_schema(folder):
    documented = MODULE.__doc__

    for name in ("months", "years", "settlements", "burden", "savings", "assumptions"):
        (line,) = [each for each in documented.splitlines() if each.startswith(f"{name}.parquet")]
        for column in read(folder, name).columns:
            assert column in line, (name, column)


def test_the_summary_holds_the_headline_under_the_fields_own_names(comparison, folder):
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))

    expected = comparison.headline()
    assert {name: summary[name] for name in expected} == expected
    for name in HEADLINE:
        assert {"mean", "low", "high"} <= summary[name].keys()
    assert 0 <= summary["net_savings_usd"]["probability_above_zero"] <= 1
    assert [each["year"] for each in summary["settlement_usd"]] == list(comparison.years)
    assert summary["provenance"]["draws"] == comparison.draws


def test_the_summary_hides_small_counts_of_people(folder):
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))

    assert summary["enrolment"][0]["enrolled_at_a_time"] == "<11"
    counts = [
        row[name]
        for part in ("enrolment", "before_after")
        for row in summary[part]
        for name in row
        if name in ("people", "taken_on")
    ]
    assert all(count == "<11" or count >= 11 for count in counts)


def test_savings_split_each_way_come_to_the_same(comparison, folder):
    savings = read(folder, "savings")

    gross = comparison.gross_savings().sum(axis=1).mean()
    for split in ("service", "year"):
        assert savings.filter(split=split)["mean_usd"].sum() == pytest.approx(gross)


def test_savings_of_an_enrolment_type_with_few_people_are_hidden(comparison, folder):
    years = dict(
        zip(comparison.base.twin.heads_by_type, comparison.base.outcome.person_years().mean(axis=(0, 1)), strict=True)
    )
    by_type = dict(read(folder, "savings").filter(split="enrolment_type").select("part", "mean_usd").iter_rows())

    assert years["esrd"] < 11
    assert by_type["esrd"] is None and by_type["aged_non_dual"] is not None


def test_settlements_hold_every_line_of_every_year_of_both_arms(comparison, folder):
    lines = read(folder, "settlements")

    for arm, run in (("base", comparison.base), ("alternative", comparison.alternative)):
        for year in run.calendar_years:
            found = lines.filter(arm=arm, year=year)
            assert found["step"].to_list() == run.settlement(year).explain()["step"].to_list()


def test_a_rate_that_rests_on_few_people_is_null(comparison, folder):
    deaths = comparison.base.outcome.count("deaths").mean(axis=0)
    rates = read(folder, "years").filter(arm="base", figure="hospice_users_per_1000")
    users = comparison.base.outcome.count("hospice_users").mean(axis=0)

    assert deaths.min() < 11 or users.min() < 11
    assert rates["mean"].is_null().to_list() == [bool(each < 11) for each in users]


def test_a_single_run_is_saved_too(run, tmp_path):
    folder = save(run, tmp_path)

    assert {each.name for each in folder.iterdir()} == FILES - {"savings.parquet"}
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert len(summary["settlements"]) == len(run.calendar_years)


def test_the_same_result_is_saved_twice_alike(run, tmp_path):
    first, second = save(run, tmp_path / "a"), save(run, tmp_path / "b")

    for name in ("summary.json", "report.html"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


@pytest.mark.parametrize("moment", ["report", "summary"])
def test_an_interruption_leaves_no_file_at_all(comparison, tmp_path, monkeypatch, moment):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(*((MODULE, "report", interrupted) if moment == "report" else (tables, "summary", interrupted)))

    with pytest.raises(KeyboardInterrupt):
        save(comparison, tmp_path)

    assert list(tmp_path.iterdir()) == []
