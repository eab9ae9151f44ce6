"""Where each decision of a month lies among the draws, and the names of the rarer ones."""

import numpy as np

from vbc_twin.twin.draws import MonthlyLuck
from vbc_twin.twin.plan import DEATH, Plan
from vbc_twin.twin.state import NEVER

# What is decided of each stay: whether it began in an emergency department, whether it goes on to a SNF, what it costs,
# what the SNF stays after it cost, and whether it brings death.
STAY_DECISIONS = ("emergency", "snf", "price of stay", "price of snf", "fatality")


class Lanes:
    """The columns (lanes) of the monthly draws: `death`, `ed`, `home_health`, and arrays `moves` (moving conditions)
    and `stays` (causes); the other way round, `cause_of` and `condition_of` a lane (-1: none). A stay that strikes
    somebody with a condition (a stroke) decides of that condition too."""

    def __init__(self, plan: Plan):
        moves = tuple(f"move {plan.conditions[place].name}" for place in plan.moving)
        stays = tuple(f"stay {cause}" for cause in plan.causes)
        self.luck = MonthlyLuck((DEATH, *moves, *stays, "ed", "home_health"))
        lane = self.luck.columns
        self.death, self.ed, self.home_health = lane[DEATH], lane["ed"], lane["home_health"]
        self.moves, self.stays = np.array([lane[each] for each in moves]), np.array([lane[each] for each in stays])
        self.cause_of, self.condition_of = np.full((2, self.luck.width), NEVER)
        self.cause_of[self.stays] = np.arange(len(plan.causes))
        self.condition_of[self.moves] = plan.moving
        for place, each in enumerate(plan.conditions):
            if each.struck_by:
                self.condition_of[self.stays[plan.causes.index(each.struck_by)]] = place
        self.record_streams = tuple(f"record {each.name}" for each in plan.conditions)
        self.way_streams = tuple(f"way {each.name}" for each in plan.conditions)
        self.stay_record_streams = tuple(f"record at a stay {each.name}" for each in plan.conditions)
        self.programme_record_streams = tuple(f"record by a programme {each.name}" for each in plan.conditions)
        self.worse_streams = tuple(f"record of worse {each.name}" for each in plan.conditions)
        self.new_streams = tuple(f"new record {each.name}" for each in plan.conditions)
        self.claim_streams = tuple(f"claim {each.name}" for each in plan.conditions)
        causes = (*plan.causes, *(f"again {cause}" for cause in plan.causes))
        self.stay_streams = tuple(tuple(f"{what} {cause}" for cause in causes) for what in STAY_DECISIONS)
