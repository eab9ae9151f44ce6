"""vbc_twin: a population-health twin of a patient panel, settled under the contract that pays for it.

The whole public API. A `Twin` is what is, a `Scenario` what we choose, a `Run` what then happens, and a `Comparison`
what the choice is worth.
"""

import os

# Matrices are small here: threads that share one would wait for each other longer than they work. To be said before
# NumPy is imported; whoever has said otherwise is heeded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from vbc_twin import quality
from vbc_twin.calibration import (
    Backtest,
    EvidenceFit,
    Fit,
    Targets,
    backtest,
    build_twin,
    fit_evidence,
    hold_to_targets,
)
from vbc_twin.conditions import equations
from vbc_twin.contracts import Contract, Experience, Settlement, settle_figures, settle_results
from vbc_twin.evidence import EvidenceError, PublishedRow, library, published_row, read_results
from vbc_twin.experiments import (
    CohortRun,
    Comparison,
    Settlements,
    Validation,
    compare,
    run,
    run_cohort,
    settle_all,
    validate,
)
from vbc_twin.investments import Investment
from vbc_twin.panel import Panel, hcc
from vbc_twin.reporting import (
    figures,
    read_validation,
    report,
    save,
    save_targets,
    save_validation,
    tables,
    validation_document,
)
from vbc_twin.twin import Cohort, Run, Scenario, Twin

__all__ = [
    "Backtest",
    "Cohort",
    "CohortRun",
    "Comparison",
    "Contract",
    "EvidenceError",
    "EvidenceFit",
    "Experience",
    "Fit",
    "Investment",
    "Panel",
    "PublishedRow",
    "Run",
    "Scenario",
    "Settlement",
    "Settlements",
    "Targets",
    "Twin",
    "Validation",
    "backtest",
    "build_twin",
    "compare",
    "equations",
    "figures",
    "fit_evidence",
    "hcc",
    "hold_to_targets",
    "library",
    "published_row",
    "quality",
    "read_results",
    "read_validation",
    "report",
    "run",
    "run_cohort",
    "save",
    "save_targets",
    "save_validation",
    "settle_all",
    "settle_figures",
    "settle_results",
    "tables",
    "validate",
    "validation_document",
]
