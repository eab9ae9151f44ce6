"""Counts by inversion of one draw: the right distribution, and never fewer events for a lower draw."""

import numpy as np
import pytest
from scipy import stats

from vbc_twin.twin.chance import binomial, goes_on, poisson

RATES = (1e-9, 1e-4, 0.02, 0.3, 1.0, 4.0)
EVENLY = (np.arange(100_000) + 0.5) / 100_000


@pytest.mark.parametrize("rate", RATES)
def test_a_poisson_count_is_the_quantile_of_the_draw_from_the_top(rate):
    draw = np.random.default_rng(1).random(2000) * -np.expm1(-rate)

    counts = poisson(draw, np.full(2000, rate))

    assert (counts >= 1).all()
    more = stats.poisson.sf(counts - 1, rate), stats.poisson.sf(counts, rate)
    assert ((draw < more[0] + 1e-12) & (draw >= more[1] - 1e-12)).all()


@pytest.mark.parametrize("rate", RATES[1:])
def test_poisson_counts_have_the_mean_and_variance_of_their_rate(rate):
    hit = -np.expm1(-rate) > EVENLY
    counts = np.zeros(len(EVENLY))
    counts[hit] = poisson(EVENLY[hit], np.full(hit.sum(), rate))

    assert counts.mean() == pytest.approx(rate, rel=1e-3, abs=1e-5)
    assert counts.var() == pytest.approx(rate, rel=5e-3)


def test_people_with_different_rates_are_counted_each_by_their_own():
    draw, rate = np.array([0.001, 0.001, 0.001]), np.array([0.01, 0.1, 1.0])

    together = poisson(draw, rate)

    assert together.tolist() == [poisson(draw[[place]], rate[[place]])[0] for place in range(3)]
    assert together.tolist() == [1, 2, 5]


def test_a_lower_draw_never_has_fewer_events():
    draw = np.sort(np.random.default_rng(2).random(5000)) * -np.expm1(-2.0)

    counts = poisson(draw, np.full(5000, 2.0))

    assert (np.diff(counts) <= 0).all()
    assert counts[0] > counts[-1] == 1


def test_a_higher_rate_never_has_fewer_events_at_the_same_draw():
    rates = np.linspace(0.06, 5, 500)

    counts = poisson(np.full(500, 0.05), rates)

    assert (np.diff(counts) >= 0).all()


@pytest.mark.parametrize("chance", [0.0, 0.03, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("trials", [0, 1, 2, 7])
def test_a_binomial_count_is_the_quantile_of_the_draw_from_the_top(trials, chance):
    draw = np.random.default_rng(3).random(2000)

    counts = binomial(draw, np.full(2000, trials), np.full(2000, chance))

    assert counts.tolist() == stats.binom.isf(draw, trials, chance).astype(int).tolist()


def test_binomial_counts_have_the_mean_of_their_chance():
    counts = binomial(EVENLY, np.full(len(EVENLY), 4), np.full(len(EVENLY), 0.35))

    assert counts.mean() == pytest.approx(4 * 0.35, abs=1e-4)
    assert counts.var() == pytest.approx(4 * 0.35 * 0.65, rel=1e-3)


def test_a_lower_draw_never_has_fewer_successes():
    counts = binomial(EVENLY, np.full(len(EVENLY), 5), np.full(len(EVENLY), 0.4))

    assert (np.diff(counts) <= 0).all()
    assert (counts[0], counts[-1]) == (5, 0)


def test_what_goes_on_does_so_with_the_same_chance_each_time():
    draw = (np.arange(100_000) + 0.5) / 100_000

    more = goes_on(draw, 1.7)

    assert more.mean() == pytest.approx(0.7, abs=0.001)
    again = 0.7 / 1.7
    assert [(more >= times).mean() for times in (1, 2, 3)] == pytest.approx([again, again**2, again**3], abs=1e-4)
    assert not goes_on(draw, 1.0).any()


def test_nobody_has_nothing():
    none = np.zeros(0)

    assert len(poisson(none, none)) == 0
    assert len(binomial(none, none.astype(int), none)) == 0
