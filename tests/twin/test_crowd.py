"""People worked out together live as they would alone, arm by arm."""

import numpy as np
import pytest

from vbc_twin.twin import Arm, Groundwork, Scenario, Simulation
from vbc_twin.twin.crowd import Crowd

LEDGER = ("totals", "person_cents", "enrolled", "heads", "burden", "controlled")


@pytest.fixture(scope="module")
def ground(twin, investment) -> Groundwork:
    """Three arms of two open years: as it is, with a programme, and with an altered figure."""
    base = Scenario("as it is", years=2, seed=21)
    programme = investment(("use.inpatient", "ratio", 0.6), ("level.systolic", "shift", -8.0), nurses=20)
    return Groundwork(
        twin,
        (
            base,
            base.replace(name="with it", investments=(programme,)),
            base.replace(name="busier", alter=(("ed.base", 1.5, ""),)),
        ),
    )


def test_an_arm_lived_in_company_is_the_arm_lived_alone(ground):
    together = ground.live(None, 2)

    for arm, scenario in zip(together, ground.scenarios, strict=True):
        teams = ((0, ground.first_month),) if scenario.investments else ()
        past = Simulation(
            ground.population, Arm(ground.published.physics), ground.seed, 2, 12 * ground.years, arm.trend
        ).live(ground.first_month)
        alone = past.branch(Arm(arm.physics, teams)).live()
        for name in LEDGER:
            np.testing.assert_array_equal(getattr(arm.ledger, name), getattr(alone.ledger, name), err_msg=name)
        assert arm.bills == alone.bills
        for each in (past, alone, arm):
            each.close()


def test_what_an_arm_changes_in_its_part_is_changed_in_the_crowd(ground):
    figures = ground.published
    begun = Simulation(ground.population, Arm(figures.physics), ground.seed, 0, 12, figures.trend)
    both = [begun.state.copy(), begun.state.copy()]
    crowd = Crowd(both, [begun.keys, begun.keys], figures.physics, begun.prices)

    crowd.parts[1].enrolled[5, 0] = 3

    assert crowd.state.enrolled[len(begun.state) + 5, 0] == 3
    assert crowd.state.enrolled[5, 0] == -1
    begun.close()


def test_a_month_is_accounted_for_arm_by_arm(ground):
    figures = ground.published
    begun = Simulation(ground.population, Arm(figures.physics), ground.seed, 0, 12, figures.trend)
    people = len(begun.state)
    single = Crowd([begun.state.copy()], [begun.keys], figures.physics, begun.prices)
    double = Crowd([begun.state.copy(), begun.state.copy()], [begun.keys] * 2, figures.physics, begun.prices)

    (alone,), (first, second) = single.live(0), double.live(0)

    for account in (first, second):
        assert account.cents().tolist() == alone.cents().tolist()
        assert account.present.tolist() == alone.present.tolist()
        assert len(account.visits) == people
    begun.close()
