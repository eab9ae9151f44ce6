"""Commercial shared savings: from the first dollar and above the band, and the money beside it."""

from datetime import date

import numpy as np
import pytest

from tests.contracts.edited import amount_of, edited
from vbc_twin.contracts import Contract, Experience

NAMES = ("commercial_first_dollar", "commercial_above_band")
STARTED = date(2024, 1, 1)
# 120,000 member months at a target of 500 USD: 60 million.
MEMBERS = {
    "member_months": 120_000.0,
    "base_spending_usd_per_member_month": 500.0,
    "target_trend": 0.0,
    "risk_ratio": 1.0,
    "stop_loss_charge_usd": 0.0,
    "stop_loss_payout_usd": 0.0,
    "performance_points": 0.0,
}


def lived(per_member_month=485.0, year: int = 2026, quality=0.8, met=True, **given) -> Experience:
    """A year of 10,000 members with such a cost [USD per person-month]; 2026 is the agreement's third year."""
    spending = {"commercial": per_member_month * 120_000}
    return Experience(
        year=year,
        persons=10_000,
        spending_usd=spending,
        quality_score=quality,
        quality_standard_met=met,
        figures=MEMBERS | given,
    )


def narrow(name: str) -> Contract:
    """The contract with a corridor of one per cent of the target."""
    return edited(name, gate__fixed=0.01).choose(agreement_start=STARTED)


@pytest.mark.parametrize(("name", "earned"), [(NAMES[0], 720_000.0), (NAMES[1], 480_000.0)])
def test_savings_of_three_per_cent_are_shared_from_the_first_dollar_or_above_the_band(name, earned):
    settlement = narrow(name).settle(lived())

    assert settlement.gross_usd == pytest.approx(1_800_000)
    assert settlement.earned_usd == pytest.approx(earned, abs=1e-6)


@pytest.mark.parametrize(("name", "earned"), [(NAMES[0], -900_000.0), (NAMES[1], -600_000.0)])
def test_losses_of_three_per_cent_are_shared_alike_and_ungraded(name, earned):
    assert narrow(name).settle(lived(515.0)).earned_usd == pytest.approx(earned)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("per_member_month", [495.5, 500.0, 504.5])
def test_nothing_is_shared_within_the_corridor(name, per_member_month):
    assert narrow(name).settle(lived(per_member_month)).earned_usd == 0.0


def test_the_two_ways_of_counting_agree_where_there_is_no_corridor():
    first, above = (edited(name, gate__fixed=0.0).choose(agreement_start=STARTED) for name in NAMES)

    for per_member_month in (430.0, 499.0, 501.0, 560.0):
        assert first.settle(lived(per_member_month)).earned_usd == above.settle(lived(per_member_month)).earned_usd


@pytest.mark.parametrize(
    ("year", "per_member_month", "earned"),
    [
        (2024, 515.0, 0.0),  # upside only
        (2025, 515.0, -450_000.0),  # a quarter
        (2025, 600.0, -1_800_000.0),  # 3 % of the target
        (2026, 515.0, -900_000.0),  # half
        (2027, 700.0, -6_000_000.0),  # the aggregate stop-loss: 10 % of the target
    ],
)
def test_losses_come_in_over_the_first_years_under_a_rising_limit(year, per_member_month, earned):
    assert narrow(NAMES[0]).settle(lived(per_member_month, year)).earned_usd == pytest.approx(earned)


def test_the_providers_share_of_savings_is_held_to_a_part_of_the_target():
    assert narrow(NAMES[0]).settle(lived(300.0, quality=1.0)).earned_usd == pytest.approx(6_000_000)


def test_a_failed_quality_gate_forfeits_savings_and_forgives_no_loss():
    assert narrow(NAMES[0]).settle(lived(met=False)).earned_usd == 0.0
    assert narrow(NAMES[0]).settle(lived(515.0, met=False)).earned_usd == pytest.approx(-900_000)


def test_the_target_follows_trend_and_risk():
    settlement = narrow(NAMES[0]).settle(lived(target_trend=0.05, risk_ratio=1.02))

    assert settlement.benchmark_usd == pytest.approx(60e6 * 1.05 * 1.02)


def test_stop_loss_for_a_member_takes_costs_off_for_a_charge():
    settlement = narrow(NAMES[0]).settle(lived(stop_loss_charge_usd=3e5, stop_loss_payout_usd=1e6))

    assert settlement.expenditure_usd == pytest.approx(58.2e6 + 0.3e6 - 1e6)


def test_the_care_management_fee_is_paid_in_the_year_and_the_quality_pool_at_the_settlement():
    settlement = narrow(NAMES[0]).settle(lived(performance_points=0.6))

    assert settlement.quarterly_usd == pytest.approx(120_000 * 3)
    assert settlement.paid_usd - settlement.earned_usd == pytest.approx(120_000 * 2 * 0.6)
    assert amount_of(settlement, "care management fee") == pytest.approx(360_000)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("year", range(2024, 2030))
def test_a_commercial_contract_settles_in_every_year_of_an_agreement_over_draws(name, year):
    draws = lived(np.array([450.0, 500.0, 550.0]), year)

    earned = Contract.load(name).choose(agreement_start=STARTED).settle(draws).earned_usd

    assert earned[0] > 0 and earned[1] == 0 and (earned[2] < 0) == (year > 2024)
