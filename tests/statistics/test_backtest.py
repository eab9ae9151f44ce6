"""Twins of 2021 held to 2022: every ACO that both years publish.

The goals stand as they were set. Coverage is met. Two are not, and their tests say so until the forecast reaches them:
total spending is to be no worse than the better baseline, and two of the uses are to be nearer than both. ED visits
alone are; admissions tie, and SNF stays are further off, because in 2022 ACOs kept more of their own deviations than in
the years from which it was estimated how much they keep.
"""

import json
import os
import warnings

import polars as pl
import pytest

from vbc_twin.calibration import Backtest, backtest
from vbc_twin.calibration.backtest_trend import national_trend

pytestmark = pytest.mark.statistics
ACOS = 187
USES = ("admissions", "ed_visits", "snf_stays")


class Told(UserWarning):
    """A figure for the terminal's report."""


@pytest.fixture(scope="module")
def done(cms) -> Backtest:
    return backtest(cms / "mssp_py2021_part.csv", cms / "mssp_py2022_part.csv", threads=os.cpu_count() or 1)


def row_of(done: Backtest, figure: str, lists: str = "all") -> dict:
    return done.rows.filter(figure=figure, lists=lists).row(0, named=True)


def test_every_aco_of_both_years_is_forecast_and_every_other_row_is_refused(done):
    row = row_of(done, "spending")

    assert row["n"] == ACOS and done.accepted == 2 * ACOS
    assert done.read == done.accepted + done.refused.height
    assert done.refused["reason"].str.len_chars().min() > 0


def test_forecast_and_baseline_use_the_same_trend_and_say_that_it_is_hindsight(done):
    for figure in ("spending", "admissions", "ed_visits"):
        of_figure = done.forecasts.filter(figure=figure)
        growth = national_trend(2021).of(figure)
        apart = (growth * of_figure["first"] - of_figure["published"]).abs().mean()
        assert row_of(done, figure)["error_trend"] == pytest.approx(apart)
    assert done.provenance["trend_is_hindsight"]


@pytest.mark.xfail(reason="528 USD against 525 by last year times the nation's growth: a tie within chance")
def test_total_spending_is_forecast_no_worse_than_by_the_better_baseline(done):
    row = row_of(done, "spending")

    warnings.warn(Told(json.dumps(row)), stacklevel=1)
    assert row["error"] <= min(row["error_trend"], row["error_last_year"])


@pytest.mark.xfail(reason="ED visits alone are; admissions tie with last year times growth, SNF stays are further off")
def test_two_uses_are_forecast_nearer_than_by_both_baselines(done):
    rows = [row_of(done, figure) for figure in USES]

    assert sum(row["error"] < min(row["error_trend"], row["error_last_year"]) for row in rows) >= 2


def test_ed_visits_are_forecast_nearer_than_by_both_baselines(done):
    row = row_of(done, "ed_visits")

    assert row["error"] < min(row["error_trend"], row["error_last_year"])


@pytest.mark.parametrize("figure", ["spending", *USES])
def test_the_interval_of_ninety_per_cent_holds_as_many(done, figure):
    row = row_of(done, figure)

    warnings.warn(Told(json.dumps(row)), stacklevel=1)
    assert 0.85 <= row["coverage_90"] <= 0.95
    assert row["coverage_50"] < row["coverage_80"] < row["coverage_90"]


def test_a_twin_by_itself_does_not_regress_to_the_mean(done):
    # The scales are fitted to year one's row and the panel stays what it was: nothing brings an ACO nearer to others.
    twins = done.twins.filter(figure="spending").row(0, named=True)

    warnings.warn(Told(json.dumps(done.twins.to_dicts())), stacklevel=1)
    assert abs(twins["change"] - 1) < 0.02
    for figure in ("spending", "ed_visits"):
        row = row_of(done, figure)
        assert row["error"] <= row["error_twin_alone"]


def test_what_moved_the_misses_is_told_and_most_are_changes_of_the_list(done):
    told = done.misses

    warnings.warn(Told(json.dumps(told.to_dicts())), stacklevel=1)
    unexplained = told.filter(pl.col("why").str.starts_with("nothing in the row"))
    assert unexplained.height <= told.height / 3
