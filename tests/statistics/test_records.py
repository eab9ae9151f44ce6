"""Over five years records stay what they were: as much disease unseen, as much of what is known claimed."""

import numpy as np
import pytest

from vbc_twin.twin import NEVER, Arm, Groundwork, Scenario, Simulation, Twin

pytestmark = pytest.mark.statistics
YEARS, REPLICATIONS = 5, 3
FEWEST_UNSEEN = 100


@pytest.fixture(scope="module")
def januaries() -> np.ndarray:
    """By replication, year and condition: those who have it, those on record, those claimed for (weighted)."""
    ground = Groundwork(Twin.load("middle_aco"), (Scenario("as it is", years=YEARS, seed=20230101),))
    figures, found = ground.published, []
    for replication in range(REPLICATIONS):
        lives = Simulation(ground.population, Arm(figures.physics), ground.seed, replication, 12 * (YEARS + 1), 0.0)
        for _ in range(YEARS + 1):
            state = lives.state
            weight = state.weight * state.alive
            has, known = state.stage > 0, (state.stage > 0) & (state.recorded != NEVER)
            found.append([weight @ each for each in (has, known, state.captured & known)])
            lives.live(12)
        lives.close()
    return np.array(found).reshape(REPLICATIONS, YEARS + 1, 3, -1)


def test_undiagnosed_shares_hold_though_everybody_begins_unseen(januaries):
    has, known, _ = januaries.mean(axis=0).transpose(1, 0, 2)
    many = (has - known)[0] > FEWEST_UNSEEN

    unseen = 1 - known / has

    assert many.sum() >= 10
    np.testing.assert_allclose(unseen[:, many], np.broadcast_to(unseen[0, many], unseen[:, many].shape), atol=0.03)


def test_claims_of_every_year_show_the_same_share_of_what_is_known(januaries):
    _, known, claimed = januaries.mean(axis=0).sum(axis=2).T

    # In January the last year's claims show what was on record then, in year 0 as in every later one.
    share = claimed / known
    np.testing.assert_allclose(share, share[0], atol=0.01)
