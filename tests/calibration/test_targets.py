"""Calibration targets: what their files say, how each is measured, and the table of published beside simulated."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.calibration import hold_to_targets, load_targets
from vbc_twin.calibration.measures import MEASURES, measured
from vbc_twin.calibration.populations import LivedPopulation, live_population, population_names, population_parameters
from vbc_twin.calibration.target_text import CalibrationTarget, read_targets
from vbc_twin.calibration.targets import mean_and_interval
from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import EvidenceError, Faults, Parameter
from vbc_twin.twin import NOT_PRESENT, Content, Lives

PUBLISHED = Parameter("x", 1.0, 1.0, 1.0, "ratio", "fixed", "judgement", "here", "checked", "none")


def target(measure: str = "ratio", **said) -> CalibrationTarget:
    return CalibrationTarget("x", "here", "X", "national", measure, PUBLISHED, 0.9, 1.1, **said)


def lived(cents: np.ndarray | None = None, **columns) -> LivedPopulation:
    return LivedPopulation(pl.DataFrame(columns), Lives(None, (), np.zeros((1, 1, 1)), np.zeros((1, 1)), cents))


def figure(of: CalibrationTarget, people: LivedPopulation) -> float:
    return measured(of, people, {})


# --- the files --------------------------------------------------------------------------------------------------------


def test_every_target_has_a_name_of_its_own_a_range_about_it_and_a_way_to_measure_it():
    targets = load_targets()
    names = [each.name for each in targets]

    assert len(names) == len(set(names)) > 300
    assert all(each.low <= each.published.value <= each.high for each in targets)
    assert all(each.measure in MEASURES for each in targets)
    assert all(each.not_modelled or each.population in population_names() for each in targets)


def test_a_range_is_the_stated_one_or_as_near_as_the_figure_was_read():
    found = {each.name: (each.low, each.high) for each in load_targets()}

    assert found["deaths.rate.everybody"] == (39, 42)
    assert found["assigned_2022.ed_visits"] == pytest.approx((0.95 * 610.6, 1.05 * 610.6))
    assert found["multimorbidity.ed_visits_2018.0_or_1"] == pytest.approx((170, 230))


def test_the_shares_of_a_population_add_up_to_one():
    figures = population_parameters()

    for table in ("heads_by_type", "age", "race"):
        assert sum(each.value for each in figures if f".{table}." in each.name) == pytest.approx(1, abs=1e-3)


def test_every_fault_of_a_file_is_told_at_once():
    faults = Faults()
    read_targets(
        {
            "titel": "x",
            "target": {
                "one": {
                    "label": "One",
                    "of": "stays",
                    "published": {"value": 1, "source": "nobody", "mark": "checked"},
                },
                "two": {"mesure": "ratio", "published": {"value": 1, "source": "judgement", "mark": "judged"}},
            },
        },
        "mine",
        "mine.toml",
        faults,
    )

    told = "\n".join(faults.lines)
    assert all(word in told for word in ("titel", "nobody", "mesure", "label: is missing", "population: is missing"))


def test_sql_that_names_no_column_is_told_with_its_target():
    with pytest.raises(EvidenceError, match="data/calibration, x: cannot be measured"):
        figure(target(of="stais"), lived(stays=[1.0]))


# --- the measures, by hand --------------------------------------------------------------------------------------------


def test_a_ratio_is_one_sum_over_another_among_some_people():
    people = lived(stays=[1.0, 2.0, 9.0], person_years=[1.0, 0.5, 1.0], age=[70, 80, 60])

    assert figure(target(of="stays", per="person_years", where="age >= 65", times=1000), people) == pytest.approx(2000)


def test_a_ratio_to_the_mean_is_over_that_of_everybody_who_lived():
    people = lived(usd=[10.0, 30.0, 500.0], everybody=[1.0, 1.0, 1.0], alive_end=[1.0, 1.0, 0.0], n=[0, 1, 1])
    some = target(of="usd", per="everybody", where="(alive_end = 1) AND (n = 0)", to_the_mean=True)

    assert figure(some, people) == pytest.approx(10 / 20)


def test_the_costliest_tenth_s_share_of_spending():
    spent = [91.0, *[1.0] * 9]
    some = target("share_of_the_costliest", options={"share": 0.1})

    assert figure(some, lived(usd=spent, everybody=[1.0] * 10)) == pytest.approx(0.91)


def test_variation_is_the_deviation_over_the_mean():
    assert figure(target("variation"), lived(usd=[1.0, 3.0], everybody=[1.0, 1.0])) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("what", "expected"),
    [(None, 0.5), ("people", 0.05), ("spending", (10 + 10 + 10) / (2 * 10 + 18 + 10 + 19 + 10 + 19)), ("ratio", 1.0)],
)
def test_of_the_two_costliest_of_twenty_one_stays_so(what, expected):
    first, second, third = (np.ones(20) for _ in range(3))
    first[:2] = 10
    second[0] = third[0] = 10
    people = lived(usd=first, usd_2=second + np.arange(20) * 1e-9, usd_3=third + np.arange(20) * 1e-9)
    options = {"later": 2} | ({"what": what} if what else {})

    assert figure(target("costliest_tenth", options=options), people) == pytest.approx(expected, rel=1e-6)


def test_the_odds_ratio_of_two_conditions_is_within_strata():
    # In each stratum the odds ratio is 4: (4 x 4) / (2 x 2); the strata differ in prevalence only by age.
    cell = [(0, 0)] * 4 + [(-1, -1)] * 4 + [(0, -1)] * 2 + [(-1, 0)] * 2
    one, other = zip(*cell, strict=True)
    people = lived(
        a_recorded=one * 2, b_recorded=other * 2, age=[66] * 12 + [91] * 12, female=[True] * 24, dual=[False] * 24
    )

    assert figure(target("odds_ratio", options={"pair": "a b"}), people) == pytest.approx(4)


@pytest.mark.parametrize(
    ("what", "expected"), [("last_month", 600 / 1150), ("month_of_death", 12), ("last_year", 1150 / (1150 + 1200))]
)
def test_what_the_end_of_life_costs(what, expected):
    # One dies in the last month but one of two years, having cost 50 cents a month before; the other lives on at 100.
    cents = np.full((24, 2), 100, np.int32)
    cents[:, 0] = 50
    cents[22, 0], cents[23, 0] = 600, NOT_PRESENT
    lives = Lives(None, (), np.zeros((1, 1, 1)), np.zeros((1, 1)), cents)
    people = LivedPopulation(pl.DataFrame({"age": [80, 80]}), lives)

    assert figure(target("end_of_life", options={"what": what}), people) == pytest.approx(expected)


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_mean_of_replications_has_student_s_interval():
    assert mean_and_interval(np.array([1.0, 3.0])) == pytest.approx((2, 2 - 12.706, 2 + 12.706), abs=1e-3)


def test_a_population_is_lived_for_three_years_by_the_people_of_its_file():
    lived_by = live_population("mean_aco", 0, Content.load(), people=2000)
    table = lived_by.table

    assert table.height == pytest.approx(2000, abs=2)
    assert (table["age"] < 65).mean() == pytest.approx(0.101, abs=0.005)
    assert table["usd"].sum() == pytest.approx(sum(table[f"usd_{name}"].sum() for name in CATEGORIES))
    assert table["usd"].sum() == pytest.approx((table["usd_in_part_a"] + table["usd_in_part_b"]).sum())
    assert table["everybody_3"].sum() < table["everybody"].sum() == table.height


def test_a_group_is_held_to_its_targets_and_what_is_not_modelled_is_listed():
    held = hold_to_targets(2, 1, people=1500, group="assignment")

    kept = held.table.row(0, named=True)
    assert kept["target"] == "assignment.kept"
    assert kept["simulated_low"] <= kept["simulated"] <= kept["simulated_high"]
    assert held.not_modelled.height == 2
    assert held.summary().row(0)[1] == 1
    assert held.document()["targets"][0]["published"] == 0.844


def test_what_is_asked_wrongly_is_told_before_anything_is_lived():
    with pytest.raises(EvidenceError) as told:
        hold_to_targets(1, 0, people=5, group="death")

    assert len(told.value.faults) == 4
