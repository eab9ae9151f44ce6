"""Twins for the slow profile, and evidence of a test's own."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vbc_twin.conditions import Condition, Transition
from vbc_twin.evidence import Effect, HasCondition, Parameter
from vbc_twin.twin import Content, Twin


def fixed(name: str, value: float) -> Parameter:
    """A figure that no draw moves."""
    return Parameter(
        name, value, value, value, "per person-year", "fixed", "judgement", "a test's own", "judged", "none"
    )


def bare(condition: Condition, rates: dict[tuple[str, str], float]) -> Condition:
    """A condition that does nothing and moves between some of its stages at constant rates [per person-year]."""
    steps = tuple(
        Transition(condition.name, start, end, fixed(f"{condition.name}.{start}_to_{end}", rate))
        for (start, end), rate in rates.items()
    )
    return replace(condition, transitions=steps, effects=())


@pytest.fixture(scope="session")
def with_bare() -> Callable[..., Content]:
    """The library's evidence, but for one condition, on which nothing depends and which depends on nothing."""

    def content(name: str, rates: dict[tuple[str, str], float]) -> Content:
        loaded = Content.load()

        def concerns(effect: Effect) -> bool:
            of_it = isinstance(effect.when, HasCondition) and effect.when.condition == name
            return of_it or effect.target.startswith(f"{name}.")

        conditions = tuple(
            bare(each, rates)
            if each.name == name
            else replace(each, effects=tuple(effect for effect in each.effects if not concerns(effect)))
            for each in loaded.conditions
        )
        services = {
            key: replace(each, effects=tuple(effect for effect in each.effects if not concerns(effect)))
            for key, each in loaded.services.items()
        }
        effects = tuple(effect for effect in loaded.effects if not concerns(effect))
        return replace(loaded, conditions=conditions, services=services, effects=effects)

    return content


@pytest.fixture(scope="session")
def middle() -> Twin:
    """Eight thousand people of the middle one of the shipped twins."""
    return Twin.load("middle_aco", people=8000)
