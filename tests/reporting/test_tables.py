"""Tables add up: what is printed beside each other is the same money."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.reporting import tables
from vbc_twin.reporting.tables.money import member_months

CENT = 0.005


def figure(frame: pl.DataFrame, name: str) -> dict:
    return frame.filter(name=name).row(0, named=True)


def test_headline_figures_are_those_of_the_comparison(comparison):
    headline = tables.headline(comparison)
    expected = comparison.headline()

    for name in ("gross_savings_usd", "programme_cost_usd", "net_savings_usd", "payer_net_usd", "contract_alone_usd"):
        row = figure(headline, name)
        assert [row["mean_usd"], row["low_usd"], row["high_usd"]] == pytest.approx([*expected[name].values()][:3])


def test_the_bridge_adds_up_to_the_net_to_the_cent(comparison):
    steps = tables.bridge(comparison)

    assert steps["so_far_usd"][-1] == pytest.approx(comparison.headline()["net_savings_usd"]["mean"], abs=CENT)
    assert steps["change_usd"].sum() == pytest.approx(steps["so_far_usd"][-1], abs=CENT)
    settled = sum(each["difference"]["mean"] for each in comparison.headline()["settlement_usd"])
    assert steps.filter(step="Change in settlement")["so_far_usd"][0] == pytest.approx(settled, abs=CENT)


def test_payer_and_aco_share_gross_savings_less_the_programmes_cost(comparison):
    mean = dict(tables.headline(comparison).select("name", "mean_usd").iter_rows())

    together = mean["payer_net_usd"] + mean["net_savings_usd"]
    assert together == pytest.approx(mean["gross_savings_usd"] - mean["programme_cost_usd"], abs=CENT)


def test_what_is_gained_by_the_contract_alone_is_shown_only_where_contracts_differ(comparison, null):
    assert "contract_alone_usd" in tables.headline(comparison)["name"].to_list()
    assert "contract_alone_usd" not in tables.headline(null)["name"].to_list()
    assert any("contract alone" in note for note in tables.notes(comparison))


def test_settlements_by_year_add_up_to_their_total(comparison):
    frame = tables.settlements(comparison)

    for column in ("base_usd", "alternative_usd", "difference_usd"):
        *years, total = frame[column].to_list()
        assert sum(years) == pytest.approx(total, abs=CENT)
    assert frame["alternative_usd"][0] - frame["base_usd"][0] == pytest.approx(frame["difference_usd"][0], abs=CENT)


def test_the_steps_of_a_settlement_end_at_what_is_earned_or_owed(comparison):
    for year in comparison.years:
        steps = tables.settlement_steps(comparison.alternative, year)
        earned = float(np.mean(comparison.alternative.settlement(year).earned_usd))
        assert steps["change_usd"].sum() == pytest.approx(earned, abs=CENT)
        assert steps["so_far_usd"][-1] == pytest.approx(earned, abs=CENT)


def test_the_lines_of_a_settlement_show_both_arms_with_rule_and_citation(comparison):
    year = comparison.years[0]
    lines = tables.settlement_lines(comparison, year)

    explained = comparison.base.settlement(year).explain()
    expenditure = lines.filter(step="expenditure").row(0, named=True)
    assert expenditure["base"] == explained.filter(step="expenditure")["amount"][0]
    assert expenditure["rule"] and expenditure["citation"]
    assert tables.settlement_lines(comparison).equals(tables.settlement_lines(comparison, comparison.years[-1]))


def test_services_and_the_step_to_programme_basis_add_up_to_the_total(comparison):
    frame = tables.pmpm(comparison)

    for column in ("published_pmpm_usd", "base_pmpm_usd", "alternative_pmpm_usd", "difference_pmpm_usd"):
        *parts, total = frame[column].to_list()
        assert sum(parts) == pytest.approx(total, abs=1e-6)
    row = comparison.base.twin.row
    assert frame["published_pmpm_usd"][-1] == pytest.approx(row.spending_per_person_year / 12)


def test_pmpm_and_dollars_agree(comparison):
    months = member_months(comparison)
    card = tables.scorecard(comparison)

    net = card.filter(measure="Net savings of the ACO").row(0, named=True)
    assert net["difference"] * months == pytest.approx(comparison.net_savings().mean())


def test_before_after_is_what_would_have_come_anyway_plus_the_true_effect(comparison):
    row = tables.illusion(comparison).row(0, named=True)

    assert row["after_with_pmpm_usd"] - row["before_pmpm_usd"] == pytest.approx(row["apparent_pmpm_usd"])
    assert row["anyway_pmpm_usd"] + row["effect_pmpm_usd"] == pytest.approx(row["apparent_pmpm_usd"])


def test_clinicians_workload_is_what_the_investments_say(comparison):
    added = sum(each.minutes_per_pcp_week.value for each in comparison.alternative.scenario.investments)

    row = tables.scorecard(comparison).filter(pl.col("measure").str.starts_with("Time")).row(0, named=True)

    assert (row["base"], row["alternative"], row["difference"]) == (0.0, added, added)
    assert row["low"] < added < row["high"]


def test_each_mark_is_counted_and_explained(comparison):
    marks = tables.marks(comparison)

    assert marks["figures"].sum() == tables.assumptions(comparison).height
    assert marks["meaning"].str.len_chars().min() > 0


def test_what_was_assumed_names_row_and_contracts_and_hides_small_counts(comparison):
    assumed = tables.assumed(comparison)

    assert "Published row" in assumed["about"].to_list()
    assert assumed.filter(pl.col("about").str.starts_with("Contract")).height > 5
    assert "<11" in assumed.filter(about="Published row")["assumed"][0]


def test_a_stage_with_few_people_is_hidden(run):
    frame = tables.burden_by_stage(run)
    people = run.outcome.burden.mean(axis=0)

    small = []
    for year, at in zip(run.calendar_years, range(len(people)), strict=True):
        for place, condition in enumerate(run.twin.content.conditions):
            small += [
                (year, condition.name, stage)
                for stage, each in zip(condition.stages[1:], people[at, place, 1:], strict=False)
                if each < 11
            ]
    hidden = set(frame.filter(pl.col("per_1000").is_null()).select("year", "condition", "stage").iter_rows())
    assert small
    assert set(small) <= hidden


def test_enrolment_of_few_people_is_hidden(same, comparison):
    assert tables.enrolment(same).is_empty()
    in_it = comparison.alternative.outcome.programmes[:, -24:, 0].mean(axis=0)[:, 0].max()
    assert in_it < 11
    assert tables.enrolment(comparison)["enrolled_at_a_time"][0] is None


def test_a_printed_table_has_units_in_its_headings_and_thousands_in_its_figures():
    frame = pl.DataFrame(
        {"figure": ["a"], "mean_usd": [-1234.6], "low_pmpm_usd": [0.005], "year": [2023], "people": [None]}
    )
    frame = frame.with_columns(pl.col("people").cast(pl.Float64))

    printed = tables.printed(frame)

    assert printed.columns == ["Figure", "Mean (USD)", "90 % low (USD PMPM)", "Year", "People"]
    assert printed.row(0) == ("a", "-1,235", "0.01", "2023", "<11")


def test_a_printed_table_never_shows_a_negative_zero():
    frame = pl.DataFrame({"figure": ["a"], "mean_usd": [-0.2]})

    assert tables.printed(frame).row(0) == ("a", "0")
