"""Slopes over draws: who bears a dollar of unexpected spending."""

import numpy as np
import pytest

from vbc_twin.experiments.carriers import PartB, carriers


def shares(*arguments) -> dict[str, float]:
    return {each.party: each.share for each in carriers(*arguments)}


SPENDING = np.random.default_rng(7).normal(1e7, 1e6, 400)


def test_nothing_received_leaves_all_with_payer_and_beneficiaries():
    found = shares(SPENDING, np.zeros(400), 0.5 * SPENDING, 0.25)

    assert found == pytest.approx({"payer": 0.875, "holder": 0, "beneficiaries": 0.125})


def test_half_of_savings_and_losses_is_half_of_the_risk():
    found = shares(SPENDING, 0.5 * (1e7 - SPENDING), None, 0.25)

    assert found == pytest.approx({"payer": 0.5, "holder": 0.5})


def test_one_sided_sharing_carries_less_than_two_sided():
    gross = 1e7 - SPENDING

    assert 0 < shares(SPENDING, 0.5 * np.maximum(gross, 0), None, 0.25)["holder"] < 0.4


def test_shares_add_to_one_whatever_is_received():
    received = np.random.default_rng(8).normal(0, 1e6, 400)

    assert sum(shares(SPENDING, received, 0.4 * SPENDING, 0.25).values()) == pytest.approx(1, abs=1e-12)


def test_the_interval_holds_the_share_and_narrows_with_draws():
    noise = np.random.default_rng(9).normal(0, 5e5, 400)

    def width(draws: int) -> float:
        (holder,) = [
            each
            for each in carriers(SPENDING[:draws], 0.5 * (1e7 - SPENDING[:draws]) + noise[:draws], None, 0.25)
            if each.party == "holder"
        ]
        assert holder.low < holder.share < holder.high
        return holder.high - holder.low

    assert width(400) < 0.7 * width(60)


def test_the_jackknife_covers_the_true_share_as_often_as_it_says():
    generator, covered = np.random.default_rng(10), 0
    for _ in range(400):
        spending = generator.normal(0, 1, 60)
        received = -0.5 * spending + generator.normal(0, 1, 60)
        holder = carriers(spending, received, None, 0.25)[1]
        covered += holder.low <= 0.5 <= holder.high

    assert 0.85 <= covered / 400 <= 0.95


def test_few_draws_have_shares_without_an_interval():
    holder = carriers(SPENDING[:5], -SPENDING[:5], None, 0.25)[1]

    assert holder.share == pytest.approx(1) and holder.low is None and holder.high is None


@pytest.mark.parametrize("spending", [np.array([1e7]), np.full(20, 1e7)])
def test_spending_that_does_not_move_tells_nothing(spending):
    assert carriers(spending, np.zeros(len(spending)), None, 0.25) == ()


def test_part_b_holds_what_is_neither_stay_nor_hospice():
    part_b = PartB.load()

    assert part_b.of({"inpatient": 1.0, "snf": 1.0, "hospice": 1.0}) == 0
    assert part_b.of({"physician": 1.0, "outpatient": 1.0, "dme": 1.0}) == 3
    assert 0 < part_b.by_category["home_health"].value < 1
    assert part_b.premium_share.value == 0.25
