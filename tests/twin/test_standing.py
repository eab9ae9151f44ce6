"""What is written of groups and practices: the same totals as the ledger's, in hand arithmetic and in a lived panel."""

from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.evidence import Parameter
from vbc_twin.twin import Groundwork, Outcome, Scenario
from vbc_twin.twin.standing import GROUP_FIGURES, Quality, groups_now
from vbc_twin.twin.state import State


@pytest.fixture(scope="module")
def arms(village, investment) -> list[Outcome]:
    """Three years of a thousand people: as it is, with a programme that nobody feels, with one that takes ten hours."""
    base = Scenario("as it is", years=2, seed=4)
    idle = replace(investment(name="idle", minutes_per_pcp_week=minutes(0)), role="computer")
    busy = replace(investment(name="busy", minutes_per_pcp_week=minutes(600)), role="computer")
    choices = [base, *(base.replace(name=each.name, investments=(each,)) for each in (idle, busy))]
    return Groundwork(village, tuple(choices)).outcomes(None, 1)


def minutes(value: float) -> Parameter:
    name = f"minutes {value}"
    return Parameter(name, value, value, value, "minutes", "fixed", "judgement", "a test's own", "judged", "none")


def test_groups_add_up_to_the_ledger(arms):
    base = arms[0]

    assert base.group("admissions").sum(axis=(2, 3)) == pytest.approx(base.admissions())
    assert base.group("ed_visits").sum(axis=(2, 3)) == pytest.approx(base.count("ed_visits"))
    assert base.group("deaths").sum(axis=(2, 3)) == pytest.approx(base.count("deaths"))
    assert base.group("months").sum(axis=(2, 3)) == pytest.approx(12 * base.person_years().sum(axis=-1))
    assert base.group("cents").sum(axis=(2, 3)) / 100 == pytest.approx(base.spending_usd().sum(axis=-1))


def test_a_programme_that_nobody_feels_changes_nothing_but_its_cost(arms):
    base, idle, _ = arms

    for figure in ("months", "practices", "experience", "groups", "qalys", "days_at_home"):
        assert np.array_equal(getattr(base, figure), getattr(idle, figure)), figure
    assert idle.programme_cost_usd().sum() > 0


def test_ten_hours_more_wear_clinicians_out_and_patients_notice(arms):
    base, _, busy = arms

    assert np.array_equal(base.practices[:, 0], busy.practices[:, 0])  # year 0 is lived once for all
    for figure in ("workload", "after_hours", "burnout", "turnover", "wait"):
        assert (busy.practice(figure)[:, 1:] > base.practice(figure)[:, 1:]).all()
    assert (busy.practice("left") >= base.practice("left")).all()
    assert (busy.experience[:, 2] < base.experience[:, 2]).all()


def test_scores_of_year_0_are_the_published_ones(arms, village):
    level = [each.value for each in village.content.experience.level.values()]

    assert arms[0].experience[0, 0] == pytest.approx(level)


def test_two_people_in_hand_arithmetic():
    columns = {"stratum": [3, 3], "dual": [False, True], "deprivation_quintile": [1, 5], "alive": [True, False]}
    people = State({name: np.array(column) for name, column in columns.items()})
    ring = np.zeros((2, 12), np.int16)
    ring[1, :3] = 1  # the third month of the second person was before they came
    people.columns.update(admissions=ring, ed_visits=ring)
    present = np.ones((12, 2), bool)
    present[2:, 1] = False
    cents = np.full((12, 2), 100)

    found = groups_now(people, cents, present, np.array([800_000, 500_000]), np.array([False, True]))

    named = [dict(zip(GROUP_FIGURES, found[3, dual, fifth].tolist(), strict=True)) for dual, fifth in ((0, 0), (1, 4))]
    assert named[0] == {
        "months": 12, "admissions": 0, "ed_visits": 0, "cents": 1200, "deaths": 0,
        "quality": 9_600_000, "complex_months": 0, "complex_stays": 0,
    }  # fmt: skip
    assert named[1] == {
        "months": 2, "admissions": 2, "ed_visits": 2, "cents": 200, "deaths": 1,
        "quality": 1_000_000, "complex_months": 2, "complex_stays": 2,
    }  # fmt: skip
    assert found.sum() == sum(sum(each.values()) for each in named)


def test_utilities_multiply(everyone):
    plan, numbers = everyone.plan, everyone.published.physics.numbers
    utility = plan.content.utility
    stage = np.zeros((2, len(plan.conditions)), np.int8)
    for name, at in (("heart_failure", "nyha_3"), ("dementia", "severe")):
        place = plan.condition_index[name]
        stage[1, place] = plan.conditions[place].stages.index(at)

    found = Quality.of(plan, numbers, utility).per_person(stage) / 1e6

    base = utility.base.value
    both = [
        1 - utility.decrement[name][at].value / base
        for name, at in (("heart_failure", "nyha_3"), ("dementia", "severe"))
    ]
    assert found == pytest.approx([base, base * both[0] * both[1]], abs=1e-6)


def test_the_mean_of_people_of_65_to_74_is_near_the_norm(everyone):
    people = everyone.population.first
    quality = Quality.of(everyone.plan, everyone.published.physics.numbers, everyone.plan.content.utility)
    here = (people.age >= 65) & (people.age < 75)

    # The norm of 65 to 74 is 0.824, Jiang 2021.
    assert quality.per_person(people.stage[here]).mean() / 1e6 == pytest.approx(0.824, abs=0.02)
