"""The benchmark computed a second time, in plain numbers: only the figures in force are shared."""

from dataclasses import fields, is_dataclass
from datetime import date

import numpy as np
import pytest

from vbc_twin.contracts.benchmark import BenchmarkYear, HistoricalInputs, MsspRules, UpdateInputs, Worksheet

TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
NEW = MsspRules.in_force(2025, date(2025, 1, 1), 1)
MIDDLE = MsspRules.in_force(2026, date(2024, 1, 1), 3)
OLD = MsspRules.in_force(2023, date(2022, 1, 1), 1)
DRAWS = 2_000


def made_up(seed: int) -> tuple[HistoricalInputs, UpdateInputs]:
    """Benchmark years and a performance year of many ACOs at once, at random but not absurd."""
    random = np.random.default_rng(seed)

    def drawn(least: float, most: float) -> dict:
        return {name: random.uniform(least, most, DRAWS) for name in TYPES}

    def growth() -> tuple:
        return drawn(0.95, 1.3), drawn(0.95, 1.3), drawn(0, 1)

    years = tuple(BenchmarkYear(drawn(5e3, 2e4), drawn(0.7, 1.4), drawn(10, 1e4), *growth()) for _ in range(3))
    history = HistoricalInputs(
        years=years,
        region=drawn(8e3, 1.6e4),
        nation=drawn(8e3, 1.6e4),
        dual_share=random.uniform(0, 0.6, DRAWS),
        low_income_share=random.uniform(0, 0.6, DRAWS),
        prior_savings_usd=tuple(random.uniform(-1e7, 2e7, DRAWS) for _ in range(3)),
        prior_person_years=tuple(random.uniform(1e3, 1e5, DRAWS) for _ in range(3)),
    )
    national, regional, weight = growth()
    year = UpdateInputs(
        history={},
        reference_score={},
        risk_score=drawn(0.7, 1.4),
        person_years=drawn(10, 1e4),
        national_growth=national,
        regional_growth=regional,
        national_weight=weight,
        projected_growth=drawn(0.95, 1.3),
        demographic_growth=random.uniform(0.95, 1.1, DRAWS),
        spending=random.uniform(8e3, 2e4, DRAWS),
        least_loss_rate=random.uniform(0, 0.05, DRAWS),
    )
    return history, year


def one_of(given, draw: int):
    """One draw of inputs over many."""
    if is_dataclass(given):
        return type(given)(**{each.name: one_of(getattr(given, each.name), draw) for each in fields(given)})
    if isinstance(given, dict):
        return {name: one_of(value, draw) for name, value in given.items()}
    if isinstance(given, tuple):
        return tuple(one_of(each, draw) for each in given)
    return float(given[draw]) if isinstance(given, np.ndarray) else given


@pytest.mark.parametrize("rules", [NEW, MIDDLE, OLD], ids=["2025", "2024", "2022"])
def test_a_benchmark_is_what_a_straight_computation_of_the_rule_gives(rules):
    history, year = made_up(seed=425)

    sheet = Worksheet.build(history, year, rules)

    expected = [straight(one_of(history, draw), one_of(year, draw), rules) for draw in range(DRAWS)]
    assert sheet.updated_benchmark_per_person_year == pytest.approx(np.array(expected), rel=1e-9)
    assert rules is OLD or set(np.unique(sheet.guardrail_applied)) == {False, True}
    if rules is NEW:
        assert set(np.unique(sheet.historical.chosen.which)) == {0, 1, 2, 3}


def straight(given_history: HistoricalInputs, year: UpdateInputs, rules: MsspRules) -> float:
    """The rule in plain numbers, without the steps: only the figures in force are shared."""
    first, second, last = given_history.years
    heads, w = last.person_years, [rules.years.weight_1.value, rules.years.weight_2.value, rules.years.weight_3.value]
    hist = {}
    for k in TYPES:
        hist[k] = w[2] * last.spending[k]
        for weight, by in ((w[0], first), (w[1], second)):
            trend = by.national_weight[k] * by.national_growth[k] + (1 - by.national_weight[k]) * by.regional_growth[k]
            hist[k] += weight * by.spending[k] * last.risk_score[k] / by.risk_score[k] * trend
    whole = sum(heads.values())
    nat = sum(given_history.nation[k] * heads[k] for k in TYPES) / whole
    gap = {k: last.risk_score[k] * given_history.region[k] - hist[k] for k in TYPES}
    lower = sum(gap[k] * heads[k] for k in TYPES) > 0
    weight = rules.regional.weight_lower.value if lower else rules.regional.weight_higher.value
    dollars = {k: last.spending[k] * heads[k] for k in TYPES}
    hcc = sum(last.risk_score[k] * dollars[k] for k in TYPES) / sum(dollars.values())
    offset = min(max(given_history.dual_share + hcc - 1, 0), rules.regional.offset_most.value)
    reg = {}
    for k in TYPES:
        nation = given_history.nation[k]
        reg[k] = min(max(weight * gap[k], rules.regional.least.value * nation), rules.regional.most.value * nation)
        reg[k] *= 1 - offset if reg[k] < 0 else 1
    regional = sum(reg[k] * heads[k] for k in TYPES) / whole
    if rules is OLD:
        hist = {k: hist[k] + reg[k] for k in TYPES}
    else:
        pairs = zip(given_history.prior_savings_usd, given_history.prior_person_years, strict=True)
        m = sum(usd / py for usd, py in pairs) / 3
        people = sum(sum(by.person_years.values()) for by in given_history.years) / 3
        size = min(1, sum(given_history.prior_person_years) / 3 / people)
        prior = min(0.05 * nat, 0.5 * m * size) if m > 0 else 0
        population = 0.0
        if rules is NEW and given_history.low_income_share >= 0.15:
            population = given_history.low_income_share * max(0.05 * nat - max(0, regional, prior), 0)
        best = max(0, regional, prior, population)
        hist = {k: hist[k] + (reg[k] if regional == best and best > 0 else best) for k in TYPES}
    ratio = {k: year.risk_score[k] / last.risk_score[k] for k in TYPES}
    if rules is OLD:
        ratio = {k: min(each, 1.03) for k, each in ratio.items()}
    else:
        money = {k: hist[k] * year.person_years[k] for k in TYPES}
        bound = year.demographic_growth + 0.03
        if sum(ratio[k] * money[k] for k in TYPES) / sum(money.values()) > bound:
            ratio = {k: min(each, bound) for k, each in ratio.items()}
    share = {k: year.person_years[k] / sum(year.person_years.values()) for k in TYPES}
    two = {
        k: year.national_weight[k] * year.national_growth[k] + (1 - year.national_weight[k]) * year.regional_growth[k]
        for k in TYPES
    }
    b2 = sum(share[k] * hist[k] * ratio[k] * two[k] for k in TYPES)
    if rules is OLD:
        return b2
    acpt = {
        k: 1 + given_history.nation[k] * (year.projected_growth[k] - 1) * last.risk_score[k] / hist[k] for k in TYPES
    }
    b3 = sum(share[k] * hist[k] * ratio[k] * (two[k] * 2 / 3 + acpt[k] / 3) for k in TYPES)
    loss = year.spending - b3
    return b2 if loss > 0 and loss >= year.least_loss_rate * b3 and b2 > b3 else b3
