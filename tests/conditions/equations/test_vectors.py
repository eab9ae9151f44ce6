"""Known cases: ours, those beside the checkout, and files with faults in them."""

import json
import sys
from pathlib import Path

import pytest

from vbc_twin import EvidenceError, equations, library

sys.path.insert(0, str(Path(__file__).parent))
from people import SHARED

CASE = {
    "id": "one",
    "equation": "CHA2DS2_VASC",
    "inputs": {"age": 80, "female": 0, "hf": 1, "htn": 0, "dm": 1, "stroke_tia_te": 0, "vascular": 0},
    "expected": {"score": 4},
    "abs_tol": 0,
}


@pytest.fixture
def write(tmp_path):
    """Write a file of lines, each text or an object, and give its path."""

    def to(*lines) -> Path:
        file = tmp_path / "vectors.jsonl"
        file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines))
        return file

    return to


def test_every_case_of_our_own_is_within_its_tolerance():
    done = equations.check()

    assert done.passed
    assert done.accepted == done.read >= 60
    assert done.table["within"].to_list() == done.table["cases"].to_list()


def test_every_case_beside_the_checkout_is_within_its_tolerance():
    if not SHARED.is_file():
        pytest.skip("the test vectors are not in ../shared/reference/test-vectors beside this checkout")

    done = equations.check(SHARED)

    assert done.faults == ()
    assert done.passed, done.outside
    assert done.table["at_boundary"].sum() == 0


def test_every_equation_has_cases_or_a_calibration():
    assert [state for state in equations.listed()["proved"] if not state.startswith("proved: ")] == []


def test_our_own_cases_name_columns_and_outcomes_by_our_own_names():
    lines = (library.path("equations", "vectors.jsonl")).read_text(encoding="utf-8").splitlines()
    names = {equations.load(name).vectors: name for name in equations.listed()["equation"]}
    for line in map(json.loads, lines):
        name = names[line["equation"]]
        assert line["inputs"].keys() <= set(equations.covariates(name)["column"])
        assert line["expected"].keys() <= set(equations.outcomes(name)["column"])


def test_a_case_that_is_missed_is_counted_with_its_error(write):
    wrong = CASE | {"id": "two", "expected": {"score": 6}}

    done = equations.check(write(CASE, wrong))

    row = done.table.row(0, named=True)
    assert (row["cases"], row["within"], row["largest_error"]) == (2, 1, 2.0)
    assert row["largest_error_of"] == "two: score"
    assert done.outside["line"].to_list() == [2]
    assert not done.passed


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "is not JSON"),
        ("[1]", "expected an object, found list"),
        ("1" * 5000, "is not JSON"),
        (CASE | {"equation": "CHADS"}, 'no equation is called "CHADS"'),
        (CASE | {"equation": None}, 'no equation is called "None"'),
        (CASE | {"equation": "PREVENTT"}, 'Did you mean "PREVENT"?'),
        (CASE | {"inputs": [1]}, "inputs must be an object"),
        (CASE | {"expected": {}}, "expected must be an object with at least one outcome"),
        (CASE | {"expected": {"scores": 4}}, 'Did you mean "score"?'),
        (CASE | {"expected": {"score": "four"}}, "expected.score must be a number, found 'four'"),
        (CASE | {"expected": {"score": None}}, "expected.score must be a number"),
        (CASE | {"abs_tol": -1}, "abs_tol must be a number of zero or more"),
        (CASE | {"abs_tol": True}, "abs_tol must be a number"),
        (CASE | {"abs_tol": 10**400}, "abs_tol must be a number"),
        (CASE | {"inputs": CASE["inputs"] | {"age": "old"}}, "age: 'old' is no number"),
        (CASE | {"inputs": CASE["inputs"] | {"age": None}}, "age: is empty"),
        (CASE | {"inputs": CASE["inputs"] | {"age": [80]}}, "age: '[80]' is no number"),
        (CASE | {"inputs": CASE["inputs"] | {"hf": 0.5}}, "hf: '0.5' is neither 1 nor 0"),
        (CASE | {"inputs": {"agee": 80}}, 'no column is called "age"'),
        (CASE | {"inputs": {}}, "no column is called"),
    ],
)
def test_a_line_with_a_fault_is_told_by_its_number_and_the_others_are_computed(write, line, told):
    done = equations.check(write(CASE, "", line, CASE))

    assert len(done.faults) == 1
    assert done.faults[0].startswith("vectors.jsonl, line 3: ")
    assert told in done.faults[0]
    assert (done.read, done.accepted, done.refused) == (3, 2, 1)
    assert done.table["within"].to_list() == [2]


def test_all_that_is_wrong_with_a_line_is_told(write):
    done = equations.check(write({"equation": "KFRE"}))

    assert done.faults[0].count("; ") == 2
    assert done.table.is_empty()
    assert not done.passed


def test_an_input_beyond_the_range_is_counted(write):
    done = equations.check(write(CASE | {"inputs": CASE["inputs"] | {"age": 130}}))

    assert done.table["at_boundary"].to_list() == [1]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path):
    file = tmp_path / "vectors.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + (json.dumps(CASE) + "\r\n").encode() * 2)

    assert equations.check(file).passed


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_told(tmp_path, content):
    file = tmp_path / "vectors.jsonl"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(EvidenceError, match="cannot be read"):
        equations.check(file)
