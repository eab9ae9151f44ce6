"""Choosing joiners, for any weights: the number holds, and nobody is chosen out of proportion."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from vbc_twin.twin.replenish import HEADS, balanced_weights, pick

weights = arrays(np.float64, some.integers(1, 60), elements=some.floats(0, 9)).filter(lambda each: each.sum() > 0.6)


@given(weights, some.randoms(use_true_random=False))
def test_everybody_is_chosen_as_often_as_their_weight_says_or_once_more_or_less(weights, luck):
    order = np.array(luck.sample(range(len(weights)), len(weights)))

    chosen = pick(weights, order)

    heads = round(weights.sum())
    assert len(chosen) == heads
    times = np.bincount(chosen, minlength=len(weights))
    assert (abs(times - weights * heads / weights.sum()) < 1 + 1e-6).all()


@given(
    arrays(np.float64, (40, 3), elements=some.floats(0, 100)),
    arrays(np.float64, 3, elements=some.floats(-50, 200)),
    some.floats(1, 5000),
)
def test_weights_are_never_negative_and_add_up_to_the_wanted_heads(figures, means, heads):
    pool = np.zeros((40, HEADS + 3))
    pool[np.arange(40), np.arange(40) % 4] = 1
    pool[:, HEADS:] = figures
    wanted = np.zeros(HEADS + 3)
    wanted[:4] = heads / 4
    wanted[HEADS:] = heads * means

    weights = balanced_weights(pool, wanted)

    assert np.isfinite(weights).all() and (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(), heads, rtol=1e-9)
