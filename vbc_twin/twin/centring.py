"""What centred effects are divided by, so that they move care between people and add none.

Of a target, the centred effects of a person multiply; the mean of that product over the people of an enrolment type in
year 0 is what it is divided by. Divided out together, not one by one, effects that go together (the poor are fed worse
and have no car) leave the mean as it was. The effects on use of a centred condition are among them.
"""

import numpy as np

from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin.coefficients import Coefficients, feature_values
from vbc_twin.twin.columns import STAY
from vbc_twin.twin.plan import Plan
from vbc_twin.twin.state import State


def centres(plan: Plan, numbers: Coefficients, people: State) -> np.ndarray:
    """The mean of the product of the centred effects (enrolment types, T); 1 where there is none, or nobody."""
    types = len(ENROLMENT_TYPES)
    found = np.ones((types, len(plan.targets)))
    weight = np.bincount(people.enrolment_type, people.weight, types)
    features = [(place, plan.features[place]) for place in sorted({place for place, _ in plan.centred_cells})]
    steps = {place: feature_values(each, people.columns[each.column]) for place, each in features}
    of_stages = _of_stages(plan, numbers)
    for target in centred_targets(plan):
        places = sorted({place for place, each in plan.centred_cells if each == target})
        logs = [numbers.log_feature[place, target] * steps[place] for place in places]
        logs += [by_stage.take(people.stage[:, place]) for place, by_stage in of_stages.get(target, {}).items()]
        product = np.exp(sum(logs))
        total = np.bincount(people.enrolment_type, people.weight * product, types)
        found[:, target] = np.divide(total, weight, out=np.ones(types), where=weight > 0)
    return found


def centred_targets(plan: Plan) -> set[int]:
    """The targets on which some effect is centred."""
    of_stages = {target for place, _, target, _ in plan.stage_cells if _is_centred(plan, place, target)}
    return {target for _, target in plan.centred_cells} | of_stages


def _is_centred(plan: Plan, place: int, target: int) -> bool:
    """Whether a condition's effects on a target are: those on use; those on the mix of causes add nothing anyway."""
    use = plan.targets[target].startswith("use.") and not plan.targets[target].startswith(f"{STAY}.")
    return plan.conditions[place].centred and use


def _of_stages(plan: Plan, numbers: Coefficients) -> dict[int, dict[int, np.ndarray]]:
    """By target and place of a centred condition, the logarithm of what each of its stages multiplies the target by."""
    found: dict[int, dict[int, np.ndarray]] = {}
    for place, stage, target, number in plan.stage_cells:
        if _is_centred(plan, place, target):
            table = found.setdefault(target, {}).setdefault(place, np.zeros(plan.most_stages))
            table[stage] += np.log(numbers.values[number])
    return found
