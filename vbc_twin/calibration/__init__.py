"""What do published figures and claims teach us?

`build_twin` fits a twin to an ACO's own row of the CMS results file: heads by enrolment type, then scales of use and
price on the expected year 0, then the fit in the open, published beside simulated. `co_occurrence` fits the
log-linear model from which panels draw the company that illnesses keep. `backtest` holds the twins of one published
year to the next, beside baselines that need no twin. `hold_to_targets` measures every calibration target of
`data/calibration` on national and average people, published beside simulated; `fit_evidence` fits what is free to them,
layer by layer.
"""

from vbc_twin.calibration.backtest import Backtest, backtest
from vbc_twin.calibration.evidence_fit import EvidenceFit, fit_evidence
from vbc_twin.calibration.row import Fit, build_twin, fit_row
from vbc_twin.calibration.target_text import load_targets
from vbc_twin.calibration.targets import Targets, hold_to_targets

__all__ = [
    "Backtest",
    "EvidenceFit",
    "Fit",
    "Targets",
    "backtest",
    "build_twin",
    "fit_evidence",
    "fit_row",
    "hold_to_targets",
    "load_targets",
]
