"""Tables of a comparison or a run, as polars frames: units in the column's name or a `unit` column, intervals of 90 %.

`printed` turns any of them into text for people. Money is USD, undiscounted, on programme basis unless said otherwise.
"""

from vbc_twin.reporting.tables.backtest import backtest_errors, backtest_misses, equations_checked
from vbc_twin.reporting.tables.catalogue import catalogue
from vbc_twin.reporting.tables.equity import equity
from vbc_twin.reporting.tables.every_contract import (
    carried,
    cash_by_year_end,
    cash_of,
    earned_by_year,
    every_contract,
    every_contract_finding,
    not_settled,
)
from vbc_twin.reporting.tables.evidence import (
    assumed,
    assumed_of_row,
    assumptions,
    evidence_said,
    marks,
    provenance,
)
from vbc_twin.reporting.tables.experience import experience
from vbc_twin.reporting.tables.explanation import Explanation, explain
from vbc_twin.reporting.tables.finding import finding, label, notes, verdict
from vbc_twin.reporting.tables.fitted import fit, fit_notes, fit_summary
from vbc_twin.reporting.tables.money import (
    bridge,
    headline,
    net_by_year,
    pmpm,
    pmpm_by_year,
    settlement_lines,
    settlement_steps,
    settlements,
)
from vbc_twin.reporting.tables.one_run import run_overview, run_settlements, run_years
from vbc_twin.reporting.tables.people import (
    burden,
    burden_by_stage,
    burden_by_year,
    enrolment,
    illusion,
    illusion_lines,
)
from vbc_twin.reporting.tables.printed import heading, is_number, printed
from vbc_twin.reporting.tables.scorecard import scorecard
from vbc_twin.reporting.tables.summary import records, settlements_summary, summary
from vbc_twin.reporting.tables.targets import (
    fitted_figures,
    fitted_targets,
    target_reasons,
    target_rows,
    targets_finding,
)
from vbc_twin.reporting.tables.validation import (
    validation_cases,
    validation_finding,
    validation_parts,
    validation_reasons,
    validation_records,
)
from vbc_twin.reporting.tables.who import who

__all__ = [
    "Explanation",
    "assumed",
    "assumed_of_row",
    "assumptions",
    "backtest_errors",
    "backtest_misses",
    "bridge",
    "burden",
    "burden_by_stage",
    "burden_by_year",
    "carried",
    "cash_by_year_end",
    "cash_of",
    "catalogue",
    "earned_by_year",
    "enrolment",
    "equations_checked",
    "equity",
    "every_contract",
    "every_contract_finding",
    "evidence_said",
    "experience",
    "explain",
    "finding",
    "fit",
    "fit_notes",
    "fit_summary",
    "fitted_figures",
    "fitted_targets",
    "heading",
    "headline",
    "illusion",
    "illusion_lines",
    "is_number",
    "label",
    "marks",
    "net_by_year",
    "not_settled",
    "notes",
    "pmpm",
    "pmpm_by_year",
    "printed",
    "provenance",
    "records",
    "run_overview",
    "run_settlements",
    "run_years",
    "scorecard",
    "settlement_lines",
    "settlement_steps",
    "settlements",
    "settlements_summary",
    "summary",
    "target_reasons",
    "target_rows",
    "targets_finding",
    "validation_cases",
    "validation_finding",
    "validation_parts",
    "validation_reasons",
    "validation_records",
    "verdict",
    "who",
]
