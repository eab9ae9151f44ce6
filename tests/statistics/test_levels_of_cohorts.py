"""What a study declares of its people bears on their events, and what its arm changes acts as the trials found."""

import pytest

from vbc_twin.evidence import library
from vbc_twin.experiments import run_cohort
from vbc_twin.twin import Cohort

pytestmark = pytest.mark.statistics
PEOPLE = 40_000
FILE = {"label": "Mine", "source": "judgement", "at": "a test's own", "mark": "judged", "population": "community"}


def rate(outcome, name: str, mean: float, deviation: float, **more) -> float:
    measured = {"age": {"mean": 70, "deviation": 6}, name: {"mean": mean, "deviation": deviation}}
    cohort = Cohort.read(FILE | {"measured": measured} | more, "mine", "mine.toml", library.sources())
    return run_cohort(cohort, PEOPLE, seed=1, years=4).incidence(outcome)["rate"][0]


def test_people_of_140_mmhg_have_more_strokes_than_people_of_120():
    assert rate("stroke", "systolic", 140, 12) > 1.1 * rate("stroke", "systolic", 120, 12)


def test_people_of_high_ldl_have_more_infarctions_than_people_of_low():
    having = {"stages": {"coronary_disease": {"stable": 1.0}}}
    infarction = "coronary_disease.post_infarction"

    assert rate(infarction, "ldl", 150, 20, **having) > 1.1 * rate(infarction, "ldl", 80, 20, **having)


def test_worse_kidneys_fail_sooner():
    assert rate("ckd.progression", "egfr", 35, 3) > 2 * rate("ckd.progression", "egfr", 50, 3)


def test_a_millimole_less_ldl_spares_a_fifth_of_vascular_events_and_less_in_the_first_year():
    lived = run_cohort("lipid_lowering", PEOPLE, seed=1)
    vascular = ["use.inpatient.coronary", "stroke"]

    all_years = lived.incidence(vascular, by="arm")["hazard_ratio"][1]
    first = lived.incidence(vascular, by="arm", months=12)["hazard_ratio"][1]

    assert 0.76 < all_years < 0.88
    assert first > all_years


def test_sglt2_inhibitors_slow_kidney_disease_as_the_trials_found():
    lived = run_cohort("sglt2_kidney", PEOPLE, seed=1)

    slowed = lived.incidence("ckd.progression", by="arm")

    assert slowed["ratio_low"][1] < 0.69 and slowed["ratio_high"][1] > 0.58
