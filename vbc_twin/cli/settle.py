"""The command that settles files: published results of CMS beside what CMS paid, or figures of one's own."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

import vbc_twin as vt
from vbc_twin.cli import say

COMPARED = (
    "performance_year",
    "aco_id",
    "track",
    "published_usd",
    "computed_usd",
    "difference_usd",
    "within_rounding",
    "explanation",
    "published_after_sequestration_usd",
    "computed_after_sequestration_usd",
)
SHOWN = 40  # of settled figures; all of them go to --out

Name = Annotated[str, typer.Argument(help="A contract of the library, or a path to a .toml file; with --figures.")]
Figures = Annotated[
    Path | None,
    typer.Option(
        help="Figures to settle, one row a year: columns are the names of data/figures.toml, by enrolment type as "
        "person_years.esrd; beside them id, and the contract's choices level, minimum_savings_rate, agreement_start, "
        "revenue and variant. Rows are counted as in a spreadsheet: the header is row 1."
    ),
]
Published = Annotated[
    Path | None,
    typer.Option(
        help="A results file of CMS: the harmonised Shared Savings file, a raw one of any year, or ACO REACH's. Each "
        "row is settled under the contract that it shows, and compared with what CMS published."
    ),
]
Out = Annotated[Path | None, typer.Option(help="Write one line a settled row to this .csv file.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]


@say.command
def settle(
    contract: Name = "",
    figures: Figures = None,
    cms_results: Published = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Settle every row of a file: [bold]CONTRACT --figures FILE[/bold], or [bold]--cms-results FILE[/bold].

    A row that cannot be read is refused with row and column, all of them at once; the others are settled, and the exit
    code is then 2. accepted + refused = read.
    """
    _check(contract, figures, cms_results, out)
    if cms_results is not None:
        done = vt.settle_results(cms_results)
        _write(done.rows.select(COMPARED), out)
        _say_compared(done, out, json)
    else:
        done = vt.settle_figures(vt.Contract.load(contract), figures)
        _write(done.rows, out)
        _say_settled(done, contract, out, json)
    if done.faults:
        say.refused(done.faults, done.refused)


def _check(contract: str, figures: Path | None, cms_results: Path | None, out: Path | None) -> None:
    """Raises EvidenceError with everything that is wrong with what was asked for."""
    faults = []
    if (figures is None) == (cms_results is None):
        faults.append("settle: name one file, --figures (with a contract) or --cms-results")
    elif figures is not None and not contract:
        there = ", ".join(vt.Contract.names())
        faults.append(f"settle: --figures is settled under a contract; name one of {there}")
    elif cms_results is not None and contract:
        faults.append(f"settle: --cms-results chooses the contract of each row itself; leave {contract} out")
    if out is not None and out.is_dir():
        faults.append(f"--out: {out} is a folder; name a .csv file in it")
    elif out is not None and not out.parent.is_dir():
        faults.append(f"--out: there is no folder {out.parent}; make it first")
    if faults:
        raise vt.EvidenceError(faults)


def _write(rows: pl.DataFrame, out: Path | None) -> None:
    if out is not None:
        rows.with_columns(pl.selectors.float().round(2) + 0.0).write_csv(out)  # so that no zero has a minus


def _say_compared(done, out: Path | None, json: bool) -> None:
    """The table by year and track, the rows outside with their reasons, and the counts."""
    table = done.by_year_and_track.rename({"performance_year": "year"})
    outside = done.outside.select(COMPARED).rename({"performance_year": "year"})
    if json:
        say.document(_counts(done) | {"by_year_and_track": table.to_dicts(), "outside": outside.to_dicts()})
        return
    shares = table.with_columns(_share("within_rounding"), _share("within_a_thousandth"))
    say.table(shares.rename({"within_a_thousandth": "within_0.1_%"}), "Settled and published")
    for row in outside.to_dicts():
        say.line(f"PY{row['year']} {row['aco_id']} ({row['track']}): {row['difference_usd']:+,.0f} USD", "bold")
        say.line(f"  {row['explanation']}")
    after = done.rows.drop_nulls("published_after_sequestration_usd")
    for row in after.filter(pl.col("within_rounding") & (pl.col("explanation") != "")).to_dicts():
        if "after sequestration" in row["explanation"]:
            say.line(f"PY{row['performance_year']} {row['aco_id']} ({row['track']}): {row['explanation']}")
    _say_counts(done, out)


def _share(name: str) -> pl.Expr:
    percent = (100 * pl.col(name) / pl.col("rows")).round(2)
    return pl.format("{} ({} %)", pl.col(name), percent).alias(name)


def _say_settled(done, contract: str, out: Path | None, json: bool) -> None:
    """The settled rows and the counts."""
    if json:
        say.document(_counts(done) | {"contract": contract, "rows": done.rows.to_dicts()})
        return
    if done.accepted:
        say.table(done.rows.head(SHOWN), f"Settled under {contract}", "USD")
    if done.accepted > SHOWN:
        say.line(f"The first {SHOWN} of {done.accepted} rows; --out writes all of them.")
    _say_counts(done, out)


def _counts(done) -> dict:
    return {"read": done.read, "accepted": done.accepted, "refused": done.refused, "faults": list(done.faults)}


def _say_counts(done, out: Path | None) -> None:
    say.line(f"read {done.read}, accepted {done.accepted}, refused {done.refused}", "bold")
    if out is not None:
        say.line(f"One line a settled row lies in {out}.")
