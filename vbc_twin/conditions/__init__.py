"""How does illness move?

Twenty-three chronic conditions, each a file of `data/conditions/`: ordered stages, transitions between them as annual
hazards per person at that stage, and effects on its own onset and progression, on use of care and on death. A month's
chance is 1 - exp(-hazard / 12). Thirteen conditions move; ten are fixed flags. Where cohorts saw how often one begins,
it begins as often; elsewhere the onset is solved from prevalence by age and sex, so that prevalence holds in an open
panel. Obesity is read off the body mass index, prediabetes off HbA1c, and infections are a cause of admission.

Within one condition the effects of its stages multiply: a later stage brings an extra ratio. How several conditions
combine is data on the target (`data/targets.toml`): use grows by less than the product, deaths add their excess.

Everybody's deaths come from one life table (`LifeTable`); the deaths of each illness lie inside it, never on top.

Sources: a Poisson fit of the CMS 2010 chronic conditions file for use, published risk equations and cohorts for
onset, the Social Security life table for death. How good a year is with an illness is the value set of `Utility`.
Left out: duration of disease. Treatment and what is measured belong to the panel.
"""

from vbc_twin.conditions import equations
from vbc_twin.conditions.condition import Condition, Transition, load_all, names
from vbc_twin.conditions.mortality import CauseOfDeath, LifeTable
from vbc_twin.conditions.utility import Utility

__all__ = ["CauseOfDeath", "Condition", "LifeTable", "Transition", "Utility", "equations", "load_all", "names"]
