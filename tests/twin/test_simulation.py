"""One arm, month by month: nobody is lost, no cent is lost, and arms differ only by what was chosen."""

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.twin import NOT_PRESENT, Arm, Groundwork, Scenario, Simulation

COUNTED = ("members", "deaths", "readmissions", "ed_visits", "snf_stays", "home_health_episodes", "hospice_users")


def begin(ground: Groundwork, replication: int = 0) -> Simulation:
    """The first January of a run with the published figures and nothing chosen."""
    figures = ground.published
    return Simulation(
        ground.population, Arm(figures.physics), ground.seed, replication, 12 * ground.years, figures.trend
    )


@pytest.fixture
def simulation(opened) -> Iterator[Simulation]:
    begun = begin(opened)
    yield begun
    begun.close()


@pytest.fixture(scope="module")
def lived(opened) -> Iterator[list[Simulation]]:
    """Both arms of the open panel, lived to their end with the luck of one draw."""
    arms = opened.live(None, 3)
    yield arms
    for each in arms:
        each.close()


def total(ledger, figure: str) -> np.ndarray:
    """A figure by month, over everybody."""
    return ledger.totals[:, :, ledger.figures.index(figure)].sum(axis=1)


# --- people ----------------------------------------------------------------------------------------------


def test_one_step_is_one_month_and_closes_a_year_with_its_twelfth(simulation):
    for month in range(12):
        assert simulation.month == month
        assert simulation.ledger.heads[0].sum() == 0
        simulation.step()

    assert simulation.month == 12
    assert simulation.opens_year
    assert simulation.ledger.heads[0].sum() == len(simulation.state)


def test_start_and_joined_are_alive_and_died_and_left_every_year(simulation):
    joined, left = [simulation.state.id.tolist()], 0

    for year in range(simulation.months // 12):
        if year:
            leaving = simulation.state.alive & (simulation.state.leaves <= 12 * year)
            left += int(leaving.sum())
            joined.append(simulation.population.joiners[year - 1].id.tolist())
        simulation.live(12)
        died = int(total(simulation.ledger, "deaths").sum())
        assert sum(map(len, joined)) == int(simulation.state.alive.sum()) + died + left
        assert set(simulation.state.id.tolist()) <= {each for some in joined for each in some}
        assert set(joined[-1]) <= set(simulation.state.id.tolist())
    assert left > 0 and died > 0 and all(joined)


def test_an_id_is_never_used_for_a_second_person(opened):
    everybody = opened.population.everybody()

    assert len(np.unique(everybody.id)) == len(everybody)
    assert everybody.row.tolist() == list(range(len(everybody)))


def test_the_same_people_leave_and_join_in_both_arms(opened):
    physics = opened.published.physics
    past = begin(opened).live(12)
    arms = [past.branch(each).live(12) for each in (Arm(physics), Arm(physics, teams=((0, 12),)))]

    for _ in range(2):
        december = [set(each.state.id[each.state.alive].tolist()) for each in arms]
        alive_in_both = december[0] & december[1]
        for each in arms:
            each.step()
        january = [set(each.state.id.tolist()) for each in arms]
        assert january[0] & alive_in_both == january[1] & alive_in_both < alive_in_both
        assert january[0] - december[0] == january[1] - december[1] != set()
        for each in arms:
            each.live(11)
    for each in (past, *arms):
        each.close()


def test_fewer_die_where_a_programme_halves_death(lived):
    base, other = (total(each.ledger, "deaths").sum() for each in lived)

    assert other < base


def test_who_enters_in_mid_year_is_counted_and_costs_from_that_month_on(simulation):
    simulation.live()

    everybody, spent = simulation.population.everybody(), simulation.ledger.person_cents
    late = np.flatnonzero(everybody.entry % 12 > 0)
    assert len(late) > 3
    for row in late:
        entry = everybody.entry[row]
        assert (spent[:entry, row] == NOT_PRESENT).all()
        assert spent[entry, row] >= 0


def test_a_member_month_counts_for_everybody_alive_and_entered_at_its_start(simulation):
    for month in range(30):
        simulation.step()
        survived = int((simulation.state.alive & (simulation.state.entry <= month)).sum())

        died = total(simulation.ledger, "deaths")[month]
        assert total(simulation.ledger, "members")[month] == survived + died


# --- money -----------------------------------------------------------------------------------------------


def test_every_cent_of_a_person_is_a_cent_of_one_category(lived):
    for each in lived:
        ledger = each.ledger
        of_people = np.where(ledger.person_cents == NOT_PRESENT, 0, ledger.person_cents.astype(np.int64)).sum(axis=1)
        of_categories = sum(total(ledger, f"cents {name}") for name in CATEGORIES)

        assert of_people.tolist() == of_categories.tolist()
        assert of_people.min() > 0


def test_nobody_who_is_not_there_costs_anything(lived):
    for each in lived:
        present = (each.ledger.person_cents != NOT_PRESENT).sum(axis=1)

        assert present.tolist() == total(each.ledger, "members").tolist()


def test_the_last_months_costs_are_in_the_twelve_month_ring(simulation):
    simulation.live(20)

    state = simulation.state
    ring = state.cost[:, 19 % 12]
    written = simulation.ledger.person_cents[19, state.row]
    there = written != NOT_PRESENT
    assert ring[there].tolist() == written[there].tolist()


def test_the_rings_of_the_last_twelve_months_hold_what_the_ledger_wrote(simulation):
    simulation.live(31)

    state, groups = simulation.state, simulation.physics.plan.groups
    assert state.admissions.tolist() == state.stays.sum(axis=2).tolist()
    # Nobody joins or leaves after January, so the ring's months of this year are the ledger's.
    for month in range(24, 31):
        for number, causes in enumerate(groups.values()):
            written = sum(total(simulation.ledger, f"stays {cause}")[month] for cause in causes)
            assert state.stays[:, month % 12, number].sum() == written
        assert state.ed_visits[:, month % 12].sum() == total(simulation.ledger, "ed_visits")[month]


def test_readmissions_and_emergency_stays_are_part_of_what_they_belong_to(lived):
    for each in lived:
        stays = sum(total(each.ledger, f"stays {cause}") for cause in each.physics.plan.causes)

        assert (total(each.ledger, "readmissions") <= stays).all()
        assert (total(each.ledger, "snf_stays") <= stays).all()
        assert total(each.ledger, "readmissions").sum() > 0
        assert total(each.ledger, "hospice_users").sum() <= total(each.ledger, "deaths").sum()


def test_prices_grow_by_the_trend_each_january(simulation):
    before = simulation.prices
    simulation.live(13)

    assert simulation.prices.visits == pytest.approx(before.visits * (1 + simulation.trend))
    assert simulation.prices.stay == pytest.approx(before.stay * (1 + simulation.trend), abs=1)


# --- arms ------------------------------------------------------------------------------------------------


def same(first, second) -> bool:
    """Whether two ledgers hold the same to the last cent."""
    arrays = ("totals", "person_cents", "heads", "burden", "controlled")
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in arrays)


def test_a_branch_in_which_nobody_is_enrolled_lives_the_base_to_the_last_cent(twin, investment):
    base = Scenario("as it is", years=1, seed=5, closed=True)
    idle = base.replace(name="idle", investments=(investment(("use.inpatient", "ratio", 0.5), nurses=0),))

    first, second = Groundwork(twin, (base, idle)).live(None, 0)

    assert same(first.ledger, second.ledger)
    assert not second.ledger.enrolled.max(initial=-1) >= 0
    first.close(), second.close()


def test_both_arms_have_the_same_year_zero_and_part_afterwards(lived):
    base, other = (each.ledger for each in lived)

    assert np.array_equal(base.totals[:12], other.totals[:12])
    assert np.array_equal(base.person_cents[:12], other.person_cents[:12])
    assert not np.array_equal(base.totals[12:], other.totals[12:])


def test_a_branch_leaves_the_one_that_it_left_alone(opened):
    trunk, undisturbed = begin(opened).live(14), begin(opened).live(14)
    branch = trunk.branch(Arm(opened.published.physics)).live(6)

    trunk.live(6), undisturbed.live(6)

    assert same(trunk.ledger, undisturbed.ledger)
    assert same(trunk.ledger, branch.ledger)
    for each in (trunk, undisturbed, branch):
        each.close()


def test_living_in_one_go_or_in_many_is_the_same(opened):
    at_once, step_by_step = begin(opened, 2).live(), begin(opened, 2)
    for months in (1, 5, 11, 19, 12):
        step_by_step.live(months)

    assert same(at_once.ledger, step_by_step.ledger)
    at_once.close(), step_by_step.close()


def test_other_luck_is_another_life(opened):
    first, second = begin(opened, 0).live(6), begin(opened, 1).live(6)

    assert not np.array_equal(first.ledger.totals, second.ledger.totals)
    first.close(), second.close()


# --- memory ----------------------------------------------------------------------------------------------


def test_a_closed_simulation_is_forgotten(closed):
    forgotten = []
    for _ in range(20):
        simulation = begin(closed).live(1)
        forgotten += [weakref.ref(simulation), weakref.ref(simulation.aco), weakref.ref(simulation.practices[0])]
        simulation.close()
        del simulation
    gc.collect()

    assert [reference() for reference in forgotten] == [None] * len(forgotten)


def test_branches_are_forgotten_too(opened):
    arms = opened.live(None, 0)
    forgotten = [weakref.ref(each) for each in arms]
    for each in arms:
        each.close()
    del arms, each
    gc.collect()

    assert [reference() for reference in forgotten] == [None, None]
