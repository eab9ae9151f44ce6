"""A contract file that is wrong: every fault at once, each with file, term and key, and what to do."""

import sys
from datetime import date
from pathlib import Path

import pytest

from vbc_twin.contracts import Contract

sys.path.insert(0, str(Path(__file__).parent))
from faulty import BENCHMARK, band, changed, faults_of, figure, sound, with_bands, with_limit


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
