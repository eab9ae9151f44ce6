"""Two computations of one rule agree to the cent: the contracts' terms, and straight lines written from the rules."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.contracts import straight_line
from vbc_twin.contracts import BenchmarkHistory, Contract, Experience

HALF_A_CENT = 0.005
NORMAL, NIGHTLY = 200, 10_000
LEVELS = dict.fromkeys("ABCDE", "mssp_basic") | {"EN": "mssp_enhanced"}
LEVELS |= {"T1": "mssp_track_1", "T1+": "mssp_track_1_plus", "T2": "mssp_track_2", "T3": "mssp_track_3"}
# The years that CMS settled under a track; 2019 had two half-year agreements, whose sequestration is not known.
YEARS = {level: tuple(range(2020, 2027)) for level in (*"ABCDE", "EN")}
YEARS |= {"T1": (*range(2014, 2019), 2020, 2021), "T1+": (2018, 2020, 2021)}
YEARS |= {"T2": (*range(2014, 2019), 2020, 2021), "T3": (*range(2016, 2019), 2020, 2021)}
CONTRACTS = {level: Contract.load(name) for level, name in LEVELS.items()}
REACH = {side: Contract.load(f"reach_{side.casefold()}") for side in ("Global", "Professional")}
# An ACO below full quality, on a benchmark of 100 million USD, that elected nothing.
PLAIN = {"people": 12_000, "benchmark": 100e6, "score": 0.55, "standard": "met", "elected": None}
PLAIN |= {"low_revenue": True, "revenue": None, "mitigation": 0.0, "guardrail": False}
ELECTIONS = (0.0, 0.005, 0.01, 0.015, 0.02, None)
SETTLED = dict.fromkeys(("enhanced_primary_care_usd", "capitation_true_up_usd", "high_performers_usd"), 0.0)

dollars = some.floats(1e6, 5e9).map(lambda usd: round(usd, 2))
scores = some.one_of(some.just(0.0), some.just(1.0), some.floats(0, 1))
# Spending over benchmark: anywhere, near the corridors, and so far off that every limit binds.
ratios = some.one_of(some.floats(0.9, 1.1), some.floats(0.2, 2.5), some.sampled_from([0.98, 0.985, 1.0, 1.02]))


@some.composite
def mssp_years(draw) -> dict:
    """A year of a Shared Savings ACO, with every choice that a track offers."""
    track = draw(some.sampled_from(sorted(LEVELS)))
    year, benchmark = draw(some.sampled_from(YEARS[track])), draw(dollars)
    begun = draw(some.integers(0, 4))
    return {
        "track": track,
        "year": year,
        "people": draw(some.one_of(some.integers(500, 70_000), some.sampled_from([4_999, 5_000, 59_999, 60_000]))),
        "benchmark": benchmark,
        "spending": benchmark * draw(ratios),
        "score": draw(scores),
        "standard": draw(some.sampled_from(["met", "met", "alternative", "fail"])),
        "elected": draw(some.sampled_from(ELECTIONS)) if track in straight_line.TWO_SIDED else None,
        "agreement_start": date(year - begun, 7 if year - begun == 2019 else 1, 1),
        "low_revenue": draw(some.booleans()),
        "revenue": draw(some.one_of(some.none(), some.floats(0.01, 1.5).map(lambda share: share * benchmark))),
        "mitigation": draw(some.one_of(some.none(), some.floats(0, 0.05).map(lambda share: share * benchmark))),
        "guardrail": draw(some.sampled_from([False, False, False, True])),
    }


def settled_by_contract(lived: dict) -> float:
    """The same year through the contract's file [USD]."""
    held = CONTRACTS[lived["track"]].choose(
        level=lived["track"],
        minimum_savings_rate="variable" if lived["elected"] is None else lived["elected"],
        agreement_start=lived["agreement_start"],
        revenue="low" if lived["low_revenue"] else "high",
    )
    experience = Experience(
        lived["year"],
        lived["people"],
        {"all": float(lived["people"])},
        {"all": lived["spending"]},
        quality_score=lived["score"],
        quality_standard_met=lived["standard"] == "met",
        alternative_standard_met=lived["standard"] == "alternative",
        benchmark_usd=lived["benchmark"],
        participant_revenue_usd=lived["revenue"],
        mitigation_usd=lived["mitigation"],
        guardrail_applied=lived["guardrail"],
    )
    return held.settle(experience).earned_usd


def an_mssp_year_agrees(lived: dict) -> None:
    assert abs(settled_by_contract(lived) - straight_line.mssp(**lived)) < HALF_A_CENT


shares = some.floats(0.01, 1)
growths = some.floats(0.85, 1.2)


@some.composite
def mssp_histories(draw) -> dict:
    """The benchmark years of an ACO and how its people and their costs have changed since."""
    names = ("esrd", "disabled", "aged_dual", "aged_non_dual")
    types = [
        (draw(some.floats(10, 50_000)), draw(some.floats(5e3, 9e4)), draw(growths), draw(growths), draw(growths))
        for _ in names
    ]
    year = draw(some.integers(2020, 2026))
    start = date(year - draw(some.integers(0, 4)), 1, 1)
    return {"names": names, "types": types, "year": year, "start": start, "demographic": draw(some.floats(0.97, 1.05))}


def an_mssp_benchmark_agrees(lived: dict) -> None:
    years, history, before, score, update = (
        dict(zip(lived["names"], column, strict=True)) for column in zip(*lived["types"], strict=True)
    )
    experience = Experience(
        lived["year"],
        10_000,
        years,
        dict.fromkeys(lived["names"], 0.0),
        score,
        history=BenchmarkHistory(lived["year"], history, before, 1.0, 1.0),
        demographic_growth=lived["demographic"],
        figures={"update": update},
    )

    settlement = CONTRACTS["EN"].choose(agreement_start=lived["start"]).settle(experience)

    expected = straight_line.mssp_benchmark(lived["types"], lived["start"], lived["demographic"])
    assert abs(settlement.benchmark_usd - expected) < HALF_A_CENT


@some.composite
def reach_years(draw) -> dict:
    """A year of a REACH entity on a benchmark that is built, and its costs beside it."""
    updated, year = draw(dollars), draw(some.integers(2021, 2026))
    spent = updated * draw(some.one_of(some.floats(0.85, 1.1), some.floats(0.1, 2.5)))
    part = draw(some.floats(0, 1))
    return {
        "built": {
            "updated": updated,
            "risk_growth": draw(some.floats(0.8, 1.25)),
            "coding_factor": draw(some.floats(0.95, 1.01)),
            "high_needs": draw(some.booleans()),
            "trend_miss": draw(some.one_of(some.floats(-0.15, 0.15), some.sampled_from([0.0, 0.01, -0.04, 0.08]))),
            "true_up": draw(some.floats(0.9, 1.1)),
            "score": draw(scores),
            "retained": draw(some.booleans()),
            "months_up": draw(some.floats(0, 5e4)),
            "months_down": draw(some.floats(0, 5e4)),
        },
        "costs": {
            "claims": spent * part,
            "capitation": spent * (1 - part),
            "stop_loss_charge": updated * draw(some.floats(0, 0.03)),
            "stop_loss_payout": updated * draw(some.floats(0, 0.05)),
        },
        "of": {"arrangement": draw(some.sampled_from(sorted(REACH))), "year": year},
    }


def a_reach_year_agrees(lived: dict) -> None:
    built, costs, of = lived["built"], lived["costs"], lived["of"]
    experience = Experience(
        of["year"],
        10_000,
        spending_usd={"all": costs["claims"]},
        quality_score=built["score"],
        figures={
            **SETTLED,
            "updated_benchmark_usd": built["updated"],
            "risk_score_growth": built["risk_growth"],
            "coding_intensity_factor": built["coding_factor"],
            "trend_miss": built["trend_miss"],
            "trend_true_up": built["true_up"],
            "retention_applies": float(built["retained"]),
            "stays_in_model": 0.0,
            "equity_months_up": built["months_up"],
            "equity_months_down": built["months_down"],
            "capitation_usd": costs["capitation"],
            "stop_loss_charge_usd": costs["stop_loss_charge"],
            "stop_loss_payout_usd": costs["stop_loss_payout"],
        },
    )
    level = "high_needs" if built["high_needs"] else "standard"

    settlement = REACH[of["arrangement"]].choose(level=level).settle(experience)

    benchmark = straight_line.reach_benchmark(**of, **built)
    shared, owed = straight_line.reach(**of, benchmark=benchmark, **costs)
    assert abs(settlement.benchmark_usd - benchmark) < HALF_A_CENT
    assert abs(settlement.divided_usd - shared) < HALF_A_CENT
    assert abs(settlement.earned_usd - owed) < HALF_A_CENT


CHECKS = {
    "a Shared Savings settlement": (mssp_years(), an_mssp_year_agrees),
    "a Shared Savings benchmark": (mssp_histories(), an_mssp_benchmark_agrees),
    "a REACH settlement": (reach_years(), a_reach_year_agrees),
}


def run(check: str, examples: int) -> None:
    """Try a check on so many generated years."""
    strategy, agrees = CHECKS[check]
    settings(max_examples=examples)(given(strategy)(_named(agrees)))()


def _named(agrees: Callable[[dict], None]) -> Callable[[dict], None]:
    """A plain function for hypothesis, which reads its argument's name."""

    def checked(lived):
        agrees(lived)

    return checked


@pytest.mark.parametrize("check", CHECKS)
def test_two_computations_agree_to_the_cent_on_two_hundred_years(check):
    run(check, NORMAL)


@pytest.mark.nightly
@pytest.mark.parametrize("check", CHECKS)
def test_two_computations_agree_to_the_cent_on_ten_thousand_years(check):
    run(check, NIGHTLY)


@pytest.mark.parametrize("track", LEVELS)
def test_every_track_agrees_on_a_gain_and_a_loss_in_every_year_of_its_life(track):
    for year in YEARS[track]:
        start = date(year, 1, 1)
        for spending in (85e6, 97e6, 99.5e6, 101e6, 104e6, 150e6):
            an_mssp_year_agrees(PLAIN | {"track": track, "year": year, "spending": spending, "agreement_start": start})


def test_the_straight_lines_import_nothing_of_the_project(root):
    text = (root / "tests" / "contracts" / "straight_line.py").read_text(encoding="utf-8")

    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]

    assert imports == ["from datetime import date"]
