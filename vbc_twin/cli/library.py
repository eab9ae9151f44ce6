"""The commands about what there is: list, explain, and the app."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import vbc_twin as vt
from vbc_twin.cli import say

KINDS = ("twins", "scenarios", "investments", "conditions", "contracts", "evidence")
# The twin whose figures are counted: they differ from another's by its contract and its scales.
LISTED = "example_aco"
# In a checkout the app lies beside the package, in an installed wheel inside it.
PACKAGE = Path(__file__).resolve().parent.parent
STARTS = (PACKAGE / "_app" / "start.py", PACKAGE.parent / "app" / "start.py")


@say.command
def list_names(kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}; all without it.")] = "") -> None:
    """List what the library holds."""
    for each in [kind] if kind else KINDS:
        if each == "evidence":
            say.table(vt.tables.marks(vt.Twin.load(LISTED)), f"Evidence: the figures that {LISTED} rests on, by mark")
            say.line(vt.tables.evidence_said(vt.Twin.load(LISTED)))
            continue
        say.table(vt.tables.catalogue(each), each.capitalize())


@say.command
def explain(
    name: Annotated[str, typer.Argument(help="A condition, investment, contract, scenario, target or figure.")],
) -> None:
    """Explain one thing of the library in words, with its figures and their sources."""
    for each in vt.tables.explain(name):
        say.line(each.heading, "bold")
        for sentence in each.sentences:
            say.line(sentence)
        say.line()
        for heading, frame in each.tables:
            say.table(frame, heading)


@say.command
def open_app(context: typer.Context) -> None:
    """Open the front end in a browser; further arguments go on to it."""
    start = next((each for each in STARTS if each.is_file()), None)
    if start is None:
        say.refuse(["app: the front end is not installed with this package; run it from a checkout"])
    raise typer.Exit(subprocess.call([sys.executable, str(start), *context.args]))
