"""Background mortality: the published table, and the groups that differ from people of the same age."""

import tomllib

import numpy as np
import pytest

from vbc_twin.conditions import LifeTable
from vbc_twin.conditions.mortality import MONTHS
from vbc_twin.evidence import Document, EvidenceError

FIXED = 'unit = "ratio", shape = "fixed", source = "judgement", mark = "judged"'
ALL_ALIKE = "\n".join(f"{month} = {{ value = 1.0, {FIXED} }}" for month in MONTHS)
TEXT = f"""
label = "Background mortality"
table = "ssa_life_table"
recent = {{ value = 1.0, {FIXED} }}
credible = {{ value = 50, {FIXED} }}
[community]
lt65 = {{ value = 1.0, {FIXED} }}
65_74 = {{ value = 1.0, {FIXED} }}
75_84 = {{ value = 1.0, {FIXED} }}
85plus = {{ value = 1.0, {FIXED} }}
[season]
{ALL_ALIKE}
"""


def life_table(text: str) -> LifeTable:
    return LifeTable.from_document(Document("mortality", "data/conditions/mortality.toml", tomllib.loads(text)))


def test_the_hazard_gives_back_the_published_chance_of_dying():
    # Social Security Administration, 2020 Trustees Report, 2025: q at 65, men and women; at 85, women.
    published = np.array([0.015013, 0.008979, 0.070984])

    hazard = life_table(TEXT).hazard(np.array([65, 65, 85]), np.array([False, True, True]))

    assert 1 - np.exp(-hazard) == pytest.approx(published, abs=1e-9)


def test_one_factor_multiplies_every_hazard_and_one_that_of_its_age_band():
    changed = TEXT.replace("recent = { value = 1.0", "recent = { value = 1.03")
    changed = changed.replace("75_84 = { value = 1.0", "75_84 = { value = 0.95")
    ages, female = np.arange(18, 100), np.zeros(82, bool)

    ratio = life_table(changed).hazard(ages, female) / life_table(TEXT).hazard(ages, female)

    assert ratio == pytest.approx(np.where((ages >= 75) & (ages < 85), 1.03 * 0.95, 1.03))


def test_men_die_earlier_and_hazards_rise_with_age_from_thirty():
    table, ages = LifeTable.load(), np.arange(30, 100)

    women, men = table.hazard(ages, np.ones(70, bool)), table.hazard(ages, np.zeros(70, bool))

    assert (men > women).all()
    assert (np.diff(women) > 0).all()
    assert (np.diff(men) > 0).all()


def test_ages_beyond_the_table_take_its_last():
    table = LifeTable.load()

    last, beyond = table.hazard(np.array([100, 112]), np.array([True, True]))

    assert last == beyond


def test_groups_that_differ_have_their_own_ratio():
    effects = {effect.size.name: effect for effect in LifeTable.load().effects}

    assert {effect.target for effect in effects.values()} == {"death", "illness.death"}
    assert "mortality.enrolment_type.disabled.death" in effects
    assert effects["mortality.enrolment_type.esrd.death"].size.low > 1


def test_only_the_disabled_and_residents_of_institutions_lie_on_top_of_the_table():
    table = LifeTable.load()

    assert [each.when.column for each in table.population] == ["enrolment_type", "long_term_institution"]
    assert set(table.population) <= set(table.effects)


def test_at_home_people_die_as_seldom_as_brings_the_nations_residents_back_to_the_table():
    # Residents in the national panel, whose ratio is two: c (1 + share) is to be one.
    table = LifeTable.load()
    (ratio,) = [each.size.value for each in table.population if each.when.column == "long_term_institution"]

    for band, share in (("65_74", 0.019), ("75_84", 0.053), ("85plus", 0.165)):
        assert table.community[band].value * (1 + share * (ratio - 1)) == pytest.approx(1, abs=0.005)


def test_the_effect_of_frailty_has_mean_one_over_people():
    (frailty,) = [each for each in LifeTable.load().effects if getattr(each.when, "column", "") == "frailty"]
    deviates = np.random.default_rng(1).standard_normal(400_000)

    factor = frailty.size.value ** ((deviates - frailty.when.origin) / frailty.when.step)

    assert factor.mean() == pytest.approx(1, abs=0.005)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"ssa_life_table"', '"ssa_life_tabel"', 'no table in data/public is called "ssa_life_tabel". Did you mean'),
        ("recent =", "recnt =", 'no field of the life table is called "recnt". Did you mean "recent"?'),
        ("value = 1.0", "value = 1.0, low = 1.1", "gives only one end of the interval"),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_remedy(old, new, told):
    text = TEXT.replace('"fixed"', '"lognormal"') if "low" in new else TEXT

    with pytest.raises(EvidenceError) as error:
        life_table(text.replace(old, new, 1))

    assert any(told in line for line in error.value.faults)


def test_the_season_is_the_published_one_of_january_and_its_mean_is_one():
    by_month = LifeTable.load().by_month

    assert by_month.mean() == pytest.approx(1, rel=1e-12)
    assert by_month[0] == pytest.approx(1.15, rel=1e-3)
    assert by_month.argmax() == 0 and by_month.argmin() in (5, 6, 7, 8)


def test_every_month_has_its_ratio_and_a_month_that_is_none_is_a_fault():
    assert (life_table(TEXT).by_month == 1).all()

    with pytest.raises(EvidenceError) as error:
        life_table(TEXT.replace("march = {", "smarch = {"))

    assert [any(f"season.{month}" in line for line in error.value.faults) for month in ("smarch", "march")] == [
        True
    ] * 2
