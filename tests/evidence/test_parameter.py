"""A figure carries its unit, interval, source and mark; its uncertainty is what the interval says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vbc_twin.evidence import MARKS, Faults, Parameter, parse_parameter

SOURCES = {"judgement", "peikes_2009"}
RATIO = {
    "value": 0.98,
    "low": 0.90,
    "high": 1.07,
    "unit": "ratio",
    "shape": "lognormal",
    "source": "peikes_2009",
    "at": "15 trials",
    "mark": "judged",
}


def parse(**changes) -> Parameter:
    """The ratio above with some fields changed; fields set to None are left out. No fault may arise."""
    faults = Faults()
    raw = {key: value for key, value in (RATIO | changes).items() if value is not None}
    parameter = parse_parameter(raw, "care.use.inpatient", "a file", SOURCES, faults)
    assert faults.lines == []
    return parameter


def faults_of(raw: object) -> list[str]:
    faults = Faults()
    parse_parameter(raw, "care.use.inpatient", "a file, ratio", SOURCES, faults)
    return faults.lines


def test_a_table_becomes_a_parameter_with_a_published_interval():
    assert parse() == Parameter(
        "care.use.inpatient",
        0.98,
        0.90,
        1.07,
        "ratio",
        "lognormal",
        "peikes_2009",
        "15 trials",
        "judged",
        "published",
    )


@pytest.mark.parametrize(
    ("shape", "value", "low", "high"),
    [
        ("lognormal", 1.3, 1.0, 1.69),
        ("normal", 10.0, 7.0, 13.0),
        ("normal", -10.0, -13.0, -7.0),
        ("logit_normal", 0.5, 0.35, 0.65),
        ("logit_normal", 0.9, 0.63, 0.95),
    ],
)
def test_a_missing_interval_is_assumed_and_says_so(shape, value, low, high):
    parameter = parse(shape=shape, value=value, low=None, high=None)

    assert (parameter.low, parameter.high) == pytest.approx((low, high))
    assert parameter.interval == "assumed"


def test_a_fixed_figure_has_no_interval_and_never_moves():
    parameter = parse(shape="fixed", low=None, high=None)

    assert (parameter.low, parameter.high, parameter.interval) == (0.98, 0.98, "none")
    assert parameter.quantile(np.array([0.01, 0.99])) == pytest.approx([0.98, 0.98])


@given(
    value=st.floats(0.05, 0.9),
    spread=st.floats(1.01, 1.5),
    shape=st.sampled_from(["lognormal", "normal", "logit_normal"]),
    uniforms=st.lists(st.floats(0.001, 0.999), min_size=2, max_size=5),
)
def test_the_median_is_the_value_and_quantiles_rise(value, spread, shape, uniforms):
    parameter = parse(shape=shape, value=value, low=value / spread, high=min(value * spread, 0.99))

    found = parameter.quantile(np.array(sorted(uniforms)))

    assert float(parameter.quantile(0.5)) == pytest.approx(value)
    assert (np.diff(found) >= -1e-12).all()


@pytest.mark.parametrize(
    ("shape", "value", "low", "high"),
    [("lognormal", 2.0, 1.0, 4.0), ("normal", -2.63, -4.24, -1.02), ("logit_normal", 0.5, 0.2, 0.8)],
)
def test_the_interval_holds_ninety_five_per_cent(shape, value, low, high):
    parameter = parse(shape=shape, value=value, low=low, high=high)

    assert parameter.quantile(np.array([0.025, 0.975])) == pytest.approx([low, high])


def test_a_share_stays_a_share_in_every_draw():
    share = parse(shape="logit_normal", value=0.9, low=0.6, high=0.97)

    assert ((share.quantile(np.array([1e-9, 1 - 1e-9])) > 0) & (share.quantile(np.array([1e-9, 1 - 1e-9])) < 1)).all()


def test_scaling_scales_every_figure():
    scaled = parse().scaled(2.0)

    assert (scaled.value, scaled.low, scaled.high) == pytest.approx((1.96, 1.80, 2.14))


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_of_the_vocabulary_is_known(mark):
    assert parse(mark=mark).mark == mark


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sourze": "x"}, 'a file, ratio.sourze: no field of a parameter is called "sourze". Did you mean "source"?'),
        ({"mark": "juged"}, 'a file, ratio.mark: no mark is called "juged". Did you mean "judged"?'),
        ({"source": "peikes"}, 'no source in data/sources.toml is called "peikes". Did you mean "peikes_2009"?'),
        ({"shape": "lognormale"}, 'no shape is called "lognormale". Did you mean "lognormal"'),
        ({"value": 1.2}, "a file, ratio: the value 1.2 lies outside its own interval 0.9 to 1.07"),
        ({"low": None}, "gives only one end of the interval"),
        ({"value": "0.98"}, "a file, ratio.value: expected a number, found '0.98'"),
        ({"value": True}, "a file, ratio.value: expected a number, found True"),
        ({"value": float("nan")}, "a file, ratio.value: expected a number, found nan"),
        ({"value": None}, "a file, ratio.value: is missing"),
        ({"low": 0.0}, "a lognormal parameter must be positive"),
        ({"shape": "logit_normal"}, "lies strictly between 0 and 1"),
    ],
)
def test_a_wrong_field_is_told_with_its_place_and_the_remedy(changes, told):
    raw = {key: value for key, value in (RATIO | changes).items() if value is not None}

    assert any(told in line for line in faults_of(raw))


def test_a_plain_number_is_no_parameter():
    assert faults_of(0.98) == ["a file, ratio: expected a table { value = ..., source = ..., mark = ... }, found 0.98"]


def test_all_faults_of_one_figure_are_told_together():
    told = faults_of({"value": 1.2, "low": 0.9, "high": 1.0, "source": "nobody", "mark": "sure", "shape": "square"})

    assert len(told) == 4
