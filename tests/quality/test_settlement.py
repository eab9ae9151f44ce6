"""From measure rates to the settlement: what a year's quality does to the money under two tracks."""

import numpy as np
import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.quality import Composite

BENCHMARK = 100_000_000.0
GOOD = {"001": 10.0, "112": 85.0, "113": 85.0, "134": 85.0, "236": 80.0}
POOR = {"001": 70.0, "112": 5.0, "113": 5.0, "134": 20.0, "236": 20.0}
ENHANCED = Contract.load("mssp_enhanced").choose(minimum_savings_rate=0.01)
BASIC_E = Contract.load("mssp_basic").choose(level="E", minimum_savings_rate=0.01)


def settled(contract: Contract, spending: float, year):
    experience = Experience(
        year=2026,
        persons=12_000.0,
        person_years={"aged_non_dual": 12_000.0},
        spending_usd={"aged_non_dual": spending},
        risk_score={"aged_non_dual": 1.0},
        benchmark_usd=BENCHMARK,
        **year.experience_fields(),
    )
    return contract.settle(experience).earned_usd


def test_meeting_the_standard_earns_the_full_rate_whatever_the_score(scored):
    year = scored(GOOD)

    assert settled(ENHANCED, 95e6, year) == pytest.approx(5e6 * 0.75 * 0.98)
    assert settled(BASIC_E, 95e6, year) == pytest.approx(5e6 * 0.50 * 0.98)


def test_only_the_alternative_standard_earns_the_rate_times_the_score(scored):
    year = scored()
    assert year.alternative_standard_met and year.quality_score < 0.7385

    assert settled(ENHANCED, 95e6, year) == pytest.approx(5e6 * 0.75 * year.quality_score * 0.98)
    assert settled(BASIC_E, 95e6, year) == pytest.approx(5e6 * 0.50 * year.quality_score * 0.98)


def test_neither_standard_earns_nothing(scored):
    year = scored(POOR, assumed_points={})

    assert settled(ENHANCED, 95e6, year) == settled(BASIC_E, 95e6, year) == 0


def test_quality_lowers_the_loss_rate_of_enhanced_between_its_bounds(scored):
    middling = scored()

    assert settled(ENHANCED, 105e6, scored(POOR, assumed_points={})) == pytest.approx(-5e6 * 0.75)
    assert settled(ENHANCED, 105e6, middling) == pytest.approx(-5e6 * (1 - 0.75 * middling.quality_score))
    assert settled(ENHANCED, 105e6, scored({**GOOD, "236": 90.0})) == pytest.approx(
        -5e6 * max(0.40, 1 - 0.75 * scored({**GOOD, "236": 90.0}).quality_score)
    )


def test_the_loss_rate_of_basic_e_knows_no_quality(scored):
    losses = [settled(BASIC_E, 105e6, year) for year in (scored(GOOD), scored(), scored(POOR, assumed_points={}))]

    assert losses == pytest.approx([-5e6 * 0.30] * 3)


def test_draws_of_a_rate_become_draws_of_money(scored):
    year = scored(POOR | {"236": np.array([20.0, 60.0, 83.0])}, assumed_points={})

    earned = settled(ENHANCED, 95e6, year)

    assert earned == pytest.approx([0.0, *(5e6 * 0.75 * 0.98 * year.quality_score[1:])])


@pytest.mark.parametrize("name", ["reach", "team", "commercial_ladder"])
def test_a_composite_hands_its_score_to_a_contract_too(name):
    graded = Composite.load(name).score({})

    assert Experience(year=2026, **graded.experience_fields()).quality_score == graded.quality_score
