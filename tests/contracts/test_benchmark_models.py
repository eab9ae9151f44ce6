"""The benchmarks of ACO REACH, LEAD and TEAM, by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from vbc_twin.contracts.benchmark.lead import lead_adjustment, lead_risk, lead_update, lead_years
from vbc_twin.contracts.benchmark.reach_baseline import after_haircut, rate_book_blend, reach_years
from vbc_twin.contracts.benchmark.reach_risk import reach_risk
from vbc_twin.contracts.benchmark.reach_trend import retrospective_trend
from vbc_twin.contracts.benchmark.rules import MsspRules
from vbc_twin.contracts.benchmark.team_baseline import adjustment_factors, episode_baseline
from vbc_twin.contracts.benchmark.team_price import (
    episode_trend,
    normalisation_factor,
    preliminary_price,
    reconciliation_price,
)
from vbc_twin.contracts.benchmark.team_risk import risk_groups, risk_multiplier
from vbc_twin.evidence import EvidenceError, library

# --- ACO REACH -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2023, 2026])
def test_the_base_years_of_reach_weigh_ten_thirty_sixty_in_every_year(year):
    assert reach_years(year).weights == (0.10, 0.30, 0.60)


def test_the_rate_book_moves_a_base_within_its_ceiling_and_floor():
    # PY2025: 45 % of a gap of +1,000 is 450, held at 3 % of 12,000 = 360; of -1,000 at -2 % = -240; of 100 it is 45.
    blend = rate_book_blend(2025, "standard")

    base = blend.apply(10_000.0, np.array([11_000.0, 9_000.0, 10_100.0]), 12_000.0)

    assert base.tolist() == pytest.approx([10_360, 9_760, 10_045])


def test_a_year_without_a_known_share_of_own_history_is_refused():
    with pytest.raises(EvidenceError, match="nothing is in force in 2024"):
        rate_book_blend(2024, "new_entrant")
    with pytest.raises(EvidenceError, match='Did you mean "standard"'):
        rate_book_blend(2025, "standrad")


def test_negative_amounts_of_a_blend_are_all_named():
    with pytest.raises(EvidenceError) as told:
        rate_book_blend(2025, "standard").apply(-1.0, -1.0, 1.0)

    assert len(told.value.faults) == 2


def test_what_of_a_missed_trend_passes():
    # reach-rta: under the gate nothing; 3 %; 4 + half of 2; 4 + half of 4; the same downwards.
    miss = np.array([0.008, 0.03, 0.06, 0.1, -0.06])

    passed = retrospective_trend(2025).passed(miss)

    assert passed.tolist() == pytest.approx([0, 0.03, 0.05, 0.06, -0.05], abs=1e-12)


def test_a_missed_trend_restates_the_benchmark():
    assert float(retrospective_trend(2024).apply(100.0, 0.06)) == pytest.approx(105)


def test_before_2024_the_whole_of_a_miss_passes():
    assert float(retrospective_trend(2023).passed(0.1)) == pytest.approx(0.1)


def test_the_haircut_of_a_benchmark_is_the_discount_and_the_withhold_that_quality_did_not_earn_back():
    # reach-haircut-2023: 100 M x (1 - .03 - .02 x .2).
    assert float(after_haircut(1e8, 0.03, 0.02, 0.8)) == pytest.approx(96_600_000)


def test_a_reach_score_is_normalised_held_and_then_cut_for_coding():
    # 1.10 x .99 = 1.089, held at 1.03 x 1.00, x .995; the factor takes away at most 1 %: .98 counts as .99.
    risk = reach_risk(2024, "standard")

    assert float(risk.apply(1.10, 0.99, 1.0, 0.995)) == pytest.approx(1.03 * 0.995)
    assert float(risk.apply(0.90, 1.0, 1.0, 0.98)) == pytest.approx(0.97 * 0.99)


def test_from_2026_a_score_rises_at_most_three_per_cent_over_its_base_year():
    risk = reach_risk(2026, "standard")

    assert float(risk.apply(1.2, 1.0, 1.1, 1.0, base_score=1.0)) == pytest.approx(1.03)
    with pytest.raises(EvidenceError, match="base_score"):
        risk.apply(1.2, 1.0, 1.1, 1.0)


def test_high_needs_scores_are_held_only_where_there_were_people_enough():
    risk = reach_risk(2025, "high_needs")

    score = risk.apply(1.3, 1.0, 1.0, 1.0, reference_people=np.array([749, 750]))

    assert score.tolist() == pytest.approx([1.3, 1.1])
    with pytest.raises(EvidenceError) as told:
        risk.apply(0.0, 1.0, -1.0, 1.0)
    assert len(told.value.faults) == 3


# --- LEAD ----------------------------------------------------------------------------------------------------


def test_the_base_years_of_lead_depend_on_how_an_aco_comes_in():
    assert lead_years(2027, "renewing").weights == pytest.approx((1 / 3,) * 3)
    assert lead_years(2027, "newly_entering").weights == (0.10, 0.30, 0.60)


def test_the_projection_of_lead_is_held_near_the_two_way_update():
    # 1.10 is held at 1.05 + .003, 1.00 at 1.05 - .002; a third of that distance reaches the update.
    update = lead_update(2027).apply({"a": 1.05, "b": 1.05}, {"a": 1.10, "b": 1.00})

    assert float(update["a"]) == pytest.approx(1.05 + 0.003 / 3)
    assert float(update["b"]) == pytest.approx(1.05 - 0.002 / 3)


def test_the_bounds_of_lead_after_its_first_year_are_not_known_and_not_guessed():
    with pytest.raises(EvidenceError) as told:
        lead_update(2028)

    assert len(told.value.faults) == 2


def test_lead_holds_rises_and_falls_of_risk_alike():
    ratio = np.array([0.9, 1.01, 1.1])

    assert lead_risk(2027, "esrd").apply(ratio).tolist() == pytest.approx([0.97, 1.01, 1.03])
    assert lead_risk(2027, "high_needs").apply(ratio).tolist() == pytest.approx([0.96, 1.01, 1.04])


def test_a_lower_spending_aco_has_the_higher_of_efficiency_and_prior_savings():
    # Half of a gap of 1,000 is 500, held at 3 % of 12,000 = 360 (renewing) or 5 % = 600; half of 800 saved is 400.
    renewing, entering = lead_adjustment(2027, "renewing"), lead_adjustment(2027, "newly_entering")

    assert float(renewing.apply(10_000.0, 11_000.0, 0.0, 12_000.0)) == 360
    assert float(entering.apply(10_000.0, 11_000.0, 0.0, 12_000.0)) == 500
    assert float(renewing.apply(10_000.0, 11_000.0, 800.0, 12_000.0)) == 400
    assert float(renewing.efficiency(11_000.0, 10_000.0, 12_000.0)) == 0
    assert float(renewing.prior_savings(-800.0, 12_000.0)) == 0


# --- TEAM ----------------------------------------------------------------------------------------------------


def test_earlier_years_are_brought_to_the_last_by_the_growth_of_the_reference():
    # team-baseline-factor: 25,000 / 20,000.
    assert [float(each) for each in adjustment_factors((20_000.0, 25_000.0))] == pytest.approx([1.25, 1.0])


def test_a_baseline_weighs_three_years_at_the_prices_of_the_last():
    # Factors 1.25, 1.25/1.1 and 1: .17 x 16,000 x 1.25 + .33 x 22,000 / .88 + .5 x 24,000 = 3,400 + 8,250 + 12,000.
    baseline = episode_baseline(2026).apply((16_000.0, 22_000.0, 24_000.0), (20_000.0, 22_000.0, 25_000.0))

    assert float(baseline) == pytest.approx(3_400 + 8_250 + 12_000)


def test_costly_episodes_are_cut_within_their_region_and_type():
    episodes = pl.DataFrame(
        {
            "region": ["east"] * 101 + ["west"] * 2,
            "episode_type": ["hip"] * 103,
            "spending_usd": [*map(float, range(101)), 5e5, 5e5],
        }
    )

    cut = episode_baseline(2026).winsorised(episodes)

    assert cut["spending_usd"][100] == pytest.approx(99)
    assert cut["spending_usd"][-1] == 5e5
    with pytest.raises(EvidenceError, match='lacks the column "region"'):
        episode_baseline(2026).winsorised(episodes.drop("region"))
    with pytest.raises(EvidenceError, match="1 rows spend less than nothing"):
        episode_baseline(2026).winsorised(episodes.head(3).with_columns(spending_usd=pl.Series([-1.0, 1.0, 2.0])))


def test_the_trend_is_the_mean_of_the_regions_and_the_nations_two_year_factor():
    # Spending that grows by 4 % a year for five years has a two-year factor of 1.0816; flat spending has 1.
    growing = [1.04**year for year in range(5)]
    trend = episode_trend(2026)

    assert trend.factor(growing) == pytest.approx(1.0816)
    assert trend.apply(growing, [1.0] * 5) == pytest.approx(1.0408)
    with pytest.raises(EvidenceError) as told:
        trend.factor([1.0, 0.0])
    assert len(told.value.faults) == 2


def test_a_target_price_is_discounted_before_and_corrected_within_bounds_after():
    # team-target-price: the final ratios 1.08 and .95 are held at 1.05 and .97.
    preliminary = preliminary_price(25_000.0, 0.98, 1.04, 0.02)

    target = reconciliation_price(2026).apply(preliminary, 1.15, 1.08, 0.95)

    assert float(preliminary) == pytest.approx(24_970.4)
    assert float(target) == pytest.approx(29_247.20526)


def test_normalisation_leaves_the_sum_of_prices_as_it_was():
    baseline, multipliers = np.array([20_000.0, 30_000.0]), np.array([0.9, 1.3])

    factor = normalisation_factor(baseline, multipliers)

    assert (baseline * multipliers * factor).sum() == pytest.approx(baseline.sum())


def test_risk_multipliers_multiply_by_the_group_that_each_trait_falls_into():
    # Two conditions 1.2, age 80 1.1; no condition 1.0, age 64 .9.
    multiplier = risk_multiplier(
        {"condition_count": np.array([2, 0]), "age": np.array([80, 64])},
        {"condition_count": (1.0, 1.1, 1.2, 1.3, 1.5), "age": (0.9, 1.0, 1.1, 1.2)},
    )

    assert multiplier.tolist() == pytest.approx([1.32, 0.9])


def test_traits_without_their_published_coefficients_are_refused():
    with pytest.raises(EvidenceError) as told:
        risk_multiplier({"age": 70, "beds": 100, "shoes": 1}, {"age": (1.0, 1.0)})

    assert len(told.value.faults) == 3
    assert set(risk_groups()) == {"condition_count", "age", "economic_risk", "beds", "safety_net"}


# --- figures that stand in a contract too ----------------------------------------------------------------------


def terms(name: str, kind: str, by: str = "") -> list[dict]:
    """The terms of a kind in a contract's file as written, those that grow by a figure if it is named."""
    found = [term for term in library.read("contracts", name).raw["term"] if term["kind"] == kind]
    return [term for term in found if not by or by in term["by"]]


def values(written: dict | list) -> set[float]:
    """The values of a dated figure, whenever and for whomever they hold."""
    return {each["value"] for each in (written if isinstance(written, list) else [written])}


def test_the_caps_on_risk_in_the_shared_savings_contracts_are_those_of_the_benchmark():
    (risk,) = terms("mssp_benchmark", "risk")
    old = MsspRules.in_force(2023, date(2023, 1, 1), 1).risk
    new = MsspRules.in_force(2025, date(2025, 1, 1), 1).risk

    assert values(risk["cap_each_type"]) == {old.cap_each_type.value}
    assert values(risk["cap_in_all"]) == {new.cap_in_all.value}


def test_the_bands_and_caps_of_the_reach_contracts_are_those_of_the_benchmark():
    (true_up,) = terms("reach_benchmark", "true_up")
    (risk,) = terms("reach_benchmark", "growth", by="risk_score_growth")
    trend = retrospective_trend(2025)
    caps = {reach_risk(2025, kind).cap.value for kind in ("standard", "new_entrant", "high_needs")}

    assert values(true_up["threshold"]) == {trend.gate.value}
    first, second, _ = true_up["band"]
    assert values(first["to"]) == {trend.width_1.value}
    assert values(second["to"]) == {trend.width_1.value + trend.width_2.value}
    assert trend.passes_2.value in values(second["passes"])
    assert values(risk["most"]) == {1 + cap for cap in caps}
    assert values(risk["least"]) == {1 - cap for cap in caps}


def test_the_bounds_of_the_team_contract_are_those_of_the_target_price():
    price = reconciliation_price(2026)
    (normalisation,), (trend,) = (terms("team", "growth", by=by) for by in ("normalisation_ratio", "trend_ratio"))

    assert values(normalisation["least"]) == {price.normalisation_least.value}
    assert values(normalisation["most"]) == {price.normalisation_most.value}
    assert (values(trend["least"]), values(trend["most"])) == ({price.trend_least.value}, {price.trend_most.value})
