"""What then happened, as tables that add up, and settled by the contract of the published row."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import ContractChoice, Groundwork, Outcome, Run, Scenario, provenance

DRAWS = 3
FIRST_YEAR = 2022


@pytest.fixture(scope="module")
def run(twin) -> Run:
    """Three draws of year 0 and two years."""
    scenario = Scenario("as it is", years=2, seed=4)
    ground = Groundwork(twin, (scenario,))
    outcome = Outcome.together([ground.outcomes(draw, draw)[0] for draw in range(DRAWS)])
    trend = np.array([ground.figures(draw).trend for draw in range(DRAWS)])
    return Run(twin, scenario, outcome, trend, provenance(twin, scenario, DRAWS))


def yearly(run: Run, figure: str) -> list[float]:
    return run.years.filter(figure=figure).sort("year")["mean"].to_list()


# --- outcome ---------------------------------------------------------------------------------------------


def test_years_are_the_sums_of_their_months(run):
    outcome = run.outcome

    assert outcome.draws == DRAWS and outcome.years == 3
    for figure in ("members", "deaths", "cents snf", "stays stroke"):
        monthly = outcome.monthly(figure)
        assert outcome.yearly(figure)[:, 1] == pytest.approx(monthly[:, 12:24].sum(axis=1))


def test_spending_is_the_sum_of_its_categories(run):
    parts = sum(run.outcome.spending_usd(name) for name in CATEGORIES)

    assert run.outcome.spending_usd() == pytest.approx(parts)
    assert (run.outcome.spending_usd().sum(axis=-1) > 0).all()


def test_admissions_are_the_sum_of_their_causes(run):
    outcome = run.outcome
    causes = [name for name in outcome.figures if name.startswith("stays ")]

    assert len(causes) == len(run.twin.content.services["inpatient"].causes)
    assert outcome.admissions() == pytest.approx(sum(outcome.yearly(name) for name in causes).sum(axis=-1))


def test_a_smaller_panel_stands_for_everybody(run, twin):
    heads = run.outcome.heads[:, 0]

    assert heads == pytest.approx(twin.row.assigned_beneficiaries, rel=1e-9)
    assert run.outcome.person_years()[:, 0].sum(axis=-1) == pytest.approx(twin.row.person_years, rel=0.02)


def test_the_risk_score_of_year_zero_is_the_published_one_by_type(run, twin):
    scores = run.outcome.risk_score()[:, 0]

    published = [twin.row.risk_score_by_type[name] for name in ENROLMENT_TYPES]
    assert scores[:, 3] == pytest.approx(published[3], rel=0.03)
    assert scores[:, 1] == pytest.approx(published[1], rel=0.1)


def test_a_count_that_nobody_keeps_is_named(run):
    with pytest.raises(KeyError, match="visits to the zoo is not among members, deaths"):
        run.outcome.count("visits to the zoo")


def test_draws_are_kept_in_their_order(twin):
    ground = Groundwork(twin, (Scenario("short", years=1, seed=4, closed=True),))
    each = [ground.outcomes(draw, draw)[0] for draw in range(2)]

    together = Outcome.together(each)

    for draw in range(2):
        np.testing.assert_array_equal(together.months[draw], each[draw].months[0])
        np.testing.assert_array_equal(together.programmes[draw], each[draw].programmes[0])


# --- frames ----------------------------------------------------------------------------------------------


def test_months_add_up_to_years(run):
    months = run.months

    assert months.height == 36 * 7
    by_year = months.group_by("year").agg(pl.col("usd").sum()).sort("year")["usd"].to_list()
    assert by_year == pytest.approx(run.outcome.spending_usd().sum(axis=-1).mean(axis=0).tolist())
    assert months.select((pl.col("usd") / pl.col("members") - pl.col("pmpm_usd")).abs().max()).item() < 1e-9


def test_years_hold_a_mean_within_its_interval_for_every_figure(run):
    years = run.years

    assert sorted(set(years["year"])) == [2022, 2023, 2024]
    assert years.filter((pl.col("low") > pl.col("mean") + 1e-9) | (pl.col("high") < pl.col("mean") - 1e-9)).is_empty()
    parts = [yearly(run, f"{name}_per_person_year_usd") for name in CATEGORIES]
    assert np.sum(parts, axis=0) == pytest.approx(yearly(run, "spending_per_person_year_usd"))
    assert yearly(run, "programme_cost_usd") == [0, 0, 0]


def test_burden_counts_every_condition_and_stage_per_1000_alive(run, content):
    burden = run.burden

    stages = sum(len(condition.stages) - 1 for condition in content.conditions)
    assert burden.height == 3 * stages
    of_one = burden.group_by("year", "condition").agg(pl.col("per_1000").sum())
    assert of_one["per_1000"].min() >= 0 and of_one["per_1000"].max() <= 1000
    hypertension = burden.filter(year=2022, condition="hypertension")["per_1000"].sum()
    assert 500 < hypertension < 800


# --- settlement ------------------------------------------------------------------------------------------


def test_a_year_that_was_not_lived_is_refused(run):
    with pytest.raises(KeyError, match="2030 was not lived; the run holds 2022 to 2024"):
        run.settlement(2030)


def test_every_year_is_settled_line_by_line_in_every_draw(run):
    for year in run.calendar_years:
        settlement = run.settlement(year)
        assert np.shape(settlement.earned_usd) == (DRAWS,)
        assert settlement.explain()["step"][-1].startswith("earned")


def test_year_zero_settled_on_what_was_published_gives_the_published_benchmark(run, twin):
    row = twin.row
    exact = replace(
        run.experience(FIRST_YEAR),
        persons=row.assigned_beneficiaries,
        person_years=row.person_years_by_type,
        spending_usd={name: row.spending_by_type[name] * row.person_years_by_type[name] for name in ENROLMENT_TYPES},
        risk_score=row.risk_score_by_type,
    )

    settlement = run.contract.settle(exact)

    assert settlement.ledger.benchmark_per_person_year == pytest.approx(row.updated_benchmark, abs=0.01)
    assert settlement.earned_usd == pytest.approx(row.earned_usd, rel=0.05)


def test_spending_enters_the_contract_on_programme_basis(run, twin):
    experience = run.experience(2023)

    lived = run.outcome.spending_usd()[:, 1].sum(axis=-1)
    assert sum(experience.spending_usd.values()) == pytest.approx(lived * twin.row.programme_basis_factor)


def test_the_benchmark_grows_by_the_trend_of_each_draw(run):
    first, third = run.experience(2022), run.experience(2024)

    assert first.trend == pytest.approx(1)
    assert third.trend == pytest.approx((1 + run.trend) ** 2)
    assert len(set(run.trend)) == DRAWS


def test_a_run_says_under_which_contract_and_with_what_it_may_be_lived_again(run, twin):
    frozen = replace(run, scenario=run.scenario.replace(contract=ContractChoice("own", (("frozen", True),))))

    assert run.contract.name.startswith("mssp")
    assert frozen.contract.level_in(2030) == twin.row.track
    assert run.provenance["scenario_digest"] == run.scenario.digest
    assert {"vbc_twin", "seed", "panel_seed", "draws", "evidence_digest", "aco_id"} <= set(run.provenance)


def test_the_register_holds_every_figure_once_with_its_source(run):
    register = run.assumptions()

    assert register["name"].n_unique() == register.height > 300
    assert register["title"].null_count() == 0
