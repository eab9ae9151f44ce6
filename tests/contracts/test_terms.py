"""Each kind of term, alone: what it does to a ledger."""

from datetime import date

import numpy as np
import pytest

from vbc_twin.contracts import Contract, Experience, Ledger
from vbc_twin.contracts.terms.risk import Risk


def term(contract: Contract, year: int, kind: str):
    """The term of a kind that a contract has in force in a year."""
    return next(each for each in contract.terms(year) if type(each).__name__ == kind)


BEFORE_2024 = date(2019, 7, 1)
BASIC = Contract.load("mssp_basic")
ENHANCED = Contract.load("mssp_enhanced")


@pytest.mark.parametrize(
    ("persons", "rate"),
    [
        (500, 0.122),
        (999, 0.087),
        (1_000, 0.087),
        (4_579, 0.0413111556),
        (5_000, 0.039),
        (8_500, 0.0314994995),
        (10_274, 0.0298355671),
        (14_999, 0.027),
        (15_000, 0.027),
        (49_999, 0.022),
        (60_000, 0.02),
        (100_000, 0.02),
    ],
)
def test_the_variable_minimum_savings_rate_is_linear_between_inclusive_ends(persons, rate):
    by_size = term(BASIC, 2022, "Gate").by_size

    assert float(by_size.at_size(persons)) == pytest.approx(rate, abs=1e-9)


def test_an_election_holds_from_5000_people_on_and_the_table_below():
    gate = term(ENHANCED.choose(minimum_savings_rate=0.005), 2022, "Gate")

    corridor, _, _ = gate.corridor(np.array([4_999, 5_000, 80_000]))

    assert corridor == pytest.approx([0.039, 0.005, 0.005])


def test_a_one_sided_level_has_the_table_whatever_is_elected():
    gate = term(BASIC.choose(level="B", minimum_savings_rate=0.0), 2022, "Gate")

    corridor, _, _ = gate.corridor(np.float64(12_000))

    assert corridor == pytest.approx(float(gate.by_size.at_size(12_000)))


@pytest.mark.parametrize(
    ("year", "met", "alternative", "factor"),
    [
        (2020, True, False, 0.9),
        (2021, True, False, 1.0),
        (2022, False, True, 0.0),
        (2023, True, True, 1.0),
        (2023, False, True, 0.9),
    ],
)
def test_quality_scales_the_rate_as_the_rule_of_its_year_says(experience, year, met, alternative, factor):
    measured = experience(quality_score=0.9, quality_standard_met=met, alternative_standard_met=alternative)

    ledger = term(BASIC, year, "Quality").apply(Ledger(measured))

    assert float(ledger.quality_factor) == pytest.approx(factor)


def test_risk_ratios_are_held_by_type_in_agreements_before_2024():
    risk = term(BASIC.choose(agreement_start=BEFORE_2024), 2022, "Risk")

    ratios = risk.ratios(
        {"disabled": 1.05, "aged": 0.90}, {"disabled": 1.0, "aged": 1.0}, {"disabled": 1.0, "aged": 1.0}, 1.0
    )

    assert {name: float(ratio) for name, ratio in ratios.items()} == {"disabled": 1.03, "aged": 0.90}


def test_risk_ratios_are_held_in_all_and_net_of_demographic_growth_from_2024():
    risk = Risk("", cap_in_all=term(BASIC, 2024, "Risk").cap_in_all)
    scores, before, weights = (
        {"disabled": 1.10, "aged": 1.0},
        {"disabled": 1.0, "aged": 1.0},
        {"disabled": 1.0, "aged": 9.0},
    )

    within = risk.ratios(scores, before, weights, 1.0)
    beyond = risk.ratios(scores, before, {"disabled": 9.0, "aged": 1.0}, 1.01)

    assert float(within["disabled"]) == pytest.approx(1.10)
    assert float(beyond["disabled"]) == pytest.approx(1.04)


def test_the_benchmark_is_history_times_risk_times_update_by_person_years(history):
    sicker = {"disabled": 1.02, "aged_non_dual": 1.0}
    years = {"disabled": 100.0, "aged_non_dual": 900.0}
    lived = Experience(2023, 1_000, years, {"disabled": 0.0, "aged_non_dual": 0.0}, sicker, trend=1.04, history=history)

    settlement = ENHANCED.choose(agreement_start=BEFORE_2024).settle(lived)

    expected = 1.05 * 1.04 * (100 * 14_000 * 1.02 + 900 * 10_000)
    assert settlement.benchmark_usd == pytest.approx(expected)


def test_a_capped_gain_is_paid_whole_because_sequestration_comes_first(experience):
    settlement = ENHANCED.settle(experience(spent=60e6))

    assert settlement.earned_usd == pytest.approx(0.20 * 100e6)


def test_the_lesser_of_the_two_loss_limits_binds_and_only_if_revenue_is_known(experience):
    level_c = BASIC.choose(level="C", minimum_savings_rate=0.0)

    unknown = level_c.settle(experience(spent=110e6)).earned_usd
    known = level_c.settle(experience(spent=110e6, participant_revenue_usd=20e6)).earned_usd

    assert unknown == pytest.approx(-0.01 * 100e6)
    assert known == pytest.approx(-0.02 * 20e6)


@pytest.mark.parametrize(("year", "forgiven"), [(2022, 1.0), (2023, 5 / 12), (2024, 0.0)])
def test_losses_are_forgiven_as_long_as_the_emergency_lasted(experience, year, forgiven):
    lost = experience(spent=110e6, year=year, quality_score=0.5, mitigation_usd=None)

    settlement = ENHANCED.choose(minimum_savings_rate=0.0).settle(lost)

    assert settlement.earned_usd == pytest.approx(-(1 - forgiven) * 10e6 * (1 - 0.75 * 0.5))
