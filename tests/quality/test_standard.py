"""The standards: by score, by reporting incentive, by first-year reporting, and the alternative."""

import numpy as np
import polars as pl
import pytest

from vbc_twin.evidence import EvidenceError
from vbc_twin.quality import Reported, quality_standard, rolling_standard, score

GOOD = {"001": 10.0, "112": 85.0, "113": 85.0, "134": 85.0, "236": 80.0}
POOR = {"001": 70.0, "112": 5.0, "113": 5.0, "134": 20.0, "236": 20.0}


def route(year, name: str) -> float:
    return year.explain().filter(pl.col("step") == name)["amount"].item()


def test_the_standard_of_2026_is_the_mean_of_three_earlier_percentiles():
    assert rolling_standard([77.73, 74.54, 69.27]) == quality_standard(2026).value == 73.85


@pytest.mark.parametrize(
    ("year", "value", "mark"), [(2021, 61.69, "derived"), (2022, 70.63, "derived"), (2024, 77.05, "secondary")]
)
def test_a_known_standard_has_its_mark(year, value, mark):
    assert (quality_standard(year).value, quality_standard(year).mark) == (value, mark)


@pytest.mark.parametrize("year", [2023, 2025, 2027])
def test_a_standard_that_was_not_found_is_never_made_up(year):
    with pytest.raises(EvidenceError, match=r"was not found \(known: 2021, 2022, 2024, 2026\)"):
        quality_standard(year)
    assert quality_standard(year, assumed=75.0).mark == "judged"


def test_an_assumed_standard_out_of_range_is_a_fault():
    with pytest.raises(EvidenceError, match="7385 is no quality score"):
        quality_standard(2025, assumed=7385)


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_derived_standards_are_the_lowest_scores_that_met_them(cms, year):
    rows = pl.read_csv(cms / "mssp_settlement_core_part.csv", infer_schema_length=0).filter(
        (pl.col("performance_year") == str(year)) & (pl.col("met_qps") == "1")
    )

    scores = rows["qual_score"].cast(float)

    assert round(100 * scores.min(), 2) == quality_standard(year).value
    assert (scores == scores.min()).sum() > 3


def test_a_score_at_the_standard_meets_it_and_one_below_does_not(scored):
    percent = 100 * scored().quality_score

    assert scored(standard=percent).quality_standard_met
    assert not scored(standard=percent + 0.01).quality_standard_met


def test_good_rates_meet_the_standard_and_not_the_alternative_as_well(scored):
    year = scored(GOOD)

    assert (year.quality_standard_met, year.alternative_standard_met) == (True, False)


def test_one_outcome_measure_at_the_tenth_percentile_meets_the_alternative_standard(scored):
    at_tenth = scored(POOR | {"236": 44.87}, assumed_points={})
    under = scored(POOR | {"236": 44.86}, assumed_points={})

    assert (at_tenth.quality_standard_met, at_tenth.alternative_standard_met) == (False, True)
    assert (under.quality_standard_met, under.alternative_standard_met) == (False, False)


def test_a_claims_measure_may_carry_the_alternative_standard(scored):
    assert scored(POOR, assumed_points={"484": 2.0}).alternative_standard_met
    assert not scored(POOR, assumed_points={"484": 1.9}).alternative_standard_met


def test_the_incentive_needs_all_five_by_ecqm_or_mips_cqm(scored):
    assert route(scored(collection="eCQM"), "reporting incentive") == 1
    assert route(scored(collection="MIPS CQM"), "reporting incentive") == 1
    assert route(scored(collection="Medicare CQM"), "reporting incentive") == 0
    assert route(scored({"134": Reported(60.0, collection="Medicare CQM")}, "eCQM"), "reporting incentive") == 0
    assert route(scored({"134": Reported(60.0, completeness=0.7)}, "eCQM"), "reporting incentive") == 0


def test_the_incentive_needs_another_measure_at_the_fortieth_percentile(scored):
    only_pressure = scored(POOR | {"236": 65.61} | low_survey(), "eCQM", assumed_points={})
    with_glycaemia = scored(POOR | {"236": 65.61, "001": 93.98} | low_survey(), "eCQM", assumed_points={})

    assert route(only_pressure, "reporting incentive") == 1  # 001 at 70.00 is past its tenth percentile
    assert route(with_glycaemia, "reporting incentive") == 1
    without = scored(POOR | {"236": 65.60} | low_survey(), "eCQM", assumed_points={})
    assert route(without, "reporting incentive") == 0


def low_survey() -> dict:
    parts = ("timely_care", "communication", "rating", "specialists", "education", "shared_decisions")
    return {f"321.{part}": 0.0 for part in (*parts, "coordination", "staff", "stewardship")}


def test_in_the_first_year_reporting_is_enough(scored):
    assert scored(POOR, first_year=True).quality_standard_met
    assert not scored(POOR | {"113": None}, first_year=True).quality_standard_met


def test_a_reported_measure_without_benchmark_lifts_the_score_to_the_standard(scored):
    lifted = scored(POOR | low_survey(), "eCQM")

    assert lifted.quality_score == pytest.approx(0.7385)
    assert lifted.quality_standard_met
    assert scored(POOR | low_survey() | {"112": None}, "eCQM").quality_score < 0.5


def test_claims_alone_meet_no_standard():
    year = score({"479": 15.0}, 2026, assumed_points={"479": 10.0, "484": 10.0})

    assert (year.quality_standard_met, year.alternative_standard_met) == (False, False)


def test_standards_are_judged_draw_by_draw(scored):
    year = scored(POOR | {"236": np.array([20.0, 44.87])}, assumed_points={})

    assert year.alternative_standard_met.tolist() == [False, True]
