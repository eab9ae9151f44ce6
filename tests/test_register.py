"""The register of assumptions holds every figure that a run rests on: no file that a run reads has one beside it."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import polars as pl
import pytest

import vbc_twin as vt

# What a run reads and the register does not list, and why.
NOT_LISTED = {
    "options of an investment that are not chosen": lambda file, place: (
        file.startswith("investments/") and ".option" in place
    ),
    "the case minimum of a measure, below which a reported rate is not scored; a run scores none": (
        lambda file, place: file == "quality/484.toml" and place == ".case_minimum"
    ),
    "normalisation, by which no run divides: its scores are brought to the published means (twin/scoring.py)": (
        lambda file, place: file.startswith("hcc/") and place.startswith(".normalisation")
    ),
}
# Tables are published counts, or carry source and mark on each row or in their head; they are too long to list.
TABLES = {
    "hcc/esrd_v24_factors.csv": "the relative factors of CMS-HCC ESRD V24",
    "hcc/v24_categories.csv": "names and hierarchy of CMS-HCC V24",
    "hcc/v24_factors.csv": "the relative factors of CMS-HCC V24",
    "hcc/v28_categories.csv": "names and hierarchy of CMS-HCC V28",
    "hcc/v28_factors.csv": "the relative factors of CMS-HCC V28",
    "panels/ages.csv": "people by single year of age",
    "panels/co_occurrence.csv": "the fitted terms are listed; the others are their bounds",
    "panels/prevalence.csv": "listed cell by cell; the levels of all ages are told there too",
    "panels/prevalence_2010.csv": "the public table of 2010",
    "public/ssa_life_table.csv": "the published life table",
}


# Lived in a fresh process, where nothing has been read and kept before.
LIVED = """
import json, pathlib
import polars as pl
files, read_text, read_csv = set(), pathlib.Path.read_text, pl.read_csv
pathlib.Path.read_text = lambda self, *a, **k: (files.add(str(self)), read_text(self, *a, **k))[1]
pl.read_csv = lambda source, *a, **k: (files.add(str(source)), read_csv(source, *a, **k))[1]
import vbc_twin as vt
twin = vt.Twin.load("example_aco", people=300)
today, instead = (vt.Scenario.load(name).replace(years=1) for name in ("status_quo", "heart_failure_at_home"))
comparison = vt.compare(twin, today, instead, draws=1, threads=1)
comparison.headline()
root = str(vt.library.root())
read = sorted(file[len(root) + 1 :] for file in files if file.startswith(root))
print(json.dumps({"files": read, "register": comparison.assumptions().to_dicts()}))
"""


@pytest.fixture(scope="module")
def lived(root) -> tuple[pl.DataFrame, list[str]]:
    """The register of a comparison that was lived and settled, and the files of the library that were read for it."""
    done = subprocess.run([sys.executable, "-c", LIVED], cwd=root, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return pl.DataFrame(told["register"], infer_schema_length=None), told["files"]


def figures(value: object, place: str = "") -> Iterator[tuple[str, dict]]:
    """Every table with a value and a mark, and its place in the file."""
    if isinstance(value, dict):
        if {"value", "mark"} <= value.keys():
            yield place, value
        for key, inner in value.items():
            yield from figures(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from figures(inner, f"{place} {number}")


def test_every_figure_of_every_file_that_a_run_reads_is_listed(lived):
    register, files = lived
    listed = {(each["value"], each["source"], each["at"]) for each in register.iter_rows(named=True)}

    beside = []
    for file in sorted(file for file in files if file.endswith(".toml")):
        for place, figure in figures(tomllib.loads((vt.library.root() / file).read_text(encoding="utf-8"))):
            known = (float(figure["value"]), figure["source"], figure["at"]) in listed
            if not known and not any(excuse(file, place) for excuse in NOT_LISTED.values()):
                beside.append(f"{file}{place}")

    assert beside == []


def test_every_table_that_a_run_reads_is_known(lived):
    _, files = lived

    assert {file for file in files if file.endswith(".csv")} <= TABLES.keys()


def test_every_figure_listed_has_a_unit_a_source_a_mark_and_its_ends_in_order(lived):
    register, _ = lived

    assert register.filter((pl.col("source") == "") | (pl.col("mark") == "")).height == 0
    assert register.filter(~pl.col("value").is_between("low", "high")).height == 0
    assert register["name"].is_unique().all()


def test_a_twin_s_own_register_holds_its_panel_its_care_and_its_contract():
    register = vt.Twin.load("example_aco", people=300).assumptions()
    names = register["name"].to_list()

    for start in ("inpatient.", "panels.prevalence", "panels.risk_score", "targets.rules", "death.", "trend."):
        assert any(name.startswith(start) for name in names), start
    assert any("mssp" in name for name in names)


def test_how_many_figures_carry_which_mark_is_said_in_a_sentence():
    twin = vt.Twin.load("example_aco", people=300)

    said = vt.tables.evidence_said(twin)

    counts = vt.tables.marks(twin)
    assert said.startswith(f"{counts['figures'].sum():,} figures: ")
    assert f"{counts.filter(mark='recalled')['figures'].item()} recalled" in said
