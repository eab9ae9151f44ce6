"""What happens happens as often as the rates say, and the rates say what was published of the nation."""

import numpy as np
import pytest

from vbc_twin.twin import Arm, Cohort, Groundwork, Scenario, Simulation, Twin
from vbc_twin.twin.cohort_life import study_plan
from vbc_twin.twin.crowd import Crowd, shared
from vbc_twin.twin.draws import person_keys
from vbc_twin.twin.national import closed_movement
from vbc_twin.twin.population import enter
from vbc_twin.twin.prices import Prices, UnitPrices

pytestmark = pytest.mark.statistics
SEED = 32
REPLICATIONS = 6
# Enough years of everybody for a fiftieth of the deaths under 65.
YEARS = 16


def free_of_charge(physics) -> Prices:
    """Prices that do not matter."""
    return Prices.of(UnitPrices.of(physics.plan, physics.numbers), physics.scales.price_factor)


@pytest.fixture(scope="module")
def ground(middle) -> Groundwork:
    return Groundwork(middle, (Scenario("year 0", years=1, seed=SEED, closed=True),))


@pytest.fixture(scope="module")
def lived(ground) -> dict[str, tuple[float, float, float]]:
    """Of each monthly decision: how often it came, how often it was expected, and the variance of that."""
    figures, lanes = ground.published, ground.published.physics.lanes
    names = {"death": lanes.death}
    names |= {
        f"move {ground.plan.conditions[place].name}": lane
        for place, lane in zip(ground.plan.moving, lanes.moves, strict=True)
        if not ground.plan.conditions[place].struck_by  # whom a stay strikes has moved by no rate
    }
    counted, expected, variance = (dict.fromkeys(names, 0.0) for _ in range(3))
    for replication in range(REPLICATIONS):
        begun = Simulation(ground.population, Arm(figures.physics), SEED, replication, 12, figures.trend)
        crowd = Crowd(begun.state.copy(), figures.physics, begun.prices)
        for month in range(12):
            crowd.look_again(figures.physics.due(crowd.state, month), month)
            chance, dying = crowd.hazards.chance.copy(), figures.physics.deaths(crowd.hazards) * crowd.state.alive
            chance[:, lanes.death] = dying
            alive, stage = crowd.state.alive.copy(), crowd.state.stage.copy()
            crowd.live(month)
            moved = crowd.state.stage != stage
            for name, lane in names.items():
                happened = alive & ~crowd.state.alive
                if name != "death":
                    happened = moved[:, ground.plan.condition_index[name.removeprefix("move ")]]
                counted[name] += happened.sum()
                expected[name] += chance[:, lane].sum()
                variance[name] += (chance[:, lane] * (1 - chance[:, lane])).sum()
        begun.close()
    return {name: (counted[name], expected[name], variance[name]) for name in names}


def test_people_die_and_fall_ill_as_often_as_their_rates_say(lived):
    deviations = {name: (count - mean) / np.sqrt(spread) for name, (count, mean, spread) in lived.items()}

    assert len(lived) == 12
    assert min(mean for _, mean, _ in lived.values()) > 100
    assert max(abs(each) for each in deviations.values()) < 4, deviations


def test_as_many_die_at_each_age_as_the_life_table_with_its_factors_says():
    # A year of the national panel, with the luck of several runs. The factors: the table of 2025 x 1.03 x the seldomer
    # deaths of people at home, with residents of institutions and the disabled brought back.
    cohort = Cohort.load("medicare_2017")
    plan = study_plan(cohort)
    physics = cohort.national.figures(plan).physics
    people = enter(cohort.national.panel, plan, closed_movement(cohort.content), SEED)
    table = physics.tabled(people)
    prices, (deaths, years) = free_of_charge(physics), np.zeros((2, len(people)))
    for replication in range(YEARS):
        keys = person_keys(SEED, replication, people.id)
        crowd = Crowd(shared(people.copy(), keys), physics, prices)
        crowd.recall(1)
        for month in range(12):
            alive = crowd.state.alive.copy()
            crowd.live(month)
            deaths += alive & ~crowd.state.alive
            years += (alive.astype(float) + crowd.state.alive) / 24
    tabled = years * table

    for low, high in ((0, 65), (65, 75), (75, 85), (85, 120)):
        of_age = (people.age >= low) & (people.age < high)
        assert deaths[of_age].sum() > 500
        assert deaths[of_age].sum() / tabled[of_age].sum() == pytest.approx(1, abs=0.05), low


def test_as_many_die_at_each_age_as_the_nation_s_beneficiaries():
    # Deaths per person-year, fee for service, 2017 (CMS Program Statistics): all, and by age. People assigned to an ACO
    # have seen a physician and live mostly at home, and die a little less often.
    twin = Twin.load("middle_aco")
    ground = Groundwork(twin, (Scenario("year 0", years=1, seed=SEED, closed=True),))
    people = ground.population.first
    year = ground.expected(range(1))[0]
    table = ground.published.physics.tabled(people)

    in_all = year.deaths.sum() / year.person_years.sum()

    assert in_all == pytest.approx(0.0404, rel=0.15)
    for low, high, published in ((65, 75, 0.0193), (75, 85, 0.0469), (85, 120, 0.139)):
        of_age = (people.age >= low) & (people.age < high)
        assert table[of_age].mean() == pytest.approx(published, rel=0.15)
    disabled = year.deaths[1] / year.person_years[1]
    assert disabled == pytest.approx(0.0242, rel=0.2)
