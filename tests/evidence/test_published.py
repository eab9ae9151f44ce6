"""A results file is read as CMS publishes it: its names, its signs, its blanks."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from vbc_twin.evidence import EvidenceError
from vbc_twin.evidence.published import PublishedRow, published_row, read_results
from vbc_twin.evidence.published_columns import columns, table

# One plausible ACO of 6,000 people; every count and amount agrees with its total.
FIGURES = {
    "aco_id": "A1001",
    "name": "Lakeside Physicians",
    "agreement_start": "07/01/2019",
    "agreement_period": "1",
    "assignment": "Retrospective",
    "risk_model": "One-Sided",
    "revenue_category": "Low Revenue",
    "assigned_beneficiaries": "6,000",
    "person_years": "5,800",
    "person_years_by_type_esrd": "50",
    "person_years_by_type_disabled": "700",
    "person_years_by_type_aged_dual": "250",
    "person_years_by_type_aged_non_dual": "4800",
    "spending_by_type_esrd": "$80,000",
    "spending_by_type_disabled": "$11,000",
    "spending_by_type_aged_dual": "$17,000",
    "spending_by_type_aged_non_dual": "$10,000",
    "age_lt65": "700",
    "age_65_74": "2800",
    "age_75_84": "1800",
    "age_85plus": "700",
    "sex_female": "3400",
    "sex_male": "2600",
    "race_white": "5200",
    "race_black": "400",
    "race_asian": "150",
    "race_hispanic": "100",
    "race_native": "20",
    "race_other": "60",
    "race_unknown": "70",
    "dual_share": "11.5",
    "long_term_institution_share": "1.25",
    "spending_per_person_year": "$11,026",
    "admissions_per_1000": "250",
    "ed_visits_per_1000": "560",
    "ed_visits_admitted_per_1000": "190",
    "snf_stays_per_1000": "52",
    "readmission_rate": "0.1512",
    "snf_payment_per_stay": "13000",
    "historical_benchmark": "10,500",
    "updated_benchmark": "11,200",
    "benchmark_usd": "$64,960,000",
    "expenditure_usd": "$63,950,000",
    "gross_usd": "$1,010,000",
    "minimum_savings_rate": "3.60%",
    "quality_score": "85.25%",
    "quality_standard_met": "1",
    "final_sharing_rate": "40.00%",
    "loss_mitigation_usd": "",
    "earned_usd": "$0",
}
BY_GROUP = {"historical_spending": "10000", "historical_risk": "1.0", "historical_person": "1000", "risk_score": "1.02"}


def figures_of(name: str) -> str:
    """The cell of a harmonised column; groups without figures of their own share one."""
    if name.startswith("spending_by_category"):
        return "1600"
    return FIGURES.get(name, next((value for start, value in BY_GROUP.items() if name.startswith(start)), ""))


def write_results(path: Path, year: int, **changes: str) -> Path:
    """A results file of one ACO with the column names of its year; `changes` replace cells, None removes a column."""
    cells = {c.published_in(year): changes.get(c.name, figures_of(c.name)) for c in columns() if c.published_in(year)}
    flags = {"Track1": 2014, "Current_Track_1": 2016, "Current_Track_1_Plus": 2018, "Current_BASIC_A": 2020}
    if year >= 2022:
        cells["Current_Track"] = "B"
    else:
        used = [flag for flag, since in flags.items() if since <= year and (year < 2016) == (flag == "Track1")]
        cells |= dict.fromkeys(used, "0") | {used[0]: "1"}
    cells = {name: cell for name, cell in cells.items() if cell is not None}
    pl.DataFrame({name: [cell] for name, cell in cells.items()}).write_csv(path)
    return path


def test_signs_separators_and_percentages_are_read_as_figures(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022)

    row = published_row(file, "A1001")

    assert row.assigned_beneficiaries == 6000
    assert row.benchmark_usd == 64_960_000
    assert row.minimum_savings_rate == pytest.approx(0.036)
    assert row.quality_score == pytest.approx(0.8525)
    assert row.dual_share == pytest.approx(0.115)
    assert row.track == "B"


@pytest.mark.parametrize("year", [2014, 2015, 2016, 2017, 2018, 2020, 2021, 2022])
def test_every_year_is_read_by_its_own_names_and_known_from_its_columns(tmp_path, year):
    file = write_results(tmp_path / "file.csv", year)

    row = published_row(file, "a1001")

    assert (row.performance_year, row.person_years, row.sex["female"]) == (year, 5800.0, 3400)
    assert f"performance year {year}: not printed; known from the file's columns" in row.assumed


def test_a_year_in_the_name_counts_only_where_the_columns_allow_it(tmp_path):
    downloaded_later = write_results(tmp_path / "download_2024.csv", 2021)
    half_year = write_results(tmp_path / "results_2019.csv", 2020)

    assert read_results(downloaded_later)["performance_year"][0] == 2021
    assert read_results(half_year)["performance_year"][0] == 2019


def test_a_rate_is_the_same_whether_printed_as_percentage_or_fraction(tmp_path):
    percentages = write_results(tmp_path / "a_2022.csv", 2022, quality_score="85.25", minimum_savings_rate="0.50")
    fractions = write_results(tmp_path / "b_2022.csv", 2022, quality_score="0.8525", minimum_savings_rate="0.0050")

    first, second = published_row(percentages, "A1001"), published_row(fractions, "A1001")

    assert first.quality_score == pytest.approx(second.quality_score)
    assert first.minimum_savings_rate == pytest.approx(second.minimum_savings_rate)


def test_one_blank_count_follows_from_the_total(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022, person_years_by_type_aged_dual="*", race_native="")

    row = published_row(file, "A1001")

    assert row.person_years_by_type["aged_dual"] == 250
    assert row.race["native"] == 20
    assert any("aged_dual 250 (blank; 250 remain" in sentence for sentence in row.assumed)


def test_two_blank_counts_are_solved_from_the_residual_of_expenditure(tmp_path):
    eight_on_dialysis = {"person_years_by_type_aged_non_dual": "4842", "expenditure_usd": "61010000"}
    blank = {"person_years_by_type_esrd": "", "person_years_by_type_aged_dual": "", "spending_by_type_esrd": "80000"}
    file = write_results(tmp_path / "results_2022.csv", 2022, **eight_on_dialysis, **blank)

    row = published_row(file, "A1001")

    assert row.person_years_by_type["esrd"] == 8
    assert row.person_years_by_type["aged_dual"] == 250
    assert sum(row.person_years_by_type.values()) == row.person_years


def test_a_hidden_spending_is_taken_from_the_benchmark_year_and_said(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022, spending_by_type_esrd="", risk_score_by_type_esrd="")

    row = published_row(file, "A1001")

    assert row.spending_by_type["esrd"] > 0
    assert row.risk_score_by_type["esrd"] == row.historical_risk_score_by_type["esrd"]
    assert sum("esrd: blank" in sentence for sentence in row.assumed) == 2


def test_hidden_races_keep_the_head_count_and_only_one_exceeds_ten(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022, race_hispanic="", race_native="")

    row = published_row(file, "A1001")

    assert sum(row.race.values()) == row.assigned_beneficiaries
    assert row.race["native"] <= 10 < row.race["hispanic"]


def test_missing_columns_are_told_together_with_their_years_and_use(tmp_path):
    without = {"spending_by_category_home_health": None, "admissions_per_1000": None}
    file = write_results(tmp_path / "results_2022.csv", 2022, **without)

    with pytest.raises(EvidenceError) as error:
        read_results(file)

    assert 'no column "CapAnn_HHA"' in str(error.value) and "PY2014 onwards" in str(error.value)
    assert "without it admissions cannot be had" in str(error.value)


def test_cells_that_are_no_numbers_are_told_with_their_column(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022, assigned_beneficiaries="six thousand")

    with pytest.raises(EvidenceError, match=r"column N_AB: expected numbers, found 'six thousand'"):
        read_results(file)


def test_an_essential_blank_is_told_with_what_it_serves(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022, updated_benchmark="", person_years="")

    with pytest.raises(EvidenceError) as error:
        published_row(file, "A1001")

    assert "column UpdatedBnchmk" in str(error.value) and "column N_AB_Year_PY" in str(error.value)


def test_an_unknown_aco_gets_the_nearest_ids(tmp_path):
    file = write_results(tmp_path / "results_2022.csv", 2022)

    with pytest.raises(EvidenceError, match=r'no row has the ACO id "A1002"\. Did you mean "A1001"'):
        published_row(file, "A1002")


def test_a_missing_file_is_told_with_its_neighbours(tmp_path):
    write_results(tmp_path / "results_2022.csv", 2022)

    with pytest.raises(EvidenceError, match=r'no such file\. Did you mean "results_2022\.csv"'):
        read_results(tmp_path / "results_2021.csv")


def test_a_row_survives_the_journey_through_toml(tmp_path):
    row = published_row(write_results(tmp_path / "results_2022.csv", 2022, race_native=""), "A1001")

    assert PublishedRow.from_toml(tomllib.loads(row.to_toml())) == row


def test_facts_with_a_wrong_name_are_told_with_the_nearest(tmp_path):
    facts = tomllib.loads(published_row(write_results(tmp_path / "results_2022.csv", 2022), "A1001").to_toml())
    facts["qualty_score"] = facts.pop("quality_score")

    with pytest.raises(EvidenceError) as error:
        PublishedRow.from_toml(facts)

    assert 'Did you mean "quality_score"' in str(error.value)
    assert "facts.quality_score: is missing" in str(error.value)


def test_the_programme_basis_factor_is_total_over_categories(tmp_path):
    row = published_row(write_results(tmp_path / "results_2022.csv", 2022), "A1001")

    assert row.programme_basis_factor == pytest.approx(11026 / (7 * 1600))


def test_every_column_of_the_table_says_what_it_serves():
    kinds = {"text", "date", "number", "percent", "rate", "flag"}

    assert all(column.serves and column.kind in kinds for column in columns())
    assert table()["last_seen"] == 2022
