"""The same years under every contract, as a reader sees them: findings, cells, bars, cash, and what is not settled."""

import json
from dataclasses import replace

import polars as pl
import pytest

from vbc_twin.experiments import Settlements, settle_all
from vbc_twin.reporting import figures, save, tables
from vbc_twin.reporting.report import report
from vbc_twin.reporting.words import contract_said
from vbc_twin.twin import Twin

CHARTS = ("every_contract", "carried", "cash")


@pytest.fixture(scope="module")
def settled(comparison) -> Settlements:
    return settle_all(comparison.alternative, years=comparison.years)


@pytest.fixture(scope="module")
def published() -> Settlements:
    return settle_all(Twin.load("example_aco"))


@pytest.fixture(scope="module")
def nothing(comparison) -> Settlements:
    return settle_all(comparison.alternative, ["reach_global"])


# --- tables


def test_the_finding_names_who_earns_most_who_carries_most_and_what_is_held(settled):
    said = tables.every_contract_finding(settled)

    best = settled.over_all_years.sort("earned_usd", descending=True).row(0, named=True)
    riskiest = settled.carriers.filter((pl.col("role") == "holder") & pl.col("year").is_null())
    riskiest = riskiest.sort("share", descending=True).row(0, named=True)
    assert said.startswith("Under the same lived years 2023 to 2024, ")
    if best["earned_usd"] > 0:
        assert contract_said(best["label"]).split(",")[0].split()[0] in said and "earned most" in said
    else:
        assert "no contract would have earned anything" in said
    assert "cents" not in said  # so few draws have no interval

    surer = settled.carriers.with_columns(low=pl.col("share") - 0.01, high=pl.col("share") + 0.01)
    assert f"{100 * riskiest['share']:.0f} cents" in tables.every_contract_finding(replace(settled, carriers=surer))


def test_a_published_year_is_told_as_one_and_without_risk(published):
    said = tables.every_contract_finding(published)

    assert said.startswith("Under the same published year 2022, ") and "cents" not in said


def test_where_nothing_is_settled_the_finding_says_so(nothing):
    assert "None of the contracts can be settled" in tables.every_contract_finding(nothing)


def test_every_settled_contract_has_a_row_and_a_column_a_year(settled):
    assert tables.every_contract(settled).height == len(settled.labels)
    by_year = tables.earned_by_year(settled)
    assert by_year.columns == ["contract", "2023_usd", "2024_usd"] and by_year.height == len(settled.labels)


def test_cents_of_a_contract_make_a_dollar(settled):
    cents = tables.carried(settled)

    sums = cents.select(pl.sum_horizontal("payer_cents", "holder_cents", "part_b_premium_cents"))
    assert sums.to_series().to_list() == pytest.approx([100] * cents.height)


def test_cash_in_all_is_what_each_contract_pays(settled):
    in_all = dict(tables.cash_by_year_end(settled).select("contract", "in_all_usd").iter_rows())

    for label, paid, quarterly in settled.over_all_years.select("label", "paid_usd", "quarterly_usd").iter_rows():
        if contract_said(label) in in_all:
            assert in_all[contract_said(label)] == pytest.approx(paid + quarterly, abs=0.01)


def test_what_is_not_settled_says_what_it_needs_levels_together(settled):
    rows = dict(tables.not_settled(settled).select("contract", "why").iter_rows())

    assert "updated_benchmark_usd (or benchmark_over_shared_savings" in rows["ACO REACH, Global"]
    assert not set(rows) & {contract_said(label) for label in settled.labels}


def test_every_payment_of_a_contract_is_listed_by_quarter(settled):
    listed = tables.cash_of(settled, settled.labels[0])

    assert listed.height == settled.cash.filter(label=settled.labels[0]).height
    assert listed["quarter"].to_list() == sorted(listed["quarter"].to_list())


# --- figures


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("which", ["settled", "published", "nothing"])
@pytest.mark.parametrize("upright", [True, False])
def test_a_figure_has_a_finding_and_a_sentence_whatever_there_is(request, name, which, upright):
    figure = getattr(figures, name)(request.getfixturevalue(which), upright=upright)

    title, said = figure.layout.meta["title"], figures.said(figure)
    assert len(title.split()) > 5 and said.endswith(".")
    assert "nan" not in (title + said).lower().replace("finance", "")
    json.dumps(figure.to_plotly_json(), allow_nan=False)


def test_the_heat_map_draws_the_cells_of_its_table(settled):
    heat, chances = figures.every_contract(settled).data
    table = tables.earned_by_year(settled)

    assert list(heat.x) == ["2023", "2024"]
    assert [row[0] for row in heat.z[: table.height]] == pytest.approx(table["2023_usd"].to_list(), abs=0.01)
    assert len(chances.z[0]) == 3
    owes = tables.every_contract(settled)["owes_percent"].to_list()
    assert [row[2] for row in chances.z[: table.height]] == pytest.approx(owes, abs=0.06)


def test_contracts_that_are_not_settled_stand_in_the_heat_map_with_the_reason(settled):
    figure = figures.every_contract(settled)

    notes = [note.text for note in figure.layout.annotations]
    assert len(notes) == tables.not_settled(settled).filter(years="all").height
    assert all(each.startswith("not settled: ") for each in notes)


def test_intervals_are_told_on_hover(settled):
    heat, _ = figures.every_contract(settled).data

    assert " to " in heat.customdata[0][0]


def test_lines_of_cash_have_a_name_each_and_one_colour_each(settled):
    lines = figures.cash(settled).data

    assert 1 <= len(lines) <= 6
    assert len({line.line.color for line in lines}) == len({line.name for line in lines}) == len(lines)


# --- the page and the files


def test_the_report_has_the_part_with_its_link_its_table_and_its_reasons(comparison, settled):
    html = report(comparison, settled).html

    assert '<section id="contracts">' in html and '<a href="#contracts">Every contract</a>' in html
    assert "Not settled, and why" in html and "updated_benchmark_usd" in html
    assert html.index('id="settlement"') < html.index('id="contracts"')


def test_a_single_runs_report_has_it_too(run):
    assert '<section id="contracts">' in report(run).html


def test_settlements_alone_are_saved_with_their_provenance(settled, tmp_path):
    save(settled, tmp_path)

    assert {each.name for each in tmp_path.iterdir()} == {
        "carriers.parquet",
        "cash.parquet",
        "contracts.parquet",
        "not_settled.parquet",
        "summary.json",
    }
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["schema"] == "vbc_twin contracts 1"
    assert summary["provenance"]["scenario_digest"] == settled.provenance["scenario_digest"]
    assert summary["finding"] == tables.every_contract_finding(settled)
    assert len(summary["by_year"]) == settled.years.height
    assert pl.read_parquet(tmp_path / "contracts.parquet").equals(settled.years)
