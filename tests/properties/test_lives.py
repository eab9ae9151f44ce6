"""What must hold for any luck, any size of an investment, and any order of patients."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from vbc_twin.care import CATEGORIES
from vbc_twin.investments import Investment
from vbc_twin.panel import Panel
from vbc_twin.twin import NOT_PRESENT, Arm, Groundwork, Scenario, Simulation, Twin

# A life takes a while: few examples, and a failing one is told as it is.
FEW = settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
HEADS = {"esrd": 2.0, "disabled": 40.0, "aged_dual": 25.0, "aged_non_dual": 133.0}
NAMES = ("complex_care_management", "transitional_care", "heart_failure_telemonitoring", "home_blood_pressure")
seeds = some.integers(0, 2**62)


@pytest.fixture(scope="module")
def hamlet() -> Twin:
    """Two hundred people."""
    return Twin.load("example_aco").replace(heads_by_type=HEADS)


def without_effect(investment: Investment) -> Investment:
    """The same, with every ratio one and every shift nought, in every draw."""
    effects = []
    for effect in investment.effects:
        nothing = 0.0 if effect.operator == "shift" else 1.0
        size = replace(effect.size, value=nothing, low=nothing, high=nothing, shape="fixed", interval="none")
        effects.append(replace(effect, size=size))
    return replace(investment, effects=tuple(effects))


@FEW
@given(seeds, some.integers(0, 500), some.sampled_from(NAMES), some.sampled_from([0, 0.3, 1, 4]))
def test_an_investment_without_effect_changes_nothing_but_its_own_cost(hamlet, seed, draw, name, nurses):
    base = Scenario("as it is", years=1, seed=seed, closed=True)
    idle = base.replace(name="idle", investments=(without_effect(Investment.load(name).sized(nurses=nurses)),))

    first, second = Groundwork(hamlet, (base, idle)).outcomes(draw, draw)

    assert np.array_equal(first.months, second.months)
    assert np.array_equal(first.burden, second.burden)
    assert np.array_equal(first.heads, second.heads)
    assert (second.programmes[0, 12:, 0, 2] > 0).all() == (nurses > 0)


@FEW
@given(seeds, some.integers(0, 500))
def test_no_cent_and_nobody_is_lost(hamlet, seed, draw):
    (arm,) = Groundwork(hamlet, (Scenario("any", years=1, seed=seed, closed=True),)).live(draw, draw)

    ledger = arm.ledger
    totals = {name: ledger.totals[:, :, place].sum(axis=1) for place, name in enumerate(ledger.figures)}
    of_people = np.where(ledger.person_cents == NOT_PRESENT, 0, ledger.person_cents.astype(np.int64)).sum(axis=1)
    assert of_people.tolist() == sum(totals[f"cents {name}"] for name in CATEGORIES).tolist()
    assert arm.state.alive.sum() + totals["deaths"].sum() == 200
    assert (np.diff(totals["members"][12:]) <= 0).all()
    arm.close()


@FEW
@given(seeds, some.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(hamlet, seed, luck):
    rows = list(range(200))
    luck.shuffle(rows)
    shuffled = hamlet.replace()
    shuffled.__dict__["panel"] = Panel(hamlet.panel.patients[rows])
    scenarios = (Scenario("any", years=1, seed=seed, closed=True),)

    (first,), (second,) = (Groundwork(twin, scenarios).outcomes(0, 0) for twin in (hamlet, shuffled))

    assert np.array_equal(first.months, second.months)
    assert np.array_equal(first.burden, second.burden)


def steps_of(condition) -> set[tuple[int, int]]:
    """From which stage to which a month may lead: along a transition, its ways aside, or by a stay that strikes."""
    place = condition.stages.index
    steps = {
        (place(each.from_stage), place(to)) for each in condition.transitions for to in (each.to_stage, *each.split)
    }
    struck = {(at, place(condition.struck_at)) for at in range(len(condition.stages)) if condition.struck_by}
    return steps | struck


@FEW
@given(seeds)
def test_a_stage_changes_only_as_a_transition_says(hamlet, seed):
    ground = Groundwork(hamlet, (Scenario("any", years=1, seed=seed, closed=True),))
    figures = ground.published
    allowed = [steps_of(each) for each in ground.plan.conditions]
    arm = Simulation(ground.population, Arm(figures.physics), seed, 0, 12 * ground.years, figures.trend)

    for _ in range(12 * ground.years):
        before = dict(zip(arm.state.id.tolist(), arm.state.stage.tolist(), strict=True))
        arm.step()
        for person, after in zip(arm.state.id.tolist(), arm.state.stage.tolist(), strict=True):
            for place, (was, became) in enumerate(zip(before[person], after, strict=True)):
                assert was == became or (was, became) in allowed[place]
    arm.close()


@FEW
@given(seeds)
def test_what_is_recorded_once_stays_recorded_until_it_is_over(hamlet, seed):
    ground = Groundwork(hamlet, (Scenario("any", years=1, seed=seed, closed=True),))
    figures = ground.published
    arm = Simulation(ground.population, Arm(figures.physics), seed, 0, 12 * ground.years, figures.trend)

    for _ in range(12 * ground.years):
        before = dict(zip(arm.state.id.tolist(), (arm.state.recorded >= 0).tolist(), strict=True))
        arm.step()
        kept = ((arm.state.recorded >= 0) | (arm.state.stage == 0)).tolist()
        after = dict(zip(arm.state.id.tolist(), kept, strict=True))
        assert all(now or not had for person in after for had, now in zip(before[person], after[person], strict=True))
    assert ((arm.state.recorded >= 0) <= (arm.state.stage > 0)).all()
    arm.close()
