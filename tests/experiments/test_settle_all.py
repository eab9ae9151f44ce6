"""The same years under many contracts: settled to the dollar, or told why not, and nothing made up."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from vbc_twin.contracts import Contract, Experience, own
from vbc_twin.evidence import EvidenceError, Parameter
from vbc_twin.experiments import settle_all
from vbc_twin.experiments.held import PROGRAMME
from vbc_twin.twin import Run, Twin

FIGURE = {"unit": "share of benchmark", "source": "judgement", "at": "made for the tests", "mark": "judged"}
TIMING = {"reconciliation": FIGURE | {"unit": "quarters after the performance year's end"}}


def contract(name: str, terms: list[dict], **changes) -> Contract:
    """A contract of these terms, made for a test."""
    level = {"names": ["only"], "default": "only"}
    tables = {"label": name, "family": "made", "holder": "ACO", "payer": "plan", "level": level, "term": terms}
    return Contract.of(tables | changes, name)


def figure(value: float, **more) -> dict:
    return FIGURE | {"value": value} | more


def full_risk(of: str = "capitation_usd") -> Contract:
    """A budget that does not move, all of what is left kept and all that lacks owed."""
    share = {"kind": "share", "at": "here", "band": [{"gain_rate": figure(1), "loss_rate": figure(1)}]}
    target = {"kind": "target", "at": "here", "part": [{"of": [of]}]}
    timing = {"reconciliation": TIMING["reconciliation"] | {"value": 2, "low": 1, "high": 4, "shape": "normal"}}
    return contract("full_risk", [target, share], needs=["spending_usd"], timing=timing)


def fees() -> Contract:
    """A fee a month, and a part of it given back afterwards."""
    fee = {"kind": "payment", "at": "here", "item": "fee", "of": ["member_months"], "rate": figure(10, unit="USD")}
    back = fee | {"item": "fee returned", "rate": figure(4, unit="USD"), "to": "payer", "when": "settled"}
    timing = {"reconciliation": TIMING["reconciliation"] | {"value": 3}}
    return contract("fees", [fee, back], timing=timing)


def claims_only() -> Contract:
    """Claims as they come, and nothing else."""
    return contract("claims_only", [{"kind": "payment", "at": "here", "item": "claims", "of": ["spending_usd"]}])


@pytest.fixture(scope="module")
def run(comparison) -> Run:
    return comparison.base


@pytest.fixture(scope="module")
def everything(run):
    return settle_all(run)


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


# --- cash


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
