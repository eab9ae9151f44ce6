"""Weights that bring a pool to wanted sums, and a choice that keeps them."""

import numpy as np
import pytest

from vbc_twin.twin.replenish import HEADS, TYPES, balanced_weights, make_up, pick, spending_columns, wanted_heads


@pytest.fixture
def pool() -> np.ndarray:
    """2,000 people in four cells of heads, with an age and a spending."""
    luck = np.random.default_rng(9)
    features = np.zeros((2000, HEADS + 2))
    features[np.arange(2000), luck.integers(0, 4, 2000)] = 1
    features[:, HEADS] = luck.normal(75, 8, 2000)
    features[:, HEADS + 1] = luck.lognormal(9, 1.2, 2000)
    return features


def wanted_sums(pool, heads, age, spending) -> np.ndarray:
    wanted = np.zeros(pool.shape[1])
    wanted[:4] = heads
    wanted[HEADS:] = sum(heads) * age, sum(heads) * spending
    return wanted


def test_weights_bring_the_pool_to_the_wanted_sums(pool):
    wanted = wanted_sums(pool, (40, 10, 30, 70), age=73, spending=15_000)

    weights = balanced_weights(pool, wanted)

    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(150)
    # The ridge gives way by at most a hundredth of a standard deviation a head.
    slack = 0.01 * pool.std(axis=0) * 150
    assert (abs(weights @ pool - wanted) <= slack + 1e-9).all()


def test_a_pool_that_is_as_wanted_is_weighted_evenly(pool):
    weights = balanced_weights(pool, pool.mean(axis=0) * 100)

    assert weights == pytest.approx(np.full(2000, 100 / 2000), rel=1e-3)


def test_what_the_pool_cannot_meet_is_approached_and_the_rest_is_met(pool):
    impossible = wanted_sums(pool, (50, 50, 50, 50), age=150, spending=15_000)

    weights = balanced_weights(pool, impossible)

    assert np.isfinite(weights).all()
    assert weights.sum() == pytest.approx(200)
    assert weights @ pool[:, HEADS] / 200 > pool[:, HEADS].mean() + 5


def test_a_column_that_nobody_differs_in_does_no_harm(pool):
    constant = np.column_stack([pool, np.ones(2000)])
    wanted = np.append(wanted_sums(pool, (40, 10, 30, 70), 73, 15_000), 150)

    assert balanced_weights(constant, wanted) == pytest.approx(balanced_weights(pool, wanted[:-1]))


def test_a_choice_has_as_many_people_as_its_weights(pool):
    weights = np.random.default_rng(2).gamma(0.3, 0.2, 2000)

    chosen = pick(weights, np.arange(2000))

    assert len(chosen) == round(weights.sum())
    assert (np.diff(chosen) >= 0).all()


def test_a_choice_keeps_the_sums_of_what_it_is_ordered_by(pool):
    weights = balanced_weights(pool, wanted_sums(pool, (40, 10, 30, 70), 73, 15_000))
    order = np.lexsort((pool[:, HEADS + 1], pool[:, :4].argmax(axis=1)))

    chosen = pool[pick(weights, order)]

    assert chosen[:, :4].sum(axis=0) == pytest.approx(np.array([40, 10, 30, 70]), abs=1.5)
    assert chosen[:, HEADS + 1].sum() == pytest.approx(150 * 15_000, rel=0.05)


def test_a_row_is_chosen_as_often_as_its_weight(pool):
    chosen = pick(np.array([0.0, 3.0, 0.0, 2.0]), np.array([3, 2, 1, 0]))

    assert chosen.tolist() == [1, 1, 1, 3, 3]


def test_nobody_is_chosen_for_no_places():
    assert pick(np.full(10, 1e-9), np.arange(10)).tolist() == []


def test_a_make_up_counts_every_head_once_and_names_where_spending_lies(people, closed):
    spending, deaths = np.arange(400.0), np.full(400, 0.04)

    features = make_up(people, spending, deaths, closed.plan.most_stages)

    assert features[:, :HEADS].sum(axis=1).tolist() == [1] * 400
    assert features[:, spending_columns()].sum(axis=1).tolist() == spending.tolist()
    of_type = features[:, spending_columns()].sum(axis=0)
    assert of_type.tolist() == np.bincount(people.enrolment_type, spending, TYPES).tolist()
    assert wanted_heads(features.sum(axis=0)) == 400
