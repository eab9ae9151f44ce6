"""The seam between names and arrays: everything above has a name, a unit and a source; below are rows and numbers.

A Plan is compiled once from the conditions, services and investments of a run. It holds, for every effect, which cell
of which array its parameter fills; `coefficients` fills the arrays for one draw of the parameters. A name that does not
resolve is a fault here, before the first month.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from vbc_twin.care import Lag, Service, by_group, lags
from vbc_twin.conditions import Condition
from vbc_twin.evidence import (
    EXCESS,
    Column,
    Effect,
    Enrolled,
    Equals,
    Faults,
    FurtherConditions,
    HasCondition,
    Parameter,
    Since,
    library,
    suggestion,
)
from vbc_twin.investments import Investment
from vbc_twin.panel import COLUMNS, ENROLMENT_TYPES, KIDNEY_REPLACED, hcc, treatments
from vbc_twin.twin.columns import STAY, coded, rate_columns
from vbc_twin.twin.content import Content
from vbc_twin.twin.names import LEVEL, balanced, changed, effect_columns, level_targets
from vbc_twin.twin.state import history_columns

FATALITY, IN_HOSPITAL, SEVERITY = "fatality.stay", "fatality.in_hospital", "severity.stay"
ILLNESS = "illness.death"
UPTAKE = "uptake.accepted"


@dataclass(frozen=True)
class ProgrammeEffect:
    """An effect on the enrolled, or since an event: target, parameter, the window in which it holds, and the column of
    people that a shift of a level changes (whose target is -1: it has no rate)."""

    target: int
    parameter: int
    operator: str
    investment: int = -1
    from_month: int = 0
    until_month: int = 10**6
    cause: int = -1
    within_months: int = 0
    column: str = ""


@dataclass
class Plan:
    """Arrays of positions: which parameter fills which cell. Built by `compile_plan`, never changed afterwards."""

    conditions: tuple[Condition, ...]
    services: dict[str, Service]
    investments: tuple[Investment, ...]
    targets: tuple[str, ...]
    parameters: list[Parameter] = field(default_factory=list)
    features: list[Column | Equals] = field(default_factory=list)
    base_cells: list[tuple[int, int]] = field(default_factory=list)
    feature_cells: list[tuple[int, int, int]] = field(default_factory=list)
    centred_cells: list[tuple[int, int]] = field(default_factory=list)
    stage_cells: list[tuple[int, int, int, int]] = field(default_factory=list)
    excess_cells: list[tuple[int, int, int]] = field(default_factory=list)
    programme_effects: list[ProgrammeEffect] = field(default_factory=list)
    uptake_effects: list[tuple[int, Column | Equals, int]] = field(default_factory=list)
    level_effects: list[tuple[Column, str, int]] = field(default_factory=list)
    lags: dict[str, Lag] = field(default_factory=lags)
    content: Content | None = None

    def __post_init__(self) -> None:
        registry = library.targets()
        self.column = {name: place for place, name in enumerate(self.targets)}
        self.causes = tuple(cause.name for cause in self.services["inpatient"].causes)
        self.groups = by_group(self.services["inpatient"].causes)
        self.group_of = np.repeat(np.arange(len(self.groups)), [len(each) for each in self.groups.values()])
        self.first_of_group = np.cumsum([0, *map(len, self.groups.values())])[:-1]
        first = self.column[f"{STAY}.{self.causes[0]}"]
        self.cause_columns = slice(first, first + len(self.causes))
        self.is_probability = np.array([registry[name].kind == "probability" for name in self.targets])
        self.condition_index = {condition.name: place for place, condition in enumerate(self.conditions)}
        self.most_stages = max(len(condition.stages) for condition in self.conditions)
        self.moving = tuple(place for place, each in enumerate(self.conditions) if each.transitions)
        kidneys = self.condition_index["ckd"]
        self.kidney_failure = (kidneys, len(self.conditions[kidneys].stages) - KIDNEY_REPLACED)
        self._parameter_index: dict[str, int] = {}

    def parameter(self, parameter: Parameter) -> int:
        """The position of a parameter in the vector that a draw fills; a name is listed once."""
        if parameter.name not in self._parameter_index:
            self._parameter_index[parameter.name] = len(self.parameters)
            self.parameters.append(parameter)
        return self._parameter_index[parameter.name]

    def central(self) -> np.ndarray:
        """Every parameter at its published value."""
        return np.array([parameter.value for parameter in self.parameters])

    def drawn(self, uniforms: np.ndarray) -> np.ndarray:
        """Every parameter at a quantile [0..1] of its own uncertainty."""
        pairs = zip(self.parameters, uniforms, strict=True)
        return np.array([float(parameter.quantile(uniform)) for parameter, uniform in pairs])

    def causes_of(self, name: str) -> tuple[str, ...]:
        """The causes that a name stands for: those of a group, else itself."""
        return self.groups.get(name, (name,))

    def columns_of(self, target: str) -> list[int]:
        """The columns on which an effect acts: its target's own, or for a group of causes those of each of them."""
        stay, _, cause = target.rpartition(".")
        names = [f"{STAY}.{each}" for each in self.causes_of(cause)] if stay == STAY else [target]
        return [self.column[name] for name in names if name in self.column]

    def value(self, parameter: Parameter, values: np.ndarray) -> float:
        """One parameter's figure in a vector of drawn values."""
        return float(values[self._parameter_index[parameter.name]])


def compile_plan(conditions, services: dict[str, Service], investments, shared_effects: list[Effect]) -> Plan:
    """Resolve every name to a position.

    `shared_effects` belong to no single file's subject (blood pressure on events). Raises EvidenceError that lists
    every unknown target, column, condition, stage, cause or operator.
    """
    registry, faults = library.targets(), Faults()
    all_effects = [*shared_effects, *(effect for each in conditions for effect in each.effects)]
    columns = rate_columns(registry, investments, all_effects, services)
    plan = Plan(tuple(conditions), services, tuple(investments), columns)
    for service in services.values():
        _base(plan, service.target, service.base, faults)
        if service.fatality:
            _base(plan, IN_HOSPITAL, service.fatality.in_hospital, faults)
        if service.severity:
            _base(plan, SEVERITY, service.severity, faults)
    for condition in conditions:
        for transition in condition.transitions:
            name = f"{condition.name}.{transition.from_stage}_to_{transition.to_stage}"
            _base(plan, name, transition.rate, faults)
    for owner in (*conditions, *services.values()):
        for effect in owner.effects:
            _place(plan, effect, faults)
    for effect in shared_effects:
        _place(plan, effect, faults)
    for number, investment in enumerate(investments):
        _check_report(plan, investment, faults)
        for effect in investment.effects:
            _place(plan, effect, faults, number)
    for rule in {id(t.conditions): t.conditions for t in registry.values()}.values():
        if isinstance(rule, FurtherConditions):
            plan.parameter(rule.further), plan.parameter(rule.after_fourth)
    for service in services.values():
        for parameter in service.parameters():
            plan.parameter(parameter)
    for owner in (*conditions, *investments, hcc.recording()):
        for parameter in owner.parameters():
            plan.parameter(parameter)
    faults.raise_if_any()
    return plan


def _base(plan: Plan, target: str, parameter: Parameter | None, faults: Faults) -> None:
    if parameter is None:
        return
    if target in plan.column:
        plan.base_cells.append((plan.column[target], plan.parameter(parameter)))
    else:
        faults.unknown(parameter.name, "target in data/targets.toml", target, plan.column)


def _place(plan: Plan, effect: Effect, faults: Faults, investment: int = -1) -> None:
    place = effect.size.name
    if effect.target not in library.targets():
        faults.unknown(place, "target in data/targets.toml", effect.target, library.targets())
        return
    kind = library.targets()[effect.target]
    programme = isinstance(effect.when, Enrolled | Since)
    wanted = "odds_ratio" if kind.kind == "probability" and not programme else None
    if not kind.accepts(effect.operator) or (wanted and effect.operator != wanted):
        faults.add(place, f'"{effect.operator}" does not act on a {kind.kind}; use {wanted or "ratio"}')
        return
    if kind.kind == "price":
        faults.add(place, "a price is the same for everybody; a scenario changes it under [alter]")
        return
    number = plan.parameter(effect.size)
    if kind.kind == LEVEL:
        _place_level(plan, effect, place, number, faults, investment)
        return
    if effect.target == UPTAKE:
        plan.uptake_effects.append((investment, _coded(effect.when, place, faults), number))
        return
    if not (targets := plan.columns_of(effect.target)):
        faults.add(place, f"{effect.target} is moved by investments only")
    for target in targets:
        _place_on(plan, effect, target, number, faults, investment)


def _place_on(plan: Plan, effect: Effect, target: int, number: int, faults: Faults, investment: int) -> None:
    """An effect on one column of rates."""
    place = effect.size.name
    match effect.when:
        case Column() | Equals():
            for when in _on_columns(_coded(effect.when, place, faults)):
                if when not in plan.features:
                    plan.features.append(when)
                plan.feature_cells.append((plan.features.index(when), target, number))
                if effect.centred:
                    plan.centred_cells.append((plan.features.index(when), target))
        case HasCondition(condition, stage):
            _place_condition(plan, effect, condition, stage, target, number, faults)
        case Enrolled():
            if effect.operator == "shift":
                faults.add(
                    effect.size.name, f"a shift acts on {', '.join(level_targets())}; use ratio for {effect.target}"
                )
            _place_enrolled(plan, effect, place, target, number, faults, investment)
        case Since(event, cause, months):
            known = list(dict.fromkeys([*plan.causes, *plan.groups]))
            if event != "discharge" or (cause and cause not in known):
                faults.add(place, f'"since" knows the event discharge. {suggestion(cause or event, known)}')
                return
            plan.programme_effects += [
                ProgrammeEffect(target, number, effect.operator, cause=where, within_months=months)
                for where in ([plan.causes.index(each) for each in plan.causes_of(cause)] if cause else [-1])
            ]


def _on_columns(when: Column | Equals) -> list[Column | Equals]:
    """The columns on which an effect hangs: that of a treatment's change acts as well on what people take by nature."""
    own = [each.name for each in treatments() if each.centre and changed(each.name) == when.column]
    return [when, *(replace(when, column=balanced(name)) for name in own)]


def _place_enrolled(plan, effect, place, target, number, faults, investment, column="") -> None:
    name, start, end = effect.when.investment, effect.when.from_month, effect.when.until_month
    names = [each.name for each in plan.investments]
    if name not in names:
        faults.unknown(place, "investment in this scenario", name, names)
        return
    where = investment if investment >= 0 and names[investment] == name else names.index(name)
    end = 10**6 if end is None else end
    plan.programme_effects.append(ProgrammeEffect(target, number, effect.operator, where, start, end, column=column))


def _place_level(plan, effect, place, number, faults, investment) -> None:
    """A shift of a level or treatment: by a programme, or of a level by a treatment that is changed."""
    column = level_targets()[effect.target]
    match effect.when:
        case Enrolled():
            _place_enrolled(plan, effect, place, -1, number, faults, investment, column)
        case Column(cause) if cause in level_targets().values() and effect.target.startswith(f"{LEVEL}."):
            plan.level_effects.append((effect.when, column, number))
        case _:
            faults.add(place, f"{effect.target} is moved by programmes, and a level by a treatment that is changed")


def _check_report(plan: Plan, investment: Investment, faults: Faults) -> None:
    """Whom an investment is for, and who comes first, hangs on what an organisation sees: records and history."""
    seen = {each.name for each in COLUMNS if each.recorded} | set(history_columns(tuple(plan.groups)))
    for name in sorted(set(pl.sql_expr(investment.eligible).meta.root_names()) - seen):
        faults.unknown(f"{investment.name}, eligible", "recorded or history column", name, seen)
    if investment.priority not in seen:
        faults.unknown(f"{investment.name}, priority", "recorded or history column", investment.priority, seen)


def _coded(when: Column | Equals, place: str, faults: Faults) -> Column | Equals:
    """The same, once the names are known."""
    known = effect_columns(lags())
    if when.column not in known:
        faults.unknown(place, "column for an effect", when.column, known)
    if isinstance(when, Equals) and when.column == "enrolment_type" and when.value not in ENROLMENT_TYPES:
        faults.unknown(place, "enrolment type", when.value, ENROLMENT_TYPES)
        return when
    return coded(when)


def _place_condition(plan, effect, condition, stage, target, number, faults) -> None:
    if condition not in plan.condition_index:
        faults.unknown(effect.size.name, "condition", condition, plan.condition_index)
        return
    where = plan.condition_index[condition]
    stages = plan.conditions[where].stages
    if stage not in stages:
        faults.unknown(effect.size.name, f"stage of {condition}", stage, stages)
        return
    for each in range(stages.index(stage), len(stages)):
        if library.targets()[effect.target].conditions == EXCESS:
            plan.excess_cells.append((where, each, number))
        else:
            plan.stage_cells.append((where, each, target, number))
