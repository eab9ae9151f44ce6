"""Episode contracts (TEAM, BPCI Advanced, CJR) through their files, and an episode contract inside an ACO's."""

import numpy as np
import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import EvidenceError

CATEGORIES = ("joint_replacement", "hip_fracture", "bypass", "spinal_fusion", "bowel")
DISCOUNTS = {"joint_replacement": 0.02, "hip_fracture": 0.02, "bypass": 0.015, "spinal_fusion": 0.02, "bowel": 0.015}
NOTHING = {f"{name}_{side}_usd": 0.0 for name in CATEGORIES for side in ("target", "spending")}
UNMOVED = {"normalisation_ratio": 1.0, "trend_ratio": 1.0, "post_episode_excess_usd": 0.0}
TEAM = Contract.load("team").assume(**NOTHING | UNMOVED)
YEARS = {"1": range(2026, 2029), "2": range(2026, 2031), "3": range(2026, 2031)}


def hospital(spent: float, given: float | None = None, score: float = 1.0, year: int = 2026, **figures) -> Experience:
    """A hospital's year, all its spending in joint replacement, on a target that is given or built."""
    return Experience(
        year, quality_score=score, benchmark_usd=given, figures={"joint_replacement_spending_usd": spent} | figures
    )


def team(track: str, spent: float, score: float, target: float = 10e6, **more):
    """TEAM's settlement in a track."""
    return TEAM.choose(level=track).settle(hospital(spent, target, score, **more))


@pytest.mark.parametrize(
    ("track", "spent", "score", "excess", "raw", "after_quality", "paid"),
    [
        ("3", 9.2e6, 0.6, 0, 0.8e6, 0.768e6, 0.768e6),
        ("3", 10.9e6, 0.6, 0, -0.9e6, -0.846e6, -0.846e6),
        ("3", 13.0e6, 0.6, 0.25e6, -3.0e6, -2.82e6, -2.25e6),
        ("1", 8.0e6, 1.0, 0, 2.0e6, 2.0e6, 1.0e6),
        ("2", 10.3e6, 0.8, 0, -0.3e6, -0.264e6, -0.264e6),
        ("2", 9.0e6, 0.9, 0, 1.0e6, 0.99e6, 0.5e6),
    ],
)
def test_quality_acts_on_the_amount_then_the_limits_bind_then_the_post_episode_excess_is_owed(
    track, spent, score, excess, raw, after_quality, paid
):
    settlement = team(track, spent, score, post_episode_excess_usd=excess)

    amounts = {line.step: float(line.amount) for line in settlement.lines}
    assert settlement.gross_usd == pytest.approx(raw)
    assert amounts["after quality"] == pytest.approx(after_quality)
    assert settlement.paid_usd == pytest.approx(paid)


def test_track_1_owes_nothing():
    settlement = team("1", 10.9e6, 0.6, post_episode_excess_usd=0.25e6)

    assert settlement.gross_usd == pytest.approx(-0.9e6)
    assert settlement.paid_usd == 0


def test_a_target_price_is_discounted_and_its_final_factors_are_held_within_their_bounds():
    priced = {"joint_replacement_target_usd": 25_000 * 0.98 * 1.04 * 1.15}
    experience = hospital(20_000.0, **priced, normalisation_ratio=1.08, trend_ratio=0.95)

    preliminary = TEAM.settle(hospital(20_000.0, joint_replacement_target_usd=25_000 * 0.98 * 1.04))
    settlement = TEAM.settle(experience)

    assert preliminary.benchmark_usd == pytest.approx(24_970.4)
    assert settlement.benchmark_usd == pytest.approx(29_247.20526, abs=1e-6)


def test_each_category_has_its_own_target_and_discount_and_all_are_summed():
    targets = {f"{name}_target_usd": 1e6 * (place + 1) for place, name in enumerate(CATEGORIES)}
    spending = {f"{name}_spending_usd": 0.5e6 for name in CATEGORIES}

    settlement = TEAM.settle(Experience(2027, figures=targets | spending))

    expected = sum(1e6 * (place + 1) * (1 - DISCOUNTS[name]) for place, name in enumerate(CATEGORIES))
    assert settlement.benchmark_usd == pytest.approx(expected)
    assert settlement.expenditure_usd == pytest.approx(2.5e6)
    steps = [line.step for line in settlement.lines if line.step.startswith("target: ")]
    assert len(steps) == len(CATEGORIES)


@pytest.mark.parametrize("track", ["1", "2", "3"])
def test_a_track_settles_in_every_year_of_its_life_and_in_no_other(track):
    for year in YEARS[track]:
        assert team(track, 9e6, 0.8, year=year).paid_usd > 0

    for year in (2025, YEARS[track][-1] + 1):
        with pytest.raises(EvidenceError, match=f"gain_rate: nothing is in force in {year}"):
            TEAM.choose(level=track).terms(year)


@pytest.mark.parametrize(("track", "gain", "loss"), [("1", 0.10, 0.0), ("2", 0.05, 0.05), ("3", 0.20, 0.20)])
def test_a_track_never_pays_more_than_its_stop_gain_nor_takes_more_than_its_stop_loss(track, gain, loss):
    spent = np.linspace(0.1e6, 30e6, 300)

    paid = team(track, spent, 0.7).paid_usd

    assert np.all(np.diff(paid) <= 0)
    assert (paid.max(), paid.min()) == pytest.approx((gain * 10e6, -loss * 10e6))


@pytest.mark.parametrize(("track", "loss_moved"), [("2", 0.15), ("3", 0.10)])
def test_the_worst_quality_costs_a_tenth_of_a_gain_and_the_best_lightens_a_loss(track, loss_moved):
    gain, loss = team(track, 9.8e6, 0.0).paid_usd, team(track, 10.2e6, 1.0).paid_usd

    assert (gain, loss) == pytest.approx((0.9 * 0.2e6, -(1 - loss_moved) * 0.2e6))


def test_what_is_only_read_in_notes_says_so_and_a_hospital_learns_what_is_missing():
    marks = {row["step"]: row["mark"] for row in team("3", 9e6, 0.5).explain().to_dicts()}
    missing = Contract.load("team").missing(Experience(2026, benchmark_usd=10e6))

    assert marks["after quality"] == marks["savings within the limit"] == "secondary"
    assert marks["shared savings"] == "checked"
    assert "joint_replacement_spending_usd" in missing and "bowel_target_usd" not in missing


BPCI = Contract.load("bpci_advanced")


@pytest.mark.parametrize(("year", "medical"), [(2018, 0.97), (2023, 0.97), (2024, 0.98), (2025, 0.98)])
def test_bpci_advanced_discounts_surgical_episodes_by_three_and_medical_ones_by_two_from_2024(year, medical):
    figures = {"surgical_target_usd": 6e6, "medical_target_usd": 4e6, "episode_spending_usd": 9e6}

    settlement = BPCI.settle(Experience(year, figures=figures))

    assert settlement.benchmark_usd == pytest.approx(0.97 * 6e6 + medical * 4e6)


def test_bpci_advanced_limits_both_sides_at_a_fifth_after_quality():
    spent = np.array([5e6, 9e6, 11e6, 15e6])
    lived = Experience(2022, quality_score=0.5, benchmark_usd=10e6, figures={"episode_spending_usd": spent})

    assert BPCI.settle(lived).paid_usd == pytest.approx([2e6, 0.95e6, -0.95e6, -2e6])


CJR = Contract.load("cjr")


@pytest.mark.parametrize(("level", "discount"), [("acceptable", 0.03), ("good", 0.015), ("excellent", 0.0)])
def test_better_quality_cuts_the_discount_of_cjr(level, discount):
    figures = {"joint_replacement_target_usd": 10e6, "joint_replacement_spending_usd": 9e6}

    settlement = CJR.choose(level=level).settle(Experience(2022, figures=figures))

    assert settlement.benchmark_usd == pytest.approx((1 - discount) * 10e6)
    assert settlement.paid_usd == pytest.approx(settlement.gross_usd)


@pytest.mark.parametrize(("year", "most", "least"), [(2016, 0.05, 0.0), (2017, 0.05, -0.05), (2018, 0.1, -0.1)])
def test_the_limits_of_cjr_widen_and_its_first_year_has_no_losses(year, most, least):
    spent = np.array([1e6, 30e6])

    paid = CJR.settle(hospital(spent, 10e6, year=year)).paid_usd
    later = CJR.settle(hospital(spent, 10e6, year=2024)).paid_usd

    assert paid == pytest.approx([most * 10e6, least * 10e6])
    assert later == pytest.approx([2e6, -2e6])


def test_cjr_pays_nothing_below_acceptable_quality_and_still_takes_a_loss():
    figures = {"joint_replacement_spending_usd": np.array([9.5e6, 10.5e6])}

    settlement = CJR.settle(Experience(2020, quality_standard_met=False, benchmark_usd=10e6, figures=figures))

    assert settlement.paid_usd == pytest.approx([0, -0.5e6])


@pytest.mark.parametrize(("name", "first", "last"), [("bpci_advanced", 2018, 2025), ("cjr", 2016, 2024)])
def test_the_ended_episode_models_hold_in_their_own_years_only(name, first, last):
    contract = Contract.load(name)
    for year in range(first, last + 1):
        assert contract.terms(year)

    for year in (first - 1, last + 1):
        with pytest.raises(EvidenceError, match=f"nothing is in force in {year}"):
            contract.terms(year)


def an_aco_year(year: int = 2026, spent: float = 95e6) -> Experience:
    """An ACO whose people have the hospital's episodes among their care."""
    capitation = {"capitation_usd": 0.0, "stop_loss_charge_usd": 0.0, "stop_loss_payout_usd": 0.0}
    others = {"enhanced_primary_care_usd": 0.0, "capitation_true_up_usd": 0.0, "high_performers_usd": 0.0}
    return Experience(year, 10_000, {"all": 9_700.0}, {"all": spent}, benchmark_usd=100e6, figures=capitation | others)


@pytest.mark.parametrize("outer", ["mssp_enhanced", "mssp_basic", "reach_global", "reach_professional"])
@pytest.mark.parametrize("spent", [9.2e6, 10.9e6])
def test_what_an_episode_contract_pays_raises_the_acos_expenditure_by_exactly_that(outer, spent):
    inner, contract, lived = team("3", spent, 0.6), Contract.load(outer), an_aco_year()

    alone, overlapping = contract.settle(lived), contract.settle(lived.including(inner.paid_usd))

    moved = overlapping.expenditure_usd - alone.expenditure_usd
    assert round(moved, 2) == round(inner.paid_usd, 2)
    assert round(alone.gross_usd - overlapping.gross_usd, 2) == round(inner.paid_usd, 2)


def test_an_aco_at_full_risk_loses_what_the_hospital_gains_and_gains_what_it_owes():
    reach = Contract.load("reach_global")
    for spent in (9.2e6, 10.9e6):
        paid = team("3", spent, 0.6).paid_usd

        moved = reach.settle(an_aco_year().including(paid)).divided_usd - reach.settle(an_aco_year()).divided_usd

        assert round(moved, 2) == round(-paid, 2)


def test_two_hospitals_payments_add_up_inside_one_aco():
    first, second = team("3", 9.2e6, 0.6).paid_usd, team("2", 10.3e6, 0.8).paid_usd

    both = an_aco_year().including(first).including(second)

    moved = both.expenditure_usd - an_aco_year().expenditure_usd
    assert float(moved) == pytest.approx(first + second, abs=0.005)


def test_overlap_holds_draw_by_draw():
    spent = np.linspace(8e6, 12e6, 50)
    paid = team("3", spent, 0.6).paid_usd

    settlement = Contract.load("mssp_enhanced").settle(an_aco_year().including(paid))

    assert settlement.expenditure_usd == pytest.approx(95e6 + paid)
