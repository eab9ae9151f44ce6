"""Shares become whole people with little noise."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vbc_twin.panel import apportion


@given(
    shares=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30).filter(lambda each: sum(each) > 0.01),
    people=st.integers(1, 500),
    seed=st.integers(0, 1000),
)
def test_every_share_gets_its_expected_number_to_within_one(shares, people, seed):
    share = np.array(shares)

    fallen = apportion.in_turn(share, people, np.random.default_rng(seed))

    expected = share / share.sum() * people
    found = np.bincount(fallen, minlength=len(share))
    assert np.abs(found - expected).max() < 1 + 1e-6
    assert found.sum() == people


def test_runs_of_neighbouring_shares_keep_their_number_too():
    share = np.full(1000, 0.001)

    fallen = apportion.in_turn(share, 100, np.random.default_rng(1))

    assert abs((fallen < 300).sum() - 30) <= 1


def test_chosen_people_are_as_many_as_their_probabilities_add_up_to():
    probability = np.random.default_rng(2).uniform(0, 0.4, 1000)

    hit = apportion.chosen(probability, np.arange(1000), np.random.default_rng(3))

    assert abs(hit.sum() - probability.sum()) <= 1


def test_probabilities_are_found_that_add_up_to_a_total_and_keep_their_odds():
    weight = np.array([1.0, 1.0, 2.0, 2.0])

    chance = apportion.to_total(np.log([1.0, 3.0, 1.0, 3.0]), weight, 2.5)

    odds = chance / (1 - chance)
    assert np.isclose((weight * chance).sum(), 2.5)
    assert np.isclose(odds[1] / odds[0], 3.0)


def test_nobody_or_everybody_is_chosen_at_the_ends():
    assert apportion.to_total(np.zeros(3), np.ones(3), 0.0).tolist() == [0, 0, 0]
    assert apportion.to_total(np.zeros(3), np.ones(3), 3.0).tolist() == [1, 1, 1]


def test_the_largest_remainders_get_what_is_left():
    assert apportion.largest_remainder(np.array([1.2, 2.7, 3.1]), 7).tolist() == [1, 3, 3]


def test_luck_of_one_purpose_is_its_own():
    first = apportion.luck(1, 0, 0, "age").random()

    assert first == apportion.luck(1, 0, 0, "age").random()
    assert len({first, *(apportion.luck(*key, "age").random() for key in ((2, 0, 0), (1, 1, 0), (1, 0, 9)))}) == 4
    assert first != apportion.luck(1, 0, 0, "race").random()
