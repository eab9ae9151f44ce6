"""The command that settles the same years under every contract."""

import json

import pytest
from typer.testing import CliRunner

import vbc_twin as vt
from vbc_twin.cli import app


def call(*words):
    return CliRunner().invoke(app, ["settle-all", *map(str, words)])


def test_the_published_year_is_settled_without_living_anything(monkeypatch):
    monkeypatch.setattr(vt, "run", lambda *_, **__: pytest.fail("something was run"))

    done = call("--contracts", "own,mssp_enhanced", "--json")

    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["years"] == [2022] and found["draws"] == 1
    assert [row["contract"] for row in found["over_all_years"]] == ["mssp_basic", "mssp_enhanced"]


def test_a_scenario_is_lived_settled_printed_and_saved(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('name = "Mine"\nyears = 1\nseed = 7\n', encoding="utf-8")

    done = call(file, "--people", 300, "--draws", 2, "--contracts", "own,reach_global", "--out", tmp_path / "out")

    assert done.exit_code == 0, done.stderr
    for words in (
        "Under the same lived years 2022 to 2023",
        "Who bears a dollar",
        "Not settled, and why",
        "updated_benchmark_usd",
    ):
        assert words in done.stdout
    assert (tmp_path / "out" / "contracts.parquet").is_file()


def test_an_assumed_figure_is_printed(tmp_path):
    done = call("--contracts", "mssp_basic", "--assume", "participant_revenue_usd=9000000")

    assert done.exit_code == 0, done.stderr
    assert "participant_revenue_usd is taken as 9e+06 USD" in done.stdout


def test_every_fault_is_told_before_anything_is_lived(monkeypatch):
    monkeypatch.setattr(vt, "run", lambda *_, **__: pytest.fail("something was run"))

    done = call("status_quo", "--contracts", "mssp_basi", "--assume", "capitatoin_usd=1", "--assume", "stars")

    assert done.exit_code == 2
    for words in ("mssp_basic", "capitation_usd", "--assume stars", "3 faults"):
        assert words in done.stderr
