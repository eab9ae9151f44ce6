"""The numbers of one parameter draw: the plan's arrays, filled."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from vbc_twin.evidence import FurtherConditions, library
from vbc_twin.twin.names import is_changed
from vbc_twin.twin.plan import Plan

# How many conditions share one table of factors.
TOGETHER = 4


@dataclass
class Coefficients:
    """Arrays over T targets, J features, C conditions with S stages, K causes of admission.

    `log_base` (T; log rate, log odds for probabilities), `log_feature` (J, T), `burdens` (what stages do, see
    `Burden`), `excess` (C, S; excess death ratio), `cause_share`, `cause_price` [USD], `from_emergency` (K),
    `programme` (the size of each programme effect; logarithms of ratios), `values` (every parameter).
    """

    log_base: np.ndarray
    log_feature: np.ndarray
    burdens: tuple["Burden", ...]
    excess: np.ndarray
    cause_share: np.ndarray
    cause_price: np.ndarray
    from_emergency: np.ndarray
    programme: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Burden:
    """Tables of factors (rows, T) and of the `excess` of death, which is added up (rows; None: no excess), and how a
    person's row is found in them: a sum over conditions of a number by stage.

    Conditions are tabled several at a time, as one look-up is cheaper than many.
    """

    factors: np.ndarray
    excess: np.ndarray | None
    conditions: np.ndarray
    row_by_stage: np.ndarray

    def rows(self, stage: np.ndarray) -> np.ndarray:
        """The rows of people with these stages (people, C)."""
        rows = np.zeros(len(stage), np.int64)
        for condition, row_by_stage in zip(self.conditions, self.row_by_stage, strict=True):
            rows += row_by_stage.take(stage[:, condition])
        return rows


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
    # Causes of death add up, and none takes away: where a draw of the ratios comes to less than one, nothing is added.
    excess = np.maximum(np.expm1(log_death), 0.0)
    causes = plan.services["inpatient"].causes
    shares = np.array([plan.value(cause.share, values) for cause in causes])
    programme = [
        values[each.parameter] if each.operator == "shift" else np.log(values[each.parameter])
        for each in plan.programme_effects
    ]
    return Coefficients(
        log_base,
        log_feature,
        (*_stage_burdens(plan, log_stage, excess), *_further_burdens(plan, values)),
        excess,
        shares / shares.sum(),
        np.array([plan.value(cause.price, values) for cause in causes]),
        np.array([plan.value(cause.from_emergency, values) for cause in causes]),
        np.array(programme),
        values,
    )


def _stage_burdens(plan: Plan, log_stage: np.ndarray, excess: np.ndarray) -> list[Burden]:
    """What the stages of all conditions do."""
    tabled = zip(_tabled(plan, log_stage), _tabled(plan, excess[:, :, None]), strict=True)
    return [Burden(np.exp(table), added[:, 0], *where) for (table, *where), (added, *_) in tabled]


def _tabled(plan: Plan, by_stage: np.ndarray):
    """Sums over the stages of TOGETHER conditions at a time: table, conditions, and the rows to add up by stage."""
    for first in range(0, len(plan.conditions), TOGETHER):
        places = np.arange(first, min(first + TOGETHER, len(plan.conditions)))
        table, rows = np.zeros((1, by_stage.shape[2])), []
        for place in places:
            stages = len(plan.conditions[place].stages)
            rows.append(np.pad(len(table) * np.arange(stages), (0, plan.most_stages - stages), mode="edge"))
            table = (by_stage[place, :stages, None] + table).reshape(-1, by_stage.shape[2])
        yield table, places, np.array(rows)


def _further_burdens(plan: Plan, values: np.ndarray) -> list[Burden]:
    """The rules by which further conditions count: factors by the number of conditions that a rule counts."""
    registry = library.targets()
    numbers = np.arange(len(plan.conditions) + 1)
    tables: dict[tuple[str, ...], np.ndarray] = {}
    for target, name in enumerate(plan.targets):
        rule = registry[name].conditions
        if isinstance(rule, FurtherConditions):
            table = tables.setdefault(rule.counted, np.ones((len(numbers), len(plan.targets))))
            table[:, target] = plan.value(rule.further, values) ** np.maximum(numbers - 1, 0)
            table[:, target] *= plan.value(rule.after_fourth, values) ** np.maximum(numbers - 4, 0)
    has_it = np.minimum(np.arange(plan.most_stages), 1)
    return [
        Burden(
            table,
            None,
            np.array([plan.condition_index[name] for name in counted]),
            np.tile(has_it, (len(counted), 1)),
        )
        for counted, table in tables.items()
    ]


def _add(array: np.ndarray, cells: list[tuple[int, ...]], values: np.ndarray) -> None:
    """Add the logarithm of each cell's parameter in its place."""
    if cells:
        *places, numbers = np.array(cells).T
        np.add.at(array, tuple(places), np.log(values[numbers]))


def feature_values(feature, column: np.ndarray) -> np.ndarray:
    """How often a feature's effect applies to each person: steps above its origin, or whether a value is met."""
    if hasattr(feature, "step"):
        held = np.clip(column, feature.least, feature.most)
        if feature.scale == "log":
            return np.log(held / feature.origin) / np.log(feature.step)
        return (held - feature.origin) / feature.step
    return (column == feature.value).astype(float)


def is_dynamic(feature) -> bool:
    """Whether a feature moves within the year, as what a programme changes does."""
    return is_changed(feature.column)
