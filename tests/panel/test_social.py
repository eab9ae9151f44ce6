"""How people live: published shares hold, needs come together, and the sugar of people with diabetes keeps its mean."""

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel
from vbc_twin.panel.references import figures
from vbc_twin.panel.social import hba1c_shift


def share(people: pl.DataFrame, name: str) -> float:
    return float((people[name] * people["weight"]).sum() / people["weight"].sum())


def test_a_fifth_of_the_people_lives_in_each_fifth_of_areas(drawn):
    heads = drawn.patients["deprivation_quintile"].value_counts().sort("deprivation_quintile")["count"]

    assert heads.to_list() == [1200] * 5


def test_published_shares_hold(nation):
    people, form = nation.patients.filter(~pl.col("long_term_institution")), figures("social")
    dual, old = people.filter("dual"), people.filter(~pl.col("dual") & (pl.col("age") >= 65))

    assert share(dual, "food_insecure") == pytest.approx(form["food_insecure"]["dual"].value, abs=0.005)
    assert share(old, "food_insecure") == pytest.approx(form["food_insecure"]["aged"].value, abs=0.005)
    assert 0.07 < share(people.filter(pl.col("age") >= 65), "food_insecure") < 0.12
    assert share(nation.patients, "transport_insecure") == pytest.approx(0.075, abs=0.001)
    assert share(nation.patients, "rural") == pytest.approx(0.20, abs=0.001)


def test_women_over_85_live_alone_by_their_share(nation):
    oldest = nation.patients.filter(pl.col("female") & (pl.col("age") >= 85) & ~pl.col("long_term_institution"))

    assert share(oldest, "lives_alone") == pytest.approx(
        figures("social")["lives_alone"]["female_85plus"].value, abs=0.01
    )


def test_the_poor_live_in_poorer_areas_and_needs_come_together(nation):
    people = nation.patients
    poor, other = people.filter("dual"), people.filter(~pl.col("dual"))

    assert poor["deprivation_quintile"].mean() > other["deprivation_quintile"].mean() + 0.4
    assert share(poor, "food_insecure") > 3 * share(other, "food_insecure")
    assert share(people.filter("food_insecure"), "transport_insecure") > 2 * share(people, "transport_insecure")


def test_nobody_in_an_institution_lives_alone_or_is_without_food(nation):
    inside = nation.patients.filter("long_term_institution")

    assert inside.height > 100
    assert not inside["lives_alone"].any() and not inside["food_insecure"].any()


def test_food_insecurity_raises_the_sugar_of_people_with_diabetes_and_keeps_their_mean():
    truth = np.zeros((4, len(panel.CONDITIONS)), np.int8)
    truth[:3, 2] = 1  # three have diabetes, the first of whom cannot rely on food

    shift = hba1c_shift(np.array([True, False, False, True]), truth, np.ones(4))

    assert shift == pytest.approx([0.2, -0.1, -0.1, 0.0])
