"""The worksheet: a whole benchmark by hand, its lines, its faults, and published rows rebuilt."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from vbc_twin.contracts.benchmark.assumptions import UpdateAssumptions
from vbc_twin.contracts.benchmark.historical import BenchmarkYear, HistoricalInputs, build_historical
from vbc_twin.contracts.benchmark.published import history_of, implied_update, rebuild, row_inputs, rules_of
from vbc_twin.contracts.benchmark.rules import MsspRules
from vbc_twin.contracts.benchmark.updated import UpdateInputs
from vbc_twin.contracts.benchmark.worksheet import Worksheet
from vbc_twin.evidence import EvidenceError, PublishedRow, library, read_results
from vbc_twin.evidence.published_cells import solved_cells

NEW = MsspRules.in_force(2025, date(2025, 1, 1), 1)
OLD = MsspRules.in_force(2022, date(2020, 1, 1), 1)


def year(disabled, aged, risk=1.0, growth=1.1, **more) -> BenchmarkYear:
    """A benchmark year of 100 disabled and 900 aged people."""
    flat = {"disabled": growth, "aged_non_dual": growth}
    given = {"national_growth": flat, "regional_growth": flat, "national_weight": dict.fromkeys(flat, 0.2)} | more
    return BenchmarkYear(
        {"disabled": disabled, "aged_non_dual": aged},
        {"disabled": risk, "aged_non_dual": 1.0},
        {"disabled": 100.0, "aged_non_dual": 900.0},
        **given,
    )


LAST = year(14_000.0, 10_000.0, national_growth=None, regional_growth=None, national_weight=None)
HISTORY = HistoricalInputs(
    years=(year(10_000.0, 9_000.0, risk=0.8), year(14_000.0 / 1.1, 10_000.0 / 1.1), LAST),
    region={"disabled": 14_500.0, "aged_non_dual": 10_600.0},
    nation={"disabled": 15_000.0, "aged_non_dual": 11_000.0},
    dual_share=0.1,
    low_income_share=0.2,
)
FLAT = {"disabled": 1.05, "aged_non_dual": 1.05}
YEAR = UpdateInputs(
    history={},
    reference_score={},
    risk_score={"disabled": 1.0, "aged_non_dual": 1.0},
    person_years={"disabled": 200.0, "aged_non_dual": 800.0},
    national_growth=FLAT,
    regional_growth=FLAT,
    national_weight={"disabled": 0.2, "aged_non_dual": 0.2},
    projected_growth=FLAT,
    demographic_growth=1.0,
)


def at(sheet: Worksheet, step: str):
    """The amount of the row of a step."""
    return next(row.amount for row in sheet.rows if row.step == step)


def test_a_benchmark_is_built_by_hand_from_its_years_to_the_performance_year():
    # disabled: BY1 10,000 x 1/.8 x 1.1 = 13,750; BY2 and BY3 14,000: .1 x 13,750 + .9 x 14,000 = 13,975.
    # aged: BY1 9,000 x 1.1 = 9,900; .1 x 9,900 + .9 x 10,000 = 9,990.
    # gap 525 and 610: .35 of them 183.75 and 213.5, within 5 % of 15,000 and 11,000;
    # RA = .1 x 183.75 + .9 x 213.5 = 210.525.
    # HEBA .2 x (5 % x 11,400 - 210.525) = 71.895, less than RA. History 14,158.75 and 10,203.5.
    # Projection 1 + 15,000 x .05 / 14,158.75 and 1 + 11,000 x .05 / 10,203.5; update 2/3 x 1.05 + 1/3 of it.
    sheet = Worksheet.build(HISTORY, YEAR, NEW)

    assert at(sheet, "weighted history") == pytest.approx({"disabled": 13_975, "aged_non_dual": 9_990})
    assert float(sheet.figures["regional_adjustment"]) == pytest.approx(210.525)
    assert float(sheet.figures["population_adjustment"]) == pytest.approx(71.895)
    assert float(sheet.figures["prior_savings_adjustment"]) == 0
    assert float(sheet.historical_benchmark_per_person_year) == pytest.approx(0.1 * 14_158.75 + 0.9 * 10_203.5)
    disabled = 14_158.75 * 0.7 + (14_158.75 + 750) / 3
    aged = 10_203.5 * 0.7 + (10_203.5 + 550) / 3
    assert float(sheet.updated_benchmark_per_person_year) == pytest.approx(0.2 * disabled + 0.8 * aged)


def test_the_lines_stand_in_the_order_of_cmss_reports_with_their_rule_and_mark():
    frame = Worksheet.build(HISTORY, YEAR, NEW).explain()

    places = [place for place in dict.fromkeys(frame["place"]) if place]
    steps = list(dict.fromkeys(frame["step"]))
    assert steps[:4] == ["person-years BY1", "person-years BY2", "person-years BY3", "spending BY1"]
    assert places == [
        *("1 [A2]", "1 [B]", "1 [C]", "1 [D]", "1 [E], 2 [G]", "1A", "1A, 5", "1B", "1C", "1 [L]"),
        *("update [C]", "update [F]", "update [G]", "update [H]", "update [I]", "update [J], 6 [F]", "update [K]"),
        *("update [L]", "update [M]", "update [O]", "update [P]"),
    ]
    regional = frame.filter(frame["step"] == "regional adjustment").row(0, named=True)
    assert regional["mark"] == "recalled"  # the bound of the easing is the least sure figure behind it
    assert regional["unit"] == "USD per person-year"
    assert regional["citation"] == "42 CFR 425.656"
    assert frame.filter(frame["step"] == "guardrail not tested").height == 1


def test_amounts_may_be_draws_and_each_draw_is_its_own_worksheet():
    growth = np.array([1.02, 1.05, 1.08])
    drawn = replace(YEAR, regional_growth={"disabled": growth, "aged_non_dual": growth})

    many = Worksheet.build(HISTORY, drawn, NEW)
    one = Worksheet.build(HISTORY, replace(YEAR, regional_growth=dict.fromkeys(FLAT, 1.08)), NEW)

    assert many.updated_benchmark_per_person_year.shape == (3,)
    assert many.updated_benchmark_per_person_year[2] == pytest.approx(float(one.updated_benchmark_per_person_year))


def test_the_guardrail_takes_the_two_way_update_and_the_flag_says_so():
    low = replace(YEAR, projected_growth=dict.fromkeys(FLAT, 0.9), spending=11_000.0, least_loss_rate=0.0)

    helped = Worksheet.build(HISTORY, low, NEW)
    two_way = Worksheet.build(HISTORY, YEAR, replace(NEW, update=OLD.update))

    assert bool(helped.guardrail_applied)
    assert bool(helped.figures["guardrail_applied"])
    assert float(helped.updated_benchmark_per_person_year) == pytest.approx(
        float(two_way.updated_benchmark_per_person_year)
    )


def test_prior_savings_enter_as_one_amount_for_every_type():
    # 500 a head in each of three years, half of it 250, is more than the regional 210.525.
    saved = replace(HISTORY, prior_savings_usd=(5e5,) * 3, prior_person_years=(1_000.0,) * 3)

    history = build_historical(saved, NEW)

    added = {name: float(history.by_type[name] - history.before_adjustment[name]) for name in history.by_type}
    assert added == pytest.approx({"disabled": 250, "aged_non_dual": 250})
    assert any(row.step == "adjustment (prior savings)" for row in history.rows)


def test_every_fault_of_the_benchmark_years_is_told_at_once():
    wrong = replace(
        HISTORY,
        years=(
            replace(HISTORY.years[0], spending={"disabled": -5.0}, national_growth=None),
            replace(HISTORY.years[1], risk_score={"disabled": 0.0, "aged_non_dual": 1.0, "aged": 1.0}),
            LAST,
        ),
        nation={"disabled": float("nan"), "aged_non_dual": 1.0},
        prior_savings_usd=(1.0,),
    )

    with pytest.raises(EvidenceError) as told:
        build_historical(wrong, NEW)

    assert len(told.value.faults) == 7
    assert 'benchmark year 1, spending: lacks the enrolment type "aged_non_dual"' in str(told.value)
    assert 'benchmark year 2, risk score: no enrolment type is called "aged"' in str(told.value)


def test_what_no_public_file_gives_is_asked_for_and_never_taken_for_granted():
    given = replace(YEAR, history={"disabled": 1e4, "aged_non_dual": 1e4}, reference_score=FLAT)

    with pytest.raises(EvidenceError) as told:
        Worksheet.from_history(replace(given, projected_growth=None, demographic_growth=None), NEW)

    assert [line.split(":")[0] for line in told.value.faults] == [
        "update, projected_growth",
        "update, nation",
        "update, demographic_growth",
    ]


def test_faults_of_the_history_and_of_the_year_are_told_together():
    history = replace(HISTORY, dual_share=1.5, region={"disabled": -1.0, "aged_non_dual": 1.0})
    year = replace(YEAR, risk_score={"disabled": 1.0}, national_weight={"disabled": 2.0, "aged_non_dual": 0.2})

    with pytest.raises(EvidenceError) as told:
        Worksheet.build(history, year, NEW)

    assert [line.split(":")[0] for line in told.value.faults] == [
        "history, dual_share",
        "regional mean.disabled",
        "update, risk_score",
        "update, national_weight.disabled",
    ]


def test_two_benchmark_years_are_too_few():
    with pytest.raises(EvidenceError, match="there are three, found 2"):
        build_historical(replace(HISTORY, years=HISTORY.years[:2]), NEW)


# --- assumptions -------------------------------------------------------------------------------------------------


def test_assumed_growth_is_the_nations_between_two_years_with_wider_intervals_for_what_is_less_known():
    assumed = UpdateAssumptions.from_library(2018, 2022)

    national, regional = assumed.national_growth["esrd"], assumed.regional_growth["esrd"]
    assert national.value == pytest.approx(12_023 / 10_681)
    assert regional.low < national.low < national.value < national.high < regional.high
    assert {each.mark for each in assumed.parameters} == {"judged"}
    assert len(assumed.sentences) == len(assumed.parameters)


def test_an_assumption_can_be_replaced_by_a_number_which_is_then_certain():
    assumed = UpdateAssumptions.from_library(2018, 2022).assume(regional_growth=1.1, demographic_growth=1.01)

    drawn = assumed.draw(5, seed=1)
    assert drawn["regional_growth"]["disabled"].tolist() == [1.1] * 5
    assert assumed.central()["demographic_growth"] == 1.01
    assert np.unique(drawn["national_growth"]["esrd"]).size == 5


def test_wrong_names_types_and_years_of_assumptions_are_told():
    assumed = UpdateAssumptions.from_library(2018, 2022)

    with pytest.raises(EvidenceError) as told:
        assumed.assume(regional_grwth=1.1, national_weight={"esrd": 0.1, "disabled": 0.1, "aged": 0.2})

    assert len(told.value.faults) == 4
    with pytest.raises(EvidenceError, match='no year is called "1999"'):
        UpdateAssumptions.from_library(1999, 2022)


# --- published rows -----------------------------------------------------------------------------------------------


def twin_row(name: str) -> PublishedRow:
    raw = library.parse_toml(library.path("twins", name, "twin.toml"), name)
    return PublishedRow.from_toml(raw["facts"])


def assumed_for(row: PublishedRow) -> UpdateAssumptions:
    return UpdateAssumptions.from_library(row.agreement_start.year - 1, row.performance_year)


@pytest.mark.parametrize("name", ["example_aco", "middle_aco", "large_aco"])
def test_a_shipped_row_at_its_implied_update_gives_the_printed_benchmark(name):
    row = twin_row(name)
    rules = rules_of(row)
    update = implied_update(row, rules)
    assumed = assumed_for(row).assume(national_growth=update, regional_growth=update)

    sheet = Worksheet.from_history(row_inputs(row, assumed.central()), rules)

    assert float(sheet.updated_benchmark_per_person_year) == pytest.approx(row.updated_benchmark, rel=1e-12)


@pytest.mark.parametrize(("name", "agrees"), [("example_aco", False), ("middle_aco", True), ("large_aco", True)])
def test_a_row_says_whether_its_printed_benchmark_lies_within_what_is_assumed(name, agrees):
    # The small one was updated by about 5 % from 2018 to 2022, the nation grew by 12.6 %: outside the assumed interval.
    rebuilt = rebuild(twin_row(name), assumed_for(twin_row(name)))

    assert rebuilt.agrees is agrees
    assert rebuilt.low < rebuilt.value < rebuilt.high
    assert rebuilt.assumed


def test_the_history_of_a_row_has_the_printed_mean():
    row = twin_row("large_aco")
    years = row.historical_person_years_by_type

    spread = history_of(row)

    mean = sum(spread[name] * years[name] for name in years) / sum(years.values())
    assert float(mean) == pytest.approx(row.historical_benchmark)


def test_a_row_without_its_agreement_is_refused_naming_both_blanks():
    row = replace(twin_row("large_aco"), agreement_start=None, agreement_period=None)

    with pytest.raises(EvidenceError) as told:
        rules_of(row)

    assert len(told.value.faults) == 2


def test_history_risk_and_a_plausible_update_make_the_printed_benchmarks_of_2022(cms):
    frame = read_results(cms / "mssp_py2022_part.csv")
    rows = [PublishedRow(**solved_cells(cells, "mssp_py2022_part.csv")) for cells in frame[::4].to_dicts()]

    rebuilt = [rebuild(row, assumed_for(row), draws=100) for row in rows]

    implied = np.array([each.implied_update for each in rebuilt])
    assert ((implied > 0.9) & (implied < 1.3)).all()
    assert np.mean([each.agrees for each in rebuilt]) > 0.85
    for row, each in zip(rows, rebuilt, strict=True):
        at_implied = assumed_for(row).assume(national_growth=each.implied_update, regional_growth=each.implied_update)
        sheet = Worksheet.from_history(row_inputs(row, at_implied.central()), rules_of(row))
        assert float(sheet.updated_benchmark_per_person_year) == pytest.approx(row.updated_benchmark)
