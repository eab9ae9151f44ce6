"""The contract that a published row shows, and the benchmark that its history returns, on the three shipped twins."""

import tomllib
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from vbc_twin.contracts import Contract, Experience, benchmark_history, own
from vbc_twin.evidence import EvidenceError, PublishedRow, library

TWINS = ("example_aco", "middle_aco", "large_aco")


def facts(name: str) -> PublishedRow:
    """The published row that a shipped twin carries."""
    document = library.path("twins", name, "twin.toml").read_text(encoding="utf-8")
    return PublishedRow.from_toml(tomllib.loads(document)["facts"])


def year_0(row: PublishedRow) -> Experience:
    """The published year on the benchmark that its history gives, without the published benchmark."""
    return replace(Experience.published(row), benchmark_usd=None, history=benchmark_history(row))


@pytest.mark.parametrize("name", TWINS)
def test_year_0_returns_the_published_benchmark_and_settlement_to_the_dollar(name):
    row = facts(name)

    settlement = own(row).settle(year_0(row))

    assert float(settlement.ledger.benchmark_per_person_year) == pytest.approx(row.updated_benchmark, abs=1e-6)
    assert settlement.benchmark_usd == pytest.approx(row.benchmark_usd, abs=0.01)
    assert settlement.earned_usd == pytest.approx(row.earned_usd, abs=1.0)


@pytest.mark.parametrize(
    ("name", "contract", "election", "last"),
    [
        ("example_aco", "mssp_basic", "variable", "E"),
        ("middle_aco", "mssp_basic", 0.02, "E"),
        ("large_aco", "mssp_enhanced", 0.0, "EN"),
    ],
)
def test_the_own_contract_is_the_rows_track_and_election(name, contract, election, last):
    held = own(facts(name))

    assert (held.name, held.minimum_savings_rate) == (contract, election)
    assert held.level_in(2022) == facts(name).track and held.level_in(2027) == last


def test_own_says_what_it_assumes():
    climbing = " ".join(own(facts("middle_aco")).assumptions)
    small = " ".join(own(facts("example_aco")).assumptions)

    assert "climbs one level a year" in climbing and "renewed without rebasing" in climbing
    assert "quality score of 84.69%" in climbing
    assert "variable" in small


def test_a_level_may_be_frozen():
    assert own(facts("middle_aco"), frozen=True).level_in(2030) == "C"


def test_a_track_that_the_library_lacks_is_named():
    with pytest.raises(EvidenceError, match=r'A1216, performance year 2022: there is no contract for the track "T9"'):
        own(replace(facts("middle_aco"), track="T9"))


@pytest.mark.parametrize(
    ("track", "name", "election"),
    [
        ("T1", "mssp_track_1", "variable"),
        ("T1+", "mssp_track_1_plus", 0.02),
        ("T2", "mssp_track_2", 0.02),
        ("T3", "mssp_track_3", 0.02),
    ],
)
def test_a_track_that_ended_is_known_and_says_so(track, name, election):
    held = own(replace(facts("middle_aco"), track=track, performance_year=2021, agreement_start=date(2018, 1, 1)))

    assert (held.name, held.minimum_savings_rate) == (name, election)
    assert held.level_in(2021) == held.level_in(2024) == track
    assert "ended with 2021" in " ".join(held.assumptions)


def test_a_later_benchmark_follows_national_growth_and_the_mix_of_types():
    row = facts("large_aco")
    later = replace(year_0(row), year=2025, trend=np.array([1.0, 1.10]))

    settlement = own(row).settle(later)

    assert settlement.benchmark_usd == pytest.approx(row.benchmark_usd * np.array([1.0, 1.10]))


def test_an_average_aco_neither_gains_nor_loses_when_benchmark_and_prices_grow_alike():
    row = facts("large_aco")
    lived = year_0(row)
    grown = {name: 1.16 * usd for name, usd in lived.spending_usd.items()}

    before = own(row).settle(lived)
    after = own(row).settle(replace(lived, year=2025, trend=1.16, spending_usd=grown))

    assert after.earned_usd / after.benchmark_usd == pytest.approx(before.earned_usd / before.benchmark_usd)


def test_risk_growth_beyond_the_cap_does_not_raise_the_benchmark():
    row = facts("example_aco")
    sicker = {name: 1.5 * score for name, score in row.risk_score_by_type.items()}
    capped = {name: 1.03 * score for name, score in row.historical_risk_score_by_type.items()}

    far, just = (own(row).settle(replace(year_0(row), risk_score=scores)).benchmark_usd for scores in (sicker, capped))

    assert far == pytest.approx(just)


@pytest.mark.parametrize("name", TWINS)
def test_another_contract_takes_on_what_the_row_tells_of_the_aco(name):
    row = facts(name)

    held = Contract.load("mssp_enhanced").choose(minimum_savings_rate=0.01).held_by(row)

    assert held.agreement_start == row.agreement_start
    assert held.revenue == row.revenue_category.split()[0].lower()
    assert held.settle(year_0(row)).benchmark_usd == pytest.approx(row.benchmark_usd, abs=0.01)
