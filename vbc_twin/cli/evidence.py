"""The commands about calibration: every target in one table, and the fit of what is free to them."""

from pathlib import Path
from typing import Annotated

import typer

import vbc_twin as vt
from vbc_twin.cli import ask, say

app = typer.Typer(help="Calibration in the open: targets published beside simulated.", no_args_is_help=True)
REPLICATIONS, FIT_REPLICATIONS, THREADS = 8, 4, 2

Replications = Annotated[int, typer.Option("--replications", help="Lives of each population; two or more.")]
People = Annotated[int | None, typer.Option("--people", help="People of each population, instead of what is on file.")]
Group = Annotated[str | None, typer.Option("--group", help="One file of data/calibration only, such as deaths.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for targets.json, targets.parquet and targets.html.")]

Layer = Annotated[str | None, typer.Option("--layer", help="One of prevalence, incidence, use, fatality, cost.")]
Keep = Annotated[bool, typer.Option("--dry-run", help="Leave the data files as they are.")]


@app.callback()
def group() -> None:
    """Calibration in the open."""


@app.command("targets")
@say.command
def targets(
    replications: Replications = REPLICATIONS,
    threads: ask.Threads = THREADS,
    people: People = None,
    group: Group = None,
    out: Out = None,
    json: ask.Json = False,
) -> None:
    """Every calibration target: published beside simulated, the interval of chance, the range, and what misses.

    Nothing is fitted first: use and prices are those of the evidence. The JSON holds provenance, share_inside, a
    summary by group, and targets: one row each, with published, low, high, simulated, simulated_low, simulated_high,
    ratio, status, by_construction, reason, caveat, source, at and mark.
    """
    faults: list[str] = []
    ask.check_folder(out, faults)
    if faults:
        say.refuse(faults)
    with say.progress(json, "reading targets") as on_progress:
        held = vt.hold_to_targets(replications, threads, people, group=group, on_progress=on_progress)
    if out is not None:
        vt.save_targets(held, out)
    if json:
        say.document(held.document())
        return
    say.line(vt.tables.targets_finding(held), "bold")
    for each in held.table["group"].unique(maintain_order=True):
        shown = held.compared.filter(group=each)
        if shown.height:
            say.table(vt.tables.target_rows(shown), each.replace("_", " ").capitalize())
    if held.misses.height:
        say.table(vt.tables.target_reasons(held.misses), "Outside the range, and why")
    if held.not_modelled.height:
        say.table(vt.tables.target_reasons(held.not_modelled), "Not modelled yet")
    say.table(held.summary(), "By group")
    if out is not None:
        say.line(f"The table lies in {out}: targets.html opens offline.")


@app.command("fit")
@say.command
def fit(
    layer: Layer = None,
    keep: Keep = False,
    replications: Replications = FIT_REPLICATIONS,
    threads: ask.Threads = THREADS,
    people: People = None,
    json: ask.Json = False,
) -> None:
    """Fit what is free (data/calibration/free.toml) to the targets, layer by layer, and write it into the data files.

    Printed are the figures and the targets before and after. The twins' own scales rest on the evidence: build them
    anew afterwards. The JSON holds figures, targets, written and notes.
    """
    with say.progress(json, "fitting") as on_progress:
        done = vt.fit_evidence(layer, replications, threads, people, keep, on_progress)
    if json:
        say.document(done.document())
        return
    say.table(vt.tables.fitted_figures(done), "What is free, before and after")
    say.table(vt.tables.fitted_targets(done), "Targets, before and after")
    say.sentences(done.notes)
    say.line(f"Written: {', '.join(done.written)}." if done.written else "No file was changed.", "bold")
