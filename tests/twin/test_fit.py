"""Year 0, expected or lived, returns what CMS published of it."""

from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import Groundwork, Outcome, Scenario
from vbc_twin.twin.fit import fit_use
from vbc_twin.twin.hazards import Scales


@pytest.fixture(scope="module")
def ground(village) -> Groundwork:
    return Groundwork(village, (Scenario("year 0", years=1, seed=12, closed=True),))


@pytest.fixture(scope="module")
def expected(ground) -> dict[str, np.ndarray]:
    """The mean of the expected years on which the fit rests."""
    years = ground.expected(range(ground.replications_of_the_fit))
    names = ("person_years", "deaths", "all_admissions", "all_ed_visits", "all_snf_stays", "spending_usd")
    return {name: np.mean([getattr(year, name) for year in years], axis=0) for name in names}


@pytest.mark.parametrize("use", ["admissions", "ed_visits", "snf_stays"])
def test_the_expected_year_returns_the_published_use(ground, expected, use):
    members = expected["person_years"].sum()

    assert 1000 * expected[f"all_{use}"] / members == pytest.approx(
        getattr(ground.twin.row, f"{use}_per_1000"), rel=1e-3
    )


def test_the_expected_year_returns_the_published_spending_by_category(ground, expected):
    spent = expected["spending_usd"].sum(axis=0) / expected["person_years"].sum()

    published = [ground.twin.row.spending_by_category[name] for name in CATEGORIES]
    assert spent == pytest.approx(published, rel=2e-3)


def test_the_expected_year_returns_the_published_spending_by_enrolment_type(ground, expected):
    row, years = ground.twin.row, expected["person_years"]
    spent = expected["spending_usd"].sum(axis=1) / years

    published = np.array([row.spending_by_type[name] for name in ENROLMENT_TYPES])
    # The two published tables differ by the programme's basis; it is spread evenly over the types.
    basis = sum(row.spending_by_category.values()) / (published @ years / years.sum())
    assert spent == pytest.approx(published * basis, rel=2e-3)


def test_each_draw_of_the_figures_is_fitted_anew(ground):
    scales = [ground.figures(draw).physics.scales for draw in (0, 1)]
    column = ground.plan.column["use.inpatient"]

    assert scales[0].use[column] != scales[1].use[column]
    for draw in (0, 1):
        (outcome,) = ground.outcomes(draw, draw)
        members = outcome.person_years()[0, 0].sum()
        assert outcome.spending_usd()[0, 0].sum() / members == pytest.approx(10_900, rel=0.2)


def test_a_chance_that_would_exceed_one_stays_below_and_the_total_is_met_all_the_same(ground):
    row, physics = ground.twin.row, ground.figures(0).physics
    many_to_snf = replace(row, snf_stays_per_1000=0.6 * row.admissions_per_1000)
    years = ground.expected(range(1))
    before = physics.scales.use.copy()

    mean = fit_use(years, many_to_snf, physics)

    assert physics.scales.use[ground.plan.column["use.snf"]] > before[ground.plan.column["use.snf"]]
    members = mean.person_years.sum()
    assert 1000 * mean.all_snf_stays / members == pytest.approx(many_to_snf.snf_stays_per_1000, rel=0.1)


def test_nothing_is_scaled_before_it_is_fitted(ground):
    scales = Scales.none(ground.plan)

    for name in ("use", "price", "price_by_type", "onset", "death"):
        assert (getattr(scales, name) == 1).all()
    assert scales.price_factor.shape == (4, 7)


def test_a_lived_year_agrees_with_the_expected_one(ground, expected):
    lives = Outcome.together([ground.outcomes(None, replication)[0] for replication in range(40)])

    members = lives.person_years()[:, 0].sum(axis=-1)
    figures = {
        "person_years": members,
        "deaths": lives.count("deaths")[:, 0],
        "all_admissions": lives.admissions()[:, 0],
        "all_ed_visits": lives.count("ed_visits")[:, 0],
        "all_snf_stays": lives.count("snf_stays")[:, 0],
        "spending_usd": lives.spending_usd()[:, 0].sum(axis=-1),
    }
    for name, lived in figures.items():
        error = lived.std(ddof=1) / np.sqrt(len(lived))
        assert lived.mean() == pytest.approx(expected[name].sum(), abs=4 * error), name
        assert error < 0.04 * lived.mean()
