"""Patients' experience: the scores of 2022 in year 0, moved by waiting, continuity and contact."""

import numpy as np
import pytest

from vbc_twin.quality import Measure, PatientExperience

MODEL = PatientExperience.load()


def value(parameter) -> float:
    return parameter.value


def test_year_0_has_the_scores_of_2022():
    scores = MODEL.scores(value, np.array([7.0]), np.array([0.6]), np.array([0.0]))

    assert list(MODEL.parts) == list(Measure.load("321").parts)
    assert scores[0].tolist() == [83.5, 93.5, 92.2, 76.5, 63.0, 60.9, 85.8, 92.3, 25.2]


def test_four_days_more_a_tenth_less_continuity_and_half_in_contact():
    scores = MODEL.scores(value, np.array([7.0, 11.0]), np.array([0.6, 0.5]), np.array([0.0, 0.5]))

    # -0.25 a day, 6 points for the whole index, 2 points for those in contact.
    assert scores[1] - scores[0] == pytest.approx(np.full(9, -1.0 - 0.6 + 1.0))


def test_scores_stay_within_0_and_100():
    scores = MODEL.scores(value, np.array([7.0, 800.0]), np.array([0.6, 0.6]), np.zeros(2))

    assert scores[1].tolist() == [0.0] * 9
