"""Cash under many contracts: claims by quarter, payments and the reconciliation when it comes."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vbc_twin.experiments import settle_all

sys.path.insert(0, str(Path(__file__).parent))
from made_contracts import claims_only, fees, full_risk


def test_claims_of_the_quarters_are_the_spending_of_the_year(run, everything):
    claims = everything.cash.filter((pl.col("label") == everything.labels[0]) & (pl.col("item") == "claims"))

    assert claims["quarter"].to_list() == [f"{year} Q{each}" for year in run.calendar_years for each in (1, 2, 3, 4)]
    by_year = claims.group_by("year", maintain_order=True).agg(pl.col("usd").sum())["usd"]
    spent = [float(np.mean(run.experience(year).expenditure_usd)) for year in run.calendar_years]
    assert by_year.to_list() == pytest.approx(spent, abs=0.005)


def test_payments_and_reconciliation_are_the_settlement_to_the_cent(run):
    settled = settle_all(run, [fees()])

    fee, back = (settled.cash.filter(item=item) for item in ("fee", "fee returned"))
    year = run.calendar_years[0]
    months = run.experience(year).figures["member_months"].mean()
    assert fee.filter(year=year)["usd"].to_list() == pytest.approx([10 * months / 4] * 4, abs=0.005)
    assert set(fee["from"]) == {"plan"} and set(fee["to"]) == {"ACO"}
    assert back.filter(year=year)["usd"].item() == pytest.approx(4 * months, abs=0.005)
    assert set(back["from"]) == {"ACO"} and back["quarter"][0] == f"{year + 1} Q3"


def test_the_reconciliation_comes_when_the_contract_says_and_its_interval_is_shown(run):
    settled = settle_all(run, [full_risk()], assume={"capitation_usd": 9e6})

    shared = settled.cash.filter(item="shared savings or losses")
    year = run.calendar_years[0]
    assert shared.row(0, named=True) | {"quarter": f"{year + 1} Q2"} == shared.row(0, named=True)
    assert (shared["earliest"][0], shared["latest"][0]) == (f"{year + 1} Q1", f"{year + 1} Q4")
    assert shared["usd"].to_list() == pytest.approx(settled.years["earned_usd"].to_list(), abs=0.005)


def test_the_position_ends_at_all_that_was_paid(run):
    settled = settle_all(run, [fees(), full_risk()], assume={"capitation_usd": 9e6})

    for label, paid, quarterly in settled.over_all_years.select("label", "paid_usd", "quarterly_usd").iter_rows():
        last = settled.position.filter(label=label)["holder_usd"][-1]
        assert last == pytest.approx(paid + quarterly, abs=0.01)


def test_claims_themselves_are_not_counted_as_received(run):
    settled = settle_all(run, [claims_only()])

    assert set(settled.cash["item"]) == {"claims"} and set(settled.cash["to"]) == {"ACO"}
    assert settled.cash.height == 4 * len(run.calendar_years)
    assert settled.position.is_empty()
    assert settled.over_all_years["quarterly_usd"].item() == 0


def test_a_reconciliation_without_a_date_has_no_quarter_and_that_is_said(run):
    undated = replace(full_risk(), text=replace(full_risk().text, timing={}))

    settled = settle_all(run, [undated], assume={"capitation_usd": 9e6})

    assert settled.cash.filter(item="shared savings or losses")["quarter"].null_count() == len(run.calendar_years)
    assert settled.assumptions["assumed"].str.contains("does not say when").any()


def test_the_same_run_gives_the_same_tables(run, everything):
    again = settle_all(run)

    assert again.years.equals(everything.years) and again.carriers.equals(everything.carriers)
    assert again.cash.equals(everything.cash)


def test_another_models_benchmark_may_be_given_over_the_shared_savings_one(run):
    alone = settle_all(run, ["reach_global"])
    ratio = {"benchmark_over_shared_savings": 1.02}

    settled = settle_all(run, ["reach_global"], assume=ratio)

    own = {year: run.settlement(year).ledger.benchmark_usd.mean() for year in run.calendar_years}
    assert alone.years.is_empty()
    assert "benchmark_over_shared_savings x shared_savings_benchmark_usd" in alone.missing["why"][0]
    for year, benchmark in settled.years.filter(level="standard").select("year", "benchmark_usd").iter_rows():
        assert 0.9 * 1.02 * own[year] < benchmark < 1.02 * own[year]  # less the discount and the factor on coding
