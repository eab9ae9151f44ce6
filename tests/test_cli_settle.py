"""`vbc-twin settle`: published results compared, and figures of one's own settled; broken rows are told all at once."""

import csv
import json

import pytest
from typer.testing import CliRunner

from vbc_twin.cli import app

HEADER = (
    "performance_year,aco_id,track,n_ab,ab_tot_bnchmk,ab_tot_exp,bnchmk_min_exp,min_sav_perc,dis_adj,earn_save_loss,"
    "met_qps,qual_score,rev_loss_limit"
)
GAIN = "2022,A1001,EN,74992,966116777,903712089,62404688,0.02,,45867446,1,0.8941,"
LIMITED = "2021,A4627,C,6756,79586739,82050743,-2464005,0.015,-266996,0,1,0.8599,1"
FIGURES = (
    "id,year,persons,person_years,benchmark_usd,spending_usd,quality_score,quality_standard_met,level,"
    "minimum_savings_rate"
)
GOOD = "good,2024,12000,11800,100000000,90000000,0.8,1,E,0.02"
COLUMNS = [
    "performance_year",
    "aco_id",
    "track",
    "published_usd",
    "computed_usd",
    "difference_usd",
    "within_rounding",
    "explanation",
]


@pytest.fixture
def call(monkeypatch):
    """Type a command; the result has exit_code, stdout and stderr."""
    monkeypatch.delenv("COLUMNS", raising=False)
    return lambda *words: CliRunner().invoke(app, ["settle", *(str(word) for word in words)])


@pytest.fixture
def file(tmp_path):
    """Write a file of lines."""

    def written(*lines, name="file.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


def read(path) -> list[dict]:
    """The rows of a written file."""
    return list(csv.DictReader(path.open(encoding="utf-8")))


def test_published_results_are_told_by_year_and_track_with_the_rows_outside(call, file):
    done = call("--cms-results", file(HEADER, GAIN, LIMITED))

    assert done.exit_code == 0, done.stderr
    for words in ("2021", "EN", "1 (100.0 %)", "PY2021 A4627 (C): -472,206 USD", "revenue-based loss limit"):
        assert words in done.stdout
    assert "read 2, accepted 2, refused 0" in done.stdout and done.stderr == ""


def test_a_line_a_row_is_written_with_the_columns_that_were_promised(call, file, tmp_path):
    done = call("--cms-results", file(HEADER, GAIN, LIMITED), "--out", tmp_path / "out.csv")

    rows = read(tmp_path / "out.csv")
    assert done.exit_code == 0 and list(rows[0])[: len(COLUMNS)] == COLUMNS
    assert rows[0]["published_usd"] == "45867446.0" and rows[0]["computed_usd"] == "45867445.68"
    assert [row["within_rounding"] for row in rows] == ["true", "false"]


def test_published_results_come_as_one_json_document(call, file):
    done = call("--cms-results", file(HEADER, GAIN, LIMITED), "--json")

    told = json.loads(done.stdout)

    assert {"read", "accepted", "refused", "faults", "by_year_and_track", "outside"} == told.keys()
    assert [row["aco_id"] for row in told["outside"]] == ["A4627"]


def test_refused_rows_are_listed_and_the_others_still_settled(call, file, tmp_path):
    broken = GAIN.replace("74992", "many").replace("966116777", "")

    done = call("--cms-results", file(HEADER, GAIN, broken), "--out", tmp_path / "out.csv")

    assert done.exit_code == 2 and len(read(tmp_path / "out.csv")) == 1
    assert "read 2, accepted 1, refused 1" in done.stdout
    assert "One row was refused; the others were settled." in done.stderr
    assert "row 3 (A1001), column n_ab" in done.stderr and "row 3 (A1001), column ab_tot_bnchmk" in done.stderr


def test_figures_of_ones_own_are_settled_row_by_row(call, file, tmp_path):
    lines = (GOOD, GOOD.replace("good", "loss").replace("90000000", "110000000").replace(",E,", ",C,"))

    done = call("mssp_basic", "--figures", file(FIGURES, *lines), "--out", tmp_path / "out.csv")

    assert done.exit_code == 0, done.stderr
    assert [(row["id"], row["level"], float(row["earned_usd"])) for row in read(tmp_path / "out.csv")] == [
        ("good", "E", 4_900_000.0),
        ("loss", "C", -1_000_000.0),
    ]
    assert "read 2, accepted 2, refused 0" in done.stdout


def test_figures_by_type_add_up_and_choices_are_read(call, file, tmp_path):
    header = (
        FIGURES.replace("spending_usd", "spending_usd.esrd,spending_usd.aged_non_dual")
        + ",revenue,agreement_start,variant"
    )
    line = GOOD.replace("2024", "2027").replace("90000000", "40000000,50000000") + ",low,2027-01-01,cy2027_proposed"

    done = call("mssp_basic", "--figures", file(header, line), "--out", tmp_path / "out.csv")

    assert done.exit_code == 0, done.stderr
    assert float(read(tmp_path / "out.csv")[0]["earned_usd"]) == 10_000_000 * 0.60 * 0.98


def test_every_fault_of_a_figures_file_is_told_with_row_and_column(call, file):
    lines = (
        GOOD,
        "two,2024,many,11800,100000000,90000000,,1,F,0.02",
        "three,2024,12000,11800,100000000,90000000,0.8,perhaps,E,much",
        "four,2024,12000",
        "five,2024.5,12000,11800,-5,nan,1.8,,E,0.02",
        "six,2016,12000,11800,100000000,90000000,0.8,1,E,0.02",
    )

    done = call("mssp_basic", "--figures", file(FIGURES, *lines))

    assert done.exit_code == 2
    assert "read 6, accepted 1, refused 5" in done.stdout
    for words in (
        'file.csv, row 3 (two), column persons: expected a number (people), found "many"',
        "file.csv, row 3 (two), column quality_score: is blank",
        "file.csv, row 3 (two): contract mssp_basic, level: 'F' cannot be chosen",
        'file.csv, row 4 (three), column quality_standard_met: expected 1 or 0, found "perhaps"',
        'row 4 (three), column minimum_savings_rate: expected a share such as 0.02, or "variable", found "much"',
        "file.csv, row 5: has 3 cells, and the header 10",
        'file.csv, row 6 (five), column year: expected a year such as 2022, found "2024.5"',
        "row 6 (five), column benchmark_usd: expected a figure above zero",
        'row 6 (five), column spending_usd: expected a number (USD), found "nan"',
        "row 6 (five), column quality_score: expected a share from 0 to 1",
        "row 6 (five), column quality_standard_met: is blank",
        "file.csv, row 7 (six): ",
        "nothing is in force in 2016",
    ):
        assert words in done.stderr, words


def test_columns_that_mean_nothing_or_are_lacking_are_told_before_anything_is_settled(call, file):
    header = FIGURES.replace("quality_score", "qality_score").replace("person_years", "person_years.child") + ",history"

    done = call("mssp_basic", "--figures", file(header, GOOD + ",1"))

    assert done.exit_code == 2 and done.stdout == ""
    for words in (
        'no figure or choice is called "qality_score". Did you mean "quality_score"',
        "has no column quality_score; mssp_basic is settled on it",
        'no enrolment type is called "child"',
        "give benchmark_usd",
    ):
        assert words in done.stderr, words


def test_a_column_that_comes_twice_is_refused(call, file):
    done = call("mssp_basic", "--figures", file(FIGURES + ",year", GOOD + ",2024"))

    assert done.exit_code == 2 and "column year: comes twice" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name one file, --figures (with a contract) or --cms-results"),
        (("mssp_basic",), "name one file"),
        (("--figures", "mine.csv"), "--figures is settled under a contract; name one of"),
        (("mssp_basic", "--cms-results", "mine.csv"), "--cms-results chooses the contract of each row itself"),
        (("mssp_basik", "--figures", "mine.csv"), 'Did you mean "mssp_basic"'),
        (("--cms-results", "mine.csv"), "mine.csv: there is no such file"),
        (("--cms-results", "mine.csv", "--out", "no/such/out.csv"), "there is no folder"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(call, words, told):
    done = call(*words)

    assert done.exit_code == 2 and told in done.stderr


def test_the_help_says_what_a_figures_file_holds(call):
    done = call("--help")

    assert done.exit_code == 0
    assert "person_years.esrd" in done.stdout and "agreement_start" in done.stdout


def test_the_whole_harmonised_file_leaves_four_rows_outside(call, cms, tmp_path):
    done = call("--cms-results", cms / "mssp_settlement_core_part.csv", "--out", tmp_path / "out.csv")

    rows = read(tmp_path / "out.csv")
    assert done.exit_code == 0, done.stderr
    assert "read 2442, accepted 2442, refused 0" in done.stdout and "2438 (99.84 %)" in done.stdout
    assert sum(row["within_rounding"] == "false" for row in rows) == 4
