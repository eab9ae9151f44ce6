"""What lies between two years: the figures of the data file, and that their estimation finds what was put in."""

import numpy as np
import pytest
from scipy.stats import t as student

from vbc_twin.calibration.backtest_between import between_years, fit_kept, fit_scatter, least_absolute_slope
from vbc_twin.calibration.backtest_estimate import BOOTSTRAPS, Sample, fit
from vbc_twin.calibration.backtest_figures import FIGURES
from vbc_twin.evidence import library


def test_every_figure_has_what_lies_between_its_years():
    found = between_years()

    assert list(found) == [each.name for each in FIGURES]
    for each in found.values():
        assert 0.5 < each.kept.value < 1
        assert each.scatter_stable.value <= each.scatter.value
        assert {each.kept.mark, each.scatter.mark, each.freedom.mark} == {"fitted"}


def test_the_years_under_test_are_not_among_those_it_rests_on():
    pairs = library.read("public", "between_years").raw["pairs"]

    assert "2020 to 2021" in pairs and "2021 to" not in pairs


def test_smaller_lists_spread_more_and_stable_ones_less():
    spending = between_years()["spending"]

    small, large = spending.spread(2.0, np.array([1000.0, 100_000.0]))
    stable = spending.spread(2.0, np.array([100_000.0]), stable=True)

    assert small > large > stable[0] > 0
    assert large == pytest.approx(spending.scatter.value, rel=0.05)


def test_an_interval_of_more_is_wider():
    spending = between_years()["spending"]

    widths = [spending.quantile(share) for share in (0.5, 0.8, 0.9)]

    assert widths == sorted(widths)
    assert widths[2] == pytest.approx(student.ppf(0.95, spending.freedom.value))


def test_the_least_absolute_slope_does_not_heed_a_few_that_are_far_off():
    x = np.linspace(-1, 1, 201)
    y = -0.2 * x
    y[:10] += 50

    assert least_absolute_slope(x, y) == pytest.approx(-0.2)


def test_what_was_kept_is_found_again():
    luck = np.random.default_rng(3)
    own = luck.normal(0, 0.15, 4000)

    assert fit_kept(own, -0.1 * own + luck.normal(0, 0.05, 4000)) == pytest.approx(0.9, abs=0.02)


def test_no_more_than_all_is_kept():
    own = np.linspace(-1, 1, 50)

    assert fit_kept(own, 0.3 * own) == 1


def test_scatter_and_freedom_are_found_again_net_of_luck():
    luck = np.random.default_rng(4)
    added = np.full(6000, 0.03**2)
    off = np.sqrt(0.05**2 + added) * luck.standard_t(5, 6000)

    scatter, freedom = fit_scatter(off, added)

    assert scatter == pytest.approx(0.05, rel=0.08)
    assert freedom == pytest.approx(5, rel=0.25)


def test_where_luck_is_all_there_is_scatter_is_the_least():
    off = np.random.default_rng(5).normal(0, 0.02, 500)

    assert fit_scatter(off, np.full(500, 0.04**2))[0] < 0.005


def test_an_aco_is_drawn_with_all_its_years():
    ids = np.repeat(["a", "b", "c"], 2)
    sample = Sample(ids, *np.tile(np.arange(6.0), (3, 1)), np.ones(6, bool))

    again = sample.resampled(np.random.default_rng(0))

    assert len(again.acos) == 6
    numbers = {name: (again.acos == name).sum() for name in "abc"}
    assert all(number % 2 == 0 for number in numbers.values())


def test_stable_lists_are_fitted_apart():
    luck = np.random.default_rng(6)
    stable = np.arange(2000) % 2 == 0
    moved = luck.normal(0, np.where(stable, 0.03, 0.08))
    sample = Sample(np.arange(2000).astype(str), luck.normal(0, 0.1, 2000), moved, np.full(2000, 1e9), stable)

    found = fit(sample, chance=1.0)

    assert found["scatter_stable"] == pytest.approx(0.03, rel=0.1)
    assert found["scatter"] > found["scatter_stable"]
    assert BOOTSTRAPS >= 100
