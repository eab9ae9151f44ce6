"""What do published figures and claims teach us?

`build_twin` fits a twin to an ACO's own row of the CMS results file: heads by enrolment type, then scales of use and
price on the expected year 0, then the fit in the open, published beside simulated. `co_occurrence` fits the
log-linear model from which panels draw the company that illnesses keep; `concentration` fits how far the price of one
visit lies from another's to how unevenly spending falls. `backtest` holds the twins of one published year to the next,
beside baselines that need no twin. Scales are fitted per twin; nothing else is tuned.
"""

from vbc_twin.calibration.backtest import Backtest, backtest
from vbc_twin.calibration.row import Fit, build_twin, fit_row

__all__ = ["Backtest", "Fit", "backtest", "build_twin", "fit_row"]
