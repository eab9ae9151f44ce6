"""How does a person at a terminal use the twin?

    vbc-twin demo                                     what an investment is worth to the example ACO
    vbc-twin compare status_quo care_management       two scenarios, lived by the same people with the same luck
    vbc-twin run status_quo                           one scenario
    vbc-twin settle --cms-results FILE                published settlements, computed and compared
    vbc-twin settle CONTRACT --figures FILE           figures of one's own, settled
    vbc-twin settle-all status_quo                    the same years under every contract
    vbc-twin twin build --cms FILE --aco ID           a twin from a published row
    vbc-twin backtest --from FILE --to FILE           twins of one published year held to the next
    vbc-twin equations check [FILE], equations list   published risk equations against known cases
    vbc-twin validate                                 every published outcome, simulated beside it
    vbc-twin evidence targets, evidence fit           every calibration target; what is free, fitted to them
    vbc-twin twin show NAME, list, explain NAME, app

Results go to stdout, progress and faults to stderr. With `--json` stdout holds one JSON document and nothing else. Exit
codes: 0 done, 1 a known case of `equations check` is outside its tolerance, 2 input with faults (all of them listed,
nothing run but the rows, lines and cases that have none), 130 interrupted.
"""

import typer

from vbc_twin.cli import backtest, equations, evidence, library, results, settle, settle_all, twins, validate

app = typer.Typer(
    name="vbc-twin",
    help="A digital twin of an Accountable Care Organization: its patients, their care, its cost, its settlement.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
app.command("demo")(results.demo)
app.command("compare")(results.compare)
app.command("run")(results.run)
app.command("settle")(settle.settle)
app.command("settle-all")(settle_all.settle_all)
app.add_typer(twins.app, name="twin")
app.command("backtest")(backtest.backtest)
app.add_typer(equations.app, name="equations")
app.add_typer(evidence.app, name="evidence")
app.command("validate")(validate.validate)
app.command("list")(library.list_names)
app.command("explain")(library.explain)
app.command("app", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(library.open_app)


def main() -> None:
    """The installed command."""
    app(prog_name="vbc-twin")
