"""The answer to a choice, as files: tables, figures and sentences of totals, and no patient's row.

In `answer/`: <name>.parquet, figure_<name>.json, words.json, experiences/ (what other contracts can be settled on),
saved/ (what `vt.save` writes) and saved.zip.
"""

import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import experiences
import polars as pl

import vbc_twin as vt

TABLES = (
    "scorecard",
    "experience",
    "equity",
    "settlements",
    "pmpm",
    "burden",
    "enrolment",
    "illusion",
    "marks",
    "assumed",
    "assumptions",
)
# Each figure in the form that also fits a phone.
FIGURES = {"bridge": {"upright": False}, "fan": {}, "pmpm": {"columns": 2}, "burden": {"columns": 2}, "illusion": {}}


def write(comparison: vt.Comparison, folder: Path) -> None:
    """Write `folder`/answer, whole or not at all."""
    half = folder / "answer.partial"
    vt.save(comparison, half / "saved")
    shutil.make_archive(str(half / "saved"), "zip", half / "saved")
    experiences.write(comparison, half)
    tables = {name: getattr(vt.tables, name)(comparison) for name in TABLES}
    figures = {name: getattr(vt.figures, name)(comparison, **form) for name, form in FIGURES.items()}
    for year in comparison.years:
        tables[f"settlement_lines_{year}"] = vt.tables.settlement_lines(comparison, year)
        figures[f"settlement_{year}"] = vt.figures.settlement(comparison, year, upright=False)
    lived_again = [(name, str(value)) for name, value in vt.tables.provenance(comparison).items()]
    tables["provenance"] = pl.DataFrame(lived_again, schema=["What", "Is"], orient="row")
    for name, table in tables.items():
        vt.tables.printed(table).write_parquet(half / f"{name}.parquet")
    for name, figure in figures.items():
        (half / f"figure_{name}.json").write_text(figure.to_json(), encoding="utf-8")
    words = {
        "finding": vt.tables.finding(comparison),
        "notes": vt.tables.notes(comparison),
        "headline": vt.tables.headline(comparison).to_dicts(),
        "years": comparison.years,
    }
    (half / "words.json").write_text(json.dumps(words), encoding="utf-8")
    half.rename(folder / "answer")


@dataclass(frozen=True)
class Answer:
    """A written answer."""

    folder: Path

    @cached_property
    def words(self) -> dict:
        """Its finding (a sentence), notes (sentences), headline figures [USD] and years."""
        return json.loads((self.folder / "words.json").read_text(encoding="utf-8"))

    def table(self, name: str) -> pl.DataFrame:
        """One of TABLES, `settlement_lines_<year>` or `provenance`, as text to print."""
        return pl.read_parquet(self.folder / f"{name}.parquet")

    def has(self, name: str) -> bool:
        """Whether there is such a table."""
        return (self.folder / f"{name}.parquet").exists()

    def figure(self, name: str = "") -> str:
        """One of FIGURES, or `settlement_<year>`, as Plotly's JSON; without a name, the only one."""
        return (self.folder / f"figure{'_' if name else ''}{name}.json").read_text(encoding="utf-8")

    def file(self, name: str) -> bytes:
        """One of the files that can be downloaded of a validation."""
        return (self.folder / "files" / name).read_bytes()

    def report(self) -> bytes:
        """The report, one page that opens without a network."""
        return (self.folder / "saved" / "report.html").read_bytes()

    def archive(self) -> bytes:
        """Everything that `vt.save` writes, in one zip file."""
        return (self.folder / "saved.zip").read_bytes()
