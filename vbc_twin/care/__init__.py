"""What care do they use, and what does it cost?

Nine services, each a file of `data/care/`: a base rate or probability, a price, and effects of age, entitlement and
frailty. The effects of illness on care stand in the illness's own file. A person's rate is

    base x effects of attributes x factors of conditions (combined by the target's rule) x effects of programmes

and each use costs its price, which is spread between uses where the file says so. Inpatient stays are split by cause; a
stay may begin in the emergency department, end in death or in a skilled nursing facility, and be followed by a
readmission within 30 days or by death: each with a chance of its cause's own. Some files hold effects only, because
their subject is no single service: what is measured (pressure, lipids, sugar, weight, smoking) and treatments on
events, how people live, who accepts a programme; `levels` says how late a change is felt. `trend` moves prices and
benchmark alike.

Sources: CMS Program Statistics, the CMS 2010 chronic conditions file, ACO results of 2022 for levels. Base levels are
starting values: a twin's scales bring them to its published row. Left out: length of stay, Part D, and settings after
a stay other than SNF.
"""

from vbc_twin.care.causes import Cause, by_group
from vbc_twin.care.influence import shared_effects
from vbc_twin.care.levels import Lag, lags
from vbc_twin.care.practices import practice_figures
from vbc_twin.care.service import CATEGORIES, Service, load_all, names
from vbc_twin.care.trend import national_trend

__all__ = [
    "CATEGORIES",
    "Cause",
    "Lag",
    "Service",
    "by_group",
    "lags",
    "load_all",
    "names",
    "national_trend",
    "practice_figures",
    "shared_effects",
]
