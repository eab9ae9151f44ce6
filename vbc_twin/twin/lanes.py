"""Where each decision of a month lies among the draws, and the names of the rarer ones."""

import numpy as np

from vbc_twin.twin.bouts import COUNTED
from vbc_twin.twin.columns import DEATH
from vbc_twin.twin.draws import MonthlyLuck
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import NEVER

# What is decided of each stay: whether it began in an emergency department, whether it goes on to a SNF, what it costs,
# what the SNF stays after it cost, and whether it brings death.
STAY_DECISIONS = ("emergency", "snf", "price of stay", "price of snf", "fatality")


class Lanes:
    """The columns (lanes) of the monthly draws: `death`, `ed`, `home_health`, and arrays `moves` (moving conditions),
    `stays` (groups of causes) and `bouts` (what is only counted); the other way round, `group_of` and `condition_of` a
    lane (-1: none). Which of a group's causes a stay has is drawn then; `strikes` (causes): the condition with which it
    strikes (-1: none)."""

    def __init__(self, plan: Plan):
        moves = tuple(f"move {plan.conditions[place].name}" for place in plan.moving)
        stays = tuple(f"stay {group}" for group in plan.groups)
        bouts = tuple(f"event {each}" for each in COUNTED)
        self.luck = MonthlyLuck((DEATH, *moves, *stays, "ed", "home_health", *bouts))
        lane = self.luck.columns
        self.death, self.ed, self.home_health = lane[DEATH], lane["ed"], lane["home_health"]
        self.bouts = np.array([lane[each] for each in bouts])
        self.moves, self.stays = np.array([lane[each] for each in moves]), np.array([lane[each] for each in stays])
        self.group_of, self.condition_of = np.full((2, self.luck.width), NEVER)
        self.group_of[self.stays] = np.arange(len(plan.groups))
        self.condition_of[self.moves] = plan.moving
        self.strikes = np.full(len(plan.causes), NEVER)
        for place, each in enumerate(plan.conditions):
            for cause in plan.causes_of(each.struck_by) if each.struck_by else ():
                self.strikes[plan.causes.index(cause)] = place
        self.record_streams = tuple(f"record {each.name}" for each in plan.conditions)
        self.way_streams = tuple(f"way {each.name}" for each in plan.conditions)
        self.stay_record_streams = tuple(f"record at a stay {each.name}" for each in plan.conditions)
        self.programme_record_streams = tuple(f"record by a programme {each.name}" for each in plan.conditions)
        self.worse_streams = tuple(f"record of worse {each.name}" for each in plan.conditions)
        self.new_streams = tuple(f"new record {each.name}" for each in plan.conditions)
        self.claim_streams = tuple(f"claim {each.name}" for each in plan.conditions)
        self.cause_streams = tuple(f"cause of {group}" for group in plan.groups)
        causes = (*plan.causes, *(f"again {cause}" for cause in plan.causes))
        self.stay_streams = tuple(tuple(f"{what} {cause}" for cause in causes) for what in STAY_DECISIONS)
