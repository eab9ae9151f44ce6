"""One validation in a process of its own: `python trials.py FOLDER` reads what is asked in it and writes the answer.

In `answer/`: <name>.parquet (tables as text), figure.json, words.json, and files/ (what can be downloaded).
"""

import json
import os
import sys
from pathlib import Path

import polars as pl
from experiment import GIVES_WAY_BY, MOST_THREADS, Progress
from trial import FROM, TO, ForecastTest, Trial

import vbc_twin as vt

COLUMNS_ON_A_PAGE = 2


def live(folder: Path) -> None:
    """Live what a folder asks and write the answer, or the faults that it has."""
    tell, half = Progress(folder, os.getppid()), folder / "answer.partial"
    (half / "files").mkdir(parents=True)
    try:
        ask = outcomes if (folder / Trial.FILE).exists() else forecast
        words, tables = ask(folder, half, tell)
    except vt.EvidenceError as error:
        vt.library.write(folder / "faults.json", json.dumps(error.faults))
        return
    for name, table in tables.items():
        table.write_parquet(half / f"{name}.parquet")
    (half / "words.json").write_text(json.dumps(words), encoding="utf-8")
    half.rename(folder / "answer")


def outcomes(folder: Path, half: Path, tell: Progress) -> tuple[dict, dict[str, pl.DataFrame]]:
    """Every published outcome simulated: words and tables."""
    asked = Trial.read(folder / Trial.FILE)
    tell(0, 1, "reading cases")
    found = vt.validate(people=asked.people, on_progress=tell)
    vt.save_validation(found, half / "files")
    (half / "figure.json").write_text(vt.figures.validation(found, COLUMNS_ON_A_PAGE).to_json(), encoding="utf-8")
    held = found.compared
    words = {
        "finding": vt.tables.validation_finding(found),
        "correlation": None if found.correlation != found.correlation else found.correlation,
        "share_inside": found.share_inside,
        "compared": held.height,
        "inside": int((held["status"] == "inside").sum()),
        "calibrated": found.calibrated.height,
        "not_modelled": found.not_modelled.height,
        "provenance": {name: str(value) for name, value in found.provenance.items()},
    }
    tables = {
        "compared": vt.tables.validation_cases(found.compared),
        "calibrated": vt.tables.validation_cases(found.calibrated),
        "misses": vt.tables.validation_reasons(found.misses),
        "not_modelled": vt.tables.validation_reasons(found.not_modelled),
    }
    return words, {name: vt.tables.printed(table) for name, table in tables.items()}


def forecast(folder: Path, half: Path, tell: Progress) -> tuple[dict, dict[str, pl.DataFrame]]:
    """Twins of one published year held to the next: words and tables."""
    asked = ForecastTest.read(folder / ForecastTest.FILE)
    tell(0, asked.acos, "building twins")
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    found = vt.backtest(folder / FROM, folder / TO, asked.acos, threads=threads, on_progress=tell)
    found.save(half / "files")
    said = found.provenance
    words = {
        "years": [said["from_year"], said["to_year"]],
        "acos": found.forecasts["aco_id"].n_unique(),
        "notes": list(found.notes),
        "provenance": {name: str(value) for name, value in said.items()},
    }
    rows = {lists: found.rows.filter(lists=lists) for lists in ("all", "stable")}
    tables = {name: vt.tables.backtest_errors(table) for name, table in rows.items() if table.height}
    if found.misses.height:
        tables["misses"] = vt.tables.backtest_misses(found.misses)
    return words, tables


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY_BY)
    live(Path(sys.argv[1]))
