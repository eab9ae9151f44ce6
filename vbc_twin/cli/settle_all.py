"""The command that settles the same years under every contract."""

from typing import Annotated

import typer

import vbc_twin as vt
from vbc_twin.cli import ask, say
from vbc_twin.cli.results import DRAWS, EXAMPLE, THREADS

Scenario = Annotated[str, typer.Argument(help="A scenario, or a .toml file; without one, the published year.")]
Contracts = Annotated[str, typer.Option("--contracts", help="Names with commas between; all there are without it.")]
Assume = Annotated[
    list[str] | None,
    typer.Option("--assume", help="A figure that the years lack, as name=value; may be given many times."),
]


@say.command
def settle_all(
    scenario: Scenario = "",
    twin: ask.TwinName = EXAMPLE,
    draws: ask.Draws = DRAWS,
    threads: ask.Threads = THREADS,
    seed: ask.Seed = None,
    people: ask.People = None,
    contracts: Contracts = "",
    assume: Assume = None,
    out: ask.Out = None,
    json: ask.Json = False,
) -> None:
    """Settle the same lived years under every contract: what each would bring, when, and at whose risk."""
    request = ask.Request(twin, people, draws, threads, out)
    chosen = request.scenario(scenario, seed) if scenario else None
    names = [each.strip() for each in contracts.split(",") if each.strip()] or None
    figures = _figures(assume or [], request.refused)
    if request.twin is not None:
        _check(request, names, figures)
    request.raise_if_refused()
    lived = request.twin
    if chosen is not None:
        with say.progress(json, "preparing the panel") as on_progress:
            lived = vt.run(request.twin, chosen, draws, threads, on_progress)
    settled = vt.settle_all(lived, names, figures)
    if out is not None:
        vt.save(settled, out)
    if json:
        say.document(vt.tables.settlements_summary(settled))
        return
    _print(settled, request.twin.row)
    if out is not None:
        say.line(f"Saved in {out}: summary.json and parquet tables.", "bold")


def _check(request: ask.Request, names: list[str] | None, figures: dict[str, float]) -> None:
    """Note contracts and figures that do not exist before anything is lived: the published year is settled at once."""
    try:
        vt.settle_all(request.twin, names, figures)
    except vt.EvidenceError as error:
        request.refused.extend(error.faults)


def _figures(given: list[str], faults: list[str]) -> dict[str, float]:
    found = {}
    for each in given:
        name, _, value = each.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            faults.append(f"--assume {each}: expected name=value with a number, for example capitation_usd=0")
    return found


def _print(settled: vt.Settlements, row: vt.PublishedRow) -> None:
    tables = vt.tables
    number = f"{settled.draws} draws" if settled.draws > 1 else "as published"
    say.line(f"The same years under every contract: {row.name} ({row.aco_id}), {number}", "bold")
    say.line(tables.every_contract_finding(settled))
    spare = ("90 % low (USD)", "90 % high (USD)", "Years")
    say.table(tables.every_contract(settled), "Earned (+) or owed (-), and chances of each year", spare=spare)
    for frame, title in (
        (tables.carried(settled), "Who bears a dollar of unexpected spending"),
        (tables.cash_by_year_end(settled), "Received by the holder beside claims, cumulative"),
        (tables.not_settled(settled), "Not settled, and why"),
    ):
        if not frame.is_empty():
            say.table(frame, title)
    say.sentences(settled.assumptions.filter(about="Figure")["assumed"])
