"""An effect changes one target in one circumstance; a circumstance has five forms and is never evaluated."""

import pytest

from vbc_twin.evidence import Column, Enrolled, Equals, Faults, HasCondition, Since, parse_effect

SOURCES = {"judgement"}
SIZE = {"value": 1.5, "unit": "ratio", "shape": "lognormal", "source": "judgement", "mark": "judged"}


def parse(raw: dict, default_when=None):
    """An effect that must be without fault."""
    faults = Faults()
    effect = parse_effect(raw, "copd", "a file, effect 1", SOURCES, faults, default_when)
    assert faults.lines == []
    return effect


def faults_of(raw: dict) -> list[str]:
    faults = Faults()
    parse_effect(raw, "copd", "a file, effect 1", SOURCES, faults)
    return faults.lines


@pytest.mark.parametrize(
    ("raw", "when"),
    [
        ({"column": "age", "origin": 75, "step": 10}, Column("age", 75.0, 10.0)),
        (
            {"column": "age", "origin": 75, "step": 10, "least": 40, "most": 95},
            Column("age", 75.0, 10.0, 40.0, 95.0),
        ),
        (
            {"column": "uacr", "origin": 30, "step": 10, "least": 3, "scale": "log"},
            Column("uacr", 30.0, 10.0, 3.0, scale="log"),
        ),
        ({"column": "smoker", "equals": True}, Equals("smoker", True)),
        ({"condition": "copd", "from_stage": "severe"}, HasCondition("copd", "severe")),
        ({"enrolled_in": "rehab"}, Enrolled("rehab", 0, None)),
        ({"enrolled_in": "rehab", "from_month": 2, "until_month": 18}, Enrolled("rehab", 2, 18)),
        ({"since": "discharge", "within_months": 3}, Since("discharge", "", 3)),
        ({"since": "discharge", "cause": "copd", "within_months": 3}, Since("discharge", "copd", 3)),
    ],
)
def test_a_circumstance_has_one_of_five_forms(raw, when):
    assert parse({"target": "use.inpatient", "when": raw, "ratio": SIZE}).when == when


@pytest.mark.parametrize("operator", ["ratio", "odds_ratio", "shift"])
def test_the_operator_is_the_key_under_which_the_size_stands(operator):
    effect = parse({"target": "use.snf", "when": {"enrolled_in": "rehab"}, operator: SIZE})

    assert effect.operator == operator
    assert effect.size.name == "copd.use.snf"
    assert effect.size.value == 1.5


def test_an_effect_on_a_column_can_be_centred_and_no_other():
    raw = {"target": "use.ed", "when": {"column": "rural", "equals": True}, "ratio": SIZE, "centred": True}

    assert parse(raw).centred
    assert not parse({**raw, "centred": False}).centred
    assert "can be centred" in faults_of({**raw, "when": {"condition": "copd", "from_stage": "severe"}})[0]


def test_without_a_circumstance_the_owner_says_when():
    effect = parse({"target": "use.inpatient", "ratio": SIZE}, HasCondition("copd", "moderate"))

    assert effect.when == HasCondition("copd", "moderate")
    assert effect.condition == "copd"


def test_an_effect_that_hangs_on_no_condition_says_none():
    assert parse({"target": "use.inpatient", "when": {"enrolled_in": "rehab"}, "ratio": SIZE}).condition is None


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"target": "use.ed", "when": {"enrolled_in": "x"}}, "exactly one of ratio, odds_ratio, shift; found none"),
        (
            {"target": "use.ed", "when": {"enrolled_in": "x"}, "ratio": SIZE, "shift": SIZE},
            "exactly one of ratio, odds_ratio, shift; found ['ratio', 'shift']",
        ),
        ({"when": {"enrolled_in": "x"}, "ratio": SIZE}, "a file, effect 1.target: is missing"),
        ({"target": "use.ed", "ratio": SIZE}, "a file, effect 1.when: is missing"),
        ({"target": "use.ed", "when": {"enroled_in": "x"}, "ratio": SIZE}, "expected one of: column"),
        ({"target": "use.ed", "when": {"column": "age", "step": 1}, "ratio": SIZE}, "lacks origin"),
        (
            {"target": "use.ed", "when": {"column": "smoker", "equals": True, "step": 1}, "ratio": SIZE},
            'no field of the form "equals" is called "step"',
        ),
        ({"target": "use.ed", "wen": {}, "ratio": SIZE}, 'no field of an effect is called "wen". Did you mean "when"?'),
        ({"target": "use.ed", "when": {"enrolled_in": "x"}, "ratio": {"value": 1}}, "a file, effect 1.ratio.source"),
    ],
)
def test_a_wrong_effect_is_told_with_its_place_and_the_remedy(raw, told):
    assert any(told in line for line in faults_of(raw))
