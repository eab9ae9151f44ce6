"""What happens, month by month?

A `Twin` is what is: an ACO's published row, a panel drawn from it, and the evidence. A `Scenario` is what we choose. A
`Run` is what then happened. `Simulation` is one arm as a Mesa model: the ACO, its practices, care teams and the payer
are agents; patients are columns, advanced by one kernel. Everything that moves is a rate, and everything that matters
is an effect upon a rate.

A month's chance is 1 - exp(-rate / 12), its count Poisson. Onset is solved from prevalence (`onset`), deaths lie inside
the life table, scales of use and price are solved so that the expected year 0 returns the published row (`fit`), and
joiners are chosen so that the open panel stays what it was (`replenish`). Luck is keyed by person, month and decision
(`draws`), so two arms differ only by what was chosen. Each January practices open a year of work (`workplaces`), and
some of their clinicians have left; `standing` writes what the year was to practices and to groups of people.
"""

from vbc_twin.twin.arms import StudyArm
from vbc_twin.twin.cohort import AnySource, Cohort
from vbc_twin.twin.cohort_life import Events, live_cohort, study_plan
from vbc_twin.twin.content import Content
from vbc_twin.twin.fit import ExpectedYear
from vbc_twin.twin.groundwork import Groundwork
from vbc_twin.twin.hazards import Scales
from vbc_twin.twin.ledger import NOT_PRESENT
from vbc_twin.twin.lives import Lives, live_closely
from vbc_twin.twin.outcome import Outcome
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.run import Run, provenance
from vbc_twin.twin.scenario import ContractChoice, Scenario
from vbc_twin.twin.simulation import Arm, Simulation
from vbc_twin.twin.state import NEVER
from vbc_twin.twin.twin import DEFAULT_SEED, Twin

__all__ = [
    "DEFAULT_SEED",
    "NEVER",
    "NOT_PRESENT",
    "AnySource",
    "Arm",
    "Cohort",
    "Content",
    "ContractChoice",
    "Events",
    "ExpectedYear",
    "Groundwork",
    "Lives",
    "Outcome",
    "Plan",
    "Run",
    "Scales",
    "Scenario",
    "Simulation",
    "StudyArm",
    "Twin",
    "live_closely",
    "live_cohort",
    "provenance",
    "study_plan",
]
