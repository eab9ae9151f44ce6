"""Relations of payments and advances, of draws, types and dates, and of files."""

from dataclasses import replace

import numpy as np
import tomlkit
from hypothesis import strategies as some

from tests.contracts.generated import dollars, lives, made, number, small_rates
from tests.contracts.relations import beside, near, tried_on
from vbc_twin.contracts import Contract

# --- Money beside the sharing --------------------------------------------------------------------------------


@tried_on(contract=made(), year=lives(), rate=some.floats(0, 10), when=some.sampled_from(["settled", "quarterly"]))
def a_payment_leaves_what_is_earned_alone(contract, year, rate, when):
    paid = contract.adding("payment", item="a fee", of=["persons"], rate=number(rate, "USD per person"), when=when)
    settled = paid.settle(year)

    assert settled.earned_usd == contract.earned(year)
    assert near(settled.paid_usd + settled.quarterly_usd, settled.earned_usd + rate * year.persons)


@tried_on(contract=made(), year=lives(), outstanding=some.floats(0, 1e8))
def advances_are_recouped_out_of_what_is_earned_and_no_more(contract, year, outstanding):
    settled = contract.adding("recoup").settle(beside(year, advances_outstanding_usd=outstanding))

    assert settled.earned_usd == contract.earned(year)
    assert min(0.0, settled.earned_usd) <= settled.paid_usd <= settled.earned_usd
    assert near(settled.paid_usd, max(settled.earned_usd - outstanding, min(0.0, settled.earned_usd)))


@tried_on(inner=made(), outer=made(), year=lives())
def what_an_inner_contract_pays_is_spent_in_the_outer_one(inner, outer, year):
    paid = inner.settle(year).paid_usd
    settled = outer.settle(year.including(paid))

    assert near(settled.expenditure_usd, outer.settle(year).expenditure_usd + paid, year.benchmark_usd)
    assert outer.earned(year.including(0.0)) == outer.earned(year)


# --- Draws, types, dates, files ------------------------------------------------------------------------------


@tried_on(contract=made(), years=some.lists(lives(), min_size=2, max_size=4))
def many_draws_settle_as_each_would_alone(contract, years):
    names = ("persons", "quality_score", "quality_standard_met", "alternative_standard_met", "benchmark_usd")
    types = years[0].spending_usd
    together = replace(
        years[0],
        **{name: np.array([getattr(year, name) for year in years]) for name in names},
        **{
            name: {each: np.array([getattr(year, name)[each] for year in years]) for each in types}
            for name in ("spending_usd", "person_years")
        },
    )
    alone = [contract.earned(replace(year, year=years[0].year)) for year in years]

    assert np.array_equal(contract.earned(together), alone)
    turned = {name: getattr(together, name)[::-1] for name in names}
    turned |= {"spending_usd": {each: usd[::-1] for each, usd in together.spending_usd.items()}}
    assert np.array_equal(contract.earned(replace(together, **turned)), alone[::-1])


@tried_on(contract=made(), year=lives())
def the_order_of_enrolment_types_changes_nothing_beyond_a_cent(contract, year):
    turned = replace(year, spending_usd=dict(reversed(year.spending_usd.items())))

    assert near(contract.earned(turned), contract.earned(year), year.benchmark_usd)


@tried_on(contract=made(), year=lives())
def a_figure_cut_into_two_dates_changes_nothing(contract, year):
    whole = contract.terms["cash"]["gain_sequestration"]
    middle = tomlkit.date("2020-06-30"), tomlkit.date("2020-07-01")
    halves = [{**whole, "until": middle[0]}, {**whole, "since": middle[1]}]

    assert contract.but("cash", gain_sequestration=halves).earned(year) == contract.earned(year)


@tried_on(contract=made(), year=lives(), level=some.sampled_from(["first", "second"]))
def a_figure_given_for_each_level_is_one_given_for_all(contract, year, level):
    whole = contract.terms["cash"]["gain_sequestration"]
    each = [{**whole, "level": name} for name in ("first", "second")]
    held = replace(contract, choices=contract.choices | {"level": level})

    assert held.but("cash", gain_sequestration=each).earned(year) == held.earned(year)


@tried_on(contract=made(), year=lives(), proposed=small_rates)
def a_proposed_rule_holds_only_where_it_is_chosen(contract, year, proposed):
    law = contract.terms["cash"]["gain_sequestration"]
    variant = number(proposed, "share of savings", variant="proposed")
    both = contract.but("cash", gain_sequestration=[law, variant])
    chosen = replace(both, choices=both.choices | {"variant": "proposed"})
    alone = contract.but("cash", gain_sequestration=number(proposed, "share of savings"))

    assert both.earned(year) == contract.earned(year)
    assert chosen.earned(year) == alone.earned(year)


@tried_on(contract=made(), year=lives(), other=dollars)
def an_assumption_never_replaces_what_is_known(contract, year, other):
    assumed = contract.contract.assume(benchmark_usd=other)

    assert assumed.settle(year).earned_usd == contract.earned(year)
    assert assumed.settle(replace(year, benchmark_usd=None)).benchmark_usd == other


@tried_on(contract=made(), year=lives())
def a_contract_written_to_a_file_settles_the_same(contract, year):
    read = Contract.of(tomlkit.parse(tomlkit.dumps(contract.tables)).unwrap(), "read").choose(**contract.choices)

    assert read.settle(year).earned_usd == contract.earned(year)


@tried_on(contract=made(), year=lives())
def every_line_has_a_rule_and_a_place_and_the_last_is_what_is_earned(contract, year):
    settled = contract.settle(year)
    frame = settled.explain()

    assert all(line.rule and line.citation for line in settled.lines)
    assert frame["amount"][-1] == settled.earned_usd
