"""The one list of targets: kinds, units, and how the effects of several conditions combine."""

import pytest

from vbc_twin.evidence import EXCESS, Faults, FurtherConditions, library
from vbc_twin.evidence.target import parse_targets

SOURCES = {"judgement"}


def figure(value: float) -> dict:
    return {"value": value, "shape": "lognormal", "unit": "ratio", "source": "judgement", "mark": "judged"}


RULE = {"counted": ["copd", "ckd"], "further": figure(0.35), "after_fourth": figure(0.74)}


def read(raw: dict) -> tuple[dict, list[str]]:
    faults = Faults()
    return parse_targets(raw, "targets.toml", SOURCES, faults), faults.lines


def test_targets_that_share_a_rule_share_its_numbers():
    raw = {
        "rules": {"admissions": RULE},
        "targets": {
            "use.inpatient": {"kind": "rate", "unit": "stays", "conditions": "admissions"},
            "death": {"kind": "rate", "unit": "per person-year", "conditions": "excess"},
            "level.systolic": {"kind": "level", "unit": "mmHg"},
        },
    }

    targets, faults = read(raw)

    assert faults == []
    rule = targets["use.inpatient"].conditions
    assert isinstance(rule, FurtherConditions)
    assert (rule.counted, rule.further.value, rule.after_fourth.value) == (("copd", "ckd"), 0.35, 0.74)
    assert rule.further.name == "targets.rules.admissions.further"
    assert targets["death"].conditions == EXCESS
    assert targets["level.systolic"].conditions is None


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [
        ("rate", {"ratio"}),
        ("price", {"ratio"}),
        ("length", {"ratio"}),
        ("probability", {"ratio", "odds_ratio", "shift"}),
        ("level", {"shift"}),
    ],
)
def test_a_kind_of_target_accepts_the_operators_that_make_sense(kind, accepted):
    targets, _ = read({"targets": {"x": {"kind": kind, "unit": "u"}}})

    assert {name for name in ("ratio", "odds_ratio", "shift") if targets["x"].accepts(name)} == accepted


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"targets": {"x": {"kind": "rat", "unit": "u"}}}, 'no kind of target is called "rat". Did you mean "rate"?'),
        ({"targets": {"x": {"kind": "rate"}}}, "targets.toml, targets.x.unit: is missing"),
        (
            {"targets": {"x": {"kind": "rate", "unit": "u", "conditions": "exces"}}},
            'no rule of combination is called "exces". Did you mean "excess"?',
        ),
        (
            {"targets": {"x": {"kind": "rate", "unit": "u", "unti": "v"}}},
            'no field of a target is called "unti". Did you mean "unit"?',
        ),
        ({"rules": {"r": {"counted": []}}}, "targets.toml, rules.r: lacks further, after_fourth"),
    ],
)
def test_a_wrong_entry_is_told_with_its_place_and_the_remedy(raw, told):
    _, faults = read(raw)

    assert any(told in line for line in faults)


def test_the_library_reads_its_list_without_fault():
    targets = library.targets()

    assert {"death", "use.inpatient", "use.readmission_30d", "level.systolic", "uptake.accepted"} <= targets.keys()
