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
    leads at once (-1: none).
    """

    target: np.ndarray
    destination: np.ndarray
    upto: np.ndarray
    to_none: np.ndarray
    struck: np.ndarray

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
        return cls(target, destination, upto, (shares * (destination == 0)).sum(axis=2), struck)

    def lead(self, condition: np.ndarray, before: np.ndarray, draw: np.ndarray) -> np.ndarray:
        """The stages to which these moves lead, one a condition, stage and draw [0, 1)."""
        way = (draw[:, None] >= self.upto[condition, before]).sum(axis=1)
        return self.destination[condition, before, np.minimum(way, self.upto.shape[2] - 1)]
