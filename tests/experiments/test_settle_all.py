"""The same years under many contracts: settled to the dollar, or told why not, and nothing made up."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vbc_twin.contracts import Contract, Experience, own
from vbc_twin.evidence import EvidenceError, Parameter
from vbc_twin.experiments import settle_all
from vbc_twin.experiments.held import PROGRAMME
from vbc_twin.twin import Twin

sys.path.insert(0, str(Path(__file__).parent))
from made_contracts import claims_only, contract, fees, figure, full_risk

# --- what is settled


def test_the_own_contract_earns_what_the_run_says(run, everything):
    mine = everything.years.filter("is_own")

    assert tuple(mine["year"]) == run.calendar_years
    for year, level, earned in mine.select("year", "level", "earned_usd").iter_rows():
        assert level == run.settlement(year).level
        assert earned == pytest.approx(np.mean(run.settlement(year).earned_usd), abs=0.005)


def test_every_contract_of_the_library_is_settled_or_listed_at_every_level(everything):
    told = {*everything.years["contract"], *everything.missing["contract"]}

    assert set(Contract.names()) <= told
    basic = everything.years.filter(pl.col("contract") == "mssp_basic")
    assert set(basic["level"]) == set(Contract.load("mssp_basic").text.levels)


def test_a_year_is_either_settled_or_missing_for_each_contract(everything):
    settled = set(everything.years.select("label", "year").iter_rows())
    missing = set(everything.missing.explode("years").select("label", "years").iter_rows())

    assert not settled & missing
    labels = {label for label, _ in settled | missing}
    assert settled | missing == {(label, year) for label in labels for year in everything.calendar_years}


def test_all_years_are_the_sum_of_the_years(everything):
    summed = everything.years.group_by("label").agg(pl.col("earned_usd").sum(), pl.len().alias("n"))

    for label, earned, years in everything.over_all_years.select("label", "earned_usd", "years").iter_rows():
        row = summed.filter(label=label)
        assert row["earned_usd"].item() == pytest.approx(earned, abs=0.01)
        assert row["n"].item() == years


def test_a_published_year_is_settled_to_the_dollar_under_the_own_contract():
    twin = Twin.load("example_aco")

    settled = settle_all(twin, "own")

    expected = own(twin.row).settle(Experience.published(twin.row)).earned_usd
    assert settled.years["earned_usd"].to_list() == [pytest.approx(expected, abs=0.005)]
    assert settled.years["earned_usd"].item() == pytest.approx(twin.row.earned_usd, abs=20)
    assert settled.draws == 1


def test_an_mssp_contract_is_held_as_this_aco_holds_its_own():
    twin = Twin.load("example_aco")
    assert Contract.load("mssp_enhanced").text.family == PROGRAMME

    said = settle_all(twin, ["mssp_enhanced"]).assumptions["assumed"].to_list()

    assert any(str(twin.row.agreement_start) in each for each in said)


def test_rules_that_the_agreement_does_not_have_are_told():
    twin = Twin.load("example_aco")
    assert twin.row.agreement_start < date(2024, 1, 1)

    said = settle_all(twin, ["mssp_basic"]).assumptions["assumed"].to_list()

    (told,) = [each for each in said if "425.605(h)" in each][:1]
    assert "not in force here" in told and "2024-01-01" in told


def test_contracts_of_the_same_label_are_told_apart(run):
    settled = settle_all(run, [fees(), fees().assume(quality_score=0.5)])

    assert settled.labels == ("fees", "fees (2)")


# --- what is not


def test_a_contract_without_its_figures_is_listed_with_what_it_needs(run):
    settled = settle_all(run, [full_risk()])

    assert settled.years.is_empty() and settled.labels == ()
    (row,) = settled.missing.to_dicts()
    assert row["needs"] == ["capitation_usd"]
    assert row["why"] == "needs capitation_usd"
    assert row["years"] == list(run.calendar_years)


def test_a_benchmark_of_another_programme_is_not_taken_for_the_contracts_own():
    settled = settle_all(Twin.load("example_aco"), [full_risk()])

    assert settled.missing["needs"].to_list() == [["capitation_usd"]]


def test_a_contract_not_in_force_is_listed_with_the_reason(run):
    last = run.calendar_years[-1]
    band = {"gain_rate": figure(1, since=date(last, 1, 1))}
    made = contract(
        "from_the_last_year",
        [
            {"kind": "target", "at": "here", "part": [{"of": ["member_months"]}]},
            {"kind": "share", "at": "here", "band": [band]},
        ],
    )

    settled = settle_all(run, [made])

    assert settled.years["year"].to_list() == [last]
    (row,) = settled.missing.to_dicts()
    assert row["years"] == list(run.calendar_years[:-1])
    assert row["needs"] == [] and "nothing is in force" in row["why"] and f"{last}-01-01" in row["why"]


def test_what_is_assumed_settles_the_contract_and_is_said(run):
    settled = settle_all(run, [full_risk()], assume={"capitation_usd": 9_000_000})

    assert settled.missing.is_empty()
    means = settled.years["earned_usd"] + settled.years["expenditure_usd"]
    assert means.to_list() == pytest.approx([9_000_000] * len(run.calendar_years))
    said = settled.assumptions.filter(about="Figure")["assumed"].to_list()
    assert len(said) == 1 and said[0].startswith("capitation_usd is taken as 9e+06 USD") and "judged" in said[0]


def test_an_assumption_with_an_interval_is_drawn_and_said_with_it(run):
    budget = Parameter("budget", 9e6, 8e6, 10e6, "USD", "normal", "judgement", "a guess", "judged", "published")

    settled = settle_all(run, [full_risk()], assume={"capitation_usd": budget})

    assert settled.years["benchmark_usd"].to_list() == pytest.approx([9e6] * len(run.calendar_years))
    (said,) = settled.assumptions.filter(about="Figure")["assumed"]
    assert "8e+06 to 1e+07" in said and "a guess" in said


def test_every_fault_of_the_request_is_told_at_once(run):
    with pytest.raises(EvidenceError) as error:
        settle_all(run, ["mssp_basick", "no_such"])
    assert len(error.value.faults) == 2 and "mssp_basic" in error.value.faults[0]

    with pytest.raises(EvidenceError, match="was not lived"):
        settle_all(run, years=[1999])
    with pytest.raises(EvidenceError, match="capitation"):
        settle_all(run, [fees()], assume={"capitatoin_usd": 1})


# --- chances


def test_chances_are_told_only_where_the_contract_has_the_rule(everything, run):
    basic = everything.years.filter((pl.col("contract") == "mssp_basic") & (pl.col("level") == "E"))
    assert basic["chance_of_clearing"].null_count() == basic["chance_of_limit"].null_count() == 0

    made = settle_all(run, [fees()]).years
    assert made["chance_of_clearing"].null_count() == made["chance_of_limit"].null_count() == made.height


def test_one_sided_levels_never_owe(everything):
    one_sided = everything.years.filter((pl.col("contract") == "mssp_basic") & pl.col("level").is_in(["A", "B"]))

    assert one_sided["chance_of_owing"].to_list() == [0.0] * one_sided.height
    assert one_sided["low_usd"].min() >= 0


def test_a_limit_that_binds_in_every_draw_is_reached_in_every_draw(run):
    limit = {"kind": "limit", "at": "here", "gain_share": figure(0.01), "loss_share": figure(0.01)}
    base = full_risk()
    terms = [
        {"kind": "target", "at": "here", "part": [{"of": ["capitation_usd"]}]},
        {"kind": "share", "at": "here", "band": [{"gain_rate": figure(1), "loss_rate": figure(1)}]},
        limit,
    ]

    def chance(budget: float) -> list[float]:
        made = contract("limited", terms, needs=list(base.needs))
        return settle_all(run, [made], assume={"capitation_usd": budget}).years["chance_of_limit"].to_list()

    assert chance(1e9) == chance(1e3) == [1.0] * len(run.calendar_years)


# --- who carries the risk


def test_shares_add_to_one_for_every_contract_and_year(everything):
    sums = everything.carriers.group_by("label", "year").agg(pl.col("share").sum())["share"]

    assert len(sums) > 0
    assert sums.to_numpy() == pytest.approx(1, abs=1e-12)


def test_all_years_together_are_told_beside_the_years(everything, run):
    years = everything.carriers.filter(pl.col("label") == everything.labels[0])["year"]

    assert set(years) == {None, *run.calendar_years}


def test_under_full_risk_the_holder_carries_all(run):
    shares = settle_all(run, [full_risk()], assume={"capitation_usd": 9e6}).carriers

    assert shares.filter(role="holder")["share"].to_numpy() == pytest.approx(1)
    assert shares.filter(pl.col("role") != "holder")["share"].to_numpy() == pytest.approx(0, abs=1e-9)


def test_under_claims_as_they_come_payer_and_beneficiaries_carry_all(run):
    of_medicare = replace(claims_only(), text=replace(claims_only().text, payer="Medicare"))

    shares = settle_all(run, [of_medicare]).carriers

    assert shares.filter(role="holder")["share"].to_numpy() == pytest.approx(0, abs=1e-12)
    premium = shares.filter(role="beneficiaries")
    assert premium.height == len(run.calendar_years) + 1
    assert premium["party"].unique().to_list() == ["beneficiaries (Part B premium)"]


def test_beneficiaries_bear_nothing_where_medicare_does_not_pay(run):
    roles = settle_all(run, [claims_only()]).carriers["role"]

    assert set(roles) == {"payer", "holder"}


def test_one_published_year_tells_nothing_of_risk_and_says_so():
    settled = settle_all(Twin.load("example_aco"), "own")

    assert settled.carriers.is_empty()
    assert settled.assumptions["assumed"].str.contains("does not vary").any()
