"""One thing of the library in words, with its figures and their sources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from vbc_twin.conditions import Condition
from vbc_twin.conditions import names as condition_names
from vbc_twin.contracts import Contract
from vbc_twin.evidence import (
    EXCESS,
    Column,
    Effect,
    Enrolled,
    Equals,
    EvidenceError,
    FurtherConditions,
    HasCondition,
    Parameter,
    Since,
    Target,
    When,
    library,
    register,
    suggestion,
)
from vbc_twin.investments import Investment
from vbc_twin.investments import names as investment_names
from vbc_twin.reporting.tables.catalogue import bought_said
from vbc_twin.twin import Content, Scenario

FIGURE = ("name", "value", "low_95", "high_95", "unit", "mark", "interval", "title", "at")
EFFECT_SCHEMA = ("target", "in_whom", "operator", "value", "low_95", "high_95", "mark", "source")


@dataclass(frozen=True)
class Explanation:
    """A heading, sentences, and tables with their own headings."""

    heading: str
    sentences: tuple[str, ...]
    tables: tuple[tuple[str, pl.DataFrame], ...] = ()


def explain(name: str) -> list[Explanation]:
    """Everything of this name: a condition, investment, contract, scenario, target or parameter.

    Raises EvidenceError with the nearest names if there is none.
    """
    kinds = {
        _condition: condition_names(),
        _investment: investment_names(),
        _contract: Contract.names(),
        _scenario: library.names("scenarios"),
        _target: library.targets(),
    }
    found = [say(name) for say, names in kinds.items() if name in names]
    figures = [each for each in _all_figures() if each.name == name]
    if figures:
        said = f"{len(figures)} figures have this name, each in its own circumstance." if len(figures) > 1 else ""
        found.append(Explanation(f"Figure {name}", tuple(filter(None, [said])), _figures(figures)))
    if not found:
        known = {each for names in kinds.values() for each in names} | {each.name for each in _all_figures()}
        raise EvidenceError([f'explain: nothing in the library is called "{name}". {suggestion(name, known)}'])
    return found


def _condition(name: str) -> Explanation:
    condition = Condition.load(name)
    said = [f"Stages, from the lightest: {', '.join(condition.stages)}."]
    said += [f"Recorded as: {condition.recorded_as}."] if condition.recorded_as else []
    said.append(f"{condition.undiagnosed_share:.0%} of those who have it are on no record.")
    for step in condition.transitions:
        rate = f"{step.rate.value:g} {step.rate.unit}" if step.rate else f"solved from {step.solved_from}"
        said.append(f"From {step.from_stage} to {step.to_stage}: {rate}.")
    said += ["It is a fixed flag: nobody gains or loses it while living."] if not condition.moves else []
    return Explanation(
        condition.label, tuple(said), (*_effects(condition.effects), *_figures(condition.parameters(), name))
    )


def _investment(name: str) -> Explanation:
    investment = Investment.load(name)
    said = [
        investment.question,
        f"Evidence: {investment.evidence_grade}.",
        f"For whom: {investment.eligible}; the largest {investment.priority} first.",
        f"Of these {investment.reached.value:.0%} are reached, of the reached {investment.accepted.value:.0%} "
        "accept, and "
        f"{investment.stays.value:.0%} are still in it after {investment.stays_months} months.",
        f"Its size is given in {investment.staff_word}: {investment.members_per_staff.value:g} "
        f"{investment.members_per_staff.unit}.",
    ]
    said += [f"Option {each.name}: {each.label}." for each in investment.options]
    return Explanation(
        investment.label, tuple(said), (*_effects(investment.effects), *_figures(investment.parameters(), name))
    )


def _contract(name: str) -> Explanation:
    contract = Contract.load(name)
    said = (
        library.read("contracts", name).raw.get("about", ""),
        f"Settled on: {', '.join(contract.needs)}.",
        *contract.assumptions,
    )
    terms = [(place, term.kind.__name__, term.at) for place, term in enumerate(contract.text.terms, start=1)]
    frame = pl.DataFrame(terms, schema=["order", "term", "citation"], orient="row")
    return Explanation(
        contract.label, tuple(filter(None, said)), (("Terms, in order", frame), *_figures(contract.parameters))
    )


def _scenario(name: str) -> Explanation:
    scenario = Scenario.load(name)
    said = [f"{scenario.years} years, seed {scenario.seed}, contract {scenario.contract.name}."]
    said += [f"Buys {bought_said(each)}." for each in scenario.investments] or ["It buys nothing."]
    said += [
        f"{key} is multiplied by {ratio:g}: {because or 'no reason given'}." for key, ratio, because in scenario.alter
    ]
    return Explanation(scenario.label or name, tuple(said))


def _target(name: str) -> Explanation:
    target: Target = library.targets()[name]
    said = [f"A {target.kind} [{target.unit}].", _combined(target.conditions)]
    owners = [*map(Condition.load, condition_names()), *map(Investment.load, investment_names())]
    effects = [effect for owner in owners for effect in owner.effects if effect.target == name]
    shared = [effect for effect in Content.load().effects if effect.target == name]
    return Explanation(f"Target {name}", tuple(said), _effects([*effects, *shared]))


def _combined(rule: FurtherConditions | str | None) -> str:
    if rule is None:
        return "The effects of several conditions multiply."
    if rule == EXCESS:
        return "Each condition adds its excess (ratio - 1) to the background."
    return (
        f"The effects of several conditions multiply, times {rule.further.value:g} for each after the first and "
        f"{rule.after_fourth.value:g} more for each after the fourth."
    )


def _effects(effects: Iterable[Effect]) -> tuple[tuple[str, pl.DataFrame], ...]:
    rows = [(each.target, in_whom(each.when), each.operator.replace("_", " "), *_size(each.size)) for each in effects]
    return (("Effects", pl.DataFrame(rows, schema=list(EFFECT_SCHEMA), orient="row")),) if rows else ()


def _size(size: Parameter) -> tuple[float, float, float, str, str]:
    return size.value, size.low, size.high, size.mark, library.sources()[size.source].title


def in_whom(when: When) -> str:
    """A circumstance in words."""
    match when:
        case Column():
            step = f"{when.step:g}-fold value" if when.scale == "log" else f"{when.step:g}"
            return f"each {step} of {when.column} from {when.origin:g}"
        case Equals():
            return f"{when.column} is {when.value}".replace("_", " ")
        case HasCondition():
            return f"{when.condition}, {when.from_stage} or beyond".replace("_", " ")
        case Enrolled():
            return f"enrolled in {when.investment}".replace("_", " ")
        case Since():
            cause = f" for {when.cause}" if when.cause else ""
            return f"within {when.within_months} months of {when.event}{cause}".replace("_", " ")


def _figures(parameters: Iterable[Parameter], owner: str = "") -> tuple[tuple[str, pl.DataFrame], ...]:
    """Figures as a table; the owner's own name is left off theirs."""
    listed = list(parameters)
    if not listed:
        return ()
    frames = pl.concat([register([each]) for each in listed])
    frames = frames.drop("source").rename({"low": "low_95", "high": "high_95"})
    named = frames.with_columns(pl.col("name").str.strip_prefix(f"{owner}."))
    return (("Figures", named.select(FIGURE).rename({"title": "source"})),)


def _all_figures() -> Iterator[Parameter]:
    yield from Content.load().parameters()
    for name in investment_names():
        yield from Investment.load(name).parameters()
    for name in Contract.names():
        yield from Contract.load(name).parameters
    for target in library.targets().values():
        if isinstance(target.conditions, FurtherConditions):
            yield from (target.conditions.further, target.conditions.after_fourth)
