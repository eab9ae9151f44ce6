"""Published and worked settlements, one file a case: an actuary can add one without Python."""

import tomllib
from pathlib import Path

import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import library

CASES = sorted((Path(__file__).parent.parent / "golden").glob("*.toml"))


def settled(case: dict):
    """The settlement of a golden case: its contract, chosen and fed with its input."""
    given = dict(case["input"])
    choices = dict(case["contract"])
    contract = Contract.load(choices.pop("name")).choose(**choices)
    standard = given.pop("quality_standard")
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
    case = tomllib.loads(path.read_text(encoding="utf-8"))

    settlement = settled(case)

    assert settlement.earned_usd == pytest.approx(case["output"]["earned_usd"], abs=case["tolerance"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_golden_case_names_a_known_source(path):
    case = tomllib.loads(path.read_text(encoding="utf-8"))

    assert set(case) == {"name", "period", "source", "at", "tolerance", "contract", "input", "output"}
    assert case["source"] in library.sources()


def test_the_worked_gain_shows_each_step():
    path = next(path for path in CASES if path.stem == "mssp_en_2022_example1")

    lines = {line.step: float(line.amount) for line in settled(tomllib.loads(path.read_text(encoding="utf-8"))).lines}

    assert lines["gross savings"] == 62_404_688
    assert lines["savings rate"] == pytest.approx(0.0646, abs=5e-5)
    assert lines["shared savings"] == 62_404_688 * 0.75
    assert lines["savings within the limit"] == pytest.approx(45_867_445.68)
