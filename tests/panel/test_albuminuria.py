"""Albumin in urine: shares of A2 and A3 by stage of kidney disease, who is in them, and what a year adds."""

import numpy as np
import pytest

from vbc_twin.panel import CONDITIONS, albumin_growth
from vbc_twin.panel.albuminuria import albuminuria

KIDNEY, DIABETES = CONDITIONS.index("ckd"), CONDITIONS.index("diabetes")
PEOPLE = 40_000


def people(stage: int) -> np.ndarray:
    """Half of them with diabetes."""
    truth = np.zeros((PEOPLE, len(CONDITIONS)), np.int8)
    truth[:, KIDNEY] = stage
    truth[::2, DIABETES] = 1
    return truth


@pytest.mark.parametrize(("stage", "raised", "severe"), [(0, 0.09, 0.01), (1, 0.217, 0.043), (3, 0.5, 0.25)])
def test_each_stage_of_kidney_disease_has_its_published_shares(stage, raised, severe):
    found = albuminuria(people(stage), np.ones(PEOPLE), np.random.default_rng(1))

    error = 4 * np.sqrt(0.25 / PEOPLE)
    assert (found >= 30).mean() == pytest.approx(raised, abs=error)
    assert (found >= 300).mean() == pytest.approx(severe, abs=error)
    assert found.min() >= 3 and found.max() <= 3000


def test_people_with_diabetes_have_three_times_the_odds_of_albuminuria():
    raised = albuminuria(people(2), np.ones(PEOPLE), np.random.default_rng(1)) >= 30

    ill, well = raised[::2].mean(), raised[1::2].mean()

    assert ill / (1 - ill) / (well / (1 - well)) == pytest.approx(3.0, rel=0.1)


def test_albumin_grows_with_diabetes_less_with_kidney_disease_alone_and_not_without():
    truth = np.zeros((3, len(CONDITIONS)), np.int8)
    truth[1:, KIDNEY] = 1
    truth[2, DIABETES] = 1

    assert albumin_growth(truth) == pytest.approx([1.0, 1.03, 1.055])
