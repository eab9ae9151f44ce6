"""How unevenly spending falls, and how long the costly stay costly: what regression to the mean hangs on.

Sources and ranges: `data/calibration/multimorbidity.toml`. The spread of the price of a visit is fitted to these
figures, so that they show the fit; the coefficient of variation and what the month of death costs are held to figures
recalled.
"""

import numpy as np
import pytest

from vbc_twin.calibration.concentration import Concentration, Trial, targets
from vbc_twin.twin import NOT_PRESENT, Twin

pytestmark = pytest.mark.statistics
REPLICATIONS = 3
SHARES, STAYS = targets()


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Everybody of the middle one of the shipped twins."""
    return Trial(Twin.load("middle_aco"), REPLICATIONS)


@pytest.fixture(scope="module")
def lived(trial) -> list[Concentration]:
    """Three years, in which nobody joins or leaves, with the spread that the library gives."""
    return trial.lived(trial.ground.twin.content.services["physician"].spread.value)


@pytest.mark.parametrize("costliest", SHARES)
def test_few_cause_most_of_the_spending(lived, costliest):
    found = np.mean([each.share[costliest] for each in lived])

    assert SHARES[costliest].low <= found <= SHARES[costliest].high


@pytest.mark.parametrize("later", STAYS)
def test_some_of_the_costliest_stay_so_and_more_do_not(lived, later):
    found = np.mean([each.stays[later] for each in lived])

    assert STAYS[later].low <= found <= STAYS[later].high


def test_a_year_s_spending_of_people_varies_by_twice_its_mean(lived):
    assert 2.0 <= np.mean([each.variation for each in lived]) <= 2.4


def test_without_a_spread_of_prices_spending_would_be_too_even_and_too_lasting(trial):
    (even, *_) = Trial(trial.ground.twin, 1).lived(0.1)

    assert even.share["0.10"] < SHARES["0.10"].low
    assert even.stays["1"] > STAYS["1"].high


def test_the_month_of_death_costs_five_to_six_times_the_month_a_year_before(trial):
    # Recalled: five to six times, and three tenths of the last twelve months; 15 % allowed.
    cents = np.concatenate([trial.cents(replication) for replication in range(REPLICATIONS)], axis=1)
    here = cents != NOT_PRESENT
    died = here[:12].any(axis=0) & here[13] & ~here[-1]
    last = len(cents) - 1 - here[::-1, died].argmax(axis=0)
    cents, last = cents[:, died][:, last >= 13], last[last >= 13]
    months = np.stack([cents[last - ago, np.arange(len(last))] for ago in range(13)]).clip(0).mean(axis=1)

    assert len(last) > 1000
    assert 5 / 1.15 < months[0] / months[12] < 6 * 1.15
    assert months[0] / months[:12].sum() == pytest.approx(0.30, rel=0.15)
