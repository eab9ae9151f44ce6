"""Which conditions everybody has on record: cells of the joint model, raked to prevalence, drawn stratum by stratum.

People with ESRD have chronic kidney disease for certain. They get the cells with it, and everybody else in their
stratum gets what is left, so that the stratum as a whole keeps its joint distribution.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.panel import apportion
from vbc_twin.panel.co_occurrence import joint_model
from vbc_twin.panel.columns import CONDITIONS
from vbc_twin.panel.demography import ESRD, People
from vbc_twin.panel.joint import rake
from vbc_twin.panel.prevalence import STRATA, by_stratum

KIDNEY = CONDITIONS.index("ckd")
DIGITS = np.arange(len(CONDITIONS) - 1, -1, -1)


@dataclass(frozen=True)
class Recorded:
    """Conditions on record: has (people, conditions) booleans, and the log odds of each given a person's others."""

    has: np.ndarray
    conditional_logit: np.ndarray


def recorded(people: People, targets: np.ndarray, luck) -> Recorded:
    """Draw recorded conditions; targets (condition, age band, sex) hold in the weighted panel."""
    stratum = people.stratum
    weight = np.bincount(stratum, people.weight, minlength=len(STRATA))
    failing = people.enrolment_type == ESRD
    esrd = np.bincount(stratum, people.weight * failing, minlength=len(STRATA))
    prevalence = by_stratum(targets, weight)
    has = np.zeros((len(stratum), len(CONDITIONS)), dtype=bool)
    logits = np.zeros(has.shape)
    rng = luck("conditions")
    for group in ("lt65", "65plus"):
        model = joint_model(group)
        strata = [at for at, each in enumerate(STRATA) if each.group == group and weight[at] > 0]
        if not strata:
            continue
        mains, share = rake(model.association, model.pairs, prevalence[strata])
        for at, main, cells in zip(strata, mains, share, strict=True):
            here = stratum == at
            for kidneys_fail, part in zip((True, False), with_esrd(cells, esrd[at] / weight[at]), strict=True):
                who = np.flatnonzero(here & (failing == kidneys_fail))
                if len(who):
                    cell = apportion.at_random(part, len(who), rng)
                    has[who] = (cell[:, None] >> DIGITS) & 1
                    logits[who] = model.conditional_logits(has[who], main)
    return Recorded(has, logits)


def with_esrd(cells: np.ndarray, esrd_share: float) -> tuple[np.ndarray, np.ndarray]:
    """Cells of people with ESRD and of the rest of a stratum, which together make up `cells`."""
    diseased = cells.reshape(1 << KIDNEY, 2, -1).copy()
    rest = diseased.copy()
    diseased[:, 0] = 0
    share = diseased.sum()
    rest[:, 1] *= max(0.0, share - esrd_share) / share
    return diseased.ravel(), rest.ravel()
