"""Global budgets of hospitals, paid beforehand; and fee for service, where nothing is."""

from datetime import date

import numpy as np
import pytest

from tests.contracts.edited import amount_of
from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import EvidenceError

LATER = Contract.load("ahead_global_budget").choose(agreement_start=date(2026, 1, 1))
FIRST = Contract.load("ahead_first_budget").choose(agreement_start=date(2026, 1, 1))
MARYLAND = Contract.load("maryland_like_global_budget")
SERVICE = Contract.load("fee_for_service")
UPDATE = {
    "price_update": 0.03,
    "population_growth": 0.004,
    "market_shift_usd": 900_000.0,
    "quality_adjustment_usd": -400_000.0,
    "equity_adjustment_usd": 0.0,
    "effectiveness_adjustment_usd": 0.0,
    "total_cost_performance": 0.0,
}


def hospital(cost=200e6, year: int = 2028, **given) -> Experience:
    """A hospital's year with such a cost of care [USD], on a prior budget of 200 million."""
    return Experience(year=year, figures={"prior_budget_usd": 200e6, "cost_of_care_usd": cost} | UPDATE | given)


def all_payers(cost=200e6, year: int = 2026, **given) -> Experience:
    """The same under a budget of all payers, 120 million of it inpatient."""
    beside = {"avoidable_use_savings_usd": 0.0, "quality_adjustment_rate": 0.0, "inpatient_revenue_usd": 120e6}
    return Experience(
        year=year, figures={"prior_budget_usd": 200e6, "cost_of_care_usd": cost} | UPDATE | beside | given
    )


def test_last_years_budget_is_moved_by_prices_people_market_and_quality():
    assert LATER.settle(hospital()).benchmark_usd == pytest.approx(207_324_000, abs=1e-6)


def test_the_first_budget_rests_on_three_years_the_latest_weighing_most():
    revenue = {"hospital_revenue_1_usd": 180e6, "hospital_revenue_2_usd": 190e6, "hospital_revenue_3_usd": 210e6}

    settlement = FIRST.settle(hospital(year=2026, **revenue))

    base = 0.1 * 180e6 + 0.3 * 190e6 + 0.6 * 210e6
    assert settlement.benchmark_usd == pytest.approx((base * 1.03 * 1.004 + 0.5e6) * 1.01)


@pytest.mark.parametrize(("year", "incentive"), [(2026, 1.01), (2027, 1.01), (2028, 1.0), (2035, 1.0)])
def test_the_transformation_incentive_is_of_the_first_two_years(year, incentive):
    assert LATER.settle(hospital(year=year)).benchmark_usd == pytest.approx(207_324_000 * incentive)


@pytest.mark.parametrize(("performance", "moved"), [(0.01, 0.01), (0.05, 0.02), (-0.05, -0.02)])
def test_total_cost_performance_moves_the_budget_within_its_limits(performance, moved):
    settlement = LATER.settle(hospital(total_cost_performance=performance))

    assert settlement.benchmark_usd == pytest.approx(207_324_000 * (1 + moved))


@pytest.mark.parametrize("contract", [LATER, MARYLAND], ids=lambda each: each.name)
@pytest.mark.parametrize("cost", [150e6, 207_324_000.0, 260e6])
def test_what_care_leaves_of_the_budget_is_the_hospitals_and_nothing_is_reconciled(contract, cost):
    lived = all_payers(cost, 2028, market_shift_usd=500_000.0) if contract is MARYLAND else hospital(cost)

    settlement = contract.settle(lived)

    assert settlement.earned_usd == pytest.approx(207_324_000 - cost, abs=1e-6)
    assert settlement.quarterly_usd == pytest.approx(207_324_000)
    assert settlement.paid_usd == pytest.approx(0.0, abs=1e-6)


def test_an_ahead_budget_before_the_model_began_is_refused_with_its_first_date():
    with pytest.raises(EvidenceError, match=r"nothing is in force in 2025 .* the first is of 2026-01-01"):
        LATER.terms(2025)


@pytest.mark.parametrize(("rate", "moved"), [(0.01, 1.2e6), (0.05, 2.4e6), (-0.05, -2.4e6)])
def test_marylands_quality_programmes_are_of_inpatient_revenue_within_two_per_cent(rate, moved):
    plain, moves = (MARYLAND.settle(all_payers(quality_adjustment_rate=each)).benchmark_usd for each in (0.0, rate))

    assert moves - plain == pytest.approx(moved)


def test_savings_of_avoidable_use_come_off_marylands_budget():
    plain, lowered = (
        MARYLAND.settle(all_payers(avoidable_use_savings_usd=each)).benchmark_usd for each in (0.0, 1.5e6)
    )

    assert plain - lowered == pytest.approx(1.5e6)


@pytest.mark.parametrize("year", range(2026, 2036))
def test_an_ahead_budget_settles_in_every_year_of_the_model_over_draws(year):
    revenue = dict.fromkeys(("hospital_revenue_1_usd", "hospital_revenue_2_usd", "hospital_revenue_3_usd"), 200e6)
    lived = hospital(np.array([150e6, 260e6]), year, **revenue)

    for contract in (LATER, FIRST):
        earned = contract.settle(lived).earned_usd
        assert earned[0] > 0 > earned[1]


@pytest.mark.parametrize("year", [2014, 2019, 2026, 2027])
def test_a_maryland_like_budget_settles_in_any_year(year):
    earned = MARYLAND.settle(all_payers(np.array([150e6, 260e6]), year)).earned_usd

    assert earned[0] > 0 > earned[1]


# --- fee for service --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "kept"),
    [(2012, 1.0), (2013, 0.985), (2019, 0.98), (2020, 1 - 0.02 / 3), (2021, 1.0), (2022, 0.9875), (2026, 0.98)],
)
def test_claims_are_paid_less_the_years_sequestration_and_nothing_is_settled(year, kept):
    settlement = SERVICE.settle(Experience(year=year, spending_usd={"esrd": 1e6, "aged_non_dual": 9e6}))

    assert settlement.quarterly_usd == pytest.approx(10e6 * kept)
    assert settlement.earned_usd == settlement.paid_usd == 0.0


def test_fee_for_service_carries_draws_and_says_where_sequestration_stands():
    settlement = SERVICE.settle(Experience(year=2024, spending_usd={"aged_non_dual": np.array([1e6, 2e6])}))

    assert settlement.quarterly_usd == pytest.approx([0.98e6, 1.96e6])
    assert amount_of(settlement, "sequestration") == pytest.approx([-0.02e6, -0.04e6])
