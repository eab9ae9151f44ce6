"""All published rows at hand: 2,442 Shared Savings years, and 105 of ACO REACH and its forerunner."""

import polars as pl
import pytest

from vbc_twin.contracts import SettledResults, settle_results

RAW_YEARS = (2014, 2015, 2016, 2017, 2018, 2020, 2021, 2022)
OUTSIDE = {
    (2014, "A23913"): "quality standard: PY2014 does not print whether it was met",
    (2021, "A2820"): "revenue-based loss limit: losses are at most 2% of the participants' revenue",
    (2021, "A4627"): "revenue-based loss limit: losses are at most 2% of the participants' revenue",
    (2022, "A1070"): "revenue-based loss limit: losses are at most 4% of the participants' revenue",
}


@pytest.fixture(scope="module")
def core(cms) -> SettledResults:
    """The harmonised file, settled."""
    return settle_results(cms / "mssp_settlement_core_part.csv")


def test_every_row_is_settled(core):
    assert (core.read, core.accepted, core.refused) == (2442, 2442, 0)


def test_all_but_four_of_2442_rows_lie_within_the_published_rounding(core):
    assert {(year, aco) for year, aco in core.outside.select("performance_year", "aco_id").rows()} == set(OUTSIDE)
    assert core.rows["within_rounding"].mean() >= 0.998


def test_each_row_outside_is_explained_by_a_rule(core):
    for row in core.outside.to_dicts():
        assert row["explanation"].startswith(OUTSIDE[row["performance_year"], row["aco_id"]])


def test_982_of_a_thousand_rows_lie_within_a_thousandth_of_the_published_amount(core):
    assert core.rows["within_a_thousandth"].mean() >= 0.982


def test_the_intervals_are_narrow_where_cms_prints_every_digit(core):
    width = pl.col("most_usd") - pl.col("least_usd")
    late = core.rows.filter(pl.col("performance_year") >= 2021, ~pl.col("track").is_in(["EN", "T2", "T3"]))

    assert late.select(width.max()).item() < 2  # whole dollars times rates that no score moves
    assert (
        core.rows.select(
            (width / pl.col("published_usd").abs()).filter(pl.col("published_usd") > 0).quantile(0.5)
        ).item()
        < 5e-4
    )


@pytest.mark.parametrize("year", RAW_YEARS)
def test_a_raw_file_gives_the_same_as_the_harmonised_one(cms, core, year):
    raw = settle_results(cms / f"mssp_py{year}_part.csv").rows.sort("aco_id")

    harmonised = core.rows.filter(pl.col("performance_year") == year).sort("aco_id")

    for name in ("aco_id", "track", "published_usd", "within_rounding", "explanation"):
        assert raw[name].equals(harmonised[name]), name
    for name in ("computed_usd", "least_usd", "most_usd"):
        assert raw[name].to_list() == pytest.approx(harmonised[name].to_list(), abs=1e-3), name


def test_reach_settles_to_the_dollar_at_the_corridors_in_105_of_105_rows(cms):
    done = settle_results(cms / "reach_gpdc_py2021_2022_part.csv")

    assert (done.read, done.accepted) == (105, 105)
    assert done.rows["difference_usd"].abs().max() < 1
    assert done.rows["within_rounding"].all()


def test_after_sequestration_reach_differs_only_where_cms_printed_nothing(cms):
    rows = settle_results(cms / "reach_gpdc_py2021_2022_part.csv").rows
    differs = (pl.col("published_after_sequestration_usd") - pl.col("computed_after_sequestration_usd")).abs() > 1

    told = rows.filter(differs)

    assert told["published_after_sequestration_usd"].to_list() == [0]
    assert told["explanation"].to_list() == ["after sequestration CMS printed 0, with the shared amount as computed"]
