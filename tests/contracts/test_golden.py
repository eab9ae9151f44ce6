"""Published and worked settlements, one file a case: an actuary can add one without Python."""

import tomllib
from pathlib import Path

import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import library

CASES = sorted((Path(__file__).parent.parent / "golden").glob("*.toml"))
PUBLISHED = ("cms_mssp_results", "cms_reach_results")
FIELDS = {"name", "period", "source", "at", "tolerance", "contract", "input", "output"}


def read(path: Path) -> dict:
    """The tables of a golden case."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def settled(case: dict):
    """The settlement of a golden case: its contract, chosen and fed with its input."""
    given, choices = dict(case["input"]), dict(case["contract"])
    contract = Contract.load(choices.pop("name")).choose(**choices)
    standard = given.pop("quality_standard", "met")
    return contract.settle(
        Experience(
            year=case["period"],
            person_years={"all": given["persons"]},
            spending_usd={"all": given.pop("expenditure_usd")},
            quality_standard_met=standard == "met",
            alternative_standard_met=standard in ("met", "alternative"),
            **given,
        )
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_golden_case_settles_as_it_says(path):
    case = read(path)

    settlement = settled(case)

    for amount, usd in case["output"].items():
        assert getattr(settlement, amount) == pytest.approx(usd, abs=case["tolerance"]), amount


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_golden_case_names_a_known_source(path):
    case = read(path)

    assert set(case) == FIELDS
    assert case["source"] in library.sources()
    assert set(case["output"]) <= {"earned_usd", "divided_usd"} and case["output"]


def test_sixty_published_years_of_every_track_are_carried_over():
    published = [case for case in map(read, CASES) if case["source"] in PUBLISHED]

    levels = {(case["contract"]["name"], case["contract"].get("level")) for case in published}

    assert len(published) >= 60
    assert {name for name, _ in levels} == {
        "mssp_track_1",
        "mssp_track_1_plus",
        "mssp_track_2",
        "mssp_track_3",
        "mssp_basic",
        "mssp_enhanced",
        "reach_global",
        "reach_professional",
    }
    assert {level for name, level in levels if name == "mssp_basic"} == set("ABCDE")


def test_the_worked_gain_shows_each_step():
    path = next(path for path in CASES if path.stem == "mssp_en_2022_example1")

    lines = {line.step: float(line.amount) for line in settled(read(path)).lines}

    assert lines["gross savings"] == 62_404_688
    assert lines["savings rate"] == pytest.approx(0.0646, abs=5e-5)
    assert lines["shared savings"] == 62_404_688 * 0.75
    assert lines["savings within the limit"] == pytest.approx(45_867_445.68)
