"""How unevenly spending falls, and how long the costly stay costly: what regression to the mean hangs on.

Sources and ranges: `data/calibration/multimorbidity.toml` and `deaths.toml`. The spread of the price of a visit is
fitted to the shares of the costliest, so that they show the fit; what the month of death costs is held to figures
recalled, of which 15 % is allowed.
"""

import numpy as np
import pytest

from vbc_twin.calibration.target_text import load_targets
from vbc_twin.calibration.targets import measure
from vbc_twin.twin import Content

pytestmark = pytest.mark.statistics
REPLICATIONS = 4
COSTLIEST = tuple(f"multimorbidity.costliest.{share}" for share in ("1", "5", "10", "20", "50"))
LASTING = ("multimorbidity.stay_costly_1", "multimorbidity.stay_costly_2", "multimorbidity.variation")
END_OF_LIFE = ("deaths.month_of_death", "deaths.last_month")
TARGETS = {each.name: each for each in load_targets()}


def found_of(names: tuple[str, ...], replications: int, believed: dict[str, float]) -> dict[str, float]:
    """The mean of these targets' figures over so many lives of the nation's panel."""
    some = tuple(TARGETS[name] for name in names)
    values = measure(some, range(replications), 1, Content.load(), believed=believed)
    return {name: float(np.mean(each)) for name, each in values.items()}


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    return found_of((*COSTLIEST, *LASTING, *END_OF_LIFE), REPLICATIONS, {})


@pytest.mark.parametrize("name", (*COSTLIEST, *LASTING))
def test_few_cause_most_of_the_spending_and_some_of_them_again(found, name):
    assert TARGETS[name].low <= found[name] <= TARGETS[name].high


def test_without_a_spread_of_prices_spending_would_be_too_even_and_too_lasting():
    tenth, again = COSTLIEST[2], LASTING[0]
    even = found_of((tenth, again), 1, {"physician.spread": 0.1, "outpatient.spread": 0.1})

    assert even[tenth] < TARGETS[tenth].low
    assert even[again] > TARGETS[again].high


def test_the_month_of_death_costs_five_to_six_times_the_month_a_year_before(found):
    month, share = END_OF_LIFE

    assert 5 / 1.15 < found[month] < 6 * 1.15
    assert found[share] == pytest.approx(0.30, rel=0.15)
