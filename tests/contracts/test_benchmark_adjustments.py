"""The adjustments of the Shared Savings benchmark, its update and guardrail, and the proposal for 2027, by hand."""

from datetime import date

import numpy as np
import pytest

from vbc_twin.contracts.benchmark.projection import Projection
from vbc_twin.contracts.benchmark.rules import MsspRules, least_sure
from vbc_twin.evidence import EvidenceError

NEW = MsspRules.in_force(2025, date(2025, 1, 1), 1)
OLD = MsspRules.in_force(2022, date(2020, 1, 1), 1)
TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
SHARE = dict(zip(TYPES, (0.01, 0.1, 0.09, 0.8), strict=True))
NATION = dict(zip(TYPES, (90_000.0, 13_000.0, 19_000.0, 11_500.0), strict=True))
HISTORY = dict(zip(TYPES, (88_000.0, 12_000.0, 18_000.0, 11_000.0), strict=True))
CHEAP = dict(zip(TYPES, (80_000.0, 12_600.0, 18_200.0, 11_600.0), strict=True))  # the region, costlier than the ACO
DEAR = dict(zip(TYPES, (80_000.0, 10_000.0, 15_000.0, 10_000.0), strict=True))  # the region, cheaper than the ACO
EVEN = dict.fromkeys(TYPES, 1.0)
OFFSET = 0.14 + 1.02 - 1


# --- adjustments ----------------------------------------------------------------------------------------------


def test_a_cheap_aco_gets_a_third_of_the_gap_and_its_one_dear_type_is_capped_and_eased():
    # mssp-adjust-lower-spending. ESRD: .35 x -8,000 = -2,800, held at -1.5 % of 90,000 = -1,350, x (1 - .16) = -1,134.
    # disabled .35 x 600 = 210; aged/dual 70; aged/non-dual 210; -11.34 + 21 + 6.3 + 168 = 183.96.
    found = NEW.regional.apply(HISTORY, CHEAP, NATION, SHARE, EVEN, OFFSET)

    assert float(found.weight) == 0.35
    assert float(found.by_type["esrd"]) == pytest.approx(-1_134)
    assert float(found.amount) == pytest.approx(183.96)


def test_a_dear_aco_loses_a_sixth_of_the_gap_within_the_cap():
    # mssp-adjust-higher-spending.
    found = NEW.regional.apply(HISTORY, DEAR, NATION, SHARE, EVEN, OFFSET)

    assert float(found.weight) == 0.15
    assert float(found.amount) == pytest.approx(-148.806)


def test_an_older_agreement_is_capped_alike_on_both_sides_and_eased_by_nothing():
    # aged/non-dual .15 x -1,000 = -150 and no easing; ESRD -1,200 lies within -5 % of 90,000.
    found = OLD.regional.apply(HISTORY, DEAR, NATION, SHARE, EVEN, OFFSET)

    assert float(found.by_type["aged_non_dual"]) == pytest.approx(-150)
    assert float(found.by_type["esrd"]) == pytest.approx(-1_200)


def test_prior_savings_are_halved_and_scaled_by_how_many_people_earned_them():
    # Per person 300, -95.2381, 418.1818: mean 207.6479; x .5 x 10,500 / 12,500 = 87.2121.
    amount = NEW.prior_savings.apply((3e6, -1e6, 4.6e6), (10_000, 10_500, 11_000), (12_000, 12_500, 13_000), 13_110.0)

    assert float(amount) == pytest.approx(87.212121, abs=1e-6)


def test_prior_losses_take_nothing_away():
    assert float(NEW.prior_savings.apply((-1e6, -1e6, 1e6), (1e4,) * 3, (1e4,) * 3, 13_110.0)) == 0


def test_prior_savings_faults_are_told_together():
    with pytest.raises(EvidenceError) as told:
        NEW.prior_savings.apply((1.0,), (0.0, 1.0), (), 1.0)

    assert len(told.value.faults) == 3


def test_the_population_adjustment_is_the_low_income_share_of_the_room_left():
    # .2 x (5 % x 13,110 - 183.96) = .2 x 471.54
    assert float(NEW.population.apply(0.2, 13_110.0, 183.96, 87.21)) == pytest.approx(94.308)
    assert float(NEW.population.apply(0.1, 13_110.0, -148.8, 0.0)) == 0


def test_the_population_adjustment_begins_with_agreements_of_2025():
    before = MsspRules.in_force(2025, date(2024, 1, 1), 1)

    assert not before.population.exists
    assert float(before.population.apply(0.9, 13_110.0, 0.0, 0.0)) == 0


def test_the_largest_of_the_adjustments_is_taken_and_a_negative_one_dropped():
    taken = NEW.combination.apply(183.96, {"esrd": -1_134.0}, 87.21, 94.31)
    dropped = NEW.combination.apply(-148.8, {"esrd": -900.0}, 0.0, 0.0)
    flat = NEW.combination.apply(-148.8, {"esrd": -900.0}, 87.21, 0.0)

    assert (float(taken.amount), float(taken.by_type["esrd"])) == (183.96, -1_134.0)
    assert (float(dropped.amount), float(dropped.by_type["esrd"])) == (0.0, 0.0)
    assert (float(flat.amount), float(flat.by_type["esrd"])) == (87.21, 87.21)


def test_an_older_agreement_keeps_its_negative_adjustment_and_has_no_other():
    kept = OLD.combination.apply(-148.8, {"esrd": -900.0}, 87.21, 94.31)

    assert (float(kept.amount), float(kept.by_type["esrd"])) == (-148.8, -900.0)


def test_the_second_reading_adds_the_population_adjustment_to_the_larger_of_the_others():
    other = MsspRules.in_force(2025, date(2025, 1, 1), 1, variant="population_adds")

    assert float(other.combination.apply(183.96, {"esrd": 10.0}, 87.21, 94.31).amount) == pytest.approx(278.27)


# --- projection, update, guardrail ------------------------------------------------------------------------------


def test_the_projection_adds_flat_dollars_and_a_third_of_it_is_in_the_update():
    # mssp-three-way-update: 11,500 x .09 x 1.02 = 1,055.7 flat dollars on 11,000.
    projection = NEW.projection.apply(
        {"esrd": 1.09}, {"esrd": 1.07}, {"esrd": 11_500.0}, {"esrd": 1.02}, {"esrd": 11_000.0}
    )
    update = NEW.update.apply({"esrd": 1.062}, projection)

    assert float(projection["esrd"]) == pytest.approx(1.09597273)
    assert float(update["esrd"]) == pytest.approx(1.07332424)
    assert 11_000 * 1.01 * float(update["esrd"]) == pytest.approx(11_924.63233333)


def test_an_older_agreement_has_the_two_way_update():
    assert float(OLD.update.apply({"esrd": 1.062}, None)["esrd"]) == 1.062


def test_a_three_way_update_without_a_projection_is_refused():
    with pytest.raises(EvidenceError, match="an explicit assumption"):
        NEW.update.apply({"esrd": 1.062}, None)


def test_the_guardrail_takes_the_kinder_update_of_a_loser_only():
    # 10,000 under three ways, 10,300 under two; spending 10,100 is a loss of 1 %; 9,900 is none.
    benchmark, applied = NEW.guardrail.apply(10_000.0, 10_300.0, np.array([10_100.0, 9_900.0]), 0.005)
    worse, not_applied = NEW.guardrail.apply(10_000.0, 9_900.0, 10_100.0, 0.005)
    inside, within = NEW.guardrail.apply(10_000.0, 10_300.0, 10_100.0, 0.02)

    assert benchmark.tolist() == [10_300.0, 10_000.0]
    assert applied.tolist() == [True, False]
    assert (float(worse), bool(not_applied)) == (10_000.0, False)
    assert (float(inside), bool(within)) == (10_000.0, False)
    assert not OLD.guardrail.apply(10_000.0, 10_300.0, 10_100.0, 0.0)[1]


# --- the proposal for 2027 ---------------------------------------------------------------------------------------


def test_the_proposal_moves_the_weight_the_scale_the_cap_and_the_projection():
    law = MsspRules.in_force(2027, date(2027, 1, 1), 2)
    proposed = MsspRules.in_force(2027, date(2027, 1, 1), 2, variant="cy2027_proposed")

    assert (law.regional.weight_lower.value, proposed.regional.weight_lower.value) == (0.5, 0.35)
    assert (law.prior_savings.scale.value, proposed.prior_savings.scale.value) == (0.5, 0.75)
    assert (law.regional.risk_in_caps.value, proposed.regional.risk_in_caps.value) == (0, 1)
    held = proposed.projection.held({"esrd": 1.2, "disabled": 1.0}, {"esrd": 1.07, "disabled": 1.07})
    assert {name: float(each) for name, each in held.items()} == pytest.approx({"esrd": 1.085, "disabled": 1.06})
    free = law.projection.held({"esrd": 1.2}, {"esrd": 1.07})
    assert float(free["esrd"]) == 1.2


def test_the_floor_under_the_projection_reaches_back_to_2025_and_the_ceiling_does_not():
    proposed = MsspRules.in_force(2025, date(2024, 1, 1), 1, variant="cy2027_proposed")

    assert proposed.projection.below is not None
    assert proposed.projection.above is None
    assert isinstance(proposed.projection, Projection)


def test_the_proposals_growth_adjustment_must_be_given():
    proposed = MsspRules.in_force(2027, date(2027, 1, 1), 1, variant="cy2027_proposed")

    with pytest.raises(EvidenceError, match="its formula is not known"):
        proposed.combination.apply(1.0, {"esrd": 1.0})
    assert float(proposed.combination.apply(1.0, {"esrd": 1.0}, growth=2.0).amount) == 3


# --- the rules as data ---------------------------------------------------------------------------------------------


def test_an_unknown_variant_period_and_an_agreement_too_old_are_told_together():
    with pytest.raises(EvidenceError) as told:
        MsspRules.in_force(2018, date(2018, 1, 1), 0, variant="cy2027_propsed")

    assert len(told.value.faults) == 3
    assert 'Did you mean "cy2027_proposed"?' in str(told.value)
    assert "the first is of July 2019" in str(told.value)


def test_every_figure_says_how_sure_it_is():
    marks = {figure.mark for figure in MsspRules.parameters()}

    assert {"checked", "secondary", "recalled"} <= marks
    assert least_sure(NEW.regional.offset_most, NEW.years.weight_1) == "recalled"
    assert least_sure(None) == ""
