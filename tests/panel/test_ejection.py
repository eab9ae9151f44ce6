"""Ejection fraction: its classes come in the published shares, and its levels lie within them."""

import numpy as np
import pytest

from vbc_twin.panel.ejection import ejection_fraction

PEOPLE = 40_000


def drawn(age: float, female: bool) -> np.ndarray:
    return ejection_fraction(np.full(PEOPLE, age), np.full(PEOPLE, female), np.random.default_rng(1))


@pytest.mark.parametrize(("female", "reduced", "mildly"), [(True, 0.214, 0.111), (False, 0.387, 0.140)])
def test_classes_have_the_shares_of_their_sex_at_74(female, reduced, mildly):
    level = drawn(74, female)

    error = 4 * np.sqrt(0.25 / PEOPLE)
    assert (level <= 40).mean() == pytest.approx(reduced, abs=error)
    assert ((level > 40) & (level < 50)).mean() == pytest.approx(mildly, abs=error)
    assert (level == np.rint(level)).all() and level.min() >= 10 and level.max() <= 80


def test_ten_years_older_people_have_it_reduced_less_often_by_the_published_odds():
    odds = [share / (1 - share) for share in ((drawn(age, False) <= 40).mean() for age in (70, 80))]

    assert odds[1] / odds[0] == pytest.approx(0.965**10, rel=0.08)
