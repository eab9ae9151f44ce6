"""Events of an illness that are counted and cost nothing of their own, as exacerbations outside hospital.

Care that they lead to is in the use and the prices of everybody who has the illness, so they move no money.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.twin.plan import Plan

# In the order in which a month counts them (`kernel.COUNTS`).
COUNTED = ("copd.mild_exacerbation", "copd.moderate_exacerbation")


@dataclass(frozen=True)
class Bouts:
    """By event (E): the place of its `condition`, the `target` that effects reach it by, and by stage (E, S) how often
    it comes [per person-year]."""

    condition: np.ndarray
    target: np.ndarray
    rate: np.ndarray

    @classmethod
    def of(cls, plan: Plan, values: np.ndarray) -> "Bouts":
        """The events of a plan's conditions at one vector of parameter values; none where a condition has none."""
        rate, condition = np.zeros((len(COUNTED), plan.most_stages)), np.zeros(len(COUNTED), int)
        for number, name in enumerate(COUNTED):
            owner, event = name.split(".")
            condition[number] = plan.condition_index[owner]
            own = plan.conditions[condition[number]]
            for stage, figure in own.events.get(event, {}).items():
                rate[number, own.stages.index(stage)] = plan.value(figure, values)
        return cls(condition, np.array([plan.column[name] for name in COUNTED]), rate)

    def rates(self, stage: np.ndarray, figures: np.ndarray) -> np.ndarray:
        """How often each event comes to people with these stages (people, C) and figures (people, T) in a year."""
        at_stage = self.rate[np.arange(len(COUNTED)), stage[:, self.condition]]
        return at_stage * figures[:, self.target]
