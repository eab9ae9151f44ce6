"""Errors beside baselines, paired intervals, coverage."""

import numpy as np
import pytest

from vbc_twin.calibration.backtest_scores import SHARES, Scored, covered, paired_interval


def scored(second, forecast, first=None, trend=1.1, half_widths=(1.0, 2.0, 3.0)) -> Scored:
    second, forecast = np.asarray(second, float), np.asarray(forecast, float)
    first = np.full(len(second), 100.0) if first is None else np.asarray(first, float)
    ends = forecast[:, None, None] + np.array(half_widths)[:, None] * np.array([-1.0, 1.0])
    return Scored(first, second, forecast, forecast, trend, ends)


def test_errors_are_mean_absolute_and_baselines_are_last_year_with_and_without_trend():
    row = scored(second=[110, 90], forecast=[108, 96]).row()

    assert (row["error"], row["error_last_year"], row["error_trend"]) == pytest.approx((4, 10, 10))
    assert row["difference_last_year"] == pytest.approx(-6)
    assert row["bias"] == pytest.approx(2)
    assert row["n"] == 2


def test_a_forecast_that_is_the_baseline_differs_from_it_by_nothing():
    first = np.array([90.0, 100.0, 120.0])

    row = scored(second=[100, 104, 150], forecast=1.1 * first, first=first).row()

    assert row["difference_trend"] == row["difference_trend_low"] == row["difference_trend_high"] == 0


def test_coverage_counts_who_lies_within_each_interval():
    row = scored(second=[100, 101.5, 102.5, 110], forecast=[100] * 4).row()

    assert [row[f"coverage_{round(100 * share)}"] for share in SHARES] == [0.25, 0.5, 0.75]


def test_an_interval_holds_its_ends():
    interval = np.array([[1.0, 2.0]] * 3)

    assert covered(np.array([1.0, 2.0, 2.1]), interval).tolist() == [True, True, False]


def test_the_interval_of_a_difference_is_that_of_its_mean_and_repeats():
    apart = np.random.default_rng(1).normal(2, 10, 400)

    low, high = paired_interval(apart)

    assert (low, high) == paired_interval(apart)
    error = apart.std() / np.sqrt(len(apart))
    assert (low, high) == pytest.approx((apart.mean() - 1.96 * error, apart.mean() + 1.96 * error), abs=0.15 * error)


def test_one_aco_alone_has_no_interval():
    assert paired_interval(np.array([3.0])) == (None, None)


def test_some_of_the_acos_are_scored_alone():
    row = scored(second=[110, 90, 100], forecast=[108, 96, 100]).only(np.array([True, False, True])).row()

    assert (row["n"], row["error"]) == (2, 1)
