"""The developers' parts of the real CMS files, where they are at hand."""

from pathlib import Path

import polars as pl
import pytest

from vbc_twin.evidence.published import published_row, read_results
from vbc_twin.evidence.published_cells import solved_cells

OURS = ("performance_year", "track_code")
ROWS = {2014: 224, 2015: 262, 2016: 289, 2017: 316, 2018: 367, 2020: 343, 2021: 317, 2022: 324}


def as_published(cms: Path, year: int, folder: Path) -> Path:
    """The part file without the columns that the developers added, under a name that tells nothing."""
    file = folder / "download.csv"
    pl.read_csv(cms / f"mssp_py{year}_part.csv", infer_schema=False).drop(OURS).write_csv(file)
    return file


@pytest.mark.parametrize("year", ROWS)
def test_year_and_track_are_known_without_the_columns_that_were_added(cms, tmp_path, year):
    added = pl.read_csv(cms / f"mssp_py{year}_part.csv", infer_schema=False)

    frame = read_results(as_published(cms, year, tmp_path))

    assert len(frame) == ROWS[year]
    assert frame["performance_year"].unique().to_list() == [year]
    assert frame["track"].to_list() == added["track_code"].to_list()


@pytest.mark.parametrize("year", ROWS)
def test_every_row_is_made_whole_and_its_types_return_the_expenditure(cms, year):
    frame = read_results(cms / f"mssp_py{year}_part.csv")

    whole = [solved_cells(cells, "part.csv") for cells in frame.to_dicts()]

    for row in whole:
        counts, spending = row["person_years_by_type"], row["spending_by_type"]
        returned = sum(counts[name] * spending[name] for name in counts) / row["expenditure_usd"]
        assert row["person_years"] < 500 or returned == pytest.approx(1, abs=0.003), row["aco_id"]
        assert abs(sum(row["race"].values()) - row["assigned_beneficiaries"]) <= 1


def test_rates_are_fractions_in_every_year(cms):
    frames = [read_results(cms / f"mssp_py{year}_part.csv") for year in ROWS]

    rates = pl.concat(frames).select("quality_score", "minimum_savings_rate", "final_sharing_rate", "readmission_rate")

    assert rates.max().row(0) <= (1.0, 0.26, 0.75, 0.25)
    assert rates.mean().row(0) > (0.8, 0.02, 0.2, 0.1)


def test_a_published_row_has_the_figures_of_the_file(cms):
    row = published_row(cms / "mssp_py2022_part.csv", "A1494")

    assert row.expenditure_usd == 53_108_722
    assert row.gross_usd == -754_135
    assert row.loss_mitigation_usd == 301_654
    assert row.person_years_by_type["esrd"] <= 10
