"""People worked out together live as they would alone, arm by arm."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.twin import Arm, Groundwork, Scenario, Simulation
from vbc_twin.twin.crowd import Crowd, shared
from vbc_twin.twin.simulation import live_together

LEDGER = ("totals", "person_cents", "enrolled", "heads", "burden", "controlled", "practices", "groups")


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


def test_arms_whose_clinicians_leave_at_another_rate_part_and_live_as_they_would_alone(ground):
    def arms(past):
        for leaving in (0.05, 0.6):
            arm = past.branch(Arm(ground.published.physics))
            arm.workplaces = replace(arm.workplaces, figures=arm.workplaces.figures | {"turnover.well": leaving})
            yield arm

    past = Simulation(ground.population, Arm(ground.published.physics), ground.seed, 2, 36, 0.03).live(12)
    together, alone = list(arms(past)), list(arms(past))
    live_together(together)

    for one, other in zip(together, alone, strict=True):
        other.live()
        for name in LEDGER:
            np.testing.assert_array_equal(getattr(one.ledger, name), getattr(other.ledger, name), err_msg=name)
    few, many = (each.state.continuity_broken.mean() for each in together)
    assert many > few + 0.2
    for each in (past, *together, *alone):
        each.close()


@pytest.fixture
def begun(ground) -> Iterator[Simulation]:
    """The first January of year 0."""
    simulation = Simulation(
        ground.population, Arm(ground.published.physics), ground.seed, 0, 12, ground.published.trend
    )
    yield simulation
    simulation.close()


def crowd_of(begun: Simulation, arms: int) -> Crowd:
    """The people of that January, lived by some arms."""
    return Crowd(shared(begun.state.copy(), begun.keys, arms), begun.physics, begun.prices)


def test_people_about_whom_no_arm_decides_are_lived_once(begun):
    crowd, everybody = crowd_of(begun, arms=2), len(begun.state)

    account = crowd.live(0)

    assert len(crowd.state) == len(account.visits) == everybody
    for arm in (0, 1):
        own = crowd.account_of(arm, account)
        assert own.cents().tolist() == account.cents().tolist()
        assert own.present.tolist() == account.present.tolist()


@pytest.mark.parametrize("month", [0, 1])
def test_whom_an_arm_decides_about_it_lives_alone_from_then_on(begun, month):
    crowd, everybody = crowd_of(begun, arms=2), len(begun.state)
    for each in range(month):
        crowd.live(each)

    rows = crowd.single_out(1, np.array([5, 8]))
    crowd.state.enrolled[rows, 0] = month

    assert rows.tolist() == [everybody, everybody + 1]
    assert crowd.part(0).id.tolist() == crowd.part(1).id[np.argsort(crowd.part(1).row)].tolist()
    assert crowd.part(0).enrolled.max() == -1
    assert np.sort(crowd.part(1).row[crowd.part(1).enrolled[:, 0] == month]).tolist() == [5, 8]
    assert crowd.single_out(1, rows).tolist() == rows.tolist()
    account = crowd.live(month)
    assert not crowd.account_of(0, account).present[rows].any()
    assert not crowd.account_of(1, account).present[[5, 8]].any()


def test_both_arms_may_decide_about_the_same_person(begun):
    crowd = crowd_of(begun, arms=2)

    first, second = crowd.single_out(0, np.array([5])), crowd.single_out(1, np.array([5]))

    assert first.tolist() == [len(begun.state)] and second.tolist() == [5]
    assert len(crowd.part(0)) == len(crowd.part(1)) == len(begun.state)
