"""Figures are said so that a reader can neither misread them nor read more into them than they bear."""

import pytest

from vbc_twin.experiments import Estimate
from vbc_twin.reporting import words


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0, "$0"), (-0.2, "$0"), (1234.4, "$1,234"), (-1234.6, "-$1,235"), (1_000_000, "$1,000,000")],
)
def test_dollars_carry_thousands_and_their_sign_in_front(amount, said):
    assert words.usd(amount) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "$0"),
        (-0.3, "$0"),
        (87.6, "$88"),
        (343_417, "$343,000"),
        (-343_417, "-$343,000"),
        (999_900, "$1 million"),
        (1_244_000, "$1.24 million"),
        (12_345_678, "$12.3 million"),
    ],
)
def test_a_sentence_has_three_significant_figures(amount, said):
    assert words.about(amount) == said


@pytest.mark.parametrize(
    ("share", "draws", "said"),
    [
        (0.0, 200, "in none of 200 draws"),
        (1.0, 1, "in all of 1 draw"),
        (0.83, 200, "in 83 % of 200 draws"),
        (0.999, 5000, "in 99 % of 5000 draws"),
    ],
)
def test_a_chance_is_counted_in_draws_and_never_rounded_to_certainty(share, draws, said):
    assert words.in_draws(share, draws) == said


def test_an_interval_names_its_level():
    assert words.between(Estimate(0.0, -1500.0, 2500.0)) == "90 % interval -$1,500 to $2,500"


def test_a_horizon_is_said_in_words():
    assert words.years_said((2023,)) == "one year"
    assert words.years_said(tuple(range(2023, 2028))) == "five years"
    assert words.span((2023, 2024)) == "2023 to 2024"
