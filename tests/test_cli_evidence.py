"""The commands about calibration."""

import json

from typer.testing import CliRunner

from vbc_twin.cli import app


def call(*words):
    return CliRunner().invoke(app, ["evidence", *words])


def test_targets_of_a_group_are_printed_and_saved(tmp_path):
    some = ("targets", "--group", "assignment", "--people", "1500", "--replications", "2", "--threads", "1")

    done = call(*some, "--out", str(tmp_path / "out"))

    assert done.exit_code == 0, done.output
    assert "Assigned again in the next year" in done.stdout
    saved = json.loads((tmp_path / "out" / "targets.json").read_text())
    assert saved["targets"][0]["target"] == "assignment.kept"
    assert "Calibration targets" in (tmp_path / "out" / "targets.html").read_text()


def test_json_is_one_document(tmp_path):
    some = ("--group", "assignment", "--people", "1500", "--replications", "2", "--threads", "1", "--json")

    done = call("targets", *some)

    assert set(json.loads(done.stdout)) == {"provenance", "share_inside", "summary", "targets"}


def test_an_unknown_group_is_refused_with_the_known_ones():
    done = call("targets", "--group", "death", "--threads", "1")

    assert done.exit_code == 2
    assert "deaths" in done.stderr


def test_where_nothing_is_free_a_layer_says_so_and_writes_nothing():
    done = call("fit", "--layer", "incidence", "--dry-run", "--threads", "1")

    assert done.exit_code == 0, done.output
    assert "incidence: nothing is free" in done.stdout
    assert "No file was changed" in done.stdout


def test_an_unknown_layer_is_refused_with_the_known_ones():
    done = call("fit", "--layer", "prices")

    assert done.exit_code == 2
    assert "fatality" in done.stderr
