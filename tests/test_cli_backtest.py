"""The command that holds twins of one published year to the next."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

import vbc_twin as vt
from vbc_twin.cli import app

ROW = {"figure": "spending", "unit": "USD per person-year", "n": 187, "error": 520.0, "error_last_year": 550.0}
ROW |= {"error_trend": 525.0, "coverage_50": 0.5, "coverage_80": 0.8, "coverage_90": 0.9}
ROW |= {f"difference_{each}": -5.0 for each in ("last_year", "trend")}
ROW |= {f"difference_{each}_{end}": size for each in ("last_year", "trend") for end, size in (("low", -9), ("high", 1))}


def call(*words):
    return CliRunner().invoke(app, ["backtest", *map(str, words)])


@pytest.fixture
def found(monkeypatch) -> dict:
    """A backtest that was made before; what the command asks for is noted."""
    asked = {}
    done = vt.Backtest(
        rows=pl.DataFrame([ROW | {"lists": "all"}, ROW | {"lists": "stable", "n": 143}]),
        forecasts=pl.DataFrame({"aco_id": ["A1"]}),
        twins=pl.DataFrame({"figure": ["spending"], "change": [1.0]}),
        misses=pl.DataFrame(
            {"aco_id": ["A1"], "forecast": [1e4], "published": [12e3], "off": [0.2], "why": ["the list grew by 72%"]}
        ),
        refused=pl.DataFrame({"file": ["b.csv"], "performance_year": [2022], "aco_id": ["A9"], "reason": ["no row"]}),
        read=3,
        accepted=2,
        notes=("Forecast and trend baseline grow alike.",),
        provenance={"from_year": 2021, "to_year": 2022},
    )

    def backtest(*files, **options):
        asked.update(files=files, **options)
        return done

    monkeypatch.setattr(vt, "backtest", backtest)
    return asked


def test_errors_stand_beside_baselines_and_what_was_refused_is_told(found):
    done = call("--from", "a.csv", "--to", "b.csv")

    assert done.exit_code == 0, done.stderr
    for words in (
        "PY2021 held to PY2022",
        "All lists",
        "Stable lists",
        "520",
        "-5.0 (-9.0 to +1.0)",
        "90%",
        "the list grew by 72%",
        "read 3, accepted 2, refused 1",
        "b.csv, 1 rows: no row",
    ):
        assert words in done.stdout, words
    assert found["hindsight"] is True


def test_a_script_gets_one_document_with_rows_and_where_they_come_from(found):
    done = call("--from", "a.csv", "--to", "b.csv", "--json", "--foresight", "--acos", 6, "--draws", 2)

    said = json.loads(done.stdout)
    assert said["rows"][0] == ROW | {"lists": "all"}
    assert said["read"] == said["accepted"] + said["refused"]
    assert said["refused_rows"][0]["reason"] == "no row"
    assert said["provenance"]["from_year"] == 2021
    assert found["hindsight"] is False and found["files"][2:4] == (6, 2)


def test_tables_are_saved(found, tmp_path):
    done = call("--from", "a.csv", "--to", "b.csv", "--out", tmp_path / "out")

    assert done.exit_code == 0, done.stderr
    names = {each.name for each in (tmp_path / "out").iterdir()}
    assert names == {"summary.json", "rows.csv", "forecasts.csv", "misses.csv", "refused.csv"}


def test_every_fault_is_told_before_anything_is_lived(tmp_path):
    done = call("--from", tmp_path / "one.csv", "--to", tmp_path / "two.csv", "--acos", 0)

    assert done.exit_code == 2
    for words in ("3 faults; nothing was run", "one.csv", "two.csv", "at least 1, found 0"):
        assert words in done.stderr


def test_a_folder_that_is_a_file_is_refused_at_once(found, tmp_path):
    (tmp_path / "out").write_text("x", encoding="utf-8")

    done = call("--from", "a.csv", "--to", "b.csv", "--out", tmp_path / "out")

    assert done.exit_code == 2 and "is a file" in done.stderr and not found
