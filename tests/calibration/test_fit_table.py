"""Published beside simulated: each figure has its bar, and is shown whether it is met or not."""

from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.calibration.fit_table import (
    Held,
    age_bands,
    fit_table,
    held_figures,
    outside_the_evidence,
    settled_enough,
)
from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import PublishedRow
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import ExpectedYear, Groundwork, Scenario, Twin

CAUSES = 10


@pytest.fixture(scope="module")
def twin() -> Twin:
    return Twin.load("example_aco", people=300)


@pytest.fixture(scope="module")
def row(twin) -> PublishedRow:
    return twin.row


@pytest.fixture(scope="module")
def as_published(row) -> ExpectedYear:
    """A year that holds exactly what was published: stays of one cause, spending spread by type and category."""
    members = np.array([row.person_years_by_type[name] for name in ENROLMENT_TYPES])
    by_type = np.array([row.spending_by_type[name] for name in ENROLMENT_TYPES]) * members / row.programme_basis_factor
    by_category = np.array([row.spending_by_category[name] for name in CATEGORIES])
    uses = np.zeros((4, CAUSES + 7))
    uses[3, 0] = row.admissions_per_1000 / 1000 * members.sum()
    uses[3, CAUSES] = row.snf_stays_per_1000 / 1000 * members.sum()
    ed = np.array([0, 0, 0, row.ed_visits_per_1000 / 1000 * members.sum()])
    spending = np.outer(by_type, by_category / by_category.sum())
    spending *= by_category.sum() * members.sum() / spending.sum()
    return ExpectedYear(members, np.zeros(4), ed, uses, uses[:, :CAUSES], CAUSES, spending)


def by_name(held) -> dict[str, Held]:
    return {each.figure: each for each in held}


# --- one figure ------------------------------------------------------------------------------------------


def test_a_figure_is_within_if_its_mean_is_within_the_bar_and_surely_so():
    met = Held("x", "USD", 100.0, np.array([100.5, 101.0, 100.8]), bar=1.0)
    missed = replace(met, simulated=np.array([101.5, 101.6, 101.4]))
    unsure = replace(met, simulated=np.array([90.0, 110.0, 100.0]))

    assert (met.within, missed.within, unsure.within) == (True, False, False)
    assert unsure.simulated.mean() == 100


def test_a_standard_error_is_that_of_the_mean():
    held = Held("x", "USD", 1.0, np.array([1.0, 2.0, 3.0, 4.0]), bar=1.0)

    assert held.standard_error == pytest.approx(np.std([1, 2, 3, 4], ddof=1) / 2)
    assert replace(held, simulated=np.array([1.0])).standard_error == 0


def test_a_row_tells_the_relative_error_where_there_is_one():
    told = Held("x", "USD", 200.0, np.array([201.0, 203.0]), bar=4.0, scale=1.1).row()

    assert told["relative_error"] == pytest.approx(0.01)
    assert (told["simulated"], told["bar"], told["within"], told["scale"]) == (202, 4, True, 1.1)
    assert Held("x", "USD", 0.0, np.array([0.1]), bar=1.0).row()["relative_error"] is None


# --- what a twin is held to ------------------------------------------------------------------------------


def test_a_year_as_published_meets_every_figure(row, as_published):
    held = held_figures([as_published, as_published], row)

    assert len(held) == 7 + 1 + 4 + 4 + 3
    for each in held:
        assert each.within, each.row()
    assert settled_enough([as_published, as_published], row)


def test_the_bars_are_those_that_were_agreed(row, as_published):
    held = by_name(held_figures([as_published], row))

    for name in CATEGORIES:
        assert held[f"spending {name}"].bar == pytest.approx(0.01 * row.spending_by_category[name])
    assert held["spending, programme basis"].bar == pytest.approx(0.005 * row.spending_per_person_year)
    for name in ENROLMENT_TYPES:
        assert held[f"spending {name}"].bar == pytest.approx(0.02 * row.spending_by_type[name])
        years = row.person_years_by_type[name]
        assert held[f"person-years {name}"].bar == pytest.approx(max(0.02 * years, 1))
    for name in ("admissions", "ed_visits", "snf_stays"):
        assert held[f"{name} per 1,000"].bar == pytest.approx(0.02 * getattr(row, f"{name}_per_1000"))


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"uses": 1.03}, "admissions per 1,000"),
        ({"ed_visits": 0.97}, "ed_visits per 1,000"),
        ({"spending_usd": 1.011}, "spending snf"),
        ({"spending_usd": 1.006}, "spending, programme basis"),
        ({"person_years": 1.03}, "person-years disabled"),
    ],
)
def test_a_year_that_is_off_is_seen_to_be_off(row, as_published, change, figure):
    off = replace(as_published, **{name: getattr(as_published, name) * factor for name, factor in change.items()})

    assert not by_name(held_figures([off], row))[figure].within


def test_an_enrolment_type_that_the_aco_does_not_have_is_not_held(row, as_published):
    without = replace(row, person_years_by_type=row.person_years_by_type | {"esrd": 0.0})

    names = by_name(held_figures([as_published], without))

    assert "person-years esrd" not in names and "spending esrd" not in names


def test_years_that_scatter_too_much_are_not_settled_enough(row, as_published):
    busier = replace(as_published, ed_visits=1.1 * as_published.ed_visits)

    assert not settled_enough([as_published, busier], row)


def test_age_bands_are_held_to_half_a_point(twin, row):
    bands = age_bands(row, twin.panel)

    assert [each.figure for each in bands] == ["age lt65", "age 65_74", "age 75_84", "age 85plus"]
    assert sum(each.published for each in bands) == pytest.approx(1)
    assert sum(each.simulated[0] for each in bands) == pytest.approx(1)
    assert {each.bar for each in bands} == {0.005}


# --- the table -------------------------------------------------------------------------------------------


def test_the_table_has_a_row_a_figure_with_the_scale_that_was_fitted_to_it(twin, row, as_published):
    ground = Groundwork(twin, (Scenario("year 0", years=1, closed=True),))
    scales = ground.published.physics.scales

    table = fit_table([as_published], row, twin.panel, scales, ground.plan)

    assert table.columns == [
        "figure", "unit", "published", "simulated", "standard_error", "relative_error", "bar", "within", "scale",
    ]  # fmt: skip
    assert table.height == 23 and table["figure"].n_unique() == 23
    found = dict(table.select("figure", "scale").iter_rows())
    assert found["spending snf"] == pytest.approx(scales.price[CATEGORIES.index("snf")])
    assert found["spending esrd"] == pytest.approx(scales.price_by_type[0])
    assert found["admissions per 1,000"] == pytest.approx(scales.use[ground.plan.column["use.inpatient"]])
    assert found["age lt65"] is None and found["person-years esrd"] is None


def test_scales_beyond_a_third_to_three_lie_outside_the_evidence(twin, row, as_published):
    ground = Groundwork(twin, (Scenario("year 0", years=1, closed=True),))
    scales = replace(ground.published.physics.scales, price=np.array([1, 1, 1, 3.2, 0.3, 1, 1.0]))

    outside = outside_the_evidence(fit_table([as_published], row, twin.panel, scales, ground.plan))

    assert outside == [("spending snf", 3.2), ("spending home_health", 0.3)]
