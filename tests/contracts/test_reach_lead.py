"""ACO REACH and LEAD through their contract files: published settlements, worked examples, what changes by year."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from vbc_twin.contracts import Contract, Experience
from vbc_twin.evidence import EvidenceError

# What an entity without stop-loss, capitation and other monies has, and a benchmark that nothing moves.
MONIES = ("capitation_usd", "stop_loss_charge_usd", "stop_loss_payout_usd", "enhanced_primary_care_usd")
OTHERS = ("capitation_true_up_usd", "high_performers_usd", "equity_months_up", "equity_months_down", "trend_miss")
SWITCHED_OFF = ("retention_applies", "regional_efficiency_usd", "prior_savings_usd")
RATIOS = ("risk_score_growth", "coding_intensity_factor", "trend_true_up", "stays_in_model")
PLAIN = dict.fromkeys((*MONIES, *OTHERS, *SWITCHED_OFF), 0.0) | dict.fromkeys(RATIOS, 1.0)
NAMES = ("reach_global", "reach_professional", "lead_global", "lead_professional")
CONTRACTS = {name: Contract.load(name).assume(**PLAIN) for name in NAMES}
YEARS = {"reach_global": (2021, 2026), "reach_professional": (2021, 2026)}
YEARS |= {"lead_global": (2027, 2036), "lead_professional": (2027, 2036)}


def lived(year: int, spent: float, given: float | None = None, score: float = 1.0, **figures) -> Experience:
    """A year of 10,000 people whose spending counts as it is, on a benchmark that is given or built."""
    spending = {"all": spent}
    return Experience(
        year, 10_000, spending_usd=spending, quality_score=score, benchmark_usd=given, figures=dict(figures)
    )


def settled(name: str, year: int, benchmark: float, spent: float, **choices):
    """The settlement on a given benchmark."""
    return CONTRACTS[name].choose(**choices).settle(lived(year, spent, benchmark))


# Each is one entity's published final benchmark, net cost, shared amount and amount after sequestration.
PUBLISHED = {
    "Global 2021, far beyond the first band": (
        *("reach_global", 2021, 17_358_397.1804, 10_988_761.274),
        *(5_281_068.3774, 5_175_447.0099),
    ),
    "Global 2021, a loss": (
        *("reach_global", 2021, 32_781_647.4603, 34_069_684.5437),
        *(-1_288_037.0835, -1_288_037.0835),
    ),
    "Global 2022, inside the first band": (
        *("reach_global", 2022, 172_527_112.6, 134_020_983.8),
        *(38_506_128.76, 37_736_006.19),
    ),
    "Professional 2022, three bands": (
        *("reach_professional", 2022, 54_631_087.3, 49_020_218.97),
        *(2_343_985.15, 2_297_105.45),
    ),
    "Professional 2022, four bands": (
        *("reach_professional", 2022, 40_642_472.85, 33_255_957.86),
        *(2_096_630.85, 2_054_698.23),
    ),
    "Professional 2022, a loss": (
        *("reach_professional", 2022, 17_660_028.01, 18_943_346.94),
        *(-581_611.84, -581_611.84),
    ),
    "Professional 2022, one band": (
        *("reach_professional", 2022, 44_273_791.95, 43_594_300.06),
        *(339_745.94, 332_951.02),
    ),
    "Professional 2022, a little": (
        *("reach_professional", 2022, 89_168_875.21, 88_885_937.47),
        *(141_468.87, 138_639.49),
    ),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_a_published_entity_settles_to_the_cent_at_the_corridors_and_after_sequestration(case):
    name, year, benchmark, cost, shared, owed = PUBLISHED[case]

    settlement = settled(name, year, benchmark, cost)

    assert settlement.divided_usd == pytest.approx(shared, abs=0.05)
    assert settlement.earned_usd == pytest.approx(owed, abs=0.05)


@pytest.fixture(scope="module")
def published(cms) -> list[dict]:
    """Every row of the published entities of PY2021 and PY2022, numbers as numbers."""
    frame = pl.read_csv(cms / "reach_gpdc_py2021_2022_part.csv", infer_schema_length=None)
    return frame.to_dicts()


def test_105_of_105_published_entities_are_shared_to_the_dollar(published):
    off = []
    for row in published:
        name = f"reach_{row['risk_arrangement'].lower()}"
        settlement = settled(name, row["perf_year"], row["final_benchmark"], row["tot_cost_care_net"])
        off.append(abs(settlement.divided_usd - row["shared_savings"]))

    assert len(off) == 105
    assert max(off) < 1


def test_published_costs_are_claims_and_capitation_and_the_net_of_stop_loss(published):
    for row in published:
        of_stop_loss = row["tot_cost_care_net"] - row["tot_cost_care"]
        figures = {"capitation_usd": row["cap_pmt"], "stop_loss_charge_usd": of_stop_loss}
        experience = lived(row["perf_year"], row["clm_pmt"], row["final_benchmark"], **figures)

        settlement = CONTRACTS["reach_global"].settle(experience)

        assert settlement.expenditure_usd == pytest.approx(row["tot_cost_care_net"], abs=1)


def test_a_published_retention_is_inside_the_benchmark_for_without_it_all_entities_have_one_true_up(published):
    true_ups = {(year, retained): [] for year in (2021, 2022) for retained in (False, True)}
    for row in published:
        name, retained = f"reach_{row['risk_arrangement'].lower()}", row["retention_withhold"] > 0
        score, built = row["qual_scr"] / 100, {"updated_benchmark_usd": row["unadj_benchmark"]}
        held = CONTRACTS[name].assume(retention_applies=float(retained))
        before = held.settle(lived(row["perf_year"], 0.0, score=score, **built)).benchmark_usd
        true_ups[row["perf_year"], retained].append(row["final_benchmark"] / before)

    assert len(true_ups[2021, True]) + len(true_ups[2022, True]) == 5
    for year in (2021, 2022):
        assert true_ups[year, True] == pytest.approx(
            [np.median(true_ups[year, False])] * len(true_ups[year, True]), abs=0.002
        )


def test_twenty_per_cent_saved_keeps_twenty_until_2025_and_fifteen_in_2026():
    shared = [settled("reach_global", year, 100e6, 80e6).divided_usd for year in (2024, 2025, 2026)]

    assert shared == pytest.approx([20e6, 20e6, 15e6])


def test_the_corridors_of_professional_did_not_move():
    shared = [settled("reach_professional", year, 100e6, 80e6).divided_usd for year in range(2021, 2027)]

    assert shared == pytest.approx([5.25e6] * 6)


@pytest.mark.parametrize("name", NAMES)
def test_every_level_settles_savings_and_losses_in_every_year_of_its_life(name):
    first, last = YEARS[name]
    for year in range(first, last + 1):
        for level in CONTRACTS[name].text.levels:
            held = CONTRACTS[name].choose(level=level)
            built = {"updated_benchmark_usd": 100e6}

            assert held.settle(lived(year, 70e6, **built)).earned_usd > 0
            assert held.settle(lived(year, 140e6, **built)).earned_usd < 0


@pytest.mark.parametrize("name", NAMES)
def test_outside_its_years_a_contract_names_what_is_not_in_force(name):
    for year in (YEARS[name][0] - 1, YEARS[name][1] + 1):
        with pytest.raises(EvidenceError, match=rf"gain_rate: nothing is in force in {year}"):
            CONTRACTS[name].terms(year)


@pytest.mark.parametrize("name", NAMES)
def test_a_settlement_needs_no_more_than_its_costs_where_the_benchmark_is_given(name):
    bare = replace(Contract.load(name), assumed=())

    missing = set(bare.missing(lived(YEARS[name][0], 90e6, 100e6)))

    assert not missing & {"updated_benchmark_usd", "trend_miss", "trend_true_up", "retention_applies"}
    assert "capitation_usd" in missing and "spending_usd" not in missing


@pytest.mark.parametrize("name", NAMES)
def test_what_most_entities_do_not_elect_is_assumed_and_said(name):
    contract, year = Contract.load(name), replace(lived(YEARS[name][0], 90e6, 100e6), benchmark_usd=None)

    assert contract.missing(year) == ("updated_benchmark_usd",)
    assert any("capitation_usd" in sentence and "= 0, judged" in sentence for sentence in contract.assumptions)


def test_capitation_in_place_of_claims_moves_cash_and_not_the_settlement():
    contract = CONTRACTS["reach_global"]

    claims = contract.settle(lived(2024, 90e6, 100e6))
    capitated = contract.settle(lived(2024, 60e6, 100e6, capitation_usd=30e6))

    assert capitated.paid_usd == pytest.approx(claims.paid_usd)
    assert (claims.quarterly_usd, capitated.quarterly_usd) == (0, 30e6)


def test_stop_loss_costs_its_charge_and_pays_for_costly_people():
    figures = {"stop_loss_charge_usd": 1e6, "stop_loss_payout_usd": 3e6}

    settlement = CONTRACTS["reach_global"].settle(lived(2024, 90e6, 100e6, **figures))

    assert settlement.gross_usd == pytest.approx(12e6)


@pytest.mark.parametrize("name", ["reach_professional", "lead_global"])
def test_enhanced_primary_care_is_an_advance_that_the_settlement_takes_back(name):
    experience = lived(YEARS[name][0], 90e6, 100e6, enhanced_primary_care_usd=2e6)

    settlement = CONTRACTS[name].settle(experience)

    assert settlement.quarterly_usd == pytest.approx(2e6)
    assert settlement.paid_usd == pytest.approx(settlement.earned_usd - 2e6)


def test_true_ups_of_capitation_and_the_high_performers_pool_come_after_the_corridors():
    figures = {"capitation_true_up_usd": -0.3e6, "high_performers_usd": 0.5e6}

    settlement = CONTRACTS["reach_global"].settle(lived(2025, 90e6, 100e6, **figures))

    assert settlement.paid_usd - settlement.earned_usd == pytest.approx(0.2e6)


@pytest.mark.parametrize("name", NAMES)
def test_bands_are_marginal_so_that_no_dollar_more_saved_changes_what_was_kept_below(name):
    rates = np.linspace(-1.2, 0.9, 2_101)
    experience = lived(YEARS[name][0], (1 - rates) * 100e6, 100e6)

    shared = CONTRACTS[name].settle(experience).divided_usd
    steps = np.diff(shared) / (np.diff(rates) * 100e6)

    assert np.all(steps > 0) and np.all(steps <= 1 + 1e-9)
    assert shared[np.isclose(rates, 0)] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_losses_are_not_sequestered_and_gains_are(name):
    gain = settled(name, YEARS[name][0], 100e6, 98e6)
    loss = settled(name, YEARS[name][0], 100e6, 102e6)

    assert gain.earned_usd == pytest.approx(0.98 * gain.divided_usd)
    assert loss.earned_usd == loss.divided_usd < 0


def test_the_worked_example_of_lead_global_discounts_first_and_keeps_two_bands():
    built = CONTRACTS["lead_global"].settle(lived(2027, 80e6, updated_benchmark_usd=100e6))
    given = settled("lead_global", 2027, 97e6, 80e6)

    for settlement in (built, given):
        assert settlement.benchmark_usd == pytest.approx(97e6)
        assert settlement.divided_usd == pytest.approx(15_775_000, abs=1)
        assert settlement.earned_usd == pytest.approx(15_459_500, abs=1)


def test_the_largest_loss_of_lead_global_at_twice_the_benchmark_is_a_third_of_it():
    settlement = settled("lead_global", 2027, 100e6, 200e6)

    assert settlement.earned_usd == pytest.approx(-33.75e6)


def test_lead_professional_keeps_more_of_savings_than_of_losses_unless_the_earlier_request_is_chosen():
    gain, loss = (settled("lead_professional", 2027, 100e6, spent).divided_usd for spent in (90e6, 110e6))
    earlier = settled("lead_professional", 2027, 100e6, 90e6, variant="march_2026_request").divided_usd

    assert (gain, loss, earlier) == pytest.approx((6e6, -5e6, 5e6))


def test_what_is_uncertain_says_so():
    lead = settled("lead_global", 2027, 100e6, 90e6).explain()
    reach = CONTRACTS["reach_global"].settle(lived(2026, 60e6, updated_benchmark_usd=100e6)).explain()

    marks = {row["step"]: row["mark"] for row in lead.to_dicts()}
    assert (marks["sequestration"], marks["shared savings"]) == ("recalled", "secondary")
    assert {row["step"]: row["mark"] for row in reach.to_dicts()}["discount"] == "checked"
