"""Every data file checks: figures whole, units and sources known, names resolvable, nothing counted twice.

A new file is tested the moment it exists: the tests walk the folders, they hold no list of files.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache

import polars as pl
import pytest

from vbc_twin import care, conditions, investments, panel
from vbc_twin.evidence import (
    Column,
    Effect,
    Equals,
    Faults,
    FurtherConditions,
    HasCondition,
    Parameter,
    Since,
    library,
    parse_parameter,
)
from vbc_twin.evidence.parameter import FIELDS
from vbc_twin.twin.names import CONTINUITY_BROKEN, effect_columns, is_changed, level_targets
from vbc_twin.twin.scenario import Scenario
from vbc_twin.twin.state import history_columns

# Columns that the twin adds to those of the panel, and which effects may name.
OF_THE_TWIN = (CONTINUITY_BROKEN, *(each for each in effect_columns(care.lags()) if is_changed(each)))
# What may stand behind a figure that nobody re-read.
UNREAD = ("judgement", "recalled_literature")
UNIT_OF_OPERATOR = {"ratio": "ratio", "odds_ratio": "odds ratio"}
UNIT = re.compile(
    r"ratio|odds ratio|mmHg|mg/dL|percentage points|share|years|months|episodes|people|log standard deviation"
    r"|per (person-year|first stay|stay|person who dies)"
    r"|share( per year| of [a-z ]+)?|correlation from month to month|assigned people"
    r"|[a-z0-9 -]+ per (person-year|nurse|nurse practitioner|coordinator|primary care physician and week)"
    r"|USD of 20\d\d per [a-z0-9 -]+|minutes per [a-z ]+|USD per [a-z ]+"
)
INVESTMENTS = investments.names()
SCENARIOS = library.names("scenarios")


# --- what the files hold --------------------------------------------------------------------------------


def written_figures(value: object, place: str) -> Iterator[tuple[str, dict]]:
    """Every table with a value and a mark in the tables of a file, with its place."""
    if isinstance(value, dict):
        if {"value", "mark"} <= value.keys():
            yield place, value
        for key, inner in value.items():
            yield from written_figures(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from written_figures(inner, f"{place} {number}")


@cache
def files() -> dict[str, dict]:
    """The tables of every file of the library, by its place."""
    paths = sorted(library.root().rglob("*.toml"))
    return {
        path.relative_to(library.root()).as_posix(): tomllib.loads(path.read_text(encoding="utf-8")) for path in paths
    }


@cache
def illnesses() -> tuple[conditions.Condition, ...]:
    return conditions.load_all()


@cache
def services() -> dict[str, care.Service]:
    return care.load_all()


def effects() -> Iterator[Effect]:
    """Every effect of the library, those of options too."""
    for owner in (*illnesses(), *services().values(), conditions.LifeTable.load()):
        yield from owner.effects
    yield from care.shared_effects()
    for investment in map(investments.Investment.load, INVESTMENTS):
        yield from investment.effects
        for option in investment.options:
            yield from option.effects


def parameters() -> Iterator[Parameter]:
    """Every figure of the library's content."""
    owners = (*illnesses(), *services().values(), conditions.LifeTable.load())
    for owner in (*owners, *map(investments.Investment.load, INVESTMENTS)):
        yield from owner.parameters()
    yield from (effect.size for effect in care.shared_effects())
    yield care.national_trend()


# --- the checkers: each yields one line a fault ---------------------------------------------------------


def figure_faults(file: str, raw: dict) -> Iterator[str]:
    """A figure has a known source, mark and shape, an interval around its value, and says where it was found.

    A figure of a contract says besides since when and for whom it holds, which the contracts' own loader checks.
    """
    faults = Faults()
    for place, table in written_figures(raw, file):
        of_a_term = file.startswith("contracts/")
        own = {key: value for key, value in table.items() if key in FIELDS or not of_a_term}
        figure = parse_parameter(own, place, place, library.sources(), faults)
        if not figure.at:
            faults.add(f"{place}.at", "is missing; say where in the source, or why it was judged so")
        if figure.mark == "checked" and figure.source in UNREAD:
            faults.add(f"{place}.mark", f'"checked" cannot rest on {figure.source}')
    yield from faults.lines


def unit_faults(figures: Iterator[Parameter]) -> Iterator[str]:
    """Every unit is one of a few forms."""
    for figure in figures:
        if not UNIT.fullmatch(figure.unit):
            yield f'{figure.name}: the unit "{figure.unit}" is of no known form'


def circumstance_faults(found: Iterator[Effect]) -> Iterator[str]:
    """Every circumstance names what exists: a column and one of its values, a condition and its stage, a cause."""
    columns = {each.name: each for each in panel.COLUMNS}
    stages = {each.name: each.stages for each in illnesses()}
    causes = {name for cause in services()["inpatient"].causes for name in (cause.name, cause.group)}
    for effect in found:
        match effect.when:
            case Column(column):
                numeric = column in columns and columns[column].dtype.is_numeric()
                if not numeric and column not in OF_THE_TWIN:
                    yield f'{effect.size.name}: "{column}" is no column of numbers'
            case Equals(column, value):
                if column in OF_THE_TWIN:
                    continue
                if column not in columns or not _is_value_of(columns[column], value):
                    yield f'{effect.size.name}: the column "{column}" never equals {value!r}'
            case HasCondition(condition, stage):
                if stage not in stages.get(condition, ())[1:]:
                    yield f'{effect.size.name}: "{condition}" has no stage "{stage}"'
            case Since(event, cause):
                if event != "discharge" or (cause and cause not in causes):
                    yield f'{effect.size.name}: nothing is known since "{event}" with cause "{cause}"'


def _is_value_of(column, value: object) -> bool:
    if column.dtype == pl.Boolean:
        return isinstance(value, bool)
    return value in column.allowed


def eligibility_faults(name: str, condition: str, priority: str) -> Iterator[str]:
    """Who is eligible, and who comes first, is decided on recorded columns and history only."""
    groups = tuple({cause.group: None for cause in services()["inpatient"].causes})
    known = {each.name for each in panel.COLUMNS if each.recorded} | set(history_columns(groups))
    for column in (*pl.sql_expr(condition).meta.root_names(), priority):
        if column not in known:
            yield f'{name}: "{column}" is no recorded or history column'


def hold(faults: Iterator[str]) -> None:
    told = list(faults)
    assert not told, "\n" + "\n".join(told)


# --- the library ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", files())
def test_every_figure_of_a_file_is_whole(file):
    hold(figure_faults(file, files()[file]))


def test_every_unit_is_of_a_known_form():
    hold(unit_faults(parameters()))


def test_the_unit_of_an_effect_is_that_of_its_operator_or_target():
    targets = library.targets()

    wrong = [
        (effect.size.name, effect.size.unit)
        for effect in effects()
        if effect.size.unit != UNIT_OF_OPERATOR.get(effect.operator, targets[effect.target].unit)
    ]

    assert wrong == []


def test_a_base_and_a_rate_have_the_unit_of_their_target():
    targets = library.targets()
    bases = [(each.target, each.base.unit) for each in services().values()]
    rates = [(each.target, each.rate.unit) for c in illnesses() for each in c.transitions if each.rate]

    assert [(target, unit) for target, unit in bases + rates if unit != targets[target].unit] == []


def test_every_circumstance_names_what_exists():
    hold(circumstance_faults(effects()))


def test_no_two_figures_share_a_name():
    counts = Counter(figure.name for figure in parameters())

    assert [name for name, number in counts.items() if number > 1] == []


def test_every_target_is_an_effect_or_a_rate_of_something_that_exists():
    kinds = illnesses()
    moves = {each.target for condition in kinds for each in condition.transitions}
    moves |= {f"{condition.name}.{event}" for condition in kinds for event in condition.events}
    causes = {f"use.inpatient.{name}" for each in services()["inpatient"].causes for name in (each.name, each.group)}
    uses = {each.target for each in services().values()}
    prices = {f"price.{category}" for category in care.CATEGORIES}
    deadly = [each for each in kinds if each.moves and any(effect.target == "death" for effect in each.effects)]
    deaths = {"death"} | {f"death.{each.name}" for each in deadly}
    deaths |= {"illness.death", "fatality.stay", "fatality.in_hospital", "severity.stay"}

    levels, captures = set(level_targets()), {"capture.recapture", "capture.diagnosis"}

    assert {"level.systolic", "level.ldl", "level.hba1c", "level.bmi", "treatment.statin", "treatment.sglt2"} <= levels
    assert library.targets().keys() == moves | causes | uses | prices | deaths | levels | captures | {"uptake.accepted"}


def test_rules_of_combination_count_conditions_that_exist():
    known = set(conditions.names())

    for target in library.targets().values():
        if isinstance(target.conditions, FurtherConditions):
            assert set(target.conditions.counted) <= known, target.name


def test_every_counted_condition_has_an_effect_on_the_target_that_counts_it():
    having = {
        (effect.target, condition.name)
        for condition in illnesses()
        for effect in condition.effects
        if effect.when == HasCondition(condition.name, condition.stages[1])
    }

    for target in library.targets().values():
        if isinstance(target.conditions, FurtherConditions):
            missing = [name for name in target.conditions.counted if (target.name, name) not in having]
            assert missing == [], target.name


@pytest.mark.parametrize("name", INVESTMENTS)
def test_an_investment_selects_on_what_is_recorded(name):
    investment = investments.Investment.load(name)

    hold(eligibility_faults(name, investment.eligible, investment.priority))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_loads(name):
    assert Scenario.load(name).label


def test_the_scenarios_of_the_demo_differ_in_their_investments_only():
    today, instead = Scenario.load("status_quo"), Scenario.load("heart_failure_at_home")

    assert today.investments == ()
    assert instead.replace(name=today.name, label=today.label, investments=()) == today


# --- the checkers can fail ------------------------------------------------------------------------------

WHOLE = {"value": 1.5, "unit": "ratio", "source": "peikes_2009", "at": "table 2", "mark": "checked"}


def an_effect(when) -> Effect:
    return Effect("use.ed", when, "ratio", Parameter("x", 1, 1, 1, "ratio", "fixed", "judgement", "", "judged", "none"))


@pytest.mark.parametrize(
    "change", [{"source": "nobody"}, {"mark": "sure"}, {"at": ""}, {"source": "judgement"}, {"low": 2.0, "high": 3.0}]
)
def test_a_figure_that_is_not_whole_is_found_wherever_it_stands(change):
    assert list(figure_faults("x.toml", {"a": [{"b": WHOLE}]})) == []
    assert len(list(figure_faults("x.toml", {"a": [{"b": WHOLE | change}]}))) == 1


def test_a_unit_of_no_known_form_is_found():
    assert len(list(unit_faults([Parameter("x", 1, 1, 1, "bananas", "fixed", "judgement", "", "judged", "none")]))) == 1


@pytest.mark.parametrize(
    "when",
    [
        Column("shoe_size", 0, 1),
        Column("race", 0, 1),
        Equals("race", "green"),
        Equals("smoker", "yes"),
        HasCondition("copd", "none"),
        HasCondition("gout", "present"),
        Since("birth", "", 3),
        Since("discharge", "boredom", 3),
    ],
)
def test_a_circumstance_that_never_holds_is_found(when):
    assert len(list(circumstance_faults([an_effect(when)]))) == 1


@pytest.mark.parametrize("condition", ["frailty > 1", "heart_failure >= 1", "admisions_12m >= 2"])
def test_an_investment_that_selects_on_the_hidden_truth_is_found(condition):
    assert len(list(eligibility_faults("x", condition, "cost_12m"))) == 1
