"""A printed figure stands for every figure that rounds to it; a settlement lies between those of the corners."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vbc_twin.contracts import Contract, Experience
from vbc_twin.contracts.own import CONTRACT_OF_TRACK
from vbc_twin.contracts.published.case import settled
from vbc_twin.contracts.published.corners import money_corners
from vbc_twin.contracts.published.mssp import mssp_case
from vbc_twin.contracts.published.printed import (
    Printed,
    are_percentages,
    as_printed,
    decimals,
    is_number,
    printed_decimals,
)
from vbc_twin.contracts.published.rows import Row

HALF_A_DOLLAR = 0.5
BEND = 0.15 * HALF_A_DOLLAR  # the largest limit of losses times the benchmark's rounding
ONE_SIDED = ("T1", "A", "B")
YEARS = {
    "T1": 2017,
    "T1+": 2018,
    "T2": 2018,
    "T3": 2021,
    "A": 2020,
    "B": 2021,
    "C": 2022,
    "D": 2022,
    "E": 2020,
    "EN": 2022,
}
tracks = some.sampled_from(sorted(YEARS))
benchmarks = some.floats(30e6, 900e6)
spent_shares = some.floats(0.7, 1.4)
scores = some.floats(0, 1)
elections = some.sampled_from([0.0, 0.005, 0.01, 0.015, 0.02])
sizes = some.integers(5_000, 80_000)


def row_of(track, persons, benchmark, spent, score, mitigation, election) -> Row:
    """A row as CMS would print it: whole dollars, four decimals of a share."""
    money = {
        name: Printed(float(round(usd)), HALF_A_DOLLAR)
        for name, usd in (("benchmark", benchmark), ("expenditure", spent))
    }
    cells = {
        "aco_id": "A0001",
        "agreement_start": date(YEARS[track] - 1, 1, 1),
        "revenue": "High Revenue",
        "persons": Printed(float(persons)),
        "gross": Printed(float(round(benchmark - spent)), HALF_A_DOLLAR),
        "minimum_savings_rate": Printed(election, 5e-5),
        "quality_score": Printed(round(score, 4), 5e-5),
        "quality_standard_met": Printed(1.0),
        "mitigation": Printed(-float(round(mitigation)), HALF_A_DOLLAR),
    }
    return Row("made.csv", 2, YEARS[track], track, cells | money)


@given(tracks, sizes, benchmarks, spent_shares, scores, some.floats(0, 5e6), elections)
def test_the_true_settlement_lies_within_the_interval_of_the_printed_row(
    track, persons, benchmark, share, score, mitigation, election
):
    spent = benchmark * share
    chosen = "variable" if track in ONE_SIDED else election
    contract = Contract.load(CONTRACT_OF_TRACK[track]).choose(
        level=track, minimum_savings_rate=chosen, agreement_start=date(YEARS[track] - 1, 1, 1)
    )
    truth = contract.settle(
        Experience(
            YEARS[track],
            persons,
            {"all": persons},
            {"all": spent},
            quality_score=score,
            benchmark_usd=benchmark,
            mitigation_usd=mitigation,
        )
    ).earned_usd

    interval = settled(mssp_case(row_of(track, persons, benchmark, spent, score, mitigation, election)), "earned_usd")

    assert interval.least - BEND <= truth <= interval.most + BEND
    assert interval.least <= interval.computed + HALF_A_DOLLAR and interval.computed - HALF_A_DOLLAR <= interval.most


@given(benchmarks, spent_shares)
def test_every_corner_prints_as_the_row_does(benchmark, share):
    spent = benchmark * share
    printed = [Printed(float(round(usd)), HALF_A_DOLLAR) for usd in (benchmark, spent, benchmark - spent)]

    corners = money_corners(*printed)

    assert len(corners) >= 3
    for of, cost in corners:
        for figure, amount in zip(printed, (of, cost, of - cost), strict=True):
            assert abs(amount - figure.value) <= figure.half + 1e-5


def test_the_difference_narrows_what_the_two_totals_leave_open():
    benchmark, spent = Printed(100.0, 0.5), Printed(90.0, 0.5)

    apart = [of - cost for of, cost in money_corners(benchmark, spent, None)]
    together = [of - cost for of, cost in money_corners(benchmark, spent, Printed(10.0, 0.5))]

    assert (min(apart), max(apart)) == (9.0, 11.0)
    assert (min(together), max(together)) == (9.5, 10.5)


def test_totals_and_a_difference_that_contradict_each_other_have_no_corner():
    assert money_corners(Printed(100.0, 0.5), Printed(90.0, 0.5), Printed(12.0, 0.5)) == []


def test_digits_are_those_of_the_column_because_trailing_zeros_are_lost():
    texts = ["0.92", "0.9187", "1.0"]

    digits = printed_decimals(texts, "rate")

    assert as_printed("0.92", "rate", digits, 2, False) == Printed(0.92, pytest.approx(5e-5))
    assert as_printed("1.0", "rate", digits, 2, False) == Printed(1.0, pytest.approx(5e-5))


def test_one_wrong_cell_does_not_make_percentages_of_a_column():
    assert not are_percentages(["0.92", "0.88", "1.2", "0"], 1.0)
    assert are_percentages(["0.00", "0.50", "2.00"], 0.3)
    assert are_percentages(["0.9 %"], 1.0)
    assert not are_percentages(["0", "0.0"], 0.3)


def test_a_percentage_becomes_a_share_with_two_decimals_more():
    digits = printed_decimals(["98.28", "100"], "rate")

    assert as_printed("98.28", "rate", digits, 2, True) == Printed(0.9828, pytest.approx(5e-5))


def test_money_of_ten_digits_in_all_has_the_decimals_of_amounts_as_long():
    texts = ["172527112.6", "44273791.95", "1522512345.0", "152621003.2", "44273791.9"]

    digits = printed_decimals(texts, "usd")
    halves = [as_printed(text, "usd", digits, 0, False).half for text in texts]

    assert halves == pytest.approx([0.05, 0.005, 0.5, 0.05, 0.005])


@pytest.mark.parametrize(
    ("text", "places"), [("12", 0), ("12.0", 0), ("12.50", 2), ("$1,234.5", 1), ("(12.25)", 2), ("7.17 %", 2)]
)
def test_decimals_are_counted_as_they_are_printed(text, places):
    assert is_number(text) and decimals(text) == places


@pytest.mark.parametrize("text", ["", "P4R", "nan", "inf", "12-3", "1.2.3", "--5", "."])
def test_a_word_is_no_number(text):
    assert not is_number(text)


@pytest.mark.parametrize(("persons", "elections"), [(59_990, [0.02, "variable"]), (70_000, [0.02])])
def test_a_printed_rate_that_stands_for_two_elections_gives_the_settlements_of_both(persons, elections):
    made = row_of("EN", persons, 500e6, 490e6, 0.9, 0.0, 0.02)

    case = mssp_case(made)

    assert [contract.minimum_savings_rate for contract in case.contracts] == elections


def test_a_rate_that_could_not_be_elected_is_taken_for_the_nearest_and_said_so():
    case = mssp_case(row_of("EN", 20_000, 500e6, 480e6, 0.9, 0.0, 0.012))

    assert [contract.minimum_savings_rate for contract in case.contracts] == [0.01]
    assert "none that could be elected" in case.notes[0]


def test_the_kindest_and_the_unkindest_are_those_of_all_roundings_tried_one_by_one():
    made = row_of("EN", 20_000, 500e6, 530e6, 0.55, 1e6, 0.02)
    contract = Contract.load("mssp_enhanced").choose(minimum_savings_rate=0.02, agreement_start=date(2021, 1, 1))
    tried = [
        contract.settle(
            Experience(
                2022,
                20_000,
                {"all": 1.0},
                {"all": 530e6 + cost},
                quality_score=0.55 + score,
                benchmark_usd=500e6 + of,
                mitigation_usd=1e6 + off,
            )
        ).earned_usd
        for of, cost, score, off in product((-0.5, 0.0, 0.5), (-0.5, 0.0, 0.5), (-5e-5, 0.0, 5e-5), (-0.5, 0.0, 0.5))
        if abs(of - cost) <= HALF_A_DOLLAR
    ]

    interval = settled(mssp_case(made), "earned_usd")

    assert (interval.least, interval.most) == pytest.approx((min(tried), max(tried)))
