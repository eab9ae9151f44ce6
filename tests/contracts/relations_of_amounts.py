"""Relations of sequestration, limits and mitigation, and of a benchmark that is built."""

from dataclasses import replace

from hypothesis import strategies as some

from tests.contracts.generated import CENT, dollars, lives, made, number, rates, small_rates
from tests.contracts.relations import beside, built, near, on_target, tried_on

# --- Sequestration, limits, mitigation, and their order ------------------------------------------------------


@tried_on(contract=made(), year=lives())
def sequestration_of_zero_changes_nothing(contract, year):
    none = contract.but("cash", gain_sequestration=number(0.0, "share of savings"), loss_sequestration=None)

    assert none.earned(year) == contract.without("cash").earned(year)


@tried_on(contract=made(), year=lives(), more=small_rates)
def more_sequestration_never_pays_more(contract, year, more):
    taken = contract.terms["cash"]["gain_sequestration"]["value"] + more
    higher = contract.but("cash", gain_sequestration=number(taken, "share of savings"))

    assert higher.earned(year) <= contract.earned(year) + CENT


@tried_on(contract=made(), year=lives(), taken=small_rates)
def sequestration_of_savings_never_touches_losses(contract, year, taken):
    other = contract.but("cash", gain_sequestration=number(taken, "share of savings"))

    assert min(0.0, other.earned(year)) == min(0.0, contract.earned(year))


@tried_on(contract=made(), year=lives())
def sequestration_before_the_limit_never_pays_less_than_after_it(contract, year):
    turned = contract.swapped("cash", "limit")
    before = contract if contract.order.index("cash") < contract.order.index("limit") else turned
    after = turned if before is contract else contract

    assert max(0.0, before.earned(year)) >= max(0.0, after.earned(year)) - CENT


@tried_on(contract=made(), year=lives())
def quality_and_gate_may_stand_in_either_order(contract, year):
    assert contract.swapped("quality", "gate").earned(year) == contract.earned(year)


@tried_on(contract=made(), year=lives())
def the_order_of_sequestration_and_limit_matters_only_where_a_limit_binds(contract, year):
    free = contract.but("limit", gain_share=None, loss_share=None)

    assert free.swapped("cash", "limit").earned(year) == free.earned(year)


@tried_on(contract=made(), year=lives())
def a_limit_never_makes_an_amount_larger(contract, year):
    assert abs(contract.earned(year)) <= abs(contract.without("limit").earned(year)) + CENT


@tried_on(contract=made(), year=lives())
def a_limit_of_the_whole_benchmark_never_binds_on_savings(contract, year):
    whole = contract.but("limit", gain_share=number(1.0, "share of benchmark"), loss_share=None)

    assert whole.earned(year) == contract.but("limit", gain_share=None, loss_share=None).earned(year)


@tried_on(contract=made(), year=lives(), tighter=rates, side=some.sampled_from(["gain_share", "loss_share"]))
def a_tighter_limit_never_moves_more(contract, year, tighter, side):
    limit = contract.terms["limit"].get(side, number(0.3, "share of benchmark"))["value"]
    loose = contract.but("limit", **{side: number(limit, "share of benchmark")})
    tight = contract.but("limit", **{side: number(limit * tighter, "share of benchmark")})

    assert abs(tight.earned(year)) <= abs(loose.earned(year)) + CENT


@tried_on(contract=made(), year=lives(), share=some.floats(0.01, 0.2), revenue=dollars)
def a_limit_on_revenue_is_the_lesser_of_two(contract, year, share, revenue):
    figure = {"loss_share_of_revenue": number(share, "share of revenue")}
    held = contract.but("limit", **figure).without("cash", "mitigation")

    assert held.earned(replace(year, participant_revenue_usd=revenue)) >= -share * revenue - CENT


@tried_on(contract=made(), year=lives())
def mitigation_never_touches_a_gain_and_never_makes_a_loss_larger(contract, year):
    plain, late = contract.without("mitigation"), contract.without("mitigation").adding("mitigation")
    late = replace(late, terms=late.terms | {"mitigation": contract.terms["mitigation"]})

    assert max(0.0, late.earned(year)) == max(0.0, plain.earned(year))
    assert plain.earned(year) - CENT <= late.earned(year) or plain.earned(year) >= 0


@tried_on(contract=made(), year=lives(), published=some.floats(0, 1e9))
def a_published_mitigation_never_turns_a_loss_into_a_gain(contract, year, published):
    late = contract.without("mitigation").adding("mitigation").earned(replace(year, mitigation_usd=published))

    assert late <= max(0.0, contract.without("mitigation").earned(year))


# --- Building a benchmark ------------------------------------------------------------------------------------


@tried_on(contract=made(), year=lives(), cut=rates)
def a_target_may_be_cut_into_parts(contract, year, cut):
    whole = on_target(contract)
    parts = [
        {"of": ["participant_revenue_usd"], "share": number(each, "share of the figure")} for each in (cut, 1 - cut)
    ]
    lived = built(year, year.benchmark_usd)
    benchmarks = [each.settle(lived).benchmark_usd for each in (whole, whole.but("target", part=parts))]

    assert near(*benchmarks, year.benchmark_usd)


@tried_on(contract=made(), year=lives())
def a_benchmark_that_is_given_is_settled_as_one_that_is_built(contract, year):
    assert on_target(contract).earned(built(year, year.benchmark_usd)) == contract.earned(year)


@tried_on(contract=made(), year=lives())
def a_discount_of_zero_and_a_withhold_earned_back_change_nothing(contract, year):
    figures = {"discount": number(0.0, "share of benchmark"), "withhold": number(0.05, "share of benchmark")}
    whole = built(replace(year, quality_score=1.0), year.benchmark_usd)

    assert on_target(contract).adding("haircut", 1, **figures).earned(whole) == on_target(contract).earned(whole)


@tried_on(contract=made(), year=lives(), low=small_rates, more=small_rates)
def a_larger_discount_never_makes_the_benchmark_larger(contract, year, low, more):
    lived, cuts = built(year, year.benchmark_usd), (low, low + more)
    cut = [on_target(contract).adding("haircut", 1, discount=number(each, "share of benchmark")) for each in cuts]
    less, most = (each.settle(lived).benchmark_usd for each in cut)

    assert most <= less + CENT


@tried_on(contract=made(), year=lives(), first=some.floats(0.9, 1.1), second=some.floats(0.9, 1.1))
def factors_of_growth_may_stand_in_either_order(contract, year, first, second):
    lived = replace(built(year, year.benchmark_usd), trend=first, demographic_growth=second)
    names = ["trend", "demographic_growth"]
    grown = [on_target(contract).adding("growth", 1, by=by).settle(lived) for by in (names, names[::-1])]

    assert near(grown[0].benchmark_usd, grown[1].benchmark_usd, 2 * year.benchmark_usd)
    assert near(grown[0].benchmark_usd, year.benchmark_usd * first * second, 2 * year.benchmark_usd)


@tried_on(contract=made(), year=lives(), down=some.floats(0, 0.1), up=some.floats(0, 0.1), factor=some.floats(0.5, 2))
def a_factor_is_held_within_its_bounds(contract, year, down, up, factor):
    least, most = 1 - down, 1 + up
    bounds = {"least": number(least), "most": number(most)}
    held = on_target(contract).adding("growth", 1, by=["trend"], **bounds)
    benchmark = held.settle(replace(built(year, year.benchmark_usd), trend=factor)).benchmark_usd

    assert least - 1e-9 <= benchmark / year.benchmark_usd <= most + 1e-9


@tried_on(contract=made(), year=lives(), amounts=some.tuples(some.floats(-1e6, 1e6), some.floats(-1e6, 1e6)))
def the_sum_of_adjustments_adds_up_and_the_largest_is_one_of_them(contract, year, amounts):
    names = ["mitigation_usd", "advances_outstanding_usd"]
    lived = replace(built(year, year.benchmark_usd), mitigation_usd=amounts[0])
    lived = beside(lived, advances_outstanding_usd=amounts[1])
    both = {how: on_target(contract).adding("adjust", 1, of=names, combine=how) for how in ("sum", "largest")}
    found = [both[how].settle(lived).benchmark_usd - year.benchmark_usd for how in both]

    assert near(found[0], sum(amounts), year.benchmark_usd) and near(found[1], max(amounts), year.benchmark_usd)
