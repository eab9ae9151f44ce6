"""The first steps of the Shared Savings benchmark, by hand: truncation, benchmark years, growth, risk."""

from datetime import date

import polars as pl
import pytest

from vbc_twin.contracts.benchmark.growth import RegionalRisk, blended
from vbc_twin.contracts.benchmark.risk import risk_ratio
from vbc_twin.contracts.benchmark.rules import MsspRules
from vbc_twin.contracts.benchmark.truncation import per_person_year
from vbc_twin.contracts.benchmark.years import spread_over_types, weighted_years
from vbc_twin.evidence import EvidenceError

NEW = MsspRules.in_force(2025, date(2025, 1, 1), 1)
OLD = MsspRules.in_force(2022, date(2020, 1, 1), 1)


def people(*rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["enrolment_type", "months", "paid_usd"], orient="row")


# --- truncation ---------------------------------------------------------------------------------------------


def test_a_costly_half_year_is_annualised_cut_and_weighted_back():
    # 60,000 in 6 months is 120,000 a year; cut at 100,000; half a year of it is 50,000.
    cut = NEW.truncation.apply(people(("aged_dual", 6, 60_000.0)), {"aged_dual": 100_000.0}, paid_is_complete=True)

    assert cut["annualised_usd"].item() == pytest.approx(120_000)
    assert cut["counted_usd"].item() == pytest.approx(50_000)


def test_completion_comes_before_the_cut():
    # 10,000 paid in a year are 10,000 x 1.013 when complete.
    cut = NEW.truncation.apply(people(("disabled", 12, 10_000.0)), {"disabled": 10_100.0}, paid_is_complete=False)

    assert cut["annualised_usd"].item() == pytest.approx(10_130)
    assert cut["counted_usd"].item() == pytest.approx(10_100)


def test_the_threshold_is_the_spending_that_covers_ninety_nine_hundredths_of_the_person_years():
    nation = people(*[("esrd", 12, float(usd)) for usd in range(1, 201)])

    assert NEW.truncation.thresholds(nation, paid_is_complete=True) == {"esrd": 198.0}


def test_spending_per_person_year_is_counted_dollars_over_person_years():
    # 12 months of 12,000 and 6 months of 3,000: 15,000 over 1.5 years.
    frame = people(("aged_non_dual", 12, 12_000.0), ("aged_non_dual", 6, 3_000.0))
    cut = NEW.truncation.apply(frame, {"aged_non_dual": 1e6}, paid_is_complete=True)

    spending, years = per_person_year(cut)

    assert spending == {"aged_non_dual": pytest.approx(10_000)}
    assert years == {"aged_non_dual": 1.5}


def test_every_fault_of_a_frame_of_people_is_told_at_once():
    wrong = people(("aged", 12, 5.0), ("esrd", 13, -1.0), ("esrd", 0, None))

    with pytest.raises(EvidenceError) as told:
        NEW.truncation.apply(wrong, {}, paid_is_complete=True)

    assert len(told.value.faults) == 4
    assert 'no enrolment type is called "aged"' in str(told.value)
    assert "months: 2 rows" in str(told.value)


def test_a_missing_column_or_threshold_is_named():
    with pytest.raises(EvidenceError, match='lacks the column "months"'):
        NEW.truncation.thresholds(pl.DataFrame({"enrolment_type": ["esrd"], "paid_usd": [1.0]}), paid_is_complete=True)
    with pytest.raises(EvidenceError, match='none for "esrd"'):
        NEW.truncation.apply(people(("esrd", 12, 1.0)), {}, paid_is_complete=True)


# --- years, growth, risk -------------------------------------------------------------------------------------


def test_a_first_agreement_weighs_its_years_ten_thirty_sixty():
    # .1 x 9,000 + .3 x 10,000 + .6 x 11,000 = 900 + 3,000 + 6,600.
    mean = NEW.years.apply([{"esrd": 9_000.0}, {"esrd": 10_000.0}, {"esrd": 11_000.0}])

    assert float(mean["esrd"]) == pytest.approx(10_500)


def test_a_later_agreement_weighs_its_years_alike():
    second = MsspRules.in_force(2025, date(2025, 1, 1), 2)

    assert float(second.years.apply([{"esrd": 9.0}, {"esrd": 10.0}, {"esrd": 11.0}])["esrd"]) == pytest.approx(10)


def test_weights_that_miss_one_missing_years_and_missing_types_are_all_told():
    with pytest.raises(EvidenceError) as told:
        weighted_years([{"disabled": -1.0}, {"esrd": 2.0}], (0.5, 0.4, 0.2), "base years")

    assert len(told.value.faults) == 4
    assert "add up to 1.1, not to 1" in str(told.value)
    assert 'lacks the enrolment type "esrd"' in str(told.value)


def test_a_published_mean_spreads_over_types_and_comes_back():
    # Mean of 20,000 x .1 + 10,000 x .9 = 11,000; published 12,100 is 1.1 times that.
    spread = spread_over_types(
        12_100.0, {"disabled": 20_000.0, "aged_dual": 10_000.0}, {"disabled": 10, "aged_dual": 90}
    )

    assert {name: float(usd) for name, usd in spread.items()} == pytest.approx(
        {"disabled": 22_000, "aged_dual": 11_000}
    )


def test_growth_is_blended_by_the_acos_share_of_its_region():
    # .2 x 1.07 + .8 x 1.06
    assert float(blended({"esrd": 1.07}, {"esrd": 1.06}, {"esrd": 0.2}, "x")["esrd"]) == pytest.approx(1.062)


def test_a_weight_above_one_and_a_growth_of_nothing_are_told():
    with pytest.raises(EvidenceError) as told:
        blended({"esrd": 0.0}, {"esrd": 1.06}, {"esrd": 1.2}, "x")

    assert len(told.value.faults) == 2


def test_the_regions_risk_growth_is_capped_less_the_more_of_it_the_aco_is():
    # Bound 1.01 + .03; growth 1.08 exceeds it by .04; half of that is let through at a market share of one half.
    alone = NEW.regional_risk.apply({"esrd": 1.08}, 1.08, 1.01, 0.0)
    half = NEW.regional_risk.apply({"esrd": 1.08}, 1.08, 1.01, 0.5)

    assert float(alone["esrd"]) == pytest.approx(1.04)
    assert float(half["esrd"]) == pytest.approx(1.06)
    assert float(RegionalRisk("").apply({"esrd": 1.08}, 1.08, 1.01, 0.0)["esrd"]) == 1.08


def test_an_older_agreement_caps_each_type_at_three_per_cent():
    # mssp-risk-cap-old: 1.05 over 1.00 counts as 1.03; a fall to .9 is not held.
    ratio = OLD.risk.apply({"esrd": 1.05, "disabled": 0.9}, {"esrd": 1.0, "disabled": 1.0}, 1.0)

    assert {name: float(each) for name, each in ratio.items()} == pytest.approx({"esrd": 1.03, "disabled": 0.9})


def test_a_newer_agreement_caps_only_what_all_types_exceed_together():
    # Mean (1.08 + 1.00) / 2 = 1.04. Bound 1.02 + .03 = 1.05: within. Bound 1.00 + .03: the first is cut to 1.03.
    within = NEW.risk.apply({"esrd": 1.08, "disabled": 1.0}, {"esrd": 1.0, "disabled": 1.0}, 1.02)
    beyond = NEW.risk.apply({"esrd": 1.08, "disabled": 1.0}, {"esrd": 1.0, "disabled": 1.0}, 1.00)

    assert float(within["esrd"]) == 1.08
    assert {name: float(each) for name, each in beyond.items()} == pytest.approx({"esrd": 1.03, "disabled": 1.0})


def test_a_risk_ratio_needs_both_scores_of_every_type():
    with pytest.raises(EvidenceError) as told:
        risk_ratio({"esrd": 1.0}, {"esrd": 0.0, "disabled": 1.0}, "BY1")

    assert len(told.value.faults) == 2
