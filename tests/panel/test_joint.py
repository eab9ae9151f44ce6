"""The joint model against what follows from writing out every cell."""

from itertools import product

import numpy as np
import pytest

from vbc_twin.panel import joint

PAIRS = np.array([[0, 1.0, 0.3], [1.0, 0, -0.5], [0.3, -0.5, 0]])
MODEL = joint.JointModel(("a", "b", "c"), PAIRS, ("a", "c"), none=0.4, triple=-0.1, quadruple=0.02)


def weight_by_hand(holds: tuple[int, ...]) -> float:
    pairs = sum(PAIRS[i, j] * holds[i] * holds[j] for i in range(3) for j in range(i))
    return np.exp(pairs + 0.4 * (holds[0] + holds[2] == 0))


def test_a_cell_is_a_number_whose_leading_digit_is_the_first_condition():
    by_hand = [weight_by_hand(holds) for holds in product((0, 1), repeat=3)]

    np.testing.assert_allclose(MODEL.association, by_hand)


def test_prevalences_add_up_every_cell_that_holds_them():
    share = np.array([[0.1, 0.2, 0.05, 0.15, 0.1, 0.1, 0.05, 0.25]])

    single, both = joint.prevalences(share)

    np.testing.assert_allclose(single, [[0.5, 0.5, 0.7]])
    np.testing.assert_allclose(both[0], [[0.5, 0.3, 0.35], [0.3, 0.5, 0.4], [0.35, 0.4, 0.7]])


def test_raking_reaches_the_wanted_prevalences_and_leaves_the_pairs():
    targets = np.array([[0.2, 0.5, 0.05], [0.9, 0.01, 0.6]])

    mains, share = joint.rake(MODEL.association, PAIRS, targets)

    np.testing.assert_allclose(joint.prevalences(share)[0], targets, atol=1e-7)
    np.testing.assert_allclose(share, joint.cells(MODEL.association, mains))
    np.testing.assert_allclose(share[:, 0] * share[:, 6] / (share[:, 2] * share[:, 4]), np.exp(1.0))


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_condition_that_nobody_or_everybody_has_can_be_raked(target):
    _, share = joint.rake(MODEL.association, PAIRS, np.array([[0.3, target, 0.2]]))

    np.testing.assert_allclose(joint.prevalences(share)[0], [[0.3, target, 0.2]], atol=1e-6)


def test_without_pairs_and_counts_conditions_are_independent():
    nothing = joint.JointModel(("a", "b"), np.zeros((2, 2)), ())

    _, share = joint.rake(nothing.association, nothing.pairs, np.array([[0.3, 0.4]]))

    np.testing.assert_allclose(share, [[0.42, 0.28, 0.18, 0.12]], atol=1e-7)


def test_conditional_odds_are_the_ratio_of_two_cells():
    mains = np.array([-1.0, 0.2, 0.5])
    share = joint.cells(MODEL.association, mains[None])[0]
    everybody = np.array(list(product((False, True), repeat=3)))

    for place, step in ((0, 4), (1, 2), (2, 1)):
        logit = MODEL.conditional_logit(everybody, np.full(8, mains[place]), place)
        without = [cell for cell in range(8) if not cell & step]
        np.testing.assert_allclose(logit[without], np.log(share[[c | step for c in without]] / share[without]))
