"""How use grows with the number of illnesses, held to the real counts of 2010.

Source: CMS Chronic Conditions Public Use File 2010, all fee-for-service beneficiaries, by the number of 11 recorded
conditions: admissions per 1,000, Medicare Part A and Part B payments, shares of people and of spending. The people of
the test are those of 2010 too: their ages, entitlements and prevalence, with the company that illnesses keep.
"""

import numpy as np
import polars as pl
import pytest

from vbc_twin import panel
from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import library
from vbc_twin.panel.references import table
from vbc_twin.twin.expectation import expected_month
from vbc_twin.twin.figures import settled, solved
from vbc_twin.twin.plan import compile_plan
from vbc_twin.twin.population import Movement, enter
from vbc_twin.twin.prices import UnitPrices, spending

ADMISSIONS_PER_1000 = np.array([34, 146, 284, 506, 842, 1295, 1834])  # with none, one, ... six conditions
PART_A_USD = np.array([312, 1524, 3335, 6496, 11579, 18609, 27564])
PART_B_USD = np.array([1314, 3087, 4840, 6964, 9654, 12541, 15578])
PUBLISHED = (
    "diabetes", "ckd", "coronary_disease", "heart_failure", "copd", "depression", "dementia", "cancer", "stroke",
    "arthritis", "osteoporosis",
)  # fmt: skip
STAYS_AND_SNF = [CATEGORIES.index(name) for name in ("inpatient", "snf")]
PART_B = [CATEGORIES.index(name) for name in ("outpatient", "physician", "dme")]
PEOPLE = 120_000
# What the clinical dossier allows for the factor of a single condition, and a little for the luck of a panel.
OF_ONE_FACTOR = 0.16


@pytest.fixture(scope="module")
def margins() -> panel.Margins:
    """People as the public table of 2010 counts them."""
    people = dict(zip(panel.STRATA, panel.reference_people(), strict=True))
    total = sum(people.values())

    def share(holds) -> float:
        return float(sum(count for stratum, count in people.items() if holds(stratum)) / total)

    disabled = share(lambda stratum: stratum.age == "lt65")
    dual = share(lambda stratum: stratum.age != "lt65" and stratum.dual)
    # As many with ESRD as their factors count on: 4.3 % of those with kidney disease on record, 15 % of all.
    heads = {"esrd": 0.0065, "disabled": disabled, "aged_dual": dual, "aged_non_dual": 0.9935 - disabled - dual}
    return panel.Margins(
        {name: round(PEOPLE * each) for name, each in heads.items()},
        {name: share(lambda stratum, band=band: stratum.band == band) for band, name in enumerate(panel.AGE_BANDS)},
        share(lambda stratum: stratum.sex == "female"),
        {
            "white": 0.82,
            "black": 0.1,
            "asian": 0.02,
            "hispanic": 0.03,
            "native": 0.005,
            "other": 0.01,
            "unknown": 0.015,
        },
        share(lambda stratum: stratum.dual),
        0.03,
        {"esrd": 1.0, "disabled": 1.0, "aged_dual": 1.0, "aged_non_dual": 1.0},
    )


def prevalence() -> pl.DataFrame:
    """Recorded prevalence of 2010 by age band and sex; today's for the four conditions that its table lacks."""
    band = {stratum.age: panel.AGE_BANDS[stratum.band] for stratum in panel.STRATA}
    of_2010 = (
        table("prevalence_2010")
        .with_columns(pl.col("age_band").replace_strict(band))
        .unpivot(PUBLISHED, index=["age_band", "sex", "people"], variable_name="condition", value_name="prevalence")
        .group_by("condition", "age_band", "sex")
        .agg((pl.col("prevalence") * pl.col("people")).sum() / pl.col("people").sum())
    )
    today = panel.present_prevalence().filter(~pl.col("condition").is_in(PUBLISHED))
    return pl.concat([of_2010, today.select(of_2010.columns)])


@pytest.fixture(scope="module")
def by_number(content, twin, margins) -> dict[str, np.ndarray]:
    """Mean yearly use of people by number of recorded conditions, as the evidence alone expects it."""
    drawn = panel.draw(margins, prevalence(), content.course(), seed=11)
    plan = compile_plan(content.conditions, content.services, (), content.effects)
    for parameter in content.parameters():
        plan.parameter(parameter)
    people = enter(drawn, plan, Movement(0.0, 1.0, 0.0, 1), seed=11)
    physics = solved(plan, people, content, twin.prevalence, plan.central()).physics
    hazards = settled(physics, people)
    physics.refresh(people, hazards, np.arange(len(people)), 0)
    month = expected_month(hazards, physics, hazards.back)
    spent = spending(month.priced, UnitPrices.of(plan, physics.numbers))
    figures = {
        "admissions": month.uses[:, : len(plan.causes)].sum(axis=1),
        "stays_and_snf": spent[:, STAYS_AND_SNF].sum(axis=1),
        "part_b": spent[:, PART_B].sum(axis=1),
        "all": spent.sum(axis=1),
    }
    number = (people.recorded[:, [plan.condition_index[name] for name in PUBLISHED]] >= 0).sum(axis=1)
    means = {name: np.array([each[number == n].mean() for n in range(9)]) for name, each in figures.items()}
    return {"people": np.bincount(number, minlength=9)[:9]} | means


@pytest.mark.parametrize(("figure", "published"), [("admissions", ADMISSIONS_PER_1000), ("part_b", PART_B_USD)])
def test_use_grows_with_the_number_of_conditions_as_among_real_people(by_number, figure, published):
    found, wanted = (each[1:] / each[1] for each in (by_number[figure][:7], published))

    np.testing.assert_allclose(found, wanted, rtol=OF_ONE_FACTOR)


ONE_IN_SIX_TOO_MANY = (
    "16.3 % too many stays: some without a record are ill, whom the published table counts by the year's end"
)


@pytest.mark.parametrize(
    ("figure", "published"),
    [
        pytest.param(
            "admissions", ADMISSIONS_PER_1000, marks=pytest.mark.xfail(reason=ONE_IN_SIX_TOO_MANY, strict=True)
        ),
        ("part_b", PART_B_USD),
    ],
)
def test_people_with_no_condition_on_record_use_as_little_as_real_ones(by_number, figure, published):
    found, wanted = (each[0] / each[1] for each in (by_number[figure], published))

    assert found == pytest.approx(wanted, rel=OF_ONE_FACTOR)


def test_what_hospitals_and_nursing_facilities_cost_grows_faster_than_stays(by_number):
    # The stays of people with many conditions cost more, and lead to a nursing facility more often.
    stays = by_number["admissions"][1:7] / by_number["admissions"][1]
    found, wanted = (each[1:] / each[1] for each in (by_number["stays_and_snf"][:7], PART_A_USD))

    assert (found[1:] > stays[1:]).all()
    assert (found <= wanted).all(), (found, wanted)
    np.testing.assert_allclose(found, wanted, rtol=0.20)


def test_a_ninth_of_the_people_have_four_conditions_or_more_and_two_fifths_of_the_spending(by_number):
    people, spent = by_number["people"], by_number["people"] * by_number["all"]

    assert people[4:].sum() / people.sum() == pytest.approx(0.116, abs=0.01)
    assert spent[4:].sum() / spent.sum() == pytest.approx(0.4255, abs=0.05)


def test_a_plain_product_would_be_far_steeper(content):
    rule = library.targets()["use.inpatient"].conditions

    assert rule.further.value**5 * rule.after_fourth.value**2 < 0.01
    assert set(rule.counted) == set(PUBLISHED)
