"""Bringing HbA1c below 6.5 % in long-standing diabetes saves hardly a life, whatever else it spares."""

import pytest

from vbc_twin.experiments import run_cohort

pytestmark = pytest.mark.statistics
PEOPLE, YEARS = 40_000, 5


@pytest.fixture(scope="module")
def lived():
    return run_cohort("long_standing_diabetes", PEOPLE, seed=1, years=YEARS)


def test_the_arm_below_six_and_a_half_per_cent_shows_no_mortality_benefit_beyond_0_95(lived):
    sugar = lived.panel.patients["hba1c"].mean()
    lowered = sugar + lived.cohort.arms[1].effects[0].size.value

    died = lived.incidence("death", by="arm")

    assert lowered < 6.5 < sugar
    assert 0.95 <= died["hazard_ratio"][1] <= 1.0


def test_infarctions_are_spared_all_the_same(lived):
    struck = lived.incidence("use.inpatient.coronary", by="arm")

    assert struck["ratio_high"][1] < 0.95
