"""A contract from its file: dates, levels, choices, and what it says when something is wrong."""

from datetime import date

import numpy as np
import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import MARKS, EvidenceError, library


def test_the_library_has_the_two_tracks_and_not_the_tables_they_share():
    assert {"mssp_basic", "mssp_enhanced"} <= set(Contract.names())
    assert "mssp_minimum_savings_rate" not in Contract.names()


@pytest.mark.parametrize("name", Contract.names())
def test_every_figure_has_a_known_source_a_place_and_a_mark(name):
    parameters = Contract.load(name).parameters

    assert len(parameters) > 4
    for parameter in parameters:
        assert parameter.source in library.sources() and parameter.at and parameter.mark in MARKS, parameter.name


def test_basic_climbs_one_level_a_year_up_to_the_last():
    climbing = Contract.load("mssp_basic").choose(level="B", level_year=2022)

    assert [climbing.level_in(year) for year in range(2022, 2028)] == ["B", "C", "D", "E", "E", "E"]


def test_a_frozen_level_stays():
    frozen = Contract.load("mssp_basic").choose(level="B", level_year=2022, frozen=True)

    assert frozen.level_in(2027) == "B"
    assert "The ACO stays at level B in every year." in frozen.assumptions


def test_the_terms_come_in_the_order_of_the_file_with_their_paragraphs():
    kinds = [type(term).__name__ for term in Contract.load("mssp_enhanced").terms(2022)]

    assert kinds == ["Baseline", "Risk", "Trend", "Gate", "Quality", "Share", "Cash", "Limit", "Mitigation"]
    assert all(term.at for term in Contract.load("mssp_enhanced").terms(2022))


def test_what_holds_is_what_was_in_force_in_that_year():
    sequestration = {
        year: Contract.load("mssp_basic").terms(year)[6].gain_sequestration.value for year in (2019, 2020, 2021)
    }

    assert sequestration == {2019: 0.02, 2020: 0.0, 2021: 0.02}


def test_the_half_rate_needs_low_revenue_and_an_agreement_from_2024():
    basic = Contract.load("mssp_basic")

    def reduced(revenue, start):
        return basic.choose(revenue=revenue, agreement_start=start).terms(2024)[3].reduced_rate

    assert reduced("low", date(2024, 1, 1)).value == 0.5
    assert reduced("high", date(2024, 1, 1)) is None
    assert reduced("low", date(2022, 1, 1)) is None


def test_a_year_before_the_track_existed_is_refused_with_the_first_date():
    with pytest.raises(
        EvidenceError, match=r"gain_rate: nothing is in force in 2018 at level E; the first is of 2019-07-01"
    ):
        Contract.load("mssp_basic").terms(2018)


def test_an_unknown_contract_gets_the_nearest_name():
    with pytest.raises(EvidenceError, match='Did you mean "mssp_basic"'):
        Contract.load("mssp_basik")


def test_all_wrong_choices_are_told_at_once():
    with pytest.raises(EvidenceError) as error:
        Contract.load("mssp_basic").choose(level="F", minimum_savings_rate=0.03, levl="A")

    assert len(error.value.faults) == 3
    assert "there is: A, B, C, D, E" in str(error.value)
    assert "'0.03'" not in str(error.value) and "0.03 cannot be chosen" in str(error.value)


def test_what_the_experience_lacks_is_named_and_never_made_up():
    empty = Experience(2022, 10_000, {}, {"all": 1.0})

    with pytest.raises(EvidenceError) as error:
        Contract.load("mssp_basic").settle(empty)

    assert len(error.value.faults) == 2
    assert "no person_years" in str(error.value) and "no history (or benchmark_usd)" in str(error.value)


def test_the_choices_are_told_as_they_were_made():
    chosen = Contract.load("mssp_basic").choose(level="C", minimum_savings_rate=0.01)

    assert chosen.chosen == {"level": "C", "minimum_savings_rate": 0.01}
    assert Contract.load("mssp_basic").choose(**chosen.chosen) == chosen


def test_an_explanation_has_a_rule_and_a_citation_for_every_step(experience):
    frame = Contract.load("mssp_basic").settle(experience(spent=90e6)).explain()

    assert frame.columns == ["step", "amount", "low", "high", "unit", "rule", "citation", "mark"]
    assert frame["step"].to_list()[-1] == "earned (+) or owed (-)"
    assert frame["amount"][-1] == pytest.approx(10e6 * 0.5 * 0.98)
    assert all(frame["rule"]) and all(frame["citation"][:-1])


def test_many_draws_settle_as_each_would_alone(experience):
    spent = np.array([90e6, 99e6, 104e6])
    contract = Contract.load("mssp_enhanced").choose(minimum_savings_rate=0.02)

    together = contract.settle(experience(spent=spent)).earned_usd
    alone = [contract.settle(experience(spent=each)).earned_usd for each in spent]

    assert together.tolist() == alone
    assert alone[1] == 0.0 and alone[2] < 0 < alone[0]


def test_every_figure_of_the_experience_may_be_an_array_over_draws(experience):
    persons, scores, spent = np.array([4_000, 12_000]), np.array([0.5, 0.9]), np.array([110e6, 110e6])
    contract = Contract.load("mssp_enhanced").choose(minimum_savings_rate=0.0)

    earned = contract.settle(experience(spent=spent, persons=persons, quality_score=scores)).earned_usd

    assert earned == pytest.approx([-10e6 * (1 - 0.75 * 0.5), -10e6 * 0.4])


def test_an_explanation_over_draws_has_an_interval(experience):
    frame = Contract.load("mssp_enhanced").settle(experience(spent=np.linspace(90e6, 94e6, 50))).explain()

    earned = frame.row(-1, named=True)

    assert earned["low"] < earned["amount"] < earned["high"]
