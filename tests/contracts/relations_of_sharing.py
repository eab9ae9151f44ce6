"""Relations of corridors, bands and quality: who shares what, and what moves nothing."""

from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as some

from tests.contracts.generated import CENT, lives, made, number, rates, scores, small_rates
from tests.contracts.relations import near, spending, spent, tried_on

# --- Spending, benchmark, and nothing ---------------------------------------------------------------------


@tried_on(contract=made(), year=lives(), factor=some.floats(1, 1.5))
def what_is_earned_never_rises_with_spending(contract, year, factor):
    assert contract.earned(spending(year, factor)) <= contract.earned(year) + CENT


@tried_on(contract=made(), year=lives(), more=some.floats(1, 1.2))
def what_is_earned_never_falls_with_the_benchmark_on_one_band_without_a_limit_of_losses(contract, year, more):
    one = {key: figure for key, figure in contract.bands[-1].items() if key != "to"}
    plain = contract.but("share", band=[one]).but("limit", loss_share=None)

    assert plain.earned(replace(year, benchmark_usd=year.benchmark_usd * more)) >= plain.earned(year) - CENT


@tried_on(contract=made(), year=lives())
def at_the_benchmark_nothing_is_earned_or_owed(contract, year):
    assert contract.earned(spent(year, year.benchmark_usd)) == 0


@tried_on(contract=made(), year=lives())
def what_is_shared_never_exceeds_the_savings(contract, year):
    settled = contract.settle(year)

    assert settled.divided_usd <= max(0.0, settled.gross_usd) + CENT


@tried_on(contract=made(), year=lives())
def what_is_owed_never_exceeds_the_losses(contract, year):
    settled = contract.settle(year)

    assert settled.earned_usd >= min(0.0, settled.gross_usd) - CENT


@tried_on(contract=made(), year=lives())
def savings_are_never_owed_and_losses_never_earned(contract, year):
    settled = contract.settle(year)

    assert settled.earned_usd * settled.gross_usd >= 0


@tried_on(contract=made(), year=lives(), factor=some.floats(0.01, 100))
def a_settlement_scales_with_the_currency(contract, year, factor):
    scaled = replace(spending(year, factor), benchmark_usd=year.benchmark_usd * factor)
    settled = contract.settle(year)
    # On the very edge of the corridor the last digit of a rate decides; there the two may differ.
    assume(abs(abs(settled.gross_usd / settled.benchmark_usd) - float(settled.ledger.minimum_savings_rate)) > 1e-9)

    assert near(contract.earned(scaled), settled.earned_usd * factor, scaled.benchmark_usd)


# --- Bands ------------------------------------------------------------------------------------------------


@tried_on(contract=made(two_sided=False), year=lives())
def one_sided_is_two_sided_with_a_loss_rate_of_zero(contract, year):
    zero = [{**band, "loss_rate": number(0.0, "share of losses")} for band in contract.bands]

    assert contract.but("share", band=zero).earned(year) == contract.earned(year)


@tried_on(contract=made(two_sided=False), year=lives())
def a_one_sided_contract_never_owes(contract, year):
    assert contract.earned(year) >= 0


@tried_on(contract=made(), year=lives(), where=some.floats(0.001, 0.999))
def splitting_the_first_band_at_its_own_rate_changes_nothing(contract, year, where):
    first, *rest = contract.bands
    ends = first["to"]["value"] if "to" in first else 1.0
    halves = [{**first, "to": number(ends * where, "ratio to the benchmark")}, first]

    assert near(contract.but("share", band=[*halves, *rest]).earned(year), contract.earned(year), year.benchmark_usd)


@tried_on(contract=made(), year=lives(), beyond=some.floats(0.1, 3))
def splitting_the_last_band_at_its_own_rate_changes_nothing(contract, year, beyond):
    *rest, last = contract.bands
    begins = rest[-1]["to"]["value"] if rest else 0.0
    halves = [{**last, "to": number(begins + beyond, "ratio to the benchmark")}, last]

    assert near(contract.but("share", band=[*rest, *halves]).earned(year), contract.earned(year), year.benchmark_usd)


@tried_on(contract=made(), year=lives())
def what_lies_beyond_the_corridor_is_never_more_than_the_whole(contract, year):
    beyond = contract.but("share", counted="from the corridor").earned(year)
    one = [{key: figure for key, figure in contract.bands[0].items() if key != "to"}]
    alone = contract.but("share", band=one)

    assert abs(beyond) <= abs(year.benchmark_usd)
    assert abs(alone.but("share", counted="from the corridor").earned(year)) <= (
        abs(alone.but("share", counted="from the first dollar").earned(year)) + CENT
    )


@tried_on(contract=made(), year=lives(), step=some.floats(0, 1e5))
def counted_from_the_corridor_a_dollar_of_spending_moves_a_dollar_at_most(contract, year, step):
    beyond = contract.but("share", counted="from the corridor")
    more = spent(year, float(year.expenditure_usd) + step)

    assert beyond.earned(spent(year, float(year.expenditure_usd))) - beyond.earned(more) <= step + CENT


# --- The gate ---------------------------------------------------------------------------------------------


@tried_on(contract=made(), year=lives(), inside=some.floats(-0.999, 0.999))
def inside_the_corridor_nothing_moves(contract, year, inside):
    corridor = float(contract.settle(year).ledger.minimum_savings_rate)

    assert contract.earned(spent(year, year.benchmark_usd * (1 - corridor * inside))) == 0


@tried_on(contract=made(), year=lives(benchmark_usd=2.0**26), rate=some.integers(1, 60))
def exactly_at_the_corridor_savings_count(contract, year, rate):
    gate = {"kind": "gate", "at": "a gate", "fixed": number(rate / 1024, "share of benchmark")}
    first = contract.but("share", counted="from the first dollar")
    at = replace(first, terms=first.terms | {"gate": gate})

    assert at.settle(spent(year, 2.0**26 * (1 - rate / 1024))).ledger.gain_counts == 1


@tried_on(contract=made(), year=lives())
def no_gate_is_a_gate_of_zero(contract, year):
    zero = {"kind": "gate", "at": "a gate", "fixed": number(0.0, "share of benchmark")}

    of_zero = replace(contract, terms=contract.terms | {"gate": zero})

    assert contract.without("gate").earned(year) == of_zero.earned(year)


@tried_on(contract=made(), year=lives(), low=small_rates, more=small_rates)
def a_wider_corridor_never_moves_more(contract, year, low, more):
    narrow, wide = (
        replace(contract, terms=contract.terms | {"gate": {"kind": "gate", "at": "a gate", "fixed": fixed}})
        for fixed in (number(low, "share of benchmark"), number(low + more, "share of benchmark"))
    )
    first = {"counted": "from the first dollar"}

    assert abs(wide.but("share", **first).earned(year)) <= abs(narrow.but("share", **first).earned(year)) + CENT


@tried_on(contract=made(), year=lives(persons=4_000), chosen=some.sampled_from([0.0, 0.01, 0.02]))
def under_five_thousand_people_an_election_changes_nothing(contract, year, chosen):
    elected = replace(contract, choices={"minimum_savings_rate": chosen})

    assert elected.earned(year) == replace(contract, choices={"minimum_savings_rate": "variable"}).earned(year)


@tried_on(contract=made(), year=lives())
def the_kinder_update_forfeits_savings_and_leaves_losses(contract, year):
    forfeited = contract.earned(replace(year, guardrail_applied=True))

    assert forfeited == min(0.0, contract.earned(year))


# --- Quality ----------------------------------------------------------------------------------------------


@tried_on(contract=made(), year=lives(), better=scores)
def a_better_score_never_costs_the_holder(contract, year, better):
    low, high = (replace(year, quality_score=score) for score in sorted((year.quality_score, better)))

    assert contract.earned(high) >= contract.earned(low) - CENT


@tried_on(contract=made(), year=lives())
def without_any_standard_no_savings_are_shared(contract, year):
    assert contract.earned(replace(year, quality_standard_met=False, alternative_standard_met=False)) <= 0


@tried_on(contract=made(), year=lives(), met=some.sampled_from(["quality_standard_met", "alternative_standard_met"]))
def meeting_a_standard_never_pays_less_than_meeting_none(contract, year, met):
    none = replace(year, quality_standard_met=False, alternative_standard_met=False)

    assert contract.earned(replace(none, **{met: True})) >= contract.earned(none)


@tried_on(contract=made(), year=lives(quality_score=1.0, quality_standard_met=True), weight=rates)
def with_a_perfect_score_its_weight_changes_nothing(contract, year, weight):
    assert contract.but("quality", weight_if_met=number(weight)).earned(year) == contract.earned(year)


@tried_on(contract=made(), year=lives(), up=rates, down=rates)
def quality_at_stake_never_makes_an_amount_larger(contract, year, up, down):
    at = contract.order.index("share") + 1
    stakes = contract.adding("quality_amount", at, gain_at_stake=number(up), loss_at_stake=number(down))

    assert abs(stakes.earned(year)) <= abs(contract.earned(year)) + CENT


@tried_on(contract=made(), year=lives(quality_score=1.0), stake=rates)
def with_a_perfect_score_no_gain_is_lost_at_stake(contract, year, stake):
    at = contract.order.index("share") + 1

    assert max(0, contract.adding("quality_amount", at, gain_at_stake=number(stake)).earned(year)) == max(
        0, contract.earned(year)
    )
