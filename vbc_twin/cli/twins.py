"""The commands about twins: build one from a published row, show one."""

from pathlib import Path
from typing import Annotated

import typer

import vbc_twin as vt
from vbc_twin.cli import ask, say

app = typer.Typer(help="Build a twin from a published row, or show one.", no_args_is_help=True)


@app.command("build")
@say.command
def build(
    cms: Annotated[Path, typer.Option("--cms", help="A Performance Year Financial and Quality Results file of CMS.")],
    aco: Annotated[str, typer.Option("--aco", help="The ACO's id in that file, for example A1052.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the twin; without it the fit is only shown.")
    ] = None,
    people: ask.People = None,
    json: ask.Json = False,
) -> None:
    """Draw an ACO's panel from its published row, fit its scales, and show published beside simulated."""
    faults: list[str] = []
    if not cms.is_file():
        faults.append(f"--cms: there is no file {cms}")
    if people is not None and people < 1:
        faults.append(f"--people: must be at least 1, found {people}")
    ask.check_folder(out, faults)
    if faults:
        say.refuse(faults)
    with say.progress(json, f"fitting {aco} to its published row"):
        fitted = vt.build_twin(cms, aco, people=people)
    if out is not None:
        fitted.save(out)
    if json:
        say.document(vt.tables.fit_summary(fitted))
        return
    row = fitted.twin.row
    say.line(f"{row.name} ({row.aco_id}), performance year {row.performance_year}", "bold")
    say.table(vt.tables.fit(fitted), "Published beside simulated year 0")
    say.line(
        "Every figure lies within its bar." if fitted.is_within else "Not every figure lies within its bar.", "bold"
    )
    say.sentences(vt.tables.fit_notes(fitted))
    if out is not None:
        say.line(f"The twin lies in {out}. Use it: vbc-twin compare status_quo care_management --twin {out}")


@app.command("show")
@say.command
def show(
    name: Annotated[
        str, typer.Argument(help="A twin of the library, or a folder that twin build wrote.")
    ] = "example_aco",
    people: ask.People = None,
) -> None:
    """Show whom a twin stands for: published figures beside the panel drawn from them, and what was assumed."""
    twin = vt.Twin.load(name, people)
    row = twin.row
    say.line(
        f"{twin.name}: {row.name} ({row.aco_id}), performance year {row.performance_year}, track {row.track}", "bold"
    )
    say.table(vt.tables.who(twin), "Published, and drawn")
    said = vt.tables.assumed_of_row(twin)
    say.sentences(said or ["Nothing had to be assumed: no cell of the published row is blank."])
