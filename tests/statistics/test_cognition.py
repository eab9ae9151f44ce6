"""Mild cognitive impairment says who comes to dementia, and is over when dementia has begun."""

import pytest

from vbc_twin.evidence import library
from vbc_twin.experiments import run_cohort
from vbc_twin.twin import Cohort

pytestmark = pytest.mark.statistics
FILE = {"label": "Mine", "source": "judgement", "at": "a test's own", "mark": "judged", "population": "community"}
IMPAIRED = "mild_cognitive_impairment"


@pytest.fixture(scope="module")
def lived():
    """People of 75 to 84 without dementia."""
    text = FILE | {"include": ["age >= 75", "age < 85", "dementia = 0"]}
    return run_cohort(Cohort.read(text, "mine", "mine.toml", library.sources()), 20_000, seed=1, years=3)


def begins(lived, where: str) -> float:
    return lived.incidence("dementia", where=where, months=12)["rate"][0]


def test_five_in_a_hundred_of_the_impaired_come_to_dementia_in_a_year_as_communities_find(lived):
    assert 0.035 < begins(lived, f"{IMPAIRED} > 0") < 0.07
    assert begins(lived, f"{IMPAIRED} > 0") > 3 * begins(lived, f"{IMPAIRED} = 0")


def test_dementia_begins_as_often_as_was_seen_all_the_same(lived):
    assert begins(lived, "age >= 75") == pytest.approx(0.017, rel=0.2)
