"""What the command line writes, and where: results to stdout, progress and faults to stderr, and the exit codes."""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from vbc_twin import EvidenceError, tables

FAULTY, INTERRUPTED = 2, 130
GAP, WORDS = 3, 18  # between columns; what a column of words can be wrapped to
WIDTH_OF_A_FILE = 150  # where stdout is no terminal, so that no table is cut


def command(function: Callable) -> Callable:
    """A command whose faults are listed on stderr with exit code 2, and whose interruption is exit code 130."""

    @functools.wraps(function)
    def guarded(*arguments, **options):
        try:
            return function(*arguments, **options)
        except EvidenceError as error:
            refuse(error.faults)
        except KeyboardInterrupt:
            _stderr().print("Interrupted. Nothing is half-written.")
            raise typer.Exit(INTERRUPTED) from None

    return guarded


def refuse(faults) -> None:
    """List every fault and leave."""
    faults = list(faults)
    number = "One fault" if len(faults) == 1 else f"{len(faults)} faults"
    typer.echo(f"{number}; nothing was run.", err=True)
    for fault in faults:
        typer.echo(f"  {fault}", err=True)
    raise typer.Exit(FAULTY)


def refused(faults, number: int, what: str = "row", done: str = "settled") -> None:
    """List every fault of what was left out, after the others were done, and leave."""
    rows = f"One {what} was refused" if number == 1 else f"{number} {what}s were refused"
    typer.echo(f"{rows}; the others were {done}.", err=True)
    for fault in faults:
        typer.echo(f"  {fault}", err=True)
    raise typer.Exit(FAULTY)


def document(content: dict) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(content, indent=2, allow_nan=False))


def line(words: str = "", style: str | None = None) -> None:
    """One line of words."""
    _stdout().print(escape(words), style=style, highlight=False)


def sentences(listed) -> None:
    """Sentences, one a line."""
    for each in listed:
        line(f"- {each}", "dim")


def table(
    frame: pl.DataFrame,
    title: str,
    unit: str = "",
    without: tuple[str, ...] = (),
    spare: tuple[str, ...] = (),
    total: bool = False,
) -> None:
    """A table as people read it, `without` some columns. A `unit` that all figures share moves to the title; columns in
    `spare` are left out where the terminal is too narrow for all; `total` sets the last row off."""
    shown = tables.printed(frame).drop(without)
    if unit:
        shown = shown.rename({name: name.removesuffix(f" ({unit})") for name in shown.columns})
        title = f"{title} ({unit})"
    console = _stdout()
    narrow = _comfortable_width(shown) > console.width
    console.print(_drawn(shown.drop(spare) if narrow else shown, title, total, narrow))


def _drawn(shown: pl.DataFrame, title: str, total: bool, narrow: bool) -> Table:
    """A table whose figures are never broken; where it must be narrow, headings wrap and words take what is left."""
    drawn = Table(title=escape(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in shown.columns:
        width = None
        if right := _holds_figures(shown, name):
            heading = max(map(len, name.split())) if narrow else len(name)
            width = max(heading, *map(len, shown[name].to_list()))
        drawn.add_column(escape(name), justify="right" if right else "left", width=width, overflow="fold")
    rows = shown.rows()
    for place, row in enumerate(rows):
        again = place > 0 and row[0] == rows[place - 1][0]
        last = total and place == len(rows) - 1
        if last:
            drawn.add_section()
        drawn.add_row(*(escape(cell) for cell in ("" if again else row[0], *row[1:])), style="bold" if last else None)
    return drawn


def _comfortable_width(shown: pl.DataFrame) -> int:
    """The width at which headings of figures need not wrap, and words wrap only where they are long."""
    width = 0
    for name in shown.columns:
        widest = max(map(len, (name, *shown[name].to_list())))
        width += GAP + (widest if _holds_figures(shown, name) else min(widest, WORDS))
    return width


def _holds_figures(shown: pl.DataFrame, name: str) -> bool:
    return name != shown.columns[0] and any(tables.is_number(each) for each in shown[name])


@contextmanager
def progress(quiet: bool, doing: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar on stderr while something is lived; nothing at all if quiet."""
    if quiet:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_stderr(), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total, label: bar.update(task, completed=done, total=total, description=label)


def _stdout() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_A_FILE)


def _stderr() -> Console:
    return Console(stderr=True)
