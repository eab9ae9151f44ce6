"""What one lived arm came to on the aims beside cost: patients' experience, quality-adjusted life, days at home."""

import numpy as np

from vbc_twin.twin.simulation import Simulation
from vbc_twin.twin.standing import GROUP_FIGURES, MONTHS, PRACTICE_FIGURES, UTILITY_UNIT

DAYS = 365


def experience(simulation: Simulation, members: np.ndarray) -> np.ndarray:
    """Summary scores of the survey (years, parts), given person-months by year."""
    plan, values = simulation.physics.plan, simulation.physics.numbers.values
    model, practices = plan.content.experience, simulation.ledger.practices
    contact = np.zeros(len(members))
    for bill in simulation.bills:
        if plan.investments[bill.investment].role in model.contact_roles:
            contact[bill.month // MONTHS] += bill.active
    wait, index = (practices[:, PRACTICE_FIGURES.index(name)] for name in ("wait", "continuity"))
    share = np.divide(contact, members, out=np.zeros(len(members)), where=members > 0)
    return model.scores(lambda each: plan.value(each, values), wait, index, share)


def quality_and_days(simulation: Simulation, groups: np.ndarray, uses: dict[str, np.ndarray]) -> tuple:
    """QALYs, and days at home of all people together, by year; `groups` weighted (years, 2, 5, GROUP_FIGURES).

    `uses` are stays, SNF stays and users of hospice by year: days in care take from quality, and those of a stay from
    home.
    """
    plan, values = simulation.physics.plan, simulation.physics.numbers.values
    utility = plan.content.utility
    lived = groups.sum(axis=(1, 2))
    qalys = lived[:, GROUP_FIGURES.index("quality")] / UTILITY_UNIT / MONTHS
    home = lived[:, GROUP_FIGURES.index("months")] / MONTHS * DAYS
    for name, number in uses.items():
        days = number * plan.value(utility.days[name], values)
        qalys = qalys - days * plan.value(utility.day[name], values) / DAYS
        if name != "hospice":
            home = home - days
    return qalys, home
