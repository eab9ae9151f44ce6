"""A year's rates as an ACO would have them, and a way to score them."""

import pytest

from vbc_twin.quality import Measure, Score, score

REPORTED = {"001": 24.0, "112": 75.0, "113": 70.0, "134": 60.0, "236": 73.0}
SURVEY = (83.0, 94.0, 92.5, 76.0, 65.0, 62.0, 86.0, 93.0, 26.0)
CLAIMS = {"479": 6.0, "484": 5.5}


@pytest.fixture
def rates() -> dict:
    """The rate of every measure of 2026 that has a benchmark as a Medicare CQM."""
    return REPORTED | dict(zip(Measure.load("321").columns, SURVEY, strict=True))


@pytest.fixture
def scored(rates):
    """Score the year with other rates; a rate of None is a measure that was not reported."""

    def with_rates(changes: dict | None = None, collection: str = "Medicare CQM", **choices) -> Score:
        given = {name: rate for name, rate in (rates | (changes or {})).items() if rate is not None}
        return score(given, 2026, collection, **({"assumed_points": CLAIMS} | choices))

    return with_rates
