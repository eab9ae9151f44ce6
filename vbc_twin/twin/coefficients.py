"""The numbers of one parameter draw: the plan's arrays, filled."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from vbc_twin.evidence import FurtherConditions, library
from vbc_twin.twin.plan import DYNAMIC_COLUMNS, Plan


@dataclass
class Coefficients:
    """Arrays over T targets, J features, C conditions with S stages, K causes of admission.

    `log_base` (T; log rate, log odds for probabilities), `log_feature` (J, T), `stage_factor` (C, S, T; ratios or odds
    ratios), `excess` (C, S; excess death ratio), `counted` (rules, C) and `further` (rules, number of conditions + 1)
    with `rule` (T; -1 none), `cause_share`, `cause_price` [USD], `from_emergency` (K), `programme` (the size of each
    programme effect; logarithms of ratios), `values` (every parameter).
    """

    log_base: np.ndarray
    log_feature: np.ndarray
    stage_factor: np.ndarray
    excess: np.ndarray
    rule: np.ndarray
    counted: np.ndarray
    further: np.ndarray
    cause_share: np.ndarray
    cause_price: np.ndarray
    from_emergency: np.ndarray
    programme: np.ndarray
    values: np.ndarray


def coefficients(plan: Plan, values: np.ndarray) -> Coefficients:
    """Fill the arrays of a plan with one vector of parameter values (`plan.central()` or `plan.drawn(...)`)."""
    targets, shape = len(plan.targets), (len(plan.conditions), plan.most_stages)
    log_base = np.zeros(targets)
    for target, number in plan.base_cells:
        log_base[target] = logit(values[number]) if plan.is_probability[target] else np.log(values[number])
    log_feature = np.zeros((len(plan.features), targets))
    _add(log_feature, plan.feature_cells, values)
    log_stage = np.zeros((*shape, targets))
    _add(log_stage, plan.stage_cells, values)
    log_death = np.zeros(shape)
    _add(log_death, plan.excess_cells, values)
    rule, counted, further = _rules(plan, values)
    causes = plan.services["inpatient"].causes
    shares = np.array([plan.value(cause.share, values) for cause in causes])
    programme = [
        values[each.parameter] if each.operator == "shift" else np.log(values[each.parameter])
        for each in plan.programme_effects
    ]
    return Coefficients(
        log_base,
        log_feature,
        np.exp(log_stage),
        np.exp(log_death) - 1,
        rule,
        counted,
        further,
        shares / shares.sum(),
        np.array([plan.value(cause.price, values) for cause in causes]),
        np.array([plan.value(cause.from_emergency, values) for cause in causes]),
        np.array(programme),
        values,
    )


def _add(array: np.ndarray, cells: list[tuple[int, ...]], values: np.ndarray) -> None:
    if cells:
        *places, numbers = np.array(cells).T
        np.add.at(array, tuple(places), np.log(values[numbers]))


def _rules(plan: Plan, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rules by which further conditions count, a row for each distinct rule: factor by number of conditions."""
    registry = library.targets()
    rules = []
    rule = np.full(len(plan.targets), -1)
    for target, name in enumerate(plan.targets):
        each = registry[name].conditions
        if isinstance(each, FurtherConditions):
            if each not in rules:
                rules.append(each)
            rule[target] = rules.index(each)
    numbers = np.arange(len(plan.conditions) + 1)
    counted = np.array([[each.name in r.counted for each in plan.conditions] for r in rules], bool)
    further = np.array(
        [
            plan.value(r.further, values) ** np.maximum(numbers - 1, 0)
            * plan.value(r.after_fourth, values) ** np.maximum(numbers - 4, 0)
            for r in rules
        ]
    )
    return rule, counted.reshape(len(rules), len(plan.conditions)), further


def feature_values(feature, column: np.ndarray) -> np.ndarray:
    """How often a feature's effect applies to each person: steps above its origin, or whether a value is met."""
    if hasattr(feature, "step"):
        return (np.clip(column, feature.least, feature.most) - feature.origin) / feature.step
    return (column == feature.value).astype(float)


def is_dynamic(feature) -> bool:
    """Whether a feature moves within the year, as what a programme changes does."""
    return feature.column in DYNAMIC_COLUMNS
