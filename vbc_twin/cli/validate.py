"""The command that holds the twin against published outcomes."""

from pathlib import Path
from typing import Annotated

import typer

import vbc_twin as vt
from vbc_twin.cli import ask, say

Cases = Annotated[Path | None, typer.Option("--cases", help="A folder of case files of your own, instead of ours.")]
People = Annotated[int | None, typer.Option("--people", help="People in each study, instead of what its file asks.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of all luck.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for validation.html, validation.json and a table.")]


@say.command
def validate(
    cases: Cases = None, people: People = None, seed: Seed = 1, out: Out = None, json: ask.Json = False
) -> None:
    """Run the twin against every published outcome: simulated beside published, what misses, and why.

    A case of your own that has faults is refused with all of them, and the others are run; read = accepted + refused.
    Exit codes: 0 every case was read, 2 one was refused.
    """
    faults: list[str] = []
    ask.check_folder(out, faults)
    if cases is not None and not cases.is_dir():
        faults.append(f"--cases: there is no folder {cases}")
    if people is not None and people < 1:
        faults.append(f"--people: must be at least 1, found {people}")
    if seed < 0:
        faults.append(f"--seed: must be at least 0, found {seed}")
    if faults:
        say.refuse(faults)
    with say.progress(json, "reading cases") as on_progress:
        validation = vt.validate(cases, people, seed, on_progress=on_progress)
    if out is not None:
        vt.save_validation(validation, out)
    say.document(vt.tables.validation_records(validation)) if json else _print(validation, out)
    if validation.refused.height:
        faults = [fault for each in validation.refused["reason"] for fault in each.splitlines()]
        say.refused(dict.fromkeys(faults), validation.refused.height, "case", "run")


def _print(validation, out: Path | None) -> None:
    """What was found, as people read it."""
    say.line(vt.tables.validation_finding(validation), "bold")
    for caption, table in vt.tables.validation_parts(validation):
        say.table(table, caption)
    if out is not None:
        say.line(f"Figure and tables lie in {out}: validation.html opens offline.")
        say.line(f"A report tells it too, with --validation {out / 'validation.json'}.")
