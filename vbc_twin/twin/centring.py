"""What centred effects are divided by, so that they move care between people and add none.

Of a target, the centred effects of a person multiply; the mean of that product over the people of an enrolment type in
year 0 is what it is divided by. Divided out together, not one by one, effects that go together (the poor are fed worse
and have no car) leave the mean as it was.
"""

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.coefficients import Coefficients, feature_values
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State


def centres(plan: Plan, numbers: Coefficients, people: State) -> np.ndarray:
    """The mean of the product of the centred effects (enrolment types, T); 1 where there is none, or nobody."""
    types = len(ENROLMENT_TYPES)
    found = np.ones((types, len(plan.targets)))
    weight = np.bincount(people.enrolment_type, people.weight, types)
    features = [(place, plan.features[place]) for place in sorted({place for place, _ in plan.centred_cells})]
    steps = {place: feature_values(each, people.columns[each.column]) for place, each in features}
    for target in {target for _, target in plan.centred_cells}:
        places = sorted({place for place, each in plan.centred_cells if each == target})
        product = np.exp(sum(numbers.log_feature[place, target] * steps[place] for place in places))
        total = np.bincount(people.enrolment_type, people.weight * product, types)
        found[:, target] = np.divide(total, weight, out=np.ones(types), where=weight > 0)
    return found
