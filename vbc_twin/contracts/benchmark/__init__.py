"""How is the benchmark built?

Each step of the rule is one file with a pure function of plain amounts, over draws, whose docstring gives the formula
in the rule's own symbols: truncation, benchmark years, growth, risk, the regional, prior-savings and population
adjustments and their combination, projection, update, guardrail. Their figures are dated data in
data/contracts/*_figures.toml. `Worksheet` ties the steps of the Shared Savings Program together line by line as CMS's
reports have them. What no public file gives (projected and regional growth, the nation's weight) must be given, for
example as an `UpdateAssumptions` with intervals. REACH, LEAD and TEAM build theirs from the files named after them.

Nothing here knows a ledger or a contract: enrolment types in dictionaries, numbers or arrays over draws, in and out.
"""

from vbc_twin.contracts.benchmark.assumptions import UpdateAssumptions
from vbc_twin.contracts.benchmark.figures import BenchmarkText, read_figures
from vbc_twin.contracts.benchmark.historical import (
    BenchmarkYear,
    HistoricalBenchmark,
    HistoricalInputs,
    build_historical,
)
from vbc_twin.contracts.benchmark.published import Rebuilt, implied_update, rebuild, rules_of
from vbc_twin.contracts.benchmark.rows import Row
from vbc_twin.contracts.benchmark.rules import MsspRules
from vbc_twin.contracts.benchmark.updated import UpdatedBenchmark, UpdateInputs, build_updated
from vbc_twin.contracts.benchmark.worksheet import Worksheet

__all__ = [
    "BenchmarkText",
    "BenchmarkYear",
    "HistoricalBenchmark",
    "HistoricalInputs",
    "MsspRules",
    "Rebuilt",
    "Row",
    "UpdateAssumptions",
    "UpdateInputs",
    "UpdatedBenchmark",
    "Worksheet",
    "build_historical",
    "build_updated",
    "implied_update",
    "read_figures",
    "rebuild",
    "rules_of",
]
