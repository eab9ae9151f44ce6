"""Lives against what can be worked out with pencil and paper."""

import numpy as np
import pytest
from scipy import stats

from vbc_twin.twin import Arm, Groundwork, Scenario, Simulation, Twin

pytestmark = pytest.mark.statistics
SEED = 31
ALMOST_NEVER = 1e-4


def live(twin: Twin, years: int) -> tuple[Simulation, np.ndarray]:
    """A closed panel lived for some years beyond year 0, and everybody's stages at the start, by row."""
    ground = Groundwork(twin, (Scenario("closed", years=years, seed=SEED, closed=True),))
    figures = ground.published
    arm = Simulation(ground.population, Arm(figures.physics), SEED, 0, 12 * ground.years, figures.trend)
    return arm.live(), ground.population.first.stage.copy()


def survivors(arm: Simulation, start: np.ndarray, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Stages then and now of a condition, of those who were there from the first month and are alive."""
    place = arm.physics.plan.condition_index[name]
    there = arm.state.alive & (arm.population.everybody().entry[arm.state.row] == 0)
    return start[arm.state.row[there], place], arm.state.stage[there, place]


@pytest.mark.parametrize("rate", [0.03, 0.25])
def test_a_constant_rate_of_falling_ill_leaves_as_many_well_as_its_exponential(middle, with_bare, rate):
    content = with_bare("atrial_fibrillation", {("none", "present"): rate})
    arm, start = live(middle.replace(content=content), years=3)

    before, after = survivors(arm, start, "atrial_fibrillation")

    well = before == 0
    still_well = int((after[well] == 0).sum())
    assert stats.binomtest(still_well, int(well.sum()), np.exp(-4 * rate)).pvalue > ALMOST_NEVER
    assert (after[~well] == before[~well]).all()
    arm.close()


def test_two_states_that_come_and_go_reach_the_closed_form_of_their_chain(middle, with_bare):
    leaving, returning, months = 0.6, 0.35, 36
    content = with_bare("depression", {("active", "remission"): leaving, ("remission", "active"): returning})
    arm, start = live(middle.replace(content=content), years=2)

    before, after = survivors(arm, start, "depression")

    stages = next(each.stages for each in content.conditions if each.name == "depression")
    active, remission = (stages.index(name) for name in ("active", "remission"))
    out, back = (-np.expm1(-rate / 12) for rate in (leaving, returning))
    level, fading = back / (out + back), (1 - out - back) ** months
    for stage, first in ((active, 1.0), (remission, 0.0)):
        chance = level + (first - level) * fading
        then = before == stage
        assert stats.binomtest(int((after[then] == active).sum()), int(then.sum()), chance).pvalue > ALMOST_NEVER
        # Months are short against these rates: the continuous form differs by little.
        steady = returning / (leaving + returning)
        continuous = steady + (first - steady) * np.exp(-(leaving + returning) * months / 12)
        assert chance == pytest.approx(continuous, abs=0.01)
    assert ((before == 0) == (after == 0)).all()
    arm.close()
