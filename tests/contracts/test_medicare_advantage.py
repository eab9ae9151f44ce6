"""Medicare Advantage: what a plan is paid and must give back, and what a provider group bears under it."""

import numpy as np
import polars as pl
import pytest

from tests.contracts.edited import amount_of, edited
from vbc_twin.contracts import Contract, Experience

PLAN = Contract.load("medicare_advantage_plan")
PREMIUM = Contract.load("ma_percent_of_premium")
RATIO = Contract.load("ma_loss_ratio_target")
PATTERN_YEARS = (2019, 2026, 2030)

# 3,000 members x 1,150 USD x 12 months = 41.4 million; 85 % of it is the fund of 35.19 million.
GROUP = {
    "member_months": 36_000.0,
    "plan_revenue_usd_per_member_month": 1_150.0,
    "pharmacy_share_usd": 0.0,
    "stop_loss_charge_usd": 500_000.0,
    "stop_loss_payout_usd": 400_000.0,
}
# A county of the second quartile: the benchmark is what fee for service spends there, before quality points.
COUNTY = {
    "member_months": 12_000.0,
    "county_spending_usd_per_member_month": 1_000.0,
    "county_quartile": 2.0,
    "bid_usd_per_member_month": 900.0,
    "stars": 3.0,
    "raw_risk_score": 1.067 / (1 - 0.059),
    "supplemental_benefits_usd": 0.0,
}


def group(claims, year: int = 2026, quality_standard_met=True, **given) -> Experience:
    """A provider group's year with so much in medical claims [USD]."""
    spending = {"aged_non_dual": claims}
    return Experience(
        year=year,
        persons=3_000,
        spending_usd=spending,
        quality_standard_met=quality_standard_met,
        figures=GROUP | given,
    )


def plan(costs=9e6, year: int = 2026, **given) -> Experience:
    """A plan's year with so much in medical costs [USD]."""
    return Experience(year=year, spending_usd={"aged_non_dual": costs}, figures=COUNTY | given)


# --- provider groups --------------------------------------------------------------------------------------


def test_a_provider_group_keeps_what_charges_leave_of_its_fund():
    settlement = PREMIUM.settle(group(33e6))

    assert settlement.benchmark_usd == pytest.approx(35_190_000, abs=1e-6)
    assert settlement.expenditure_usd == pytest.approx(33_100_000, abs=1e-6)
    assert settlement.earned_usd == pytest.approx(2_090_000, abs=1e-6)


@pytest.mark.parametrize(
    ("level", "claims", "earned"),
    [
        ("global", 37e6, -1_910_000.0),
        ("shared", 37e6, -955_000.0),
        ("upside only", 37e6, 0.0),
        ("global", 60e6, -3_519_000.0),  # a tenth of the fund
        ("global", 20e6, 3_519_000.0),
        ("shared", 33e6, 1_045_000.0),
    ],
)
def test_surplus_and_deficit_are_shared_by_level_within_the_cap(level, claims, earned):
    assert PREMIUM.choose(level=level).settle(group(claims)).earned_usd == pytest.approx(earned)


def test_a_failed_quality_gate_forfeits_a_surplus_and_forgives_no_deficit():
    surplus = PREMIUM.settle(group(33e6, quality_standard_met=False))
    deficit = PREMIUM.settle(group(37e6, quality_standard_met=False))

    assert (surplus.earned_usd, deficit.earned_usd) == (0.0, pytest.approx(-1_910_000))


def test_nothing_moves_within_a_corridor_that_the_contract_has():
    inside = edited("ma_percent_of_premium", gate__fixed=0.06).settle(group(33e6))

    assert inside.gross_usd > 0
    assert inside.earned_usd == 0.0


def test_pharmacy_and_stop_loss_premium_are_charged_and_recoveries_are_not():
    settlement = PREMIUM.settle(group(33e6, pharmacy_share_usd=1e6, stop_loss_payout_usd=0.0))

    assert settlement.expenditure_usd == pytest.approx(33e6 + 1e6 + 0.5e6)


@pytest.mark.parametrize(("claims", "ratio"), [(33e6, 33.1 / 41.4), (36e6, 36.1 / 41.4)])
def test_a_loss_ratio_target_shares_half_of_target_less_actual_times_revenue(claims, ratio):
    settlement = RATIO.settle(group(claims))

    assert settlement.earned_usd == pytest.approx(0.5 * (0.86 - ratio) * 41.4e6)


@pytest.mark.parametrize("contract", [PREMIUM, RATIO], ids=lambda each: each.name)
@pytest.mark.parametrize("year", PATTERN_YEARS)
def test_a_pattern_of_provider_contract_settles_in_any_year_and_level_over_draws(contract, year):
    for level in contract.text.levels:
        earned = contract.choose(level=level).settle(group(np.array([30e6, 35.09e6, 40e6]), year)).earned_usd

        assert earned[0] > 0 and (earned[2] < 0) == (level != "upside only")


# --- the plan ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stars", "rebate"), [(3.0, 50.0), (3.5, 65.0), (4.0, 65.0), (4.5, 70.0)])
def test_the_rebate_is_a_share_of_what_the_bid_saves_by_stars(stars, rebate):
    spending = 1_000 / 1.05 if stars >= 4 else 1_000.0

    settlement = PLAN.settle(plan(stars=stars, county_spending_usd_per_member_month=spending))

    assert amount_of(settlement, "county benchmark") == pytest.approx(1_000)
    assert amount_of(settlement, "rebate") == pytest.approx(rebate, abs=1e-9)


def test_above_the_benchmark_the_plan_is_paid_the_benchmark_and_members_pay_the_rest():
    above = plan(stars=4.0, bid_usd_per_member_month=1_030.0, county_spending_usd_per_member_month=1_000 / 1.05)

    settlement = PLAN.settle(above)

    assert amount_of(settlement, "rebate") == 0.0
    assert amount_of(settlement, "base payment") == pytest.approx(1_000, abs=1e-9)
    assert amount_of(settlement, "member premium") == pytest.approx(30, abs=1e-9)
    assert amount_of(settlement, "paid by members") == pytest.approx(30 * 12_000)


def test_the_risk_score_is_lessened_for_coding_and_normalised():
    settlement = PLAN.settle(plan(raw_risk_score=1.2))

    assert amount_of(settlement, "risk score") == pytest.approx(1.0582942830365512, abs=1e-9)


def test_a_plan_below_the_minimum_loss_ratio_pays_back_what_is_missing():
    # Revenue 40 million and costs of 33 million: a ratio of 82.5 %.
    months = 40e6 / 950

    settlement = PLAN.settle(plan(costs=33e6, member_months=months))

    assert settlement.benchmark_usd == pytest.approx(40e6)
    assert settlement.paid_usd == pytest.approx(-1e6, abs=1e-6)
    assert settlement.quarterly_usd == pytest.approx(40e6)
    assert settlement.earned_usd == pytest.approx(6e6)


@pytest.mark.parametrize("costs", [0.85 * 11.4e6, 11e6, 13e6, 30e6])
def test_a_plan_at_the_minimum_loss_ratio_or_above_pays_nothing_back(costs):
    settlement = PLAN.settle(plan(costs=costs))

    assert settlement.paid_usd == pytest.approx(0.0, abs=1e-6)
    assert settlement.earned_usd == pytest.approx(11.4e6 - costs, abs=1e-6)


@pytest.mark.parametrize(
    ("quartile", "before", "benchmark"),
    [(1, 1, 950.0), (2, 2, 1_000.0), (3, 3, 1_075.0), (4, 4, 1_150.0), (1, 2, 975.0), (4, 3, 1_112.5)],
)
def test_the_benchmark_follows_the_countys_quartile_meaned_in_a_year_of_change(quartile, before, benchmark):
    settlement = PLAN.settle(plan(county_quartile=quartile, county_quartile_before=before))

    assert amount_of(settlement, "county benchmark") == pytest.approx(benchmark)


@pytest.mark.parametrize(
    ("given", "benchmark"),
    [
        ({"stars": 3.9}, 1_000.0),
        ({"stars": 4.0}, 1_050.0),
        ({"stars": 4.0, "is_qualifying_county": True}, 1_100.0),
        ({"is_new_plan": True}, 1_035.0),
        ({"stars": 5.0, "benchmark_ceiling_usd_per_member_month": 1_020.0}, 1_020.0),
    ],
)
def test_quality_points_are_added_doubled_and_held_under_the_ceiling(given, benchmark):
    assert amount_of(PLAN.settle(plan(**given)), "county benchmark") == pytest.approx(benchmark)


def test_a_new_plan_has_the_rebate_of_three_and_a_half_stars():
    assert amount_of(PLAN.settle(plan(is_new_plan=True)), "rebate share") == 0.65


@pytest.mark.parametrize("year", range(2025, 2031))
def test_the_plan_settles_in_every_year_whose_normalisation_is_known_over_draws(year):
    lived = plan(np.array([8e6, 20e6]), year, stars=np.array([3.0, 4.5]), county_quartile=np.array([1.0, 4.0]))

    settlement = PLAN.settle(lived)

    assert settlement.earned_usd[0] > 0 > settlement.earned_usd[1]
    assert settlement.explain().height > 12


@pytest.mark.parametrize(("year", "mark"), [(2025, "recalled"), (2026, "secondary"), (2027, "derived")])
def test_the_explanation_says_how_sure_the_normalisation_is(year, mark):
    rows = PLAN.settle(plan(year=year)).explain()

    assert rows.filter(pl.col("step") == "risk score")["mark"].to_list() == [mark]
