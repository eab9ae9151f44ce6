"""A draw's number decides everything about it: not the order, not the company, not who lives it."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from vbc_twin.evidence import EvidenceError
from vbc_twin.experiments import Comparison, compare, run
from vbc_twin.panel import Panel
from vbc_twin.twin import ContractChoice, Outcome


def same(first: Outcome, second: Outcome, draws: slice = slice(None), but: str = "") -> bool:
    """Whether two outcomes are alike to the last digit."""
    names = [each.name for each in fields(Outcome) if each.name not in ("figures", but)]
    return all(np.array_equal(getattr(first, name), getattr(second, name)[draws]) for name in names)


def identical(first: Comparison, second: Comparison) -> bool:
    arms = same(first.base.outcome, second.base.outcome) and same(first.alternative.outcome, second.alternative.outcome)
    seen = np.array_equal(first.illusion.spent, second.illusion.spent)
    return arms and seen and first.headline() == second.headline()


def test_the_same_comparison_twice_is_the_same_to_the_last_digit(comparison, village, base, programme):
    again = compare(village.replace(), base, programme, draws=comparison.draws, threads=1)

    assert identical(comparison, again)


def test_draws_lived_side_by_side_are_the_same_to_the_last_digit(comparison, village, base, programme):
    in_two_processes = compare(village, base, programme, draws=comparison.draws, threads=2)

    assert identical(comparison, in_two_processes)


def test_the_order_in_which_patients_are_handed_over_does_not_matter(comparison, village, base, programme):
    shuffled = village.replace()
    rows = village.panel.patients.sample(fraction=1, shuffle=True, seed=3)
    shuffled.__dict__["panel"] = Panel(rows)

    again = compare(shuffled, base, programme, draws=comparison.draws, threads=1)

    assert rows["id"].to_list() != village.panel.patients["id"].to_list()
    assert identical(comparison, again)


def test_a_draw_does_not_depend_on_how_many_there_are(village, closed):
    fewer, more = (run(village, closed, draws=draws, threads=1) for draws in (1, 3))

    assert same(fewer.outcome, more.outcome, slice(1))
    assert fewer.trend.tolist() == more.trend[:1].tolist()


def test_the_base_arm_does_not_depend_on_what_it_is_compared_with(comparison, village, base):
    alone = run(village, base, draws=comparison.draws, threads=1)

    assert same(alone.outcome, comparison.base.outcome, but="programmes")
    assert alone.settlement(2024).earned_usd.tolist() == comparison.base.settlement(2024).earned_usd.tolist()


def test_no_two_draws_are_alike(comparison):
    spent = comparison.base.outcome.spending_usd().sum(axis=(1, 2))

    assert len(set(spent.tolist())) == comparison.draws


def test_another_seed_is_other_luck(village, closed):
    first, second = (run(village, closed.replace(seed=seed), draws=1, threads=1) for seed in (6, 7))

    assert not same(first.outcome, second.outcome)


def test_progress_is_told_draw_by_draw(village, closed):
    told = []

    run(village, closed, draws=3, threads=1, on_progress=lambda *each: told.append(each))

    assert told == [(1, 3, "draws lived"), (2, 3, "draws lived"), (3, 3, "draws lived")]


def test_every_fault_is_told_before_anything_is_lived(village, base, monkeypatch):
    def never(*_) -> None:
        raise AssertionError("something was lived")

    monkeypatch.setattr("vbc_twin.twin.simulation.Simulation.step", never)
    wrong = base.replace(name="wrong", years=3, contract=ContractChoice("mssp_basci"), alter=(("ed.bas", 1.1, ""),))

    with pytest.raises(EvidenceError) as refused:
        compare(village, base, wrong, draws=2, threads=1)

    told = str(refused.value)
    assert "years: differs" in told and 'Did you mean "mssp_basic"' in told and 'Did you mean "ed.base"' in told


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"threads": 0}])
def test_fewer_than_one_draw_or_thread_is_refused(village, base, wrong):
    with pytest.raises(EvidenceError, match="draws and threads are at least 1"):
        compare(village, base, base, **{"draws": 1, "threads": 1} | wrong)


def test_a_scenario_that_starts_later_lives_the_gap_as_status_quo(village, closed, programme):
    base = closed.replace(start=date(2024, 1, 1))
    other = base.replace(name="later", investments=programme.investments)

    later = compare(village, base, other, draws=1, threads=1)

    assert later.years == (2024,)
    both = [each.outcome.months for each in (later.base, later.alternative)]
    assert np.array_equal(both[0][:, :24], both[1][:, :24])
    assert not np.array_equal(*both)


def test_a_panel_of_fewer_people_gives_an_answer_of_the_same_size(village, closed):
    whole, half = (run(twin, closed, draws=1, threads=1) for twin in (village, village.replace(people=400)))

    assert half.outcome.heads[0, 0] == pytest.approx(whole.outcome.heads[0, 0])
    spent = [each.outcome.spending_usd()[0, 0].sum() for each in (whole, half)]
    assert spent[1] == pytest.approx(spent[0], rel=0.25)
