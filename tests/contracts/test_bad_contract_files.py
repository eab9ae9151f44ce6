"""Contract files that are torn, of the wrong shape, or name what is not there: told, and never a crash."""

import sys
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from faulty import BENCHMARK, faults_of, figure, sound


def test_terms_of_a_file_that_does_not_exist_are_told_with_the_nearest():
    tables = sound()
    tables["term"].append({"terms_of": "mssp_benchmrak"})

    assert any(
        'no contract is called "mssp_benchmrak". Did you mean "mssp_benchmark' in each for each in faults_of(tables)
    )


def test_all_faults_of_one_broken_file_are_told_at_once():
    tables = deepcopy(sound())
    target, gate, quality, share, limit = tables["term"]
    target["part"][0]["of"] = ["prior_bugdet_usd"]
    gate["kind"] = "gaet"
    quality["weight_if_met"]["mark"] = "sure"
    share["band"][0]["gain_rate"]["value"] = 1.5
    share["band"][1]["to"]["value"] = 0.01
    share["band"][2]["to"] = figure(0.5, BENCHMARK)
    limit["gain_share"] = [
        figure(0.1, until=date(2021, 12, 31), source="judgment"),
        figure(0.2, since=date(2023, 1, 1)),
        figure(0.3, since=date(2023, 1, 1)),
    ]
    tables |= {"holder": "acco", "needs": ["personz"], "lable": "x"}

    told = "\n".join(faults_of(tables))

    assert [fault for fault in EXPECTED if fault not in told] == []


EXPECTED = (
    'own_contract.toml, lable: no field of a contract is called "lable". Did you mean "label"?',
    "own_contract.toml, holder: expected one of ACO, hospital, provider group, plan, found 'acco'",
    'own_contract.toml, needs: no figure in data/figures.toml is called "personz". Did you mean "persons"',
    'term 1 (target).part 1.of: no figure in data/figures.toml is called "prior_bugdet_usd"',
    'term 2.kind: no kind of term is called "gaet"',
    'term 3 (quality).weight_if_met.mark: no mark is called "sure"',
    "term 4 (share).band 1.gain_rate: a share of savings lies from 0 to 1, found 1.5",
    "term 4 (share).band 2.to: ends at 0.01, not above the band before it",
    "term 4 (share).band 3: is the last band and ends",
    'term 5 (limit).gain_share[0].source: no source in data/sources.toml is called "judgment"',
    "term 5 (limit).gain_share: two values begin on 2023-01-01",
    "term 5 (limit).gain_share: nothing holds between 2021-12-31 and 2023-01-01",
)


def test_tables_of_the_wrong_shape_are_all_told():
    faults = faults_of(sound() | {"level": "one", "needs": "persons", "term": {"kind": "gate"}, "choices": []})

    told = "\n".join(faults)
    assert all(f"own_contract.toml, {key}: expected" in told for key in ("level", "needs", "term", "choices"))


def test_a_term_that_is_text_is_told_with_its_place():
    tables = sound()
    tables["term"].append("limit")

    assert "own_contract.toml, term 6: expected a table [[term]], found 'limit'" in faults_of(tables)


def test_a_file_without_terms_says_so():
    assert "own_contract.toml: has no terms; add [[term]] tables" in faults_of(sound() | {"term": []})


def test_an_unknown_choice_is_told_with_the_nearest():
    (fault,) = faults_of(sound() | {"choices": {"minimum_saving_rate": [0.01]}})

    assert "choices.minimum_saving_rate" in fault and '"minimum_savings_rate"' in fault


def test_an_unknown_figure_that_is_assumed_is_told():
    (fault,) = faults_of(sound() | {"assumed": {"person": figure(1, "people")}})

    assert 'no figure in data/figures.toml is called "person"' in fault


def test_a_file_that_does_not_exist_is_told_with_the_term_that_names_it():
    tables = sound()
    tables["term"].append({"terms_of": "mssp_benchmarks"})

    (fault,) = faults_of(tables)
    assert fault.startswith("own_contract.toml, term 6.terms_of:") and '"mssp_benchmark"' in fault


def test_files_that_take_each_other_in_are_told():
    tables = sound()
    tables["term"].append({"terms_of": "own_contract"})

    (fault,) = faults_of(tables)
    assert "goes in a circle: own_contract takes in own_contract" in fault


@pytest.mark.parametrize(
    "junk",
    [
        {"level": {"names": 3, "default": []}},
        {"level": {"names": [3], "default": 3}},
        {"holder": ["ACO"], "payer": {}},
        {"choices": {"revenue": 3}},
        {"timing": {"reconciliation": 3}},
        {"term": [{"terms_of": 3}, {"kind": ["gate"]}, {"kind": "share", "at": 3, "band": 3}]},
    ],
)
def test_junk_is_a_fault_and_never_a_crash(junk):
    assert all(fault.startswith("own_contract.toml") for fault in faults_of(sound() | junk))
