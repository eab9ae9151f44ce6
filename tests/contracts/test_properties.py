"""What must hold for any spending, any size, any quality and any track."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vbc_twin.contracts import Contract, Experience, Ledger
from vbc_twin.contracts.terms.share import Band, Share

BENCHMARK = 100e6
TRACKS = [Contract.load("mssp_basic").choose(level=level) for level in "ABCDE"] + [Contract.load("mssp_enhanced")]
tracks = some.sampled_from(TRACKS)
elections = some.sampled_from([0.0, 0.005, 0.01, 0.015, 0.02, "variable"])
spending = some.floats(0.3 * BENCHMARK, 2 * BENCHMARK)
years = some.integers(2020, 2030)
sizes = some.integers(500, 120_000)
scores = some.floats(0, 1)


def lived(spent, year=2024, persons=10_000, score=0.8, **more) -> Experience:
    """A year on a benchmark of 100 million USD."""
    return Experience(
        year, persons, {"all": 9_700.0}, {"all": spent}, quality_score=score, benchmark_usd=BENCHMARK, **more
    )


def earned(track, election, experience) -> float:
    """The settlement of an experience [USD]."""
    return track.choose(minimum_savings_rate=election).settle(experience).earned_usd


@given(tracks, elections, years, sizes, scores)
def test_at_the_benchmark_nothing_is_earned_or_owed(track, election, year, persons, score):
    assert earned(track, election, lived(BENCHMARK, year, persons, score)) == 0


@given(tracks, elections, spending, spending, years, sizes, scores)
def test_what_is_earned_never_rises_with_spending(track, election, first, second, year, persons, score):
    less, more = sorted((first, second))

    assert earned(track, election, lived(less, year, persons, score)) >= earned(
        track, election, lived(more, year, persons, score)
    )


@given(tracks, elections, spending, years, sizes, scores)
def test_sharing_never_exceeds_the_savings_nor_a_loss_its_excess(track, election, spent, year, persons, score):
    result = earned(track, election, lived(spent, year, persons, score))

    assert -max(0.0, spent - BENCHMARK) <= result <= max(0.0, BENCHMARK - spent)


@given(elections, spending, years, sizes, scores)
def test_a_loss_stays_within_the_limits_of_its_level(election, spent, year, persons, score):
    owed = [-earned(track, election, lived(spent, year, persons, score)) for track in TRACKS]
    limits = [0, 0, 0.01, 0.02, 0.04, 0.15]

    assert all(each <= limit * BENCHMARK * (1 + 1e-12) for each, limit in zip(owed, limits, strict=True))


@given(some.sampled_from(TRACKS[:2]), elections, spending, years, sizes, scores)
def test_a_one_sided_track_never_owes(track, election, spent, year, persons, score):
    assert earned(track, election, lived(spent, year, persons, score)) >= 0


@given(spending, scores)
def test_one_sided_is_two_sided_with_a_loss_rate_of_zero(spent, score):
    rate = next(term.band[0].gain_rate for term in TRACKS[2].terms(2024) if isinstance(term, Share))
    ledger = Ledger(lived(spent, score=score))

    one_sided = Share("", (Band("", rate),)).apply(ledger)
    two_sided = Share("", (Band("", rate, loss_rate=replace(rate, value=0.0)),)).apply(ledger)

    assert float(one_sided.shared_savings_usd) == float(two_sided.shared_savings_usd)
    assert float(one_sided.shared_loss_usd) == float(two_sided.shared_loss_usd) == 0


@given(tracks, elections, spending, years, sizes, scores)
def test_better_quality_never_costs_the_aco(track, election, spent, year, persons, score):
    better = earned(track, election, lived(spent, year, persons, 1.0))

    assert better >= earned(track, election, lived(spent, year, persons, score))


@given(tracks, elections, spending, years, sizes)
def test_without_any_quality_standard_no_savings_are_shared(track, election, spent, year, persons):
    failed = lived(spent, year, persons, quality_standard_met=False)

    assert earned(track, election, failed) <= 0


@given(tracks, elections, spending, some.floats(0.5, 20), years, scores)
def test_a_settlement_scales_with_money(track, election, spent, factor, year, score):
    once = lived(spent, year, score=score)
    many = replace(once, spending_usd={"all": spent * factor}, benchmark_usd=BENCHMARK * factor)

    assert earned(track, election, many) == pytest.approx(earned(track, election, once) * factor, rel=1e-9, abs=1e-6)
