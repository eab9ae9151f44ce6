"""People are drawn with as much less on record as the year to come will add."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.calibration.populations import live_population
from vbc_twin.panel import AGE_BANDS, prevalence_of_2010
from vbc_twin.twin import Content


@pytest.fixture(scope="module")
def lived():
    return live_population("full_year_2010", 0, Content.load(), people=8000)


@pytest.mark.parametrize("condition", ["diabetes", "coronary_disease", "ckd"])
def test_at_the_end_of_the_year_as_much_is_on_record_as_was_published(lived, condition):
    published = prevalence_of_2010().filter(pl.col("condition") == condition)
    people = lived.table.filter(pl.col("alive_end") == 1)
    band = pl.Series([AGE_BANDS[place] for place in np.searchsorted((65, 75, 85), people["age"], side="right")])
    sex = pl.when("female").then(pl.lit("female")).otherwise(pl.lit("male"))
    wanted = people.select(age_band=band, sex=sex).join(published, on=["age_band", "sex"])["prevalence"]
    found = people.select(pl.col(f"{condition}_recorded") >= 0).to_series()

    # Two years of luck, of those who are drawn and of those who fall ill, lie between the two.
    assert found.mean() == pytest.approx(wanted.mean(), rel=0.04)


def test_fewer_are_on_record_when_the_year_begins(lived):
    begins = lived.lives.people.recorded >= 0
    survivors = (lived.table["alive_end"] == 1).to_numpy()

    assert begins[survivors].sum() < lived.lives.on_record[survivors].sum()
