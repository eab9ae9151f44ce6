"""Where a stage of a condition leads: one rate says how many leave it, shares say where they go."""

from dataclasses import dataclass

import numpy as np

from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import NEVER


@dataclass(frozen=True)
class Moves:
    """The ways out of each stage of each condition (C, S), of which there are at most W.

    `target` (C, S): the target whose rate says how fast people leave (-1: nowhere). `destination` (C, S, W): the stages
    that they come to, and `upto` (C, S, W): the draw [0, 1] up to which each of the ways is taken. `to_none` (C, S):
    the share of those who leave that have the condition no longer. `struck` (C): the stage to which a stay of its cause
    leads at once (-1: none). `found` (C, S, S): the chance that who is on no record and comes from one stage to another
    is found by it, so that no more stay unseen than the share of the new stage.
    """

    target: np.ndarray
    destination: np.ndarray
    upto: np.ndarray
    to_none: np.ndarray
    struck: np.ndarray
    found: np.ndarray

    @classmethod
    def of(cls, plan: Plan, values: np.ndarray) -> "Moves":
        """The moves of a plan's conditions, their shares from a vector of parameter values."""
        ways = 1 + max((len(each.split) for c in plan.conditions for each in c.transitions), default=0)
        shape = (len(plan.conditions), plan.most_stages)
        target, destination = np.full(shape, NEVER), np.full((*shape, ways), NEVER)
        upto = np.ones((*shape, ways))
        for place, condition in enumerate(plan.conditions):
            for each in condition.transitions:
                start = condition.stages.index(each.from_stage)
                target[place, start] = plan.column[each.target]
                destination[place, start] = condition.stages.index(each.to_stage)
                share = 0.0
                for way, (stage, part) in enumerate(each.split.items()):
                    share += plan.value(part, values)
                    destination[place, start, way] = condition.stages.index(stage)
                    upto[place, start, way] = min(share, 1.0)
        struck = [each.stages.index(each.struck_at) if each.struck_by else NEVER for each in plan.conditions]
        struck = np.array(struck)
        shares = np.diff(upto, axis=2, prepend=0.0)
        to_none = (shares * (destination == 0)).sum(axis=2)
        return cls(target, destination, upto, to_none, struck, _found_by_moving(plan))

    @property
    def found_by_leaving(self) -> np.ndarray:
        """The chance that who is on no record and leaves a stage is found by it (C, S)."""
        shares, place = np.diff(self.upto, axis=2, prepend=0.0), np.arange(len(self.target))[:, None, None]
        stage = np.arange(self.target.shape[1])[None, :, None]
        leads = self.destination != NEVER
        return (shares * leads * self.found[place, stage, self.destination]).sum(axis=2)

    def lead(self, condition: np.ndarray, before: np.ndarray, draw: np.ndarray) -> np.ndarray:
        """The stages to which these moves lead, one a condition, stage and draw [0, 1)."""
        way = (draw[:, None] >= self.upto[condition, before]).sum(axis=1)
        return self.destination[condition, before, np.minimum(way, self.upto.shape[2] - 1)]


def _found_by_moving(plan: Plan) -> np.ndarray:
    """What of the unseen at one stage is too much for another, as a share of them (C, S, S)."""
    unseen = np.zeros((len(plan.conditions), plan.most_stages))
    for place, condition in enumerate(plan.conditions):
        unseen[place, 1 : len(condition.stages)] = [share.value for share in condition.undiagnosed.values()]
    kept = np.divide(
        unseen[:, None, :],
        unseen[:, :, None],
        out=np.ones((*unseen.shape, plan.most_stages)),
        where=unseen[:, :, None] > 0,
    )
    kept[:, :, 0] = 1.0
    return 1 - np.minimum(kept, 1.0)
