"""Exacerbations outside hospital are counted, by stage and by what people are given to, and move no money."""

import numpy as np
import pytest
from scipy.special import ndtri

GOLD_2, NONE = 3, 0


@pytest.fixture
def at_stage(closed, people):
    """The four hundred at a stage of COPD, with a tendency to exacerbations."""

    def give(stage: int, tendency: float = 0.371):
        given = people.copy()
        given.stage[:, closed.plan.condition_index["copd"]] = stage
        given.exacerbation_tendency[:] = tendency
        given.columns["inhaler_balance"][:] = 0.0
        return given

    return give


def test_they_come_as_often_as_published_at_a_stage_and_never_without_the_disease(closed, at_stage, faced, rate):
    ill, healthy = (faced(closed, at_stage(stage)) for stage in (GOLD_2, NONE))

    assert 12 * rate(closed, ill, "event copd.moderate_exacerbation") == pytest.approx(0.75)
    assert 12 * rate(closed, ill, "event copd.mild_exacerbation") == pytest.approx(0.26)
    assert (rate(closed, healthy, "event copd.moderate_exacerbation") == 0).all()


def test_people_differ_in_them_around_the_mean_of_their_stage(closed, at_stage, faced, rate):
    alike = at_stage(GOLD_2).take(np.zeros(4000, np.int64))
    alike.exacerbation_tendency[:] = ndtri((np.arange(4000) + 0.5) / 4000)

    rates = 12 * rate(closed, faced(closed, alike), "event copd.moderate_exacerbation")

    assert rates.mean() == pytest.approx(0.75, rel=0.02)
    # log-rates differ by a variance of 0.55
    assert np.log(rates).std() == pytest.approx(np.sqrt(0.55), rel=0.01)


def test_who_is_given_to_them_has_more_stays_for_copd_too(closed, at_stage, faced, rate):
    more, usual = (rate(closed, faced(closed, at_stage(GOLD_2, each)), "stay copd") for each in (1.371, 0.371))

    assert more / usual == pytest.approx(2.10)
