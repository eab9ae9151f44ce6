"""How the benchmarks of ACO REACH and LEAD come about: risk, trend, discount, withholds, equity, year by year."""

import numpy as np
import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.contracts.benchmark.lead import lead_risk

# What an entity without stop-loss, capitation and other monies has, and a benchmark that nothing moves.
MONIES = ("capitation_usd", "stop_loss_charge_usd", "stop_loss_payout_usd", "enhanced_primary_care_usd")
OTHERS = ("capitation_true_up_usd", "high_performers_usd", "equity_months_up", "equity_months_down", "trend_miss")
SWITCHED_OFF = ("retention_applies", "regional_efficiency_usd", "prior_savings_usd")
RATIOS = ("risk_score_growth", "coding_intensity_factor", "trend_true_up", "stays_in_model")
PLAIN = dict.fromkeys((*MONIES, *OTHERS, *SWITCHED_OFF), 0.0) | dict.fromkeys(RATIOS, 1.0)
NAMES = ("reach_global", "reach_professional", "lead_global", "lead_professional")
CONTRACTS = {name: Contract.load(name).assume(**PLAIN) for name in NAMES}


def lived(year: int, spent: float, given: float | None = None, score: float = 1.0, **figures) -> Experience:
    """A year of 10,000 people whose spending counts as it is, on a benchmark that is given or built."""
    spending = {"all": spent}
    return Experience(
        year, 10_000, spending_usd=spending, quality_score=score, benchmark_usd=given, figures=dict(figures)
    )


@pytest.mark.parametrize(
    ("year", "score", "kept"),
    [
        (2021, 0.8, 0.97),
        (2022, 1.0, 0.98),
        (2023, 0.8, 0.966),
        (2024, 0.8, 0.966),
        (2025, 0.8, 0.961),
        (2026, 0.8, 0.955),
        (2026, 0.0, 0.915),
    ],
)
def test_the_discount_and_the_unearned_withhold_of_global_come_off_the_trended_benchmark(year, score, kept):
    settlement = CONTRACTS["reach_global"].settle(lived(year, 90e6, score=score, updated_benchmark_usd=100e6))

    assert settlement.benchmark_usd == pytest.approx(kept * 100e6)


def test_professional_has_no_discount():
    for year, kept in ((2022, 0.99), (2024, 0.996), (2026, 0.99)):
        experience = lived(year, 90e6, score=0.8, updated_benchmark_usd=100e6)

        assert CONTRACTS["reach_professional"].settle(experience).benchmark_usd == pytest.approx(kept * 100e6)


@pytest.mark.parametrize(
    ("miss", "passed"),
    [(0.008, 0), (0.01, 0), (0.03, 0.03), (0.06, 0.05), (0.1, 0.06), (-0.06, -0.05), (-0.005, 0)],
)
def test_a_missed_trend_passes_in_bands_once_it_is_over_one_per_cent(miss, passed):
    experience = lived(2025, 90e6, updated_benchmark_usd=100e6, trend_miss=miss)

    settlement = CONTRACTS["reach_professional"].settle(experience)

    assert settlement.benchmark_usd == pytest.approx((1 + passed) * 100e6)


def test_before_2024_a_missed_trend_passed_whole():
    experience = lived(2023, 90e6, updated_benchmark_usd=100e6, trend_miss=np.array([0.0, 0.1, -0.2]))

    settlement = CONTRACTS["reach_professional"].settle(experience)

    assert settlement.benchmark_usd == pytest.approx([100e6, 110e6, 80e6])


@pytest.mark.parametrize(("year", "added"), [(2022, 0.0), (2023, 30_000.0), (2026, 30_000.0)])
def test_the_equity_adjustment_is_added_after_the_haircut_from_2023_on(year, added):
    months = {"equity_months_up": 2_000.0, "equity_months_down": 5_000.0}

    plain = CONTRACTS["reach_global"].settle(lived(year, 90e6, updated_benchmark_usd=100e6))
    adjusted = CONTRACTS["reach_global"].settle(lived(year, 90e6, updated_benchmark_usd=100e6, **months))

    assert adjusted.benchmark_usd - plain.benchmark_usd == pytest.approx(added)


def test_risk_scores_are_held_within_three_per_cent_and_within_ten_for_high_needs():
    for level, held in (("standard", 0.03), ("new_entrant", 0.03), ("high_needs", 0.10)):
        contract = CONTRACTS["reach_professional"].choose(level=level)
        growth = np.array([0.7, 1.02, 1.4])

        settlement = contract.settle(lived(2024, 90e6, updated_benchmark_usd=100e6, risk_score_growth=growth))

        assert settlement.benchmark_usd == pytest.approx(100e6 * np.array([1 - held, 1.02, 1 + held]))


def test_the_coding_factor_takes_two_per_cent_off_high_needs_in_2026_and_one_per_cent_else():
    for level, year, least in (("standard", 2026, 0.99), ("high_needs", 2025, 0.99), ("high_needs", 2026, 0.98)):
        contract = CONTRACTS["reach_professional"].choose(level=level)

        settlement = contract.settle(lived(year, 90e6, updated_benchmark_usd=100e6, coding_intensity_factor=0.9))

        assert settlement.benchmark_usd == pytest.approx(least * 100e6)


def test_a_retention_is_withheld_from_the_benchmark_and_given_back_on_staying():
    year = {"updated_benchmark_usd": 100e6, "retention_applies": 1.0}
    contract = CONTRACTS["reach_global"]

    stays = contract.settle(lived(2022, 90e6, **year))
    leaves = contract.settle(lived(2022, 90e6, **year, stays_in_model=0.0))

    assert stays.benchmark_usd == leaves.benchmark_usd == pytest.approx(96e6)
    assert stays.paid_usd - leaves.paid_usd == pytest.approx(2e6)
    assert leaves.paid_usd == pytest.approx(leaves.earned_usd)


@pytest.mark.parametrize(
    ("level", "year", "built"),
    [
        ("lower_spending", 2027, 97e6),
        ("lower_spending", 2036, 97e6),
        ("higher_spending", 2027, 1.015 * 98.25e6),
        ("higher_spending", 2030, 1.015 * 97.5e6),
        ("higher_spending", 2032, 1.015 * 97e6),
    ],
)
def test_the_discount_of_lead_rises_for_higher_spending_acos_that_get_an_add_on(level, year, built):
    contract = CONTRACTS["lead_global"].choose(level=level)

    assert contract.settle(lived(year, 90e6, updated_benchmark_usd=100e6)).benchmark_usd == pytest.approx(built)


def test_lead_global_adds_the_larger_of_efficiency_and_prior_savings_and_professional_only_the_latter():
    figures = {"updated_benchmark_usd": 100e6, "regional_efficiency_usd": 3e6, "prior_savings_usd": 1e6}

    both = CONTRACTS["lead_global"].settle(lived(2027, 90e6, **figures))
    one = CONTRACTS["lead_professional"].settle(lived(2027, 90e6, **figures))

    assert both.benchmark_usd == pytest.approx(103e6 * 0.97)
    assert one.benchmark_usd == pytest.approx(101e6)


def test_the_cap_on_risk_of_lead_is_that_of_its_benchmark_and_the_add_on_comes_after_it():
    cap = lead_risk(2027, "esrd").cap.value
    sicker = {"updated_benchmark_usd": 100e6, "risk_score_growth": 1.5}

    settlement = CONTRACTS["lead_professional"].choose(level="higher_spending").settle(lived(2027, 90e6, **sicker))

    assert settlement.benchmark_usd == pytest.approx(100e6 * (1 + cap) * 1.015)
