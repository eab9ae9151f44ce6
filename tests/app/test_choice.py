"""What a visitor chooses: it survives a file, tells its faults, and is known by a fingerprint."""

from dataclasses import replace

import pytest
from choice import Choice, Purchase, Terms

import vbc_twin as vt


@pytest.fixture(scope="module")
def twin() -> vt.Twin:
    return vt.Twin.load("example_aco")


def test_a_choice_comes_back_from_its_file_as_it_was(tmp_path, small_choice):
    chosen = replace(
        small_choice,
        instead=Terms("mssp_basic", "C", held=True),
        purchases=(
            Purchase("heart_failure_telemonitoring", 0.5, ("physician_cover",)),
            Purchase("transitional_care", 2),
        ),
    )

    chosen.write(tmp_path / "choice.json")

    assert Choice.read(tmp_path / "choice.json") == chosen


def test_every_fault_of_every_size_is_told_at_once(small_choice):
    chosen = replace(
        small_choice, purchases=(Purchase("transitional_care", -1), Purchase("complex_care_management", None))
    )

    told = chosen.faults()

    assert len(told) == 2
    assert "transitional_care, nurses: expected a number from 0, found -1" in told[0]
    assert "complex_care_management, nurses: is missing" in told[1]


def test_two_equal_futures_are_told_before_anything_runs(small_choice):
    nothing = replace(small_choice, purchases=())

    assert ["Nothing is chosen" in line for line in nothing.faults()] == [True]
    assert replace(nothing, instead=Terms("mssp_enhanced")).faults() == []


def test_the_scenarios_hold_what_was_chosen(twin, small_choice):
    chosen = replace(small_choice, today=Terms(held=True), instead=Terms("mssp_basic", "A"))

    today, instead = chosen.scenarios(twin)

    assert (today.years, instead.years) == (1, 1)
    assert today.investments == ()
    assert instead.label == "Transitional care + another contract"
    assert [(each.name, each.staff) for each in instead.investments] == [("transitional_care", 0.5)]
    assert today.contract.name == "own"
    assert dict(today.contract.choices) == {"frozen": True}
    assert dict(instead.contract.choices) == {"level": "A", "level_year": 2022}


@pytest.mark.parametrize(
    "change",
    [
        {"years": 2},
        {"draws": 4},
        {"people": None},
        {"today": Terms(held=True)},
        {"instead": Terms("mssp_enhanced")},
        {"purchases": (Purchase("transitional_care", 1),)},
    ],
)
def test_another_choice_has_another_fingerprint(twin, small_choice, change):
    assert replace(small_choice, **change).digest(twin) != small_choice.digest(twin)


def test_another_aco_has_another_fingerprint(twin, small_choice):
    assert small_choice.digest(twin) == small_choice.digest(vt.Twin.load("example_aco"))
    assert small_choice.digest(twin) != small_choice.digest(vt.Twin.load("middle_aco"))
