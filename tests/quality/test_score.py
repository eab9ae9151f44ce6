"""From measure rates to the score: what counts, what is left out, what is assumed, what is refused."""

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vbc_twin.evidence import MARKS, EvidenceError
from vbc_twin.quality import Reported, equity_points, score

RATES = st.floats(0, 100)
MEASURES = ("001", "112", "113", "134", "236", "321.rating", "321.stewardship")


def test_the_score_is_points_over_points_available(scored):
    year = scored()

    assert set(year.available.values()) == {10.0}
    assert year.quality_score == pytest.approx(sum(year.points.values()) / 80)
    assert year.points["001"] == pytest.approx(5.5)  # 24.00 lies just past half of 25.93 to 22.28


def test_a_survey_scores_the_mean_of_its_nine_parts(scored):
    all_best = scored({f"321.{part}": 100.0 for part in ("timely_care", "rating", "staff")})

    assert scored().points["321"] < all_best.points["321"] < 10


def test_a_measure_that_was_not_reported_scores_nothing_out_of_ten(scored):
    year = scored({"236": None})

    assert (year.points["236"], year.available["236"]) == (0.0, 10.0)


def test_claims_measures_without_a_benchmark_are_left_out_and_said_to_be(scored):
    year = scored(assumed_points={})

    assert year.available["479"] == year.available["484"] == 0
    assert "Measure 479 has no benchmark before the year is over and is left out of the score." in year.assumptions


def test_too_few_cases_leave_a_measure_out_and_too_few_patients_reported_score_nothing(scored):
    few = scored({"112": Reported(75.0, cases=19)})
    incomplete = scored({"112": Reported(75.0, completeness=0.74)})

    assert few.available["112"] == 0
    assert (incomplete.points["112"], incomplete.available["112"]) == (0.0, 10.0)


def test_each_scored_ecqm_adds_a_point_unless_it_has_ten_already(scored):
    def bonus(year):
        return year.explain().filter(pl.col("step") == "eCQM points")["amount"].item()

    assert bonus(scored(collection="eCQM")) == 3  # 112 and 113 have no eCQM benchmark
    assert bonus(scored({"236": 90.0}, collection="eCQM")) == 2
    assert bonus(scored(collection="MIPS CQM")) == 0


def test_each_measure_may_be_reported_in_its_own_way(scored):
    mixed = scored({"236": Reported(73.0, collection="eCQM")})

    assert mixed.points["236"] == scored(collection="eCQM").points["236"] != scored().points["236"]


def test_the_proposed_rule_is_switched_on_and_said(scored):
    proposed = scored(variant="cy2027_proposed")

    assert proposed.points["236"] == pytest.approx(8.3)
    assert "A proposed rule is taken for law: cy2027_proposed." in proposed.assumptions


def test_rates_over_draws_give_a_score_over_draws_that_agrees_one_by_one(scored):
    draws = np.array([10.0, 60.0, 73.0, 95.0])

    together = scored({"236": draws})

    assert together.quality_score == pytest.approx([scored({"236": rate}).quality_score for rate in draws])
    assert together.quality_standard_met.shape == draws.shape


def test_every_line_says_its_rule_and_how_sure_it_is(scored):
    lines = scored(collection="eCQM").explain()

    assert lines.filter(pl.col("rule") == "").is_empty()
    assert set(lines["mark"]) <= {*MARKS, ""}
    assert "recalled" in lines.filter(pl.col("step").str.starts_with("321"))["mark"].to_list()


def test_another_year_needs_its_standard_and_deciles_as_assumptions(rates):
    earlier = {name: rate for name, rate in rates.items() if name != "113"}
    with pytest.raises(EvidenceError) as told:
        score(earlier, 2025)
    assert len(told.value.faults) == 2

    year = score(earlier, 2025, standard=75.8, benchmarks_of=2026, equity_points=2.0)

    assert "The deciles of 2026 are assumed for 2025." in year.assumptions
    assert "The quality standard of 2025 is assumed to be 75.8 points of 100." in year.assumptions
    assert "The equity adjustment is assumed to be 2.0 points of 100." in year.assumptions


def test_no_equity_adjustment_is_left_in_2026(scored):
    with pytest.raises(EvidenceError, match="ran from 2023 to 2025, not in 2026"):
        scored(equity_points=3.0)


def test_the_equity_adjustment_is_thirds_times_the_underserved_share_up_to_ten():
    assert equity_points({"001": "top", "236": "middle", "134": "bottom"}, 0.5) == 3.0
    assert equity_points({"001": "top", "236": "top", "134": "top"}, 1.0) == 10.0
    assert equity_points({"001": "top"}, 0.19) == 0.0


# --- a table with faults -------------------------------------------------------------------------------


def test_every_fault_of_a_table_is_told_with_row_and_column_and_the_good_rows_are_scored(tmp_path):
    file = tmp_path / "rates.csv"
    file.write_text(
        "measure,rate,cases\n236,73.0,900\n1,24.0,\n134,sixty,\n112,,\n113,170,\n48,15,\n236,74,\n479,15.1,few\n",
        encoding="utf-8",
    )

    year = score(file, 2026, "Medicare CQM")

    assert year.accepted + len(year.refused) == year.read == 8
    assert year.points["236"] == pytest.approx(6.3) and year.points["001"] == pytest.approx(5.5)
    places = [fault.split(":")[0] for fault in year.refused]
    assert places == [
        "rates.csv, row 4, column rate",
        "rates.csv, row 5, column rate",
        "rates.csv, row 6, column rate",
        "rates.csv, row 7, column measure",
        "rates.csv, row 8, column measure",
        "rates.csv, row 9, column cases",
    ]
    assert 'Did you mean "484"' in year.refused[3]
    assert "6 rows of the table were refused; their measures count as not reported." in year.assumptions


def test_a_frame_is_read_like_a_file():
    frame = pl.DataFrame({"measure": ["236", "001"], "rate": [73.0, 24.0], "collection": ["eCQM", "Medicare CQM"]})

    year = score(frame, 2026, "Medicare CQM")

    assert (year.points["236"], year.accepted) == (pytest.approx(7.3), 2)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({}, "there are none"),
        ({"236": True}, "expected a number"),
        ({"236": [1.0, float("nan")]}, "all finite"),
        ({"321": 80.0}, "321 is scored from its parts"),
        ({"236": Reported(70.0, collection="survey")}, "column collection: no collection type"),
        (pl.DataFrame({"measur": ["236"], "rate": [1.0]}), "column measure: is missing"),
        ("nowhere.csv", "there is no such file"),
    ],
)
def test_a_table_with_nothing_to_take_raises(table, fault):
    with pytest.raises(EvidenceError, match=fault):
        score(table, 2026)


def test_rates_of_another_number_of_draws_are_refused():
    year = score({"236": [70.0, 71.0, 72.0], "001": [20.0, 21.0]}, 2026)

    assert year.refused == ('rates, "001", column rate: has 2 draws, the first has 3',)
    assert year.accepted + len(year.refused) == year.read


def test_assumed_points_of_another_number_of_draws_are_a_fault(scored):
    with pytest.raises(EvidenceError, match=r'"assumed 479": has 2 draws, the first has 3'):
        scored({"236": np.array([70.0, 71.0, 72.0])}, assumed_points={"479": np.array([5.0, 6.0])})


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")

    with pytest.raises(EvidenceError, match=r"empty\.csv: cannot be read as CSV"):
        score(tmp_path / "empty.csv", 2026)


# --- relations that hold for any rates ------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(st.sampled_from(MEASURES), RATES),
    collection=st.sampled_from(["eCQM", "MIPS CQM", "Medicare CQM"]),
)
def test_a_score_lies_between_nothing_and_all(scored, changes, collection):
    year = scored(changes, collection)

    assert 0 <= year.quality_score <= 1
    assert not (year.quality_standard_met and year.alternative_standard_met)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    missing=st.sets(st.sampled_from(MEASURES), min_size=1),
    collection=st.sampled_from(["eCQM", "Medicare CQM"]),
    rate=RATES,
)
def test_a_missing_measure_never_raises_the_score_or_meets_a_standard(scored, missing, collection, rate):
    whole = scored({"236": rate}, collection)
    less = scored({"236": rate} | dict.fromkeys(missing), collection)

    assert less.quality_score <= whole.quality_score
    assert less.quality_standard_met <= whole.quality_standard_met


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(MEASURES), one=RATES, other=RATES, collection=st.sampled_from(["eCQM", "Medicare CQM"]))
def test_a_better_rate_never_lowers_the_score(scored, name, one, other, collection):
    worse, better = sorted((one, other), reverse=name == "001")

    assert scored({name: worse}, collection).quality_score <= scored({name: better}, collection).quality_score
