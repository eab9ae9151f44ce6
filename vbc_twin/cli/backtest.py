"""The command that holds twins' forecasts to the year that followed."""

from pathlib import Path
from typing import Annotated

import typer

import vbc_twin as vt
from vbc_twin.cli import ask, say
from vbc_twin.cli.results import THREADS

DRAWS, PEOPLE = 4, 3000
REASONS_SHOWN, MISSES_SHOWN = 6, 12

From = Annotated[Path, typer.Option("--from", help="A results file of CMS: the year that the twins are built from.")]
To = Annotated[Path, typer.Option("--to", help="The results file of the next year, which the forecasts are held to.")]
Acos = Annotated[int | None, typer.Option("--acos", help="Only so many ACOs, spread evenly over the sizes.")]
Draws = Annotated[int, typer.Option("--draws", help="Replications of luck of each twin; two or more.")]
People = Annotated[int, typer.Option("--people", help="So many people of each panel are lived, with weights.")]
Foresight = Annotated[
    bool, typer.Option("--foresight", help="The trend that was known by year one, instead of the one that came.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for summary.json and the tables as .csv files.")]


@say.command
def backtest(
    from_file: From,
    to_file: To,
    acos: Acos = None,
    draws: Draws = DRAWS,
    people: People = PEOPLE,
    threads: ask.Threads = THREADS,
    foresight: Foresight = False,
    out: Out = None,
    json: ask.Json = False,
) -> None:
    """Build each ACO's twin from one year, forecast the next, and compare with what was published.

    Beside the twins stand two baselines: last year unchanged, and last year times the nation's trend. A difference
    below zero means that the twins are nearer. Rows of either file that cannot be used are listed with the reason.
    """
    faults: list[str] = []
    ask.check_folder(out, faults)
    if faults:
        raise vt.EvidenceError(faults)
    with say.progress(json, "building twins") as on_progress:
        done = vt.backtest(
            from_file, to_file, acos, draws, people, threads, hindsight=not foresight, on_progress=on_progress
        )
    if out is not None:
        done.save(out)
    if json:
        say.document(done.summary())
        return
    _print(done)
    if out is not None:
        say.line(f"Saved in {out}: summary.json, rows.csv, forecasts.csv, misses.csv and refused.csv.", "bold")


def _print(done) -> None:
    said = done.provenance
    say.line(f"Twins of PY{said['from_year']} held to PY{said['to_year']}: mean absolute errors", "bold")
    for lists, title in (("all", "All lists"), ("stable", "Stable lists: head count within 20 %")):
        rows = done.rows.filter(lists=lists)
        if rows.height:
            say.table(vt.tables.backtest_errors(rows), title)
    if done.misses.height:
        say.table(
            vt.tables.backtest_misses(done.misses.head(MISSES_SHOWN)),
            "Total spending outside its 90 % interval, and what changed",
        )
    say.sentences(done.notes)
    say.line(f"read {done.read}, accepted {done.accepted}, refused {done.refused.height}", "bold")
    reasons = done.refused.group_by("file", "reason").len("rows").sort("rows", descending=True)
    for file, reason, number in reasons.head(REASONS_SHOWN).iter_rows():
        say.line(f"  {file}, {number} rows: {reason}")
    if reasons.height > REASONS_SHOWN:
        say.line("  --json and --out list every row with its reason.")
