"""What a choice is worth: nothing for nothing, its own cost for no effect, and sums that hold to the cent."""

import numpy as np
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.experiments import Estimate, compare
from vbc_twin.panel import ENROLMENT_TYPES
from vbc_twin.twin import ContractChoice


@pytest.fixture(scope="module")
def idle(village, closed, programme, without_effect):
    """Every investment of the library, bought, staffed, and without any effect."""
    nothing = tuple(without_effect(each) for each in programme.investments)
    return compare(village, closed, closed.replace(name="idle", investments=nothing), draws=3, threads=1)


def test_a_scenario_compared_with_itself_differs_in_nothing(village, closed):
    comparison = compare(village, closed, closed.replace(name="the same again"), draws=2, threads=1)

    for figure in (comparison.gross_savings(), comparison.programme_cost(), comparison.net_savings()):
        assert (figure == 0).all()
    assert (comparison.payer_net() == 0).all() and (comparison.contract_alone() == 0).all()
    assert np.array_equal(comparison.base.outcome.months, comparison.alternative.outcome.months)
    assert all(
        each["difference"] == {"mean": 0, "low": 0, "high": 0} for each in comparison.headline()["settlement_usd"]
    )
    assert comparison.probability_above_zero() == 0
    assert not comparison.is_clear_saver


def test_an_investment_without_effect_changes_nothing_at_all_in_anybodys_life(idle):
    base, other = idle.base.outcome, idle.alternative.outcome

    assert np.array_equal(base.months, other.months)
    assert np.array_equal(base.heads, other.heads)
    assert np.array_equal(base.burden, other.burden)
    assert np.array_equal(base.controlled, other.controlled)
    assert other.programmes[:, 12:, :, 0].max(axis=1).sum(axis=1).min() > 0


def test_an_investment_without_effect_costs_exactly_its_own_cost(idle):
    bills = idle.alternative.outcome.programmes[..., 2]

    assert (idle.gross_savings() == 0).all()
    assert (idle.net_savings() == -bills.sum(axis=(1, 2)) / 100).all()
    assert (idle.payer_net() == 0).all()
    assert idle.headline()["net_savings_usd"]["probability_above_zero"] == 0
    assert idle.net_savings().max() < -100_000


def test_gross_savings_less_what_the_payer_keeps_and_the_programme_are_the_acos_net(comparison):
    gross, cost = comparison.gross_savings().sum(axis=1), comparison.programme_cost().sum(axis=1)

    assert comparison.net_savings() + comparison.payer_net() == pytest.approx(gross - cost, abs=0.01)


def test_gross_savings_are_the_difference_of_spending_on_programme_basis(comparison):
    factor = comparison.base.twin.row.programme_basis_factor
    spent = [each.outcome.spending_usd().sum(axis=-1)[:, 1:] for each in (comparison.base, comparison.alternative)]

    assert comparison.gross_savings() == pytest.approx((spent[0] - spent[1]) * factor)
    assert comparison.gross_savings().shape == (comparison.draws, 2)


def test_programme_cost_is_the_sum_of_the_bills(comparison):
    bills = comparison.alternative.outcome.programmes[:, :, :, 2].sum(axis=(1, 2)) / 100

    assert comparison.programme_cost().sum(axis=1) == pytest.approx(bills)
    assert bills.min() > 0


@pytest.mark.parametrize(
    ("column", "names"),
    [("service", list(CATEGORIES)), ("year", [2023, 2024]), ("enrolment_type", list(ENROLMENT_TYPES))],
)
def test_savings_split_in_any_way_add_up_to_the_whole(comparison, column, names):
    split = comparison.by(column)

    assert split[column].to_list() == names
    assert split["mean"].sum() == pytest.approx(comparison.gross_savings().sum(axis=1).mean())


def test_a_split_that_there_is_not_is_named(comparison):
    with pytest.raises(KeyError, match="by service, year or enrolment_type, not by"):
        comparison.by("weather")


def test_the_headline_has_the_names_of_the_field_and_means_of_the_draws(comparison):
    headline = comparison.headline()

    assert list(headline) == [
        "gross_savings_usd",
        "programme_cost_usd",
        "settlement_usd",
        "contract_alone_usd",
        "net_savings_usd",
        "payer_net_usd",
        "is_clear_saver",
    ]
    assert headline["gross_savings_usd"]["mean"] == pytest.approx(comparison.gross_savings().sum(axis=1).mean())
    assert [each["year"] for each in headline["settlement_usd"]] == [2023, 2024]
    assert (
        headline["net_savings_usd"]["low"] <= headline["net_savings_usd"]["mean"] <= headline["net_savings_usd"]["high"]
    )
    assert 0 <= headline["net_savings_usd"]["probability_above_zero"] <= 1


def test_the_settlement_of_each_year_is_that_of_its_run(comparison):
    for place, year in enumerate(comparison.years):
        earned = comparison.settlements(comparison.alternative)[:, place]
        assert earned.tolist() == comparison.alternative.settlement(year).earned_usd.tolist()


def test_without_another_contract_the_contract_alone_brings_nothing(comparison):
    assert comparison.contract_alone().tolist() == [0] * comparison.draws


def test_what_another_contract_brings_is_shown_apart(village, closed):
    bolder = closed.replace(name="bolder", contract=ContractChoice("mssp_enhanced"))

    comparison = compare(village, closed, bolder, draws=3, threads=1)

    changed = comparison.settlements(comparison.alternative) - comparison.settlements(comparison.base)
    assert (comparison.gross_savings() == 0).all()
    assert comparison.contract_alone() == pytest.approx(changed.sum(axis=1))
    assert comparison.net_savings() == pytest.approx(comparison.contract_alone())
    assert (comparison.contract_alone() != 0).any()


def test_the_register_holds_the_investments_own_figures(comparison):
    names = comparison.assumptions()["name"].to_list()

    assert {"home_blood_pressure.accepted", "transitional_care.use.readmission_30d"} & set(names)
    assert any(name.startswith("heart_failure_telemonitoring.") for name in names)
    assert len(names) == len(set(names))


def test_an_estimate_is_a_mean_with_the_5th_and_95th_percentile():
    estimate = Estimate.of(np.arange(101.0))

    assert estimate.as_dict() == {"mean": 50, "low": 5, "high": 95}
    assert not estimate.covers_zero
    assert Estimate.of(np.array([-1.0, 1.0])).covers_zero
