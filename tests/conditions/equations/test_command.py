"""The commands: equations list, equations check."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vbc_twin import library
from vbc_twin.cli import app

sys.path.insert(0, str(Path(__file__).parent))

CASE = json.loads(library.path("equations", "vectors.jsonl").read_text(encoding="utf-8").splitlines()[0])


def call(*arguments: str):
    return CliRunner().invoke(app, ["equations", *arguments])


@pytest.fixture
def write(tmp_path):
    def to(*cases) -> str:
        file = tmp_path / "cases.jsonl"
        file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in cases))
        return str(file)

    return to


def test_check_without_a_file_computes_our_own_cases():
    done = call("check", "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["read"] == found["accepted"] == found["within"] > 0
    assert {"equation", "cases", "within", "largest_error"} <= found["equations"][0].keys()


def test_check_shows_a_table_and_the_counts():
    done = call("check")

    assert done.exit_code == 0
    assert "UKPDS_OM2_annual" in done.stdout
    assert "refused 0" in done.stdout


def test_a_case_that_is_missed_is_exit_code_one(write):
    done = call("check", write(CASE | {"expected": {"total_cvd": 0.9}}))

    assert done.exit_code == 1
    assert "line 1, " in done.stdout


def test_a_line_with_a_fault_is_exit_code_two_and_stdout_is_one_document(write):
    done = call("check", write(CASE, "nonsense"), "--json")

    found = json.loads(done.stdout)
    assert done.exit_code == 2
    assert (found["accepted"], found["refused"]) == (1, 1)
    assert "line 2" in found["faults"][0]
    assert "line 2" in done.stderr


@pytest.mark.parametrize("lines", [(), ("", "")])
def test_a_file_without_a_case_proves_nothing(write, lines):
    assert call("check", write(*lines)).exit_code == 2


def test_a_file_that_is_not_there_is_told():
    done = call("check", "nowhere.jsonl")

    assert done.exit_code == 2
    assert "nowhere.jsonl: cannot be read" in done.stderr


def test_list_tells_which_are_proved_and_what_one_takes():
    everything, one = call("list"), call("list", "kfre", "--json")

    assert everything.stdout.count("proved: ") == 11
    assert json.loads(one.stdout)["takes"][0]["column"] == "variables"


def test_list_of_an_unknown_equation_is_told_with_the_nearest():
    done = call("list", "prevnt")

    assert done.exit_code == 2
    assert 'Did you mean "prevent"?' in done.stderr
