"""Twins of one year are held to the next: what is forecast, what is told, and what is left out."""

import json
import tomllib
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import vbc_twin as vt
from vbc_twin.calibration import backtest, backtest_estimate
from vbc_twin.calibration.backtest import provenance, scored
from vbc_twin.calibration.backtest_between import between_years
from vbc_twin.calibration.backtest_figures import FIGURES
from vbc_twin.calibration.backtest_forecast import forecast, observed, pooled_chance, twins_say
from vbc_twin.calibration.backtest_pairs import read_pairs
from vbc_twin.calibration.backtest_trend import Trend
from vbc_twin.calibration.backtest_twins import YearAhead, lived_ahead, year_ahead
from vbc_twin.evidence import EvidenceError
from vbc_twin.evidence.published_columns import columns
from vbc_twin.twin import Twin

NO_TREND = Trend({}, True, "none")
SPENDING, ESRD, ADMISSIONS = 0, 1, 5


def write(path, year: int, rows: list[dict]):
    """A results file under CMS's names; each row is a published row's figures with some of them changed."""
    named = {each.published_in(year): each.name for each in columns() if each.published_in(year)}
    track = {"Current_Track": "E"} if year >= 2022 else {"Current_BASIC_E": "1", "Current_BASIC_A": "0"}
    cells = [{cms: str(row.get(name, "")) for cms, name in named.items()} | track | {"year": str(year)} for row in rows]
    pl.DataFrame(cells).write_csv(path)
    return path


def cells_of(row, aco_id: str, **changes) -> dict:
    """A published row's figures under the harmonised names."""
    cells = {}
    for column in columns():
        group = next((name for name in vars(row) if column.name.startswith(f"{name}_")), None)
        value = getattr(row, column.name, None)
        if value is None and group is not None and isinstance(getattr(row, group), dict):
            value = getattr(row, group).get(column.name.removeprefix(f"{group}_"))
        if isinstance(value, bool):
            value = int(value)
        if column.kind == "percent" and value is not None:
            value = 100 * value
        cells[column.name] = "" if value is None else value
    return cells | {"aco_id": aco_id} | changes


@pytest.fixture(scope="module")
def row():
    return Twin.load("example_aco").row


@pytest.fixture(scope="module")
def files(row, tmp_path_factory):
    """Four ACOs like the example, of which one is new in the second year and one lacks a figure there."""
    folder = tmp_path_factory.mktemp("results")
    heads = row.assigned_beneficiaries
    first = [
        cells_of(row, "A1"),
        cells_of(row, "A2", admissions_per_1000=2 * row.admissions_per_1000),
        cells_of(row, "A3"),
    ]
    second = [
        cells_of(row, "A1", spending_per_person_year=1.05 * row.spending_per_person_year),
        cells_of(row, "A2", admissions_per_1000="*", assigned_beneficiaries=round(1.5 * heads)),
        cells_of(row, "A4"),
    ]
    return write(folder / "results_2021.csv", 2021, first), write(folder / "results_2022.csv", 2022, second)


@pytest.fixture(scope="module")
def pairs(files):
    return read_pairs(*files)


def a_year_ahead(aco_id: str, explained: np.ndarray, chance: float = 2.0, size: float = 10_000) -> YearAhead:
    number = len(FIGURES)
    return YearAhead(aco_id, np.full(number, size), explained, np.ones(number), np.full(number, chance))


@pytest.fixture(scope="module")
def ahead(pairs):
    """Twins that explain the same of both ACOs."""
    explained = np.array([pairs.values(each.column)[0] for each in FIGURES])
    return [a_year_ahead(aco, explained) for aco in pairs.acos]


# --- what is forecast ------------------------------------------------------------------------------------


def test_what_the_case_mix_explains_is_forecast_to_grow_with_the_nation(pairs, ahead):
    seen = observed(pairs, ahead, SPENDING)
    trend = Trend({"spending": 1.03}, True, "three per cent")

    of_all, _ = forecast(seen, SPENDING, trend, between_years()["spending"], chance=2.0)

    np.testing.assert_allclose(of_all.forecast, 1.03 * seen.first)


def test_an_acos_own_deviation_regresses_to_what_its_case_mix_explains(pairs, ahead):
    explained = ahead[0].explained
    seen = observed(pairs, [a_year_ahead("A1", explained * 1.2), a_year_ahead("A2", explained / 1.2)], SPENDING)

    of_all, _ = forecast(seen, SPENDING, NO_TREND, between_years()["spending"], chance=2.0)

    kept = between_years()["spending"].kept.value
    assert seen.own == pytest.approx([-np.log(1.2), np.log(1.2)])
    assert of_all.forecast / seen.first == pytest.approx([1.2 ** (1 - kept), 1.2 ** (kept - 1)])


def test_the_interval_lies_around_the_forecast_and_is_wider_for_any_list_than_for_a_stable_one(pairs, ahead):
    of_all, of_stable = forecast(observed(pairs, ahead, SPENDING), SPENDING, NO_TREND, between_years()["spending"], 2.0)

    for each in (of_all, of_stable):
        assert (each.interval[:, :, 0] < each.forecast[:, None]).all()
        assert (each.interval[:, :, 1] > each.forecast[:, None]).all()
    assert (of_stable.interval[:, 2, 1] < of_all.interval[:, 2, 1]).all()


def test_a_blank_in_either_year_leaves_the_aco_out_of_that_figure_alone(pairs, ahead):
    assert observed(pairs, ahead, ADMISSIONS).used.tolist() == [True, False]
    assert observed(pairs, ahead, SPENDING).used.tolist() == [True, True]


def test_luck_is_pooled_over_the_twins_that_tell_it(ahead):
    silent = replace(ahead[0], chance=np.full(len(FIGURES), np.nan))

    np.testing.assert_array_equal(pooled_chance([ahead[0], silent]), ahead[0].chance)
    assert np.isnan(pooled_chance([silent])).all()


def test_what_twins_say_alike_is_told_with_its_error():
    said = twins_say(np.log(np.array([1.01, 1.03, np.nan])))

    assert said.mean == pytest.approx(np.sqrt(1.01 * 1.03))
    assert said.standard_error == pytest.approx(said.spread / np.sqrt(2))


# --- what a twin says ------------------------------------------------------------------------------------


def test_a_twin_is_lived_one_year_forward():
    twin = Twin.load("example_aco", people=600)

    found = lived_ahead(twin, draws=3)

    assert found.explained[SPENDING] == pytest.approx(twin.row.spending_per_person_year, rel=0.4)
    assert found.sizes[SPENDING] == pytest.approx(twin.row.person_years, rel=0.01)
    assert found.sizes[ESRD] == twin.row.person_years_by_type["esrd"]
    assert 0.6 < found.change[SPENDING] < 1.6
    assert 0.1 < found.chance[SPENDING] < 20


def test_a_smaller_panel_tells_the_luck_of_the_whole():
    few, more = (lived_ahead(Twin.load("example_aco", people=size), draws=12).chance for size in (500, 4000))

    assert 0.3 < few[ADMISSIONS] / more[ADMISSIONS] < 3


def test_a_row_of_which_no_twin_can_be_built_says_why(tmp_path, row):
    file = write(tmp_path / "results_2021.csv", 2021, [cells_of(row, "A1", benchmark_usd="")])

    found = year_ahead(file, "A1")

    assert "no twin can be built from its row" in found.reason and "ABtotBnchmk" in found.reason


# --- the test as a whole ---------------------------------------------------------------------------------


def test_each_figure_is_told_for_all_lists_and_for_stable_ones(pairs, ahead):
    done = scored(pairs, ahead, NO_TREND, between_years(), provenance(pairs, 4, 300))

    told = done.rows.select("figure", "lists", "n").rows()
    assert ("spending", "all", 2) in told and ("spending", "stable", 1) in told
    assert ("admissions", "all", 1) in told
    named = ("figure", "unit", "lists", "error", "error_last_year", "error_trend", "coverage_50", "coverage_90", "n")
    assert set(named) <= set(done.rows.columns)
    assert done.read == done.accepted + done.refused.height == 6


def test_the_document_says_what_it_rests_on_and_repeats(pairs, ahead):
    once, again = (scored(pairs, ahead, NO_TREND, between_years(), provenance(pairs, 4, 300)) for _ in range(2))

    assert json.dumps(once.summary(), allow_nan=False) == json.dumps(again.summary(), allow_nan=False)
    said = once.summary()["provenance"]
    assert said["from_file"]["name"] == "results_2021.csv" and len(said["from_file"]["sha256"]) == 16
    assert said["trend_is_hindsight"] is True
    assert {"seed", "bootstrap_seed", "draws", "people", "evidence_digest", "vbc_twin"} <= said.keys()


def test_a_miss_is_told_with_what_changed(files, tmp_path, row):
    twice = cells_of(row, "A2", spending_per_person_year=2 * row.spending_per_person_year)
    twice["assigned_beneficiaries"] = 2 * row.assigned_beneficiaries
    second = write(tmp_path / "results_2022.csv", 2022, [twice, cells_of(row, "A1")])
    pairs = read_pairs(files[0], second)
    explained = np.array([pairs.values(each.column)[0] for each in FIGURES])

    done = scored(pairs, [a_year_ahead(a, explained) for a in pairs.acos], NO_TREND, between_years(), {})

    assert done.misses["aco_id"].to_list() == ["A2"]
    assert done.misses["why"][0].startswith("the list grew by 100%")


def test_the_whole_is_lived_by_the_front_door_and_saved(files, tmp_path):
    done = vt.backtest(*files, draws=2, people=300)

    assert done.rows.filter(figure="spending", lists="all")["n"].item() == 2
    assert done.save(tmp_path / "out").is_dir()
    saved = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert saved["rows"][0]["figure"] == "spending"
    assert pl.read_csv(tmp_path / "out" / "refused.csv")["aco_id"].to_list() == ["A3", "A4"]


def test_what_lies_between_two_years_is_estimated_from_files_and_written(files, tmp_path, monkeypatch):
    monkeypatch.setattr(backtest_estimate, "BOOTSTRAPS", 3)
    monkeypatch.setattr(backtest_estimate, "TWINS_THAT_TELL_LUCK", 1)

    backtest_estimate.main(str(tmp_path / "between.toml"), *map(str, files), threads=1)

    raw = tomllib.loads((tmp_path / "between.toml").read_text(encoding="utf-8"))
    assert raw["pairs"] == "2021 to 2022 (2 ACOs)"
    assert list(raw["figure"]) == [each.name for each in FIGURES]
    assert raw["figure"]["spending"].keys() == raw["figure"]["snf_stays"].keys() == set(backtest_estimate.UNITS)


def test_every_fault_of_what_is_asked_for_is_told_at_once(files):
    with pytest.raises(EvidenceError) as refused:
        backtest(*files, draws=1, people=0, threads=0)

    assert len(refused.value.faults) == 3


def test_six_real_acos_are_forecast(cms):
    done = backtest(cms / "mssp_py2021_part.csv", cms / "mssp_py2022_part.csv", acos=6, draws=2, people=1000)

    assert done.rows.filter(lists="all", figure="spending")["n"].item() == 6
    assert done.accepted == 12 and done.refused.height == done.read - 12
    off = done.forecasts.filter(figure="spending").select((pl.col("forecast") / pl.col("published")).log().abs())
    assert off.to_series().median() < 0.15
