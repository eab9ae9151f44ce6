"""Every BASIC and ENHANCED row of two published years settles to the dollar, or under the one rule that explains it."""

from dataclasses import replace

import pytest

from vbc_twin.contracts import Experience, benchmark_history, own
from vbc_twin.evidence import PublishedRow, read_results
from vbc_twin.evidence.published_cells import solved_cells

TRACKS = ("A", "B", "C", "D", "E", "EN")
# Amounts are printed in whole dollars, and they rest on a gross amount that is printed in whole dollars too.
A_DOLLAR = 1.0
LIMITED_BY_REVENUE = {(2021, "A2820"), (2021, "A4627"), (2022, "A1070")}


@pytest.fixture(scope="module")
def rows(cms) -> list[PublishedRow]:
    """The 543 rows of PY2021 and PY2022 whose tracks the library has."""
    frames = [read_results(cms / f"mssp_py{year}_part.csv") for year in (2021, 2022)]
    cells = [row for frame in frames for row in frame.to_dicts() if row["track"] in TRACKS]
    return [PublishedRow(**solved_cells(row, "part.csv")) for row in cells]


def test_540_of_543_rows_settle_to_the_dollar(rows):
    settled = {
        (row.performance_year, row.aco_id): own(row).settle(Experience.published(row)).earned_usd for row in rows
    }

    missed = {
        (row.performance_year, row.aco_id)
        for row in rows
        if abs(settled[row.performance_year, row.aco_id] - row.earned_usd) >= A_DOLLAR
    }

    assert len(rows) == 543
    assert missed == LIMITED_BY_REVENUE


def test_the_other_three_owe_what_a_limit_on_revenue_leaves(rows):
    limited = [row for row in rows if (row.performance_year, row.aco_id) in LIMITED_BY_REVENUE]

    for row in limited:
        limit = next(term for term in own(row).terms(row.performance_year) if hasattr(term, "loss_share_of_revenue"))
        capped_loss = abs(row.earned_usd) + row.loss_mitigation_usd
        revenue = capped_loss / limit.loss_share_of_revenue.value
        settlement = own(row).settle(Experience.published(row, participant_revenue_usd=revenue))

        assert capped_loss < limit.loss_share.value * row.benchmark_usd
        assert row.revenue_loss_limit in (True, None)  # PY2022 no longer prints the flag
        assert row.revenue_category == "Low Revenue" and revenue < 0.35 * row.expenditure_usd
        assert settlement.earned_usd == pytest.approx(row.earned_usd, abs=A_DOLLAR)


def test_with_the_rule_of_the_public_health_emergency_no_printed_mitigation_is_needed(rows):
    for row in rows:
        by_rule = replace(Experience.published(row), mitigation_usd=None)

        assert own(row).settle(by_rule).earned_usd == pytest.approx(row.earned_usd, abs=A_DOLLAR)


def test_the_minimum_savings_rate_is_the_printed_one(rows):
    for row in rows:
        settlement = own(row).settle(Experience.published(row))

        assert float(settlement.ledger.minimum_savings_rate) == pytest.approx(row.minimum_savings_rate, abs=5.1e-5)


def test_year_0_returns_the_published_benchmark_and_settlement(rows):
    for row in rows:
        history = benchmark_history(row)
        published = Experience.published(row)

        settlement = own(row).settle(replace(published, benchmark_usd=None, history=history))

        assert float(settlement.ledger.benchmark_per_person_year) == pytest.approx(row.updated_benchmark, abs=1e-6)
        assert settlement.benchmark_usd == pytest.approx(row.benchmark_usd, abs=1e-4)
        assert settlement.earned_usd == pytest.approx(own(row).settle(published).earned_usd, abs=1e-3)


def test_the_implied_update_is_a_plausible_growth_of_spending(rows):
    updates = sorted(benchmark_history(row).implied_update for row in rows)

    assert 1.04 < sum(updates) / len(updates) < 1.08
    assert updates[5] > 0.95 and updates[-5] < 1.20


def test_the_rows_of_2020_settle_within_the_rounding_of_the_printed_quality_score(cms):
    last_digit = 1e-4  # the score scales the rate in that year, and is printed as a percentage with two decimals
    cells = [row for row in read_results(cms / "mssp_py2020_part.csv").to_dicts() if row["track"] in TRACKS]
    rows = [PublishedRow(**solved_cells(row, "part.csv")) for row in cells]

    for row in rows:
        share = next(term for term in own(row).terms(2020) if hasattr(term, "band"))
        rounding = share.band[0].gain_rate.value * max(0.0, row.gross_usd) * last_digit / 2

        earned = own(row).settle(Experience.published(row)).earned_usd

        assert earned == pytest.approx(row.earned_usd, abs=A_DOLLAR + rounding), row.aco_id
    assert len(rows) == 233


def test_the_own_contract_of_a_track_that_ended_settles_to_the_dollar(cms):
    old = ("T1", "T1+", "T2", "T3")
    cells = [row for row in read_results(cms / "mssp_py2021_part.csv").to_dicts() if row["track"] in old]
    rows = [PublishedRow(**solved_cells(row, "part.csv")) for row in cells]

    for row in rows:
        assert own(row).settle(Experience.published(row)).earned_usd == pytest.approx(row.earned_usd, abs=A_DOLLAR)
    assert len(rows) == 98
