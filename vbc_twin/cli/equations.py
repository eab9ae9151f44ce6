"""The commands about published risk equations: list them, and check them against known cases."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

import vbc_twin as vt
from vbc_twin.cli import say

MISSED = 1  # the exit code when a case is not within its tolerance
SHOWN = 20  # of the outcomes that are not; --json holds all of them

app = typer.Typer(help="Published risk equations: list them, or check them against known cases.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]
File = Annotated[
    Path | None,
    typer.Argument(
        help="Test vectors, one JSON object a line: id, equation, inputs, expected, abs_tol. Without it our own."
    ),
]
Name = Annotated[str, typer.Argument(help="An equation, to see what it takes and gives; all without it.")]


@app.command("list")
@say.command
def list_equations(name: Name = "", json: Json = False) -> None:
    """List the equations and which are proved, or what one of them takes, within which bounds, and gives."""
    if not name:
        listed = vt.equations.listed()
        say.document({"equations": listed.to_dicts()}) if json else say.table(listed, "Equations")
        return
    takes, gives = vt.equations.covariates(name), vt.equations.outcomes(name)
    if json:
        state = vt.equations.state(name)
        say.document({"equation": name, "proved": state, "takes": takes.to_dicts(), "gives": gives.to_dicts()})
        return
    equation = vt.equations.load(name)
    say.line(f"{equation.label}: {vt.equations.state(name)}", "bold")
    say.table(takes, "Takes")
    say.line(f"Bounds: {equation.bounds}. A value beyond them is used at the boundary, counted and told.")
    say.table(gives, "Gives")


@app.command("check")
@say.command
def check(file: File = None, json: Json = False) -> None:
    """Compute every case of a file: per equation the number of cases, of those within tolerance, the largest error.

    A line that cannot be read is told with its number and the others are computed; read = accepted + refused. Exit
    codes: 0 every case is within tolerance, 1 one is not, 2 a line was refused.
    """
    done = vt.equations.check(file)
    counts = {"read": done.read, "accepted": done.accepted, "refused": done.refused}
    if json:
        say.document(
            counts
            | {
                "within": int(done.table["within"].sum()),
                "equations": _rows(done.table),
                "outside": _rows(done.outside),
                "faults": list(done.faults),
            }
        )
    else:
        _say(done, counts)
    if done.faults:
        typer.echo("One line was refused:" if done.refused == 1 else f"{done.refused} lines were refused:", err=True)
        for fault in done.faults:
            typer.echo(f"  {fault}", err=True)
    if not done.passed:
        raise typer.Exit(say.FAULTY if done.refused or not done.read else MISSED)


def _say(done, counts: dict) -> None:
    """The table, what is outside, and the counts."""
    if done.accepted:
        say.table(vt.tables.equations_checked(done.table), "Equations and known cases")
    for row in _rows(done.outside.head(SHOWN)):
        say.line(
            f"line {row['line']}, {row['id']}: {row['outcome']} is {row['computed']:.6g}, expected "
            f"{row['expected']:.6g} within {row['tolerance']:.2g}"
        )
    if done.outside.height > SHOWN:
        say.line(f"The first {SHOWN} of {done.outside.height} outcomes outside tolerance; --json has all.")
    say.line(", ".join(f"{name} {number}" for name, number in counts.items()), "bold")
    if not done.read:
        say.line("The file holds no case.")


def _rows(frame) -> list[dict]:
    """The rows of a frame as JSON can hold them: null where a figure has no end."""
    infinite = pl.selectors.float().is_infinite() | pl.selectors.float().is_nan()
    return frame.with_columns(pl.when(~infinite).then(pl.selectors.float())).to_dicts()
