"""A contract file that is wrong: every fault at once, each with file, term and key, and what to do."""

from copy import deepcopy
from datetime import date

import pytest

from vbc_twin.contracts import Contract
from vbc_twin.evidence import EvidenceError

BENCHMARK = "share of benchmark"


def figure(value: object, unit: str = "share of savings", **more) -> dict:
    """A figure as a file writes it."""
    return {"value": value, "unit": unit, "source": "judgement", "at": "made for a test", "mark": "judged"} | more


def band(end: float | None, rate: float) -> dict:
    """A band of sharing that ends there, or nowhere."""
    ends = {} if end is None else {"to": figure(end, BENCHMARK)}
    return ends | {"gain_rate": figure(rate), "loss_rate": figure(rate)}


def sound() -> dict:
    """The tables of a contract without a fault: target, gate, quality, share, limit."""
    terms = [
        {"kind": "target", "at": "rule 1", "part": [{"of": ["prior_budget_usd"]}]},
        {"kind": "gate", "at": "rule 2", "fixed": figure(0.02, BENCHMARK)},
        {"kind": "quality", "at": "rule 3", "weight_if_met": figure(0, "weight")},
        {"kind": "share", "at": "rule 4", "band": [band(0.05, 0.5), band(0.10, 0.4), band(None, 0.3)]},
        {"kind": "limit", "at": "rule 5", "gain_share": figure(0.1, BENCHMARK)},
    ]
    head = {"label": "Made for a test", "holder": "ACO", "payer": "Medicare", "needs": ["persons"]}
    return head | {"level": {"names": ["one"], "default": "one"}, "term": terms}


def faults_of(tables: dict) -> tuple[str, ...]:
    """What is told of a contract's tables."""
    with pytest.raises(EvidenceError) as error:
        Contract.of(tables, "own_contract")
    return error.value.faults


def with_limit(*entries: dict) -> dict:
    """The sound contract, its savings limit written so."""
    tables = sound()
    tables["term"][4]["gain_share"] = list(entries)
    return tables


def with_bands(*bands: dict) -> dict:
    """The sound contract, its bands written so."""
    tables = sound()
    tables["term"][3]["band"] = list(bands)
    return tables


def changed(position: int, **entries) -> dict:
    """The sound contract with other entries in one of its terms, counted from 1; None takes an entry out."""
    tables = sound()
    term = tables["term"][position - 1]
    term |= entries
    for key in [key for key, value in term.items() if value is None]:
        del term[key]
    return tables


def test_a_contract_without_fault_loads_and_settles():
    assert len(Contract.of(sound(), "own_contract").terms(2026)) == 5


LIMIT = "own_contract.toml, term 5 (limit).gain_share"
SHARE = "own_contract.toml, term 4 (share)"


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (
            changed(2, kind="gaet"),
            'own_contract.toml, term 2.kind: no kind of term is called "gaet". Did you mean "gate"',
        ),
        (
            changed(2, fixd=figure(0.1)),
            'term 2 (gate).fixd: no entry of this term is called "fixd". Did you mean "fixed"?',
        ),
        (
            changed(1, part=[{"of": ["prior_bugdet_usd"]}]),
            'term 1 (target).part 1.of: no figure in data/figures.toml is called "prior_bugdet_usd". Did you mean',
        ),
        (changed(1, part=[{"of": 3}]), "term 1 (target).part 1.of: expected names of figures"),
        (changed(2, by_size="mssp_minimum"), "term 2 (gate).by_size: data/contracts: no contract is called"),
        (changed(3, weight_if_met=None), "term 3 (quality).weight_if_met: is missing; a term of this kind needs it"),
        (
            changed(4, counted="from the frist dollar"),
            f"{SHARE}.counted: 'from the frist dollar' is no choice here; there is: from the first dollar",
        ),
        (changed(5, gain_share=0.1), f"{LIMIT}: expected a table"),
        (changed(5, gain_share=figure("0.1")), f"{LIMIT}.value: expected a number, found '0.1'"),
        (
            changed(5, gain_share=figure(0.1, source="judgment")),
            f'{LIMIT}.source: no source in data/sources.toml is called "judgment". Did you mean "judgement"?',
        ),
        (changed(5, gain_share=figure(0.1, mark="sure")), f'{LIMIT}.mark: no mark is called "sure". There is: checked'),
        (changed(5, gain_share=figure(0.1, level="two")), f'{LIMIT}.level: no level is called "two". There is: one.'),
        (
            changed(5, gain_share=figure(0.1, revenue="lwo")),
            f'{LIMIT}.revenue: no revenue is called "lwo". Did you mean "low"?',
        ),
        (
            changed(5, gain_share=figure(0.1, by="calendar")),
            f'{LIMIT}.by: no clock is called "calendar". There is: agreement',
        ),
    ],
)
def test_what_is_not_known_is_told_with_its_place_and_the_nearest_that_is(tables, told):
    faults = faults_of(tables)

    assert any(told in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([figure(0.1), figure(0.2)], "two values have no date; keep one, or give them dates (since)"),
        (
            [figure(0.1, since=date(2020, 1, 1)), figure(0.2, since=date(2020, 1, 1))],
            "two values begin on 2020-01-01; keep one",
        ),
        (
            [figure(0.1, level="one"), figure(0.2)],
            "two values have no date; keep one, or give them dates (since) or levels of their own",
        ),
        (
            [figure(0.1, until=date(2023, 6, 30)), figure(0.2, since=date(2023, 1, 1))],
            "two values hold from 2023-01-01 to 2023-06-30; end the first before",
        ),
        (
            [figure(0.1, until=date(2021, 12, 31)), figure(0.2, since=date(2023, 1, 1))],
            "nothing holds between 2021-12-31 and 2023-01-01; close the gap",
        ),
        (
            [figure(0.1, by="agreement year", until=1), figure(0.2, by="agreement year", since=3)],
            "nothing holds between 1 and 3; close the gap",
        ),
        ([figure(0.1, since=date(2022, 1, 1), until=date(2021, 1, 1))], "ends on 2021-01-01, before it begins"),
        ([figure(0.1, since=2022)], "since and until are dates, for example 2019-07-01"),
        ([figure(0.1, by="agreement year", since=True)], "since and until are whole numbers, 1 for the agreement's"),
    ],
)
def test_dates_with_two_values_or_none_are_told(entries, told):
    assert any(LIMIT in fault and told in fault for fault in faults_of(with_limit(*entries)))


@pytest.mark.parametrize("unit", ["share of savings", "percent", ""])
@pytest.mark.parametrize("rate", [1.5, -0.1])
def test_a_rate_outside_nought_to_one_is_told_whatever_its_unit_says(rate, unit):
    bands = [band(0.05, 0.5) | {"gain_rate": figure(rate, unit)}, band(None, 0.3)]

    (fault,) = faults_of(with_bands(*bands))

    assert fault.startswith(f"{SHARE}.band 1.gain_rate: ") and f"lies from 0 to 1, found {rate:g}" in fault


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ([band(0.05, 0.5), band(0.05, 0.4), band(None, 0.3)], "band 2.to: ends at 0.05, not above the band before it"),
        ([band(0.10, 0.5), band(0.05, 0.4), band(None, 0.3)], "band 2.to: ends at 0.05, not above the band before it"),
        ([band(0.05, 0.5), band(0.10, 0.4)], "band 2: is the last band and ends; what lies beyond would go to nobody"),
        ([band(None, 0.5), band(None, 0.4)], "band 1: has no end (to), and band 2 comes after it; give it one"),
        ([], "band: has no bands; add [[term.band]]"),
        ([{"to": figure(0.05, BENCHMARK)}, band(None, 0.4)], "band 1.gain_rate: is missing"),
        (["all"], "band 1: expected a table [[term.band]], found 'all'"),
    ],
)
def test_bands_that_overlap_end_or_have_no_rate_are_told(bands, told):
    assert any(f"{SHARE}.{told}" in fault for fault in faults_of(with_bands(*bands)))


def test_bands_that_overlap_from_some_year_on_only_are_told():
    first = band(0.05, 0.5)
    first["to"] = [figure(0.05, BENCHMARK), figure(0.15, BENCHMARK, since=date(2025, 1, 1))]
    second = band(0.10, 0.4)

    overlapping = faults_of(with_bands(first, second, band(None, 0.3)))
    second["to"] = [figure(0.10, BENCHMARK), figure(0.20, BENCHMARK, since=date(2025, 1, 1))]

    assert "band 2.to: ends at 0.1, not above" in overlapping[0]
    assert Contract.of(with_bands(first, second, band(None, 0.3)), "own_contract").terms(2025)


def test_medicare_shares_no_savings_without_a_rule_of_quality():
    tables = sound()
    del tables["term"][2]

    (fault,) = faults_of(tables)

    assert "Medicare shares savings here without a quality rule" in fault and "add a term of the kind quality" in fault
    assert Contract.of(tables | {"payer": "plan"}, "own_contract").terms(2026)


def test_what_medicare_pays_beforehand_is_kept_and_needs_no_rule_of_quality_of_its_own():
    tables = sound()
    tables["term"][2] = {"kind": "prepaid", "at": "rule 3", "item": "budget"}

    assert Contract.of(tables, "own_contract").terms(2026)


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
