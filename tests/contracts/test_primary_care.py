"""Primary care paid by the person: inside Shared Savings, and on its own."""

from datetime import date

import numpy as np
import pytest

from tests.contracts.edited import amount_of
from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import EvidenceError

FLEX = Contract.load("aco_pc_flex").choose(agreement_start=date(2025, 1, 1), revenue="low", minimum_savings_rate=0.02)
FIRST = Contract.load("primary_care_first_like").choose(agreement_start=date(2021, 1, 1))
# 5,000 people x (30 USD x risk 1.1 + 12 USD) x 12 months.
PAID = {
    "member_months": 60_000.0,
    "primary_care_base_usd_per_member_month": 30.0,
    "primary_care_risk_score": 1.1,
    "primary_care_enhancement_usd_per_member_month": 12.0,
    "displaced_primary_care_usd": 1_980_000.0,
    "advances_outstanding_usd": 0.0,
}


@pytest.fixture
def year(experience):
    """A performance year of 10,000 people on a benchmark of 100 million USD, with its primary care payment."""

    def made(spent: float = 95e6, at: int = 2025, given: dict | None = None, **fields) -> Experience:
        return experience(spent=spent, year=at, figures=PAID | (given or {}), **fields)

    return made


def practice(**given) -> Experience:
    """A practice of 1,000 people for a year, in the middle of its peers."""
    figures = {
        "member_months": 12_000.0,
        "primary_care_kept_share": 0.9,
        "primary_care_visits": 3_000.0,
        "hospital_use_percentile": 0.4,
    }
    fields = {"year": 2023} | {key: given.pop(key) for key in ("year", "quality_standard_met") if key in given}
    return Experience(**fields, figures=figures | given)


def test_the_primary_care_payment_is_base_times_risk_and_an_enhancement(year):
    settlement = FLEX.settle(year(at=2026))

    assert amount_of(settlement, "primary care payment, base part") == pytest.approx(1_980_000)
    assert settlement.quarterly_usd == pytest.approx(2_700_000)


def test_the_enhanced_part_is_not_charged_as_spending(year):
    without = FLEX.settle(year(given={"primary_care_enhancement_usd_per_member_month": 0.0}))

    assert FLEX.settle(year()).expenditure_usd == without.expenditure_usd


@pytest.mark.parametrize("spent", [60e6, 95e6, 98.5e6, 100e6, 103e6, 130e6])
@pytest.mark.parametrize(("flex", "plain"), [("aco_pc_flex", "mssp_basic"), ("aco_pc_flex_enhanced", "mssp_enhanced")])
def test_an_equal_capitation_leaves_the_settlement_as_it_is_to_the_cent(year, flex, plain, spent):
    chosen = {"agreement_start": date(2025, 1, 1), "revenue": "low", "minimum_savings_rate": 0.01}
    lived = year(spent=spent, at=2026)

    capitated = Contract.load(flex).choose(**chosen).settle(lived)
    by_claim = Contract.load(plain).choose(**chosen).settle(lived)

    assert round(capitated.earned_usd, 2) == round(by_claim.earned_usd, 2)
    assert round(capitated.gross_usd, 2) == round(by_claim.gross_usd, 2)


def test_what_differs_under_an_equal_capitation_is_when_and_how_primary_care_is_paid(year):
    capitated = FLEX.settle(year(at=2026))
    by_claim = Contract.load("mssp_basic").choose(minimum_savings_rate=0.02).settle(year(at=2026))

    assert (capitated.quarterly_usd, by_claim.quarterly_usd) == (pytest.approx(2_700_000), 0.0)
    assert amount_of(capitated, "claims displaced") == -1_980_000


def test_a_capitation_above_the_claims_that_it_displaces_lowers_the_savings_by_as_much(year):
    richer = FLEX.settle(year(given={"displaced_primary_care_usd": 1_480_000.0}))

    assert FLEX.settle(year()).gross_usd - richer.gross_usd == pytest.approx(500_000)


def test_the_advance_is_paid_once_and_taken_back_out_of_what_is_earned(year):
    first = FLEX.settle(year(at=2025, given={"advances_outstanding_usd": 250_000.0}))
    second = FLEX.settle(year(at=2026))

    assert first.quarterly_usd - second.quarterly_usd == pytest.approx(250_000)
    assert first.earned_usd - first.paid_usd == pytest.approx(250_000)


@pytest.mark.parametrize("spent", [100e6, 110e6])
def test_the_advance_is_not_taken_where_nothing_is_earned(year, spent):
    settlement = FLEX.settle(year(spent=spent, given={"advances_outstanding_usd": 250_000.0}))

    assert settlement.paid_usd == settlement.earned_usd <= 0


def test_an_advance_is_taken_back_by_one_term_only():
    kinds = [type(term).__name__ for term in FLEX.terms(2026)]

    assert kinds.count("Recoup") == 1 and kinds[-1] == "Recoup"


@pytest.mark.parametrize("name", ["aco_pc_flex", "aco_pc_flex_enhanced"])
@pytest.mark.parametrize("at", range(2025, 2030))
@pytest.mark.parametrize("spent", [90e6, 110e6])
def test_flex_settles_in_every_year_of_its_life(year, name, at, spent):
    held = Contract.load(name).choose(agreement_start=date(2025, 1, 1), revenue="low")

    settlement = held.settle(year(spent=np.array([spent, spent]), at=at))

    assert np.sign(settlement.earned_usd).tolist() == [np.sign(100e6 - spent)] * 2


def test_flex_is_for_low_revenue_alone():
    with pytest.raises(EvidenceError, match="'high' cannot be chosen; there is: low"):
        FLEX.choose(revenue="high")


def test_a_practice_has_a_population_payment_for_what_it_keeps_and_a_fee_a_visit():
    settlement = FIRST.choose(level="group 2").settle(practice())

    assert amount_of(settlement, "population payment") == pytest.approx(12_000 * 45 * 0.9)
    assert settlement.quarterly_usd == pytest.approx(12_000 * 45 * 0.9 + 3_000 * 40.82)
    assert settlement.earned_usd == settlement.paid_usd == 0.0


@pytest.mark.parametrize(
    ("percentile", "met", "adjustment"),
    [
        (0.0, True, -0.10),
        (0.249, True, -0.10),
        (0.25, True, 0.0),
        (0.6, True, 0.20),
        (0.95, True, 0.50),
        (0.95, False, -0.10),
    ],
)
def test_performance_moves_all_of_the_payment_behind_a_quality_gate(percentile, met, adjustment):
    lived = practice(hospital_use_percentile=percentile, quality_standard_met=met)

    settlement = FIRST.settle(lived)

    paid = amount_of(settlement, "population payment") + amount_of(settlement, "visit fees")
    assert settlement.quarterly_usd == pytest.approx(paid * (1 + adjustment))


def test_performance_does_not_count_in_a_practices_first_year():
    settlement = FIRST.settle(practice(year=2021, hospital_use_percentile=0.1, quality_standard_met=False))

    assert amount_of(settlement, "performance adjustment") == 0.0


@pytest.mark.parametrize("level", FIRST.text.levels)
@pytest.mark.parametrize("at", range(2021, 2026))
def test_the_pattern_settles_in_every_year_and_risk_group_over_draws(level, at):
    lived = practice(year=at, hospital_use_percentile=np.array([0.1, 0.95]))

    paid = FIRST.choose(level=level).settle(lived).quarterly_usd

    assert paid.shape == (2,) and (paid > 0).all() and paid[1] >= paid[0]


@pytest.mark.parametrize(("percentile", "met", "mark"), [(0.6, True, "recalled"), (0.6, False, "secondary")])
def test_the_explanation_carries_the_mark_of_the_step_that_was_reached(percentile, met, mark):
    settlement = FIRST.settle(practice(hospital_use_percentile=percentile, quality_standard_met=met))

    assert next(line.mark for line in settlement.lines if line.step == "adjustment for performance") == mark
