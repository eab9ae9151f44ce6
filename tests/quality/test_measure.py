"""A measure is read from its file, its deciles are those that CMS printed, and every fault is told at once."""

import csv
import tomllib

import pytest

from vbc_twin.evidence import MARKS, Document, EvidenceError, library
from vbc_twin.quality import Measure, measure_set, names

MEASURE = """
title = "Controlling something"
direction = "higher is better"
kind = "process"
collected = "reported"
collections = ["eCQM"]
first_year = 2025
unit = "percent"
range = [0, 100]
membership = { source = "judgement", at = "here", mark = "judged" }
[[benchmark]]
performance_year = 2026
collection = "eCQM"
kind = "historical"
deciles = [
  [1.0, 9.9], [10.0, 19.9], [20.0, 29.9], [30.0, 39.9], [40.0, 49.9],
  [50.0, 59.9], [60.0, 69.9], [70.0, 79.9], [80.0, 89.9], [90.0],
]
source = "judgement"
at = "here"
mark = "judged"
"""


def measure(text: str) -> Measure:
    return Measure.from_document(Document("900", "data/quality/900.toml", tomllib.loads(text)))


def test_the_set_of_2026_has_five_reported_two_claims_measures_and_one_survey():
    collected = [each.collected for each in measure_set(2026).values()]

    assert {kind: collected.count(kind) for kind in collected} == {"reported": 5, "survey": 1, "claims": 2}


def test_colorectal_screening_and_chronic_admissions_join_in_2026():
    assert set(measure_set(2026)) - set(measure_set(2025)) == {"113", "484"}


def test_a_year_before_the_set_says_what_to_use_instead():
    with pytest.raises(EvidenceError, match="begins with 2025; for an earlier year use the published quality score"):
        measure_set(2024)


def test_four_measures_are_outcome_measures():
    assert {each.id for each in measure_set(2026).values() if each.is_outcome} == {"001", "236", "479", "484"}


@pytest.mark.parametrize("name", names())
def test_every_benchmark_has_a_source_a_place_and_a_mark(name):
    for each in Measure.load(name).benchmarks:
        assert each.source in library.sources() and each.at and each.mark in MARKS


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(EvidenceError, match='no measure is called "237"\\. Did you mean "236"'):
        Measure.load("237")


def test_a_whole_file_has_no_fault():
    assert measure(MEASURE).benchmark(2026, "eCQM").deciles[9] == (90.0,)


def test_every_fault_of_a_file_is_told_at_once():
    wrong = (
        MEASURE.replace("higher is better", "more is better")
        .replace("[80.0, 89.9]", "[60.0, 69.0]")
        .replace('collection = "eCQM"', 'collection = "eCQN"')
        .replace("[0, 100]", "[100, 0]")
    )

    with pytest.raises(EvidenceError) as told:
        measure(wrong)

    assert [line.split(":")[0] for line in told.value.faults] == [
        "data/quality/900.toml, direction",
        "data/quality/900.toml, range",
        "data/quality/900.toml, benchmark 1.collection",
        "data/quality/900.toml, benchmark 1.deciles",
    ]


def test_two_benchmarks_of_one_year_and_type_are_a_fault():
    with pytest.raises(EvidenceError, match="benchmark 2: another benchmark above"):
        measure(MEASURE + MEASURE[MEASURE.index("[[benchmark]]") :])


def printed(row: dict) -> list[list[float]]:
    cells = [row[f"decile_{number}"].replace(">=", "").replace("<=", "") for number in range(1, 11)]
    return [[float(end) for end in cell.split(" - ")] if cell.strip() != "--" else [] for cell in cells]


def test_every_decile_is_the_one_that_cms_printed(cms):
    ours = {
        (name, each.collection, Measure.load(name).parts.get(each.part, "")): each
        for name in names()
        for each in Measure.load(name).benchmarks
        if not each.variant
    }
    with (cms / "app_plus_quality_benchmarks_py2026.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["collection_type"] != "Medicare Part B Claims"]
    benched = [row for row in rows if row["has_benchmark"] == "Yes"]

    for row in benched:
        part = row["title"].partition("SSM: ")[2].replace("’", "'")
        each = ours.pop((row["measure_id"][:3], row["collection_type"], part))
        assert [list(ends) for ends in each.deciles] == printed(row), row["title"]
        assert each.lower_is_better == (row["inverse"] == "Yes")
        assert each.capped == (row["topped_out"] == "Yes")
    assert ours == {}
