"""A small ACO in which everybody is in the panel, and comparisons on it: made once, never changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vbc_twin.experiments import Comparison, Settlements, compare, settle_all
from vbc_twin.investments import Investment
from vbc_twin.twin import Run, Scenario, Twin

DRAWS = 3
HEADS = {"esrd": 4.0, "disabled": 140.0, "aged_dual": 80.0, "aged_non_dual": 576.0}


def idle(investment: Investment) -> Investment:
    """The same investment with no effect in any draw: ratios of one, shifts of nought."""
    effects = []
    for effect in investment.effects:
        if effect.target != "uptake.accepted":
            nothing = 0.0 if effect.operator == "shift" else 1.0
            size = replace(effect.size, value=nothing, low=nothing, high=nothing, shape="fixed", interval="none")
            effect = replace(effect, size=size)
        effects.append(effect)
    return replace(investment, effects=tuple(effects))


@pytest.fixture(scope="session")
def without_effect() -> Callable[[Investment], Investment]:
    return idle


@pytest.fixture(scope="session")
def village() -> Twin:
    """Eight hundred people, each of whom stands for one."""
    return Twin.load("example_aco").replace(heads_by_type=HEADS)


@pytest.fixture(scope="session")
def base() -> Scenario:
    """Two years of an open panel."""
    return Scenario("as it is", years=2, seed=6)


@pytest.fixture(scope="session")
def closed(base) -> Scenario:
    """One year in which nobody leaves or joins, for what does not hang on that."""
    return base.replace(years=1, closed=True)


@pytest.fixture(scope="session")
def programme(base) -> Scenario:
    """Everything that the library offers, each with enough staff to be seen."""
    names = ("complex_care_management", "transitional_care", "heart_failure_telemonitoring", "home_blood_pressure")
    everything = tuple(Investment.load(name).sized(nurses=1) for name in names)
    return base.replace(name="with everything", investments=everything)


@pytest.fixture(scope="session")
def comparison(village, base, programme) -> Comparison:
    return compare(village, base, programme, draws=DRAWS, threads=1)


@pytest.fixture(scope="module")
def run(comparison) -> Run:
    """The base of the comparison."""
    return comparison.base


@pytest.fixture(scope="module")
def everything(run) -> Settlements:
    """Its years under every contract."""
    return settle_all(run)
