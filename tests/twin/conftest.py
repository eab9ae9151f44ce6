"""Tiny twins for the tests of how a month is lived: made once, never changed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.evidence import Effect, Enrolled, Parameter
from vbc_twin.investments import Investment
from vbc_twin.twin import Content, Groundwork, Scenario, Twin
from vbc_twin.twin.figures import settled
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.state import State

SEED = 20230101


def fixed(name: str, value: float, unit: str = "ratio") -> Parameter:
    """A figure that no draw moves."""
    return Parameter(name, value, value, value, unit, "fixed", "judgement", "a test's own", "judged", "none")


def plain_investment(*effects: tuple[str, str, float], name: str = "plain", nurses: float = 1, **changes) -> Investment:
    """A sized investment for everybody, felt at once and in full, with effects (target, operator, size)."""
    sizes = [Effect(to, Enrolled(name), how, fixed(f"{name}.{to}", size)) for to, how, size in effects]
    terms = {"members_per_staff": 100, "reached": 0.999999, "accepted": 0.999999, "stays": 0.999999}
    terms |= {"onset_months": 0, "half_life_months": 0, "staff_year": 12_000, "member_month": 7, "enrolment_cost": 11}
    figures = {key: fixed(f"{name}.{key}", value) for key, value in terms.items()}
    own = {"eligible": "age >= 0", "priority": "cost_12m", "asked": "once", "lasts_months": 0, "stays_months": 12}
    loaded = Investment.load("complex_care_management")
    sized = replace(loaded, name=name, effects=tuple(sizes), options=(), **figures | own | changes)
    return sized.sized(nurses=nurses)


@pytest.fixture(scope="session")
def investment() -> Callable[..., Investment]:
    """Make an investment of the test's own, see `plain_investment`."""
    return plain_investment


@pytest.fixture(scope="session")
def figure() -> Callable[..., Parameter]:
    """Make a figure that no draw moves."""
    return fixed


@pytest.fixture(scope="session")
def content() -> Content:
    """The library's evidence."""
    return Content.load()


@pytest.fixture(scope="session")
def twin() -> Twin:
    """Four hundred people of the example ACO."""
    return Twin.load("example_aco", people=400)


@pytest.fixture(scope="session")
def larger() -> Twin:
    """Everybody of the example ACO."""
    return Twin.load("example_aco")


@pytest.fixture(scope="session")
def village(larger) -> Twin:
    """An ACO of a thousand, all of whom are in the panel: nobody stands for anybody else."""
    heads = {"esrd": 4.0, "disabled": 140.0, "aged_dual": 80.0, "aged_non_dual": 776.0}
    return larger.replace(heads_by_type=heads)


@pytest.fixture(scope="session")
def closed(twin) -> Groundwork:
    """Two years in which nobody joins or leaves."""
    return Groundwork(twin, (Scenario("closed", years=1, seed=SEED, closed=True),))


@pytest.fixture(scope="session")
def everyone(larger) -> Groundwork:
    """Year 0 of everybody."""
    return Groundwork(larger, (Scenario("year 0", years=1, seed=SEED, closed=True),))


@pytest.fixture(scope="session")
def opened(twin) -> Groundwork:
    """Year 0 and three more, in two arms: as it is, and with a programme for as many as its nurse can look after."""
    base = Scenario("as it is", years=3, seed=SEED)
    programme = plain_investment(("use.inpatient", "ratio", 0.5), ("death", "ratio", 0.5), nurses=25)
    return Groundwork(twin, (base, base.replace(name="with a programme", investments=(programme,))))


@pytest.fixture(scope="session")
def prepared(twin) -> Callable[..., Groundwork]:
    """Year 0 of the small twin, ready to live with some investments."""

    def ready(*investments: Investment, **choices) -> Groundwork:
        scenario = Scenario("mine", investments=investments, years=1, seed=SEED, closed=True)
        return Groundwork(twin, (scenario.replace(**choices),))

    return ready


@pytest.fixture(scope="session")
def faced() -> Callable[..., Hazards]:
    """What people face in a month, given a groundwork's published figures."""

    def work_out(ground: Groundwork, people: State, month: int = 3) -> Hazards:
        physics = ground.published.physics
        hazards = settled(physics, people)
        physics.refresh(people, hazards, np.arange(len(people)), month)
        return hazards

    return work_out


@pytest.fixture(scope="session")
def rate() -> Callable[..., np.ndarray]:
    """Expected events of each person this month, by the name of their stream of draws."""

    def of(ground: Groundwork, hazards: Hazards, stream: str) -> np.ndarray:
        return hazards.rate[:, ground.published.physics.lanes.luck.columns[stream]]

    return of


@pytest.fixture
def people(closed) -> State:
    """The four hundred, all present from January on."""
    people = closed.population.first.copy()
    people.entry[:] = 0
    return people
