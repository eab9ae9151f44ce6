"""Which conditions everybody has on record: cells of the joint model, raked to prevalence, drawn stratum by stratum.

Conditions beyond the joint model are drawn after it (`further`).

People with ESRD have chronic kidney disease for certain. They get the cells with it, and everybody else in their
stratum gets what is left, so that the stratum as a whole keeps its joint distribution. What chance leaves between the
drawn and the wanted prevalence of an age band and sex is then evened out, condition by condition: a few people gain or
lose the condition, those most readily whose other conditions say so.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.panel import apportion
from vbc_twin.panel.co_occurrence import GROUPS, joint_model
from vbc_twin.panel.columns import CONDITIONS, JOINT_CONDITIONS, SEXES
from vbc_twin.panel.demography import ESRD, People
from vbc_twin.panel.further import recorded_further
from vbc_twin.panel.joint import rake
from vbc_twin.panel.prevalence import STRATA, by_stratum

KIDNEY = CONDITIONS.index("ckd")
# The last stages of kidney disease are treated failure, dialysis and a transplant: what makes people enrol as ESRD.
KIDNEY_REPLACED = 2
JOINT = len(JOINT_CONDITIONS)
DIGITS = np.arange(JOINT - 1, -1, -1)
CELL_OF_STRATUM = np.array([each.band * len(SEXES) + SEXES.index(each.sex) for each in STRATA])


@dataclass(frozen=True)
class Recorded:
    """Conditions on record, has (people, conditions), and what lies behind them: the main effects of the joint model
    (strata, joint conditions), and the log odds with which the further ones were drawn (people, further conditions)."""

    has: np.ndarray
    mains: np.ndarray
    further: np.ndarray

    def conditional_logit(self, people: People, place: int) -> np.ndarray:
        """Log odds of each person having the condition at `place` on record, given their others."""
        if place >= JOINT:
            return self.further[:, place - JOINT]
        main, has = self.mains[people.stratum, place], self.has[:, :JOINT]
        found = joint_model("65plus").conditional_logit(has, main, place)
        young = np.flatnonzero(people.fine_age == 0)
        found[young] = joint_model("lt65").conditional_logit(has[young], main[young], place)
        return found


def recorded(people: People, targets: np.ndarray, frailty: np.ndarray, luck) -> Recorded:
    """Draw recorded conditions; targets (condition, age band, sex) hold in the weighted panel.

    `frailty` (people,), standard normal, goes with some of the further conditions.
    """
    weight = np.bincount(people.stratum, people.weight, minlength=len(STRATA))
    prevalence = by_stratum(targets, weight)
    drawn = _drawn(people, prevalence[:, :JOINT], weight, luck("conditions"))
    rng = luck("evening out")
    for place in range(JOINT):
        _even_out(people, drawn, place, targets[place].ravel(), rng)
    further, log_odds = recorded_further(people, drawn.has, prevalence[:, JOINT:], frailty, luck)
    return Recorded(np.asfortranarray(np.column_stack([drawn.has, further])), drawn.mains, log_odds)


def _drawn(people: People, prevalence: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> Recorded:
    stratum, failing = people.stratum, people.enrolment_type == ESRD
    esrd = np.bincount(stratum, people.weight * failing, minlength=len(STRATA))
    has = np.zeros((len(stratum), JOINT), dtype=bool, order="F")
    mains = np.zeros(prevalence.shape)
    for group in GROUPS:
        model = joint_model(group)
        strata = [at for at, each in enumerate(STRATA) if each.group == group and weight[at] > 0]
        if not strata:
            continue
        mains[strata], share = rake(model.association, model.pairs, prevalence[strata])
        for at, cells in zip(strata, share, strict=True):
            for kidneys_fail, part in zip((True, False), with_esrd(cells, esrd[at] / weight[at]), strict=True):
                who = np.flatnonzero((stratum == at) & (failing == kidneys_fail))
                if len(who):
                    has[who] = (apportion.at_random(part, len(who), rng)[:, None] >> DIGITS) & 1
    return Recorded(has, mains, np.zeros((len(stratum), 0)))


def with_esrd(cells: np.ndarray, esrd_share: float) -> tuple[np.ndarray, np.ndarray]:
    """Cells of people with ESRD and of the rest of a stratum, which together make up `cells`."""
    diseased = cells.reshape(1 << KIDNEY, 2, -1).copy()
    rest = diseased.copy()
    diseased[:, 0] = 0
    share = diseased.sum()
    rest[:, 1] *= max(0.0, share - esrd_share) / share
    return diseased.ravel(), rest.ravel()


def _even_out(people: People, drawn: Recorded, place: int, targets: np.ndarray, rng: np.random.Generator) -> None:
    """Let a few gain or lose one condition, so that its prevalence by age band and sex is the wanted one."""
    cell, has = CELL_OF_STRATUM[people.stratum], drawn.has[:, place]
    gap = targets * np.bincount(cell, people.weight, minlength=len(targets))
    gap -= np.bincount(cell, people.weight * has, minlength=len(targets))
    gains = gap[cell] > 0
    logit = drawn.conditional_logit(people, place)
    readiness = people.weight * np.exp(np.where(gains, logit, -logit)) * (has != gains)
    if place == KIDNEY:
        readiness[people.enrolment_type == ESRD] = 0
    total = np.bincount(cell, readiness, minlength=len(targets))
    per_person = np.divide(np.abs(gap), total, out=np.zeros(len(gap)), where=total > 0)
    chance = np.minimum(readiness / people.weight * per_person[cell], 1.0)
    changed = apportion.chosen(chance, people.by_stratum, rng)
    drawn.has[changed, place] = gains[changed]
