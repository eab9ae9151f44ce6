"""From a rate to points: edges as printed, tenths within a decile, topped-out and inverse measures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbc_twin.quality import Benchmark, Measure, names
from vbc_twin.quality.rules import rules

RULE = rules()["points"]
LADDERS = [each for name in names() for each in Measure.load(name).benchmarks]
RATES = st.floats(0, 100)


def named(each: Benchmark) -> str:
    return f"{each.measure} {each.collection} {each.part}{each.variant}".strip()


@pytest.mark.parametrize("ladder", LADDERS, ids=named)
def test_both_printed_ends_of_a_decile_lie_in_it(ladder):
    for number, ends in enumerate(ladder.deciles, start=1):
        for end in ends:
            assert ladder.decile(end) == number
            most = RULE.value("capped") if ladder.capped else 10
            assert min(number, most) <= ladder.points(end, RULE) < number + 1


def test_a_rate_just_worse_than_an_edge_lies_in_the_decile_below():
    glycaemia = Measure.load("001").benchmark(2026, "eCQM")

    assert glycaemia.decile(np.array([12.50, 12.51, 93.98, 93.99])).tolist() == [10, 9, 2, 1]


def test_points_rise_by_tenths_within_a_decile_and_stay_under_the_next():
    flat = Measure.load("112").benchmark(2026, "Medicare CQM")

    points = flat.points(np.array([40.0, 41.0, 45.0, 49.0, 49.99, 50.0]), RULE)

    assert points == pytest.approx([5.0, 5.1, 5.5, 5.9, 5.9, 6.0])


def test_a_rate_worse_than_all_that_is_printed_still_earns_one_point():
    assert Measure.load("134").benchmark(2026, "Medicare CQM").points(0.0, RULE) == 1


def test_a_topped_out_measure_ends_at_seven_points():
    topped_out = Measure.load("134").benchmark(2026, "MIPS CQM")

    assert topped_out.points(np.array([99.99, 100.0]), RULE) == pytest.approx([6.9, 7.0])
    assert topped_out.decile(100.0) == 10


@pytest.mark.parametrize("ladder", LADDERS, ids=named)
@given(one=RATES, other=RATES)
def test_points_never_fall_when_a_rate_improves(ladder, one, other):
    worse, better = sorted((one, other), reverse=ladder.lower_is_better)

    assert ladder.points(worse, RULE) <= ladder.points(better, RULE)
    assert 1 <= ladder.points(worse, RULE) <= 10


@given(rate=RATES)
def test_an_inverse_measure_is_a_mirror(rate):
    upright = Measure.load("236").benchmark(2026, "eCQM")
    deciles = tuple(tuple(100 - end for end in ends) for ends in upright.deciles)
    mirrored = Benchmark("x", 2026, "eCQM", "historical", True, deciles, "judgement", "", "judged")

    assert mirrored.decile(100 - rate) == upright.decile(rate)
    assert mirrored.points(100 - rate, RULE) == pytest.approx(upright.points(rate, RULE), abs=0.1001)


def test_the_flat_bands_of_the_proposal_are_kinder_to_middling_blood_pressure():
    pressure = Measure.load("236")

    law = pressure.benchmark(2026, "Medicare CQM").points(73.0, RULE)
    proposed = pressure.benchmark(2026, "Medicare CQM", variant="cy2027_proposed").points(73.0, RULE)

    assert (law, proposed) == pytest.approx((6.3, 8.3))
