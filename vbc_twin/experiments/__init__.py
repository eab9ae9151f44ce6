"""What is a choice worth, and how sure are we?

Two scenarios are lived by the same people with the same luck, draw by draw: draw i has parameter vector i and luck i in
both arms, on the fixed panel. Every figure is the mean over draws with the 5th to 95th percentile. A comparison also
shows what before-after spending of the enrolled would have claimed. `settle_all` settles one run's years, or a twin's
published one, under every contract that they can supply. `run_cohort` lives a study's people in all its arms and
counts any event; `validate` holds published outcomes against what such studies come to.
"""

from vbc_twin.experiments.cohorts import CohortRun, run_cohort
from vbc_twin.experiments.comparison import Comparison
from vbc_twin.experiments.estimate import Estimate
from vbc_twin.experiments.illusion import WINDOWS, Illusion
from vbc_twin.experiments.runner import DEFAULT_DRAWS, compare, run
from vbc_twin.experiments.settle_all import settle_all
from vbc_twin.experiments.settlements import Settlements
from vbc_twin.experiments.validation import SCHEMA as VALIDATION_SCHEMA
from vbc_twin.experiments.validation import Validation, correlation, share_inside, validate

__all__ = [
    "DEFAULT_DRAWS",
    "VALIDATION_SCHEMA",
    "WINDOWS",
    "CohortRun",
    "Comparison",
    "Estimate",
    "Illusion",
    "Settlements",
    "Validation",
    "compare",
    "correlation",
    "run",
    "run_cohort",
    "settle_all",
    "share_inside",
    "validate",
]
