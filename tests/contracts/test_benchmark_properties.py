"""What must hold of a benchmark for any spending, growth, risk and region."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from vbc_twin.contracts.benchmark import (
    BenchmarkYear,
    HistoricalInputs,
    MsspRules,
    UpdateInputs,
    Worksheet,
    build_historical,
)
from vbc_twin.contracts.benchmark.combination import NAMES
from vbc_twin.contracts.benchmark.growth import blended
from vbc_twin.contracts.benchmark.lead import lead_update
from vbc_twin.contracts.benchmark.reach_trend import retrospective_trend
from vbc_twin.contracts.benchmark.team_price import reconciliation_price
from vbc_twin.evidence import Parameter

TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
NEW = MsspRules.in_force(2025, date(2025, 1, 1), 1)
OLD = MsspRules.in_force(2023, date(2022, 1, 1), 1)
RULES = some.sampled_from([NEW, OLD, MsspRules.in_force(2026, date(2024, 1, 1), 3)])


def by_type(least: float, most: float):
    return some.fixed_dictionaries({name: some.floats(least, most) for name in TYPES})


USD, GROWTH, RISK, PEOPLE, WEIGHT = (
    by_type(5e3, 2e4),
    by_type(0.95, 1.3),
    by_type(0.6, 1.6),
    by_type(10, 1e5),
    by_type(0, 1),
)
YEARS = some.builds(BenchmarkYear, USD, RISK, PEOPLE, GROWTH, GROWTH, WEIGHT)
HISTORIES = some.builds(
    HistoricalInputs,
    years=some.tuples(YEARS, YEARS, YEARS),
    region=USD,
    nation=USD,
    dual_share=some.floats(0, 1),
    low_income_share=some.floats(0, 1),
    prior_savings_usd=some.tuples(*[some.floats(-1e7, 1e7)] * 3),
    prior_person_years=some.tuples(*[some.floats(1e3, 1e5)] * 3),
)
INPUTS = some.builds(
    UpdateInputs,
    history=USD,
    reference_score=RISK,
    risk_score=RISK,
    person_years=PEOPLE,
    national_growth=GROWTH,
    regional_growth=GROWTH,
    national_weight=WEIGHT,
    projected_growth=GROWTH,
    nation=USD,
    demographic_growth=some.floats(0.9, 1.1),
    spending=some.floats(5e3, 2e4),
    least_loss_rate=some.floats(0, 0.05),
)


def scaled(amounts, factor):
    return {name: usd * factor for name, usd in amounts.items()}


def figure(value: float) -> Parameter:
    return Parameter("x", value, value, value, "", "fixed", "judgement", "", "judged", "none")


# --- caps ------------------------------------------------------------------------------------------------------


@given(RULES, USD, USD, USD, PEOPLE, RISK, some.floats(-1, 2))
def test_a_regional_amount_never_exceeds_its_caps(rules, history, region, nation, people, risk, offset):
    found = rules.regional.apply(history, region, nation, people, risk, offset)

    for name in TYPES:
        assert found.by_type[name] <= rules.regional.most.value * nation[name] * (1 + 1e-12)
        assert found.by_type[name] >= rules.regional.least.value * nation[name] * (1 + 1e-12)


@given(USD, USD, USD, PEOPLE, RISK, some.floats(0, 1), some.floats(0, 1))
def test_more_easing_never_takes_more_away(history, region, nation, people, risk, first, second):
    less, more = (NEW.regional.apply(history, region, nation, people, risk, each) for each in sorted((first, second)))

    assert more.amount >= less.amount - 1e-9


@given(some.lists(some.floats(-1e7, 1e7), min_size=3, max_size=3), some.floats(1e3, 1e5))
def test_prior_savings_lie_between_nothing_and_five_per_cent_of_the_nation(savings, national):
    amount = NEW.prior_savings.apply(savings, (1e4,) * 3, (1e4,) * 3, national)

    assert 0 <= amount <= NEW.prior_savings.most.value * national


@given(HISTORIES)
def test_population_and_the_others_together_stay_under_the_cap_on_either_reading(history):
    found = build_historical(history, NEW)
    last = history.years[-1]
    national = sum(history.nation[k] * last.person_years[k] for k in TYPES) / sum(last.person_years.values())

    both = found.population_adjustment + np.maximum(
        0, np.maximum(found.regional.amount, found.prior_savings_adjustment)
    )
    assert found.population_adjustment >= 0
    assert both <= 0.05 * national * (1 + 1e-9) or found.population_adjustment == 0


@given(RISK, PEOPLE, some.floats(0.9, 1.1))
def test_risk_caps_only_ever_lower_a_ratio_and_hold_where_they_say(ratios, weights, growth):
    old, new = OLD.risk.apply(ratios, weights, growth), NEW.risk.apply(ratios, weights, growth)
    mean = sum(float(new[k]) * weights[k] for k in TYPES) / sum(weights.values())

    assert all(old[k] <= min(ratios[k], 1.03) + 1e-12 and new[k] <= ratios[k] for k in TYPES)
    assert mean <= growth + 0.03 + 1e-9


@given(GROWTH, GROWTH)
def test_the_update_of_lead_stays_near_the_two_way_update(two_way, projection):
    update = lead_update(2027).apply(two_way, projection)

    assert all(-0.002 / 3 - 1e-12 <= update[k] - two_way[k] <= 0.003 / 3 + 1e-12 for k in TYPES)


@given(some.floats(-0.5, 0.5))
def test_a_missed_trend_passes_at_most_six_points_in_its_own_direction(miss):
    passed = float(retrospective_trend(2025).passed(miss))

    assert abs(passed) <= min(abs(miss), 0.06) + 1e-12
    assert passed * miss >= 0
    assert float(retrospective_trend(2025).passed(-miss)) == -passed


@given(some.floats(0.5, 2), some.floats(0.5, 2))
def test_a_target_price_is_corrected_by_at_most_five_and_three_per_cent(normalisation, trend):
    target = float(reconciliation_price(2026).apply(1.0, 1.0, normalisation, trend))

    assert 0.95 * 0.97 - 1e-12 <= target <= 1.05 * 1.03 + 1e-12


# --- nothing from nothing -----------------------------------------------------------------------------------------


@given(USD, USD, USD, PEOPLE, RISK)
def test_weights_of_zero_adjust_nothing(history, region, nation, people, risk):
    step = replace(NEW.regional, weight_lower=figure(0), weight_higher=figure(0))

    assert float(step.apply(history, region, nation, people, risk, 0.5).amount) == 0


@given(USD, USD, PEOPLE, RISK)
def test_a_region_that_spends_as_the_aco_does_adjusts_nothing(history, nation, people, risk):
    assert float(NEW.regional.apply(history, history, nation, people, risk, 0.5).amount) == 0


@given(GROWTH, WEIGHT)
def test_a_blend_of_a_growth_with_itself_is_that_growth(growth, weight):
    mixed = blended(growth, growth, weight, "x")

    assert all(float(mixed[k]) == pytest.approx(growth[k]) for k in TYPES)


@given(USD, RISK, USD)
def test_a_projection_of_no_growth_is_no_growth(nation, risk, history):
    flat = dict.fromkeys(TYPES, 1.0)

    assert all(float(each) == 1 for each in NEW.projection.apply(flat, flat, nation, risk, history).values())


@given(USD, PEOPLE, RISK)
def test_without_growth_and_with_the_same_people_the_benchmark_is_its_history(history, people, risk):
    flat = dict.fromkeys(TYPES, 1.0)
    still = UpdateInputs(history, risk, risk, people, flat, flat, flat, flat, history, 1.0)

    sheet = Worksheet.from_history(still, NEW)

    mean = sum(history[k] * people[k] for k in TYPES) / sum(people.values())
    assert float(sheet.updated_benchmark_per_person_year) == pytest.approx(mean)


@given(INPUTS)
def test_a_projection_weight_of_zero_is_the_older_update(given_inputs):
    none = replace(given_inputs, spending=None)

    three = Worksheet.from_history(none, replace(NEW, update=replace(NEW.update, projection_weight=figure(0))))
    two = Worksheet.from_history(none, replace(NEW, update=OLD.update))

    assert float(three.updated_benchmark_per_person_year) == float(two.updated_benchmark_per_person_year)


# --- what rises with what -----------------------------------------------------------------------------------------


@given(RULES, HISTORIES, by_type(0, 1e4))
def test_a_costlier_region_never_lowers_the_regional_adjustment(rules, history, more):
    costlier = replace(history, region={k: history.region[k] + more[k] for k in TYPES})

    before, after = build_historical(history, rules), build_historical(costlier, rules)

    # Once the sign of the mean gap turns, the larger weight holds for types below their region and for those above.
    if before.regional.weight == after.regional.weight:
        assert after.regional.amount >= before.regional.amount - 1e-6
        # Where the population adjustment is the largest the benchmark falls: a larger regional amount takes from it.
        if NAMES[int(before.chosen.which)] != "population":
            assert after.per_person_year >= before.per_person_year - 1e-6


@given(
    INPUTS, some.sampled_from(["national_growth", "regional_growth", "projected_growth", "history"]), by_type(0, 0.3)
)
def test_more_growth_and_more_history_never_lower_the_benchmark(given_inputs, name, more):
    amounts = getattr(given_inputs, name)
    raised = replace(given_inputs, spending=None, **{name: {k: amounts[k] * (1 + more[k]) for k in TYPES}})

    before = Worksheet.from_history(replace(given_inputs, spending=None), OLD)
    after = Worksheet.from_history(raised, OLD)

    assert after.updated_benchmark_per_person_year >= before.updated_benchmark_per_person_year * (1 - 1e-12)


@given(INPUTS)
def test_the_guardrail_never_lowers_a_benchmark_and_helps_losers_only(given_inputs):
    tested = Worksheet.from_history(given_inputs, NEW)
    untested = Worksheet.from_history(replace(given_inputs, spending=None), NEW)

    assert tested.updated_benchmark_per_person_year >= untested.updated_benchmark_per_person_year * (1 - 1e-12)
    if tested.guardrail_applied:
        assert given_inputs.spending > untested.updated_benchmark_per_person_year
    else:
        assert float(tested.updated_benchmark_per_person_year) == float(untested.updated_benchmark_per_person_year)


# --- units and draws -------------------------------------------------------------------------------------------------


@given(RULES, HISTORIES, INPUTS, some.floats(0.5, 20))
def test_a_benchmark_scales_with_money(rules, history, year, factor):
    times = replace(
        history,
        years=tuple(replace(each, spending=scaled(each.spending, factor)) for each in history.years),
        region=scaled(history.region, factor),
        nation=scaled(history.nation, factor),
        prior_savings_usd=tuple(usd * factor for usd in history.prior_savings_usd),
    )
    untested = replace(year, spending=None)

    once = Worksheet.build(history, untested, rules).updated_benchmark_per_person_year
    many = Worksheet.build(times, untested, rules).updated_benchmark_per_person_year

    assert float(many) == pytest.approx(float(once) * factor, rel=1e-9)


@given(RULES, INPUTS, INPUTS)
def test_draws_are_settled_each_on_their_own(rules, first, second):
    def both(name):
        one, two = getattr(first, name), getattr(second, name)
        if isinstance(one, dict):
            return {k: np.array([one[k], two[k]]) for k in TYPES}
        return np.array([one, two])

    together = Worksheet.from_history(UpdateInputs(**{each.name: both(each.name) for each in fields(first)}), rules)

    apart = [float(Worksheet.from_history(each, rules).updated_benchmark_per_person_year) for each in (first, second)]
    assert together.updated_benchmark_per_person_year.tolist() == pytest.approx(apart)
