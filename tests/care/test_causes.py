"""Causes of admission, and the groups within which some are told apart."""

import pytest

from vbc_twin.care.causes import read_causes
from vbc_twin.evidence import Faults

FIGURE = {
    "value": 0.5,
    "unit": "share",
    "shape": "fixed",
    "source": "judgement",
    "at": "a test's own",
    "mark": "judged",
}


def cause(name: str, **more) -> dict:
    figures = dict.fromkeys(("share", "price", "from_emergency", "fatality", "readmission", "snf"), FIGURE)
    return {"name": name, **figures, **more}


def faults_of(*causes: dict) -> list[str]:
    faults = Faults()
    read_causes({"target": "use.inpatient", "cause": list(causes)}, "inpatient", "inpatient.toml", faults)
    return faults.lines


def test_a_cause_without_a_group_stands_alone():
    faults = Faults()
    raw = {"target": "use.inpatient", "cause": [cause("stroke"), cause("infarction", group="coronary")]}

    found = read_causes(raw, "inpatient", "inpatient.toml", faults)

    assert not faults.lines
    assert [(each.name, each.group) for each in found] == [("stroke", "stroke"), ("infarction", "coronary")]


@pytest.mark.parametrize(
    ("causes", "told"),
    [
        ((cause("stroke"), cause("infarction", group="coronry")), 'Did you mean "use.inpatient.coronary"'),
        ((cause("stroke", group="coronary"), cause("coronary")), '"coronary" is itself a cause'),
    ],
)
def test_a_group_that_cannot_be_is_refused(causes, told):
    assert any(told in line for line in faults_of(*causes))


def test_causes_of_one_group_follow_one_another():
    apart = (cause("infarction", group="coronary"), cause("stroke"), cause("bypass", group="coronary"))

    assert any("put its causes one after another" in line for line in faults_of(*apart))
