"""From record to truth: who is ill without a record of it, and at which stage everybody is.

Published prevalence is recorded; true = recorded / (1 - undiagnosed share). Somebody without a record has the disease
with the odds that the record of their other conditions gives, times undiagnosed / (1 - undiagnosed): so hidden disease
keeps the company that known disease keeps; of the conditions beyond the joint model, that of other hidden disease too.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from vbc_twin.panel import apportion
from vbc_twin.panel.columns import CONDITIONS, JOINT_CONDITIONS
from vbc_twin.panel.demography import ESRD, People
from vbc_twin.panel.further import company_of_hidden
from vbc_twin.panel.illness import KIDNEY, KIDNEY_REPLACED, Recorded

CAPPING_ROUNDS = 20


@dataclass(frozen=True)
class Stages:
    """One condition's stages 1, 2, ...: their shares of all who have it, and of each the share without a record."""

    share: np.ndarray
    undiagnosed: np.ndarray

    @property
    def hidden_per_record(self) -> float:
        """People without a record for one with it."""
        hidden = (self.share * self.undiagnosed).sum()
        return hidden / (self.share.sum() - hidden)

    def mix(self, on_record: bool) -> np.ndarray:
        """Shares of the stages among people with a record, or among those without."""
        mix = self.share * ((1 - self.undiagnosed) if on_record else self.undiagnosed)
        return mix / mix.sum() if mix.sum() > 0 else self.share / self.share.sum()


def stages_of(course: pl.DataFrame) -> tuple[Stages, ...]:
    """The stages of every condition, in the order of CONDITIONS; the frame has been checked."""
    frames = {key[0]: rows.sort("stage") for key, rows in course.group_by("condition")}
    return tuple(Stages(frames[c]["share"].to_numpy(), frames[c]["undiagnosed"].to_numpy()) for c in CONDITIONS)


def true_stages(people: People, recorded: Recorded, stages: tuple[Stages, ...], luck) -> np.ndarray:
    """True stage of each condition, (people, conditions). People with ESRD are at the stages of kidney disease that are
    treated failure, and nobody else is."""
    rng, stage_rng = luck("undiagnosed"), luck("stages")
    truth = np.zeros(recorded.has.shape, dtype=np.int8, order="F")
    failing = people.enrolment_type == ESRD
    for place, each in enumerate(stages):
        known = recorded.has[:, place]
        logit = recorded.conditional_logit(people, place)
        if place >= len(JOINT_CONDITIONS):
            logit = logit + company_of_hidden(CONDITIONS[place], (truth > 0) & ~recorded.has)
        hidden = undiagnosed(people, known, logit, each, rng)
        mixes = each.mix(on_record=True), each.mix(on_record=False)
        if place == KIDNEY:
            before = len(each.share) - KIDNEY_REPLACED
            replaced = 1 + before + apportion.at_random(_shares(each.share[before:]), int(failing.sum()), stage_rng)
            truth[failing, place] = replaced
            known = known & ~failing
            mixes = tuple(_shares(mix[:before]) for mix in mixes)
        for who, mix in zip((known, hidden), mixes, strict=True):
            truth[who, place] = 1 + apportion.at_random(mix, int(who.sum()), stage_rng)
    return truth


def undiagnosed(people: People, known: np.ndarray, logit: np.ndarray, stages: Stages, rng) -> np.ndarray:
    """Who has the condition without a record of it, (people,) booleans, from who has one and everybody's log odds."""
    weight = people.weight
    if stages.hidden_per_record == 0:
        return np.zeros(len(known), dtype=bool)
    odds = np.where(known, 0.0, np.exp(logit) * stages.hidden_per_record)
    wanted = min((weight * known).sum() * stages.hidden_per_record, (weight * ~known).sum())
    chance = np.minimum(odds, 1.0)
    for _ in range(CAPPING_ROUNDS):
        missing = wanted / max((weight * chance).sum(), 1e-12)
        if abs(missing - 1) < 1e-6:
            break
        odds = odds * missing
        chance = np.minimum(odds, 1.0)
    return apportion.chosen(chance, people.by_stratum, rng)


def _shares(mix: np.ndarray) -> np.ndarray:
    """These stages' proportions among themselves; equal ones if nobody is at any of them."""
    return mix / mix.sum() if mix.sum() > 0 else np.full(len(mix), 1 / len(mix))
