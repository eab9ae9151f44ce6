"""What do published risk equations say about a person, and are ours the published ones?

    import vbc_twin as vt

    vt.equations.prevent(frame)                  one row in, one row out: risks, what was at the boundary, what refused
    vt.equations.covariates("prevent")           the columns that it takes, with units, bounds and other names
    vt.equations.check("vectors.jsonl")          how near every equation comes to known cases
    vt.equations.listed()                        which equations there are, and which are proved

One small file an equation: the formula in its docstring with the paper's symbols; coefficients, bounds and sources in
`data/equations/`. A covariate beyond the range that an equation was made for is used at the boundary, counted and told;
a cell that cannot be read refuses its row, by row and column, and the other rows are computed. No equation enters a
model unless it is proved (`proved`). Their treatment terms are prognostic: they say who is at risk and never what a
drug does. Left out: recalibration to a panel; above the oldest age `carried_on` is a judged way on.
"""

from vbc_twin.conditions.equations.cha2ds2_vasc import cha2ds2_vasc
from vbc_twin.conditions.equations.charge_af import charge_af
from vbc_twin.conditions.equations.ckd_epi import ckd_epi
from vbc_twin.conditions.equations.epic_us import epic_us
from vbc_twin.conditions.equations.equation import Equation
from vbc_twin.conditions.equations.evaluate import EquationWarning, counts
from vbc_twin.conditions.equations.framingham import framingham
from vbc_twin.conditions.equations.hazard import (
    carried_on,
    chance_between,
    growth_with_age,
    hazard_after,
    starting_hazard,
)
from vbc_twin.conditions.equations.kfre import kfre
from vbc_twin.conditions.equations.maggic import maggic
from vbc_twin.conditions.equations.pooled_cohort import pooled_cohort
from vbc_twin.conditions.equations.prevent import prevent
from vbc_twin.conditions.equations.recode import recode
from vbc_twin.conditions.equations.registry import check, covariates, listed, load, outcomes, proved, state
from vbc_twin.conditions.equations.ukpds_om2 import ukpds_om2
from vbc_twin.conditions.equations.vectors import Checked

__all__ = [
    "Checked",
    "Equation",
    "EquationWarning",
    "carried_on",
    "cha2ds2_vasc",
    "chance_between",
    "charge_af",
    "check",
    "ckd_epi",
    "counts",
    "covariates",
    "epic_us",
    "framingham",
    "growth_with_age",
    "hazard_after",
    "kfre",
    "listed",
    "load",
    "maggic",
    "outcomes",
    "pooled_cohort",
    "prevent",
    "proved",
    "recode",
    "starting_hazard",
    "state",
    "ukpds_om2",
]
