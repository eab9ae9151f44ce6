"""A comparison or a run as one plain dictionary for scripts: what `--json` prints and `summary.json` holds."""

import polars as pl

from vbc_twin.experiments import Comparison, Settlements
from vbc_twin.reporting.small_cells import HIDDEN
from vbc_twin.reporting.tables.equity import equity
from vbc_twin.reporting.tables.every_contract import every_contract_finding
from vbc_twin.reporting.tables.evidence import assumed, marks, provenance
from vbc_twin.reporting.tables.experience import experience
from vbc_twin.reporting.tables.finding import finding, label, notes, verdict
from vbc_twin.reporting.tables.money import bridge
from vbc_twin.reporting.tables.one_run import run_settlements, run_years
from vbc_twin.reporting.tables.people import enrolment, illusion
from vbc_twin.reporting.tables.printed import OF_PEOPLE
from vbc_twin.reporting.tables.scorecard import scorecard
from vbc_twin.twin import Run

SCHEMA, CONTRACTS_SCHEMA = "vbc_twin summary 1", "vbc_twin contracts 1"


def summary(result: Comparison | Run, settled: Settlements | None = None) -> dict:
    """The result's figures, its words and its provenance. Counts of fewer than eleven people are "<11".

    The headline figures of a comparison stand at the top under the names of the field. `settled` are its years under
    every contract; without them that part is left out.
    """
    every = {} if settled is None else {"every_contract": _of_contracts(settled)}
    if isinstance(result, Run):
        return _of_a_run(result, every)
    row = result.base.twin.row
    return {
        "schema": SCHEMA,
        "finding": finding(result),
        "verdict": verdict(result),
        "notes": list(notes(result)),
        "twin": {"name": result.base.twin.name, "aco_id": row.aco_id, "aco": row.name, "year_0": row.performance_year},
        "base": {"name": result.base.scenario.name, "label": label(result.base)},
        "alternative": {"name": result.alternative.scenario.name, "label": label(result.alternative)},
        "years": list(result.years),
        "draws": result.draws,
        **result.headline(),
        "bridge": records(bridge(result)),
        "scorecard": records(scorecard(result)),
        "experience": records(experience(result)),
        "equity": records(equity(result)),
        "enrolment": records(enrolment(result)),
        "before_after": records(illusion(result)),
        "marks": records(marks(result)),
        "assumed": records(assumed(result)),
        **every,
        "provenance": provenance(result),
    }


def records(frame: pl.DataFrame) -> list[dict]:
    """The rows of a table as dictionaries; what rests on too few people is "<11"."""
    rows = frame.to_dicts()
    for row in rows:
        row.update({name: HIDDEN for name in OF_PEOPLE if name in row and row[name] is None})
    return rows


def settlements_summary(settled: Settlements) -> dict:
    """Settlements under many contracts for scripts: by year and in all, and what they need to be worked out again."""
    by_year = {"by_year": records(settled.years), "position": records(settled.position)}
    return {"schema": CONTRACTS_SCHEMA} | _of_contracts(settled) | by_year | {"provenance": settled.provenance}


def _of_contracts(settled: Settlements) -> dict:
    return {
        "finding": every_contract_finding(settled),
        "years": list(settled.calendar_years),
        "draws": settled.draws,
        "over_all_years": records(settled.over_all_years),
        "carriers": records(settled.carriers.filter(pl.col("year").is_null()).drop("year")),
        "not_settled": records(settled.missing),
        "assumptions": records(settled.assumptions),
    }


def _of_a_run(run: Run, every: dict) -> dict:
    row = run.twin.row
    return {
        "schema": SCHEMA,
        "twin": {"name": run.twin.name, "aco_id": row.aco_id, "aco": row.name, "year_0": row.performance_year},
        "scenario": {"name": run.scenario.name, "label": label(run)},
        "years": list(run.calendar_years),
        "draws": run.outcome.draws,
        "settlements": records(run_settlements(run)),
        "figures": records(run_years(run)),
        "marks": records(marks(run)),
        "assumed": records(assumed(run)),
        **every,
        "provenance": provenance(run),
    }
