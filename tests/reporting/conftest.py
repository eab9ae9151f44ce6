"""Comparisons of a very small ACO, so that small cells are there to be hidden."""

from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.experiments import Comparison, Illusion, compare
from vbc_twin.twin import Run, Scenario, Twin

DRAWS, YEARS, PEOPLE = 3, 2, 400


ASSUMED = "race: native 1 and hispanic 10 and other 12 (blank; 23 heads remain of the head count)"


def small_twin() -> Twin:
    """The example ACO with only so many of its people, each standing for one, and blanks in its row."""
    twin = Twin.load("example_aco")
    twin = twin.replace(row=replace(twin.row, assumed=(ASSUMED,)))
    share = PEOPLE / sum(twin.heads_by_type.values())
    return twin.replace(heads_by_type={name: heads * share for name, heads in twin.heads_by_type.items()})


@pytest.fixture(scope="session")
def status_quo() -> Scenario:
    return Scenario.load("status_quo").replace(years=YEARS)


@pytest.fixture(scope="session")
def comparison(status_quo) -> Comparison:
    """Transitional care, and a change of contract, against the status quo."""
    transitions = Scenario.load("transitions").replace(years=YEARS)
    enhanced = replace(status_quo.contract, name="mssp_enhanced")
    return compare(small_twin(), status_quo, transitions.replace(contract=enhanced), draws=DRAWS)


@pytest.fixture(scope="session")
def run(comparison) -> Run:
    return comparison.base


@pytest.fixture(scope="session")
def null(status_quo) -> Comparison:
    """An investment that costs and does nothing."""
    scenario = Scenario.load("transitions").replace(years=YEARS)
    idle = tuple(replace(each, effects=()) for each in scenario.investments)
    return compare(small_twin(), status_quo, scenario.replace(investments=idle, contract=status_quo.contract), draws=2)


@pytest.fixture(scope="session")
def same(run) -> Comparison:
    """A scenario compared with itself; nobody is enrolled."""
    nobody = Illusion(np.zeros((DRAWS, 0, 3, 2)), np.zeros((DRAWS, 0)))
    return Comparison(run, run, nobody, run.calendar_years[1])
