"""Kidney failure of people at G4 is as often, and in the same people, as the kidney failure risk equation says."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.conditions import equations
from vbc_twin.evidence import library
from vbc_twin.experiments import run_cohort
from vbc_twin.twin import Cohort

pytestmark = pytest.mark.statistics
PEOPLE, YEARS = 8_000, 5
FILE = {"label": "Mine", "source": "judgement", "at": "a test's own", "mark": "judged", "population": "community"}
CLASSES = ("uacr < 30", "uacr >= 30 AND uacr < 300", "uacr >= 300")


def at_g4() -> Cohort:
    """People of 65 and over at G4, as the nation has them."""
    text = FILE | {"include": ["age >= 65", "ckd = 3"]}
    return Cohort.read(text, "mine", "mine.toml", library.sources())


@pytest.fixture(scope="module")
def lived():
    return run_cohort(at_g4(), PEOPLE, seed=1, years=YEARS)


def risk(lived, where: str) -> float:
    """The five-year risk of dialysis or a transplant if nobody died before, as the equation has it."""
    return 1 - np.exp(-YEARS * lived.incidence("ckd.dialysis", where=where)["rate"][0])


def by_equation(where: str) -> float:
    people = at_g4().panel(PEOPLE, 1).patients.filter(pl.sql_expr(where))
    sex = pl.when("female").then(pl.lit("female")).otherwise(pl.lit("male"))
    asked = people.select("age", "egfr", sex=sex, uacr_mg_g="uacr")
    return float(equations.kfre(asked, variables=4, north_america=True)["risk_5y"].mean())


def test_five_year_risk_at_g4_is_that_of_the_equation_within_a_fifth(lived):
    assert risk(lived, "age >= 65") == pytest.approx(by_equation("age >= 65"), rel=0.2)


def test_who_loses_more_albumin_fails_more_often_as_the_equation_says(lived):
    found = np.array([risk(lived, each) for each in CLASSES])
    published = np.array([by_equation(each) for each in CLASSES])

    np.testing.assert_allclose(found / found[0], published / published[0], rtol=0.3)
