"""Those who decide: they enrol whom they may, as many as they can, and pay for what they do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.special import expit, logit

from vbc_twin.evidence import Column, Effect
from vbc_twin.investments import Investment
from vbc_twin.twin import NEVER, Arm, Groundwork, Scenario, Simulation
from vbc_twin.twin.organisations import CareTeam

FIRST = 12  # the scenario begins with the first month after year 0


@dataclass
class Watched:
    """An arm with one investment, and what was seen of it each month: who is active, and who was eligible before."""

    arm: Simulation
    eligible: pl.Expr

    @property
    def team(self) -> CareTeam:
        return self.arm.teams[0]

    def active(self) -> np.ndarray:
        state = self.arm.state
        return (state.enrolled[:, 0] != NEVER) & (state.exited[:, 0] == NEVER) & state.alive

    def months(self, number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Live some months of one year: who was eligible at the start of each, and who is newly enrolled in it."""
        for _ in range(number):
            eligible = self.arm.patients.report(self.eligible, self.arm.month) & self.arm.patients.present(
                self.arm.month
            )
            self.arm.step()
            yield eligible, self.arm.state.enrolled[:, 0] == self.arm.month - 1


@pytest.fixture
def watch(village) -> Iterator:
    """Live year 0, then watch an investment from its first month on."""
    closing = []

    def begin(investment: Investment) -> Watched:
        ground = Groundwork(village, (Scenario("chosen", investments=(investment,), years=1, seed=3, closed=True),))
        figures = ground.published
        past = Simulation(ground.population, Arm(figures.physics), 3, 0, 24, figures.trend).live(FIRST)
        arm = past.branch(Arm(figures.physics, teams=((0, FIRST),)))
        closing.extend((past, arm))
        return Watched(arm, pl.sql_expr(investment.eligible))

    yield begin
    for each in closing:
        each.close()


def near(share: float, tries: int) -> float:
    """Four standard errors of a share."""
    return 4 * np.sqrt(share * (1 - share) / tries)


# --- whom ------------------------------------------------------------------------------------------------


def test_a_team_is_full_and_never_overfull_while_more_are_eligible_than_it_has_places(watch, investment):
    watched = watch(investment(eligible="age >= 75", nurses=1.5))

    for _, _ in watched.months(12):
        assert watched.active().sum() <= 150
        assert watched.arm.bills[-1].active == 150


def test_only_the_eligible_who_are_present_are_enrolled(watch, investment):
    watched = watch(
        investment(eligible="admissions_12m >= 1 AND heart_failure_recorded >= 0", asked="each_time", nurses=9)
    )

    some = 0
    list(watched.months(1))
    for eligible, enrolled in watched.months(11):
        assert not (enrolled & ~eligible).any()
        some += enrolled.sum()
    assert some > 20


def test_of_those_who_are_asked_once_as_many_are_enrolled_as_are_reached_and_willing(watch, investment, figure):
    shares = {"reached": figure("plain.reached", 0.6), "accepted": figure("plain.accepted", 0.45)}
    fair = replace(investment(eligible="dual", nurses=100, **shares), effects=())
    watched = watch(fair)

    (_, first), *_ = watched.months(1)
    later = sum(enrolled.sum() for _, enrolled in watched.months(11))

    duals = watched.arm.patients.get("dual")
    frailty = watched.arm.patients.get("frailty")
    accepts = expit(logit(0.45) + _uptake(watched) * frailty[duals])
    assert first.sum() / duals.sum() == pytest.approx(0.6 * accepts.mean(), abs=near(0.27, duals.sum()))
    # Whoever was not reached or declined is not asked again.
    assert later == 0


def _uptake(watched: Watched) -> float:
    """By how much a standard deviation of frailty moves the log odds of accepting, from the library's own file."""
    plan, numbers = watched.arm.physics.plan, watched.arm.physics.numbers
    (size,) = [numbers.values[number] for _, feature, number in plan.uptake_effects if feature.column == "frailty"]
    return float(np.log(size))


def test_those_who_are_asked_each_time_may_say_yes_another_month(watch, investment, figure):
    shares = {"reached": figure("plain.reached", 0.5), "accepted": figure("plain.accepted", 0.2)}
    watched = watch(investment(eligible="dual", asked="each_time", nurses=100, lasts_months=2, **shares))

    newly = [enrolled.sum() for _, enrolled in watched.months(12)]

    assert min(newly) > 0
    assert sum(newly) > np.count_nonzero(watched.arm.state.enrolled[:, 0] != NEVER) > newly[0] * 2


def test_the_most_urgent_come_first(watch, investment):
    watched = watch(investment(eligible="cost_12m > 0", priority="cost_12m", nurses=0.5))
    cost = watched.arm.patients.seen("cost_12m", FIRST) * watched.arm.state.alive
    costliest = watched.arm.state.id[np.argsort(-cost, kind="stable")[:50]]

    list(watched.months(1))

    chosen = watched.arm.state.id[watched.arm.state.enrolled[:, 0] == FIRST]
    assert sorted(chosen.tolist()) == sorted(costliest.tolist())


def test_people_differ_in_whether_they_accept(watch, investment, figure):
    old_say_no = Effect("uptake.accepted", Column("age", 70, 10), "odds_ratio", figure("plain.old", 0.2))
    half = investment(eligible="age >= 65", nurses=100, accepted=figure("plain.accepted", 0.5))
    watched = watch(replace(half, effects=(old_say_no,)))

    list(watched.months(1))

    state = watched.arm.state
    enrolled, eligible = state.enrolled[:, 0] == FIRST, state.age >= 65
    share = {age: enrolled[eligible & (abs(state.age - age) <= 3)].mean() for age in (68, 88)}
    assert share[68] > 0.4 > 0.15 > share[88]


# --- for how long ----------------------------------------------------------------------------------------


def test_as_many_stay_as_the_share_that_stays(watch, investment, figure):
    watched = watch(investment(eligible="age >= 65", nurses=100, stays=figure("plain.stays", 0.7), stays_months=6))
    list(watched.months(1))
    started = watched.arm.state.enrolled[:, 0] == FIRST

    list(watched.months(6))

    stayed = watched.active()[started & watched.arm.state.alive]
    assert stayed.mean() == pytest.approx(0.7, abs=near(0.7, len(stayed)))


def test_a_course_ends_after_its_months_and_is_not_given_twice_to_those_asked_once(watch, investment):
    watched = watch(investment(eligible="age >= 65", nurses=1, lasts_months=3))

    seen: set[int] = set()
    for _, enrolled in watched.months(12):
        state = watched.arm.state
        new = set(state.id[enrolled].tolist())
        assert not new & seen
        seen |= new
        in_course = watched.arm.month - 1 - state.enrolled[watched.active(), 0]
        assert in_course.max() < 3
    assert len(seen) > 300


def test_the_dead_make_room(watch, investment):
    watched = watch(investment(eligible="age >= 75", nurses=2))

    list(watched.months(12))

    dead = (watched.arm.state.enrolled[:, 0] != NEVER) & ~watched.arm.state.alive
    assert dead.sum() > 3
    assert watched.arm.bills[-1].active == 200


# --- what it costs ---------------------------------------------------------------------------------------


def test_a_bill_is_staff_present_or_idle_and_members_and_new_members(watch, investment):
    watched = watch(investment(eligible="age >= 85", nurses=0.5))

    list(watched.months(2))

    first, second = watched.arm.bills
    assert (first.month, first.active, first.enrolled) == (FIRST, 50, 50)
    assert first.cents == 100 * (0.5 * 12_000 / 12 + 50 * 7 + 50 * 11)
    assert second.cents == 100 * (0.5 * 12_000 / 12 + 50 * 7 + second.enrolled * 11)


def test_idle_staff_are_paid_too(watch, investment):
    watched = watch(investment(eligible="age > 119", nurses=3))

    list(watched.months(1))

    assert [(bill.active, bill.cents) for bill in watched.arm.bills] == [(0, 300_000)]


def test_in_a_smaller_panel_as_many_people_of_the_aco_find_a_place(village, investment):
    chosen = Scenario("chosen", investments=(investment(eligible="age >= 65", nurses=2),), years=1, seed=3, closed=True)
    panels = (village.replace(people=250), village)

    small, whole = (Groundwork(each, (chosen,)).outcomes(None, 0)[0].programmes[0, 12:, 0] for each in panels)

    # Places come in steps of the four people for whom one person stands.
    assert small[:, 0] == pytest.approx(whole[:, 0], abs=4)
    assert small[:, 2].sum() == pytest.approx(whole[:, 2].sum(), rel=0.03)


def test_an_investment_begins_in_its_own_month(twin, investment):
    later = replace(investment(nurses=20), starts=date(2023, 7, 1))
    ground = Groundwork(twin, (Scenario("later", investments=(later,), years=2, seed=3, closed=True),))

    (outcome,) = ground.outcomes(None, 0)

    active = outcome.programmes[0, :, 0, 0]
    assert (active[:18] == 0).all()
    assert (active[18:] > 0).all()


def test_two_teams_do_not_share_their_places(twin, investment):
    both = tuple(investment(name=name, nurses=9) for name in ("one", "two"))
    ground = Groundwork(twin, (Scenario("both", investments=both, years=1, seed=3, closed=True),))

    (outcome,) = ground.outcomes(None, 0)

    assert (outcome.programmes[0, 12:, :, 0] == outcome.programmes[0, 12, 0, 0]).all()
