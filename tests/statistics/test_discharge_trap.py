"""Those who have just been in hospital often are so less often afterwards, with no programme at all.

A before-after study of people enrolled at discharge would take this for its effect. In life admissions per person-month
fall by 25 to 45 % from the six months before such a discharge to the six after it.
"""

import numpy as np
import pytest

from vbc_twin.twin import NOT_PRESENT, Arm, Groundwork, Scenario, Simulation, Twin

pytestmark = pytest.mark.statistics
YEARS, HALF_A_YEAR, REPLICATIONS = 4, 6, 2


@pytest.fixture(scope="module")
def ground() -> Groundwork:
    return Groundwork(Twin.load("middle_aco"), (Scenario("closed", years=YEARS - 1, seed=36, closed=True),))


def lived(ground: Groundwork, replication: int) -> tuple[np.ndarray, np.ndarray]:
    """Admissions of everybody by month, and whether they were alive at its start (months, people)."""
    figures, months = ground.published, 12 * YEARS
    life = Simulation(ground.population, Arm(figures.physics), ground.seed, replication, months, figures.trend)
    admissions = np.zeros((months, ground.population.ever), np.int64)
    for month in range(months):
        life.step()
        admissions[month, life.state.row] = life.state.admissions[:, month % 12]
    life.close()
    return admissions, life.ledger.person_cents != NOT_PRESENT


def test_admissions_fall_by_a_third_after_a_discharge_that_followed_others(ground):
    before, after, months_before, months_after = np.zeros(4)
    for replication in range(REPLICATIONS):
        admissions, alive = lived(ground, replication)
        for month in range(HALF_A_YEAR, 12 * YEARS - HALF_A_YEAR):
            earlier, later = slice(month - HALF_A_YEAR, month), slice(month + 1, month + 1 + HALF_A_YEAR)
            discharged = (admissions[month] > 0) & (admissions[earlier].sum(axis=0) >= 2) & alive[month + 1]
            before += admissions[earlier, discharged].sum()
            after += admissions[later, discharged].sum()
            months_before += alive[earlier, discharged].sum()
            months_after += alive[later, discharged].sum()

    fall = 1 - (after / months_after) / (before / months_before)

    assert before > 1000
    assert 0.25 <= fall <= 0.45, fall
