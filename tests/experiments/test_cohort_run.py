"""A study lived in the twin: its events against closed forms, and what is refused."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from vbc_twin.care import CATEGORIES
from vbc_twin.evidence import Effect, Enrolled, EvidenceError, Parameter
from vbc_twin.experiments import cohorts_rates as rates
from vbc_twin.experiments import run_cohort
from vbc_twin.experiments.cohorts_outcomes import Followed
from vbc_twin.panel import CohortText
from vbc_twin.panel.cohort_text import Measured
from vbc_twin.twin import Cohort, Content, StudyArm
from vbc_twin.twin.national import National

PEOPLE, YEARS = 6000, 4
WORSE, DEATH = 0.10, 0.06
WORSENING = "hypertension.stage_1_to_stage_2"
RATIO, DEATH_RATIO = 0.5, 0.7


def fixed(name: str, value: float) -> Parameter:
    return Parameter(name, value, value, value, "ratio", "fixed", "judgement", "a test's own", "judged", "none")


@pytest.fixture(scope="module")
def constant():
    """Evidence in which hypertension worsens and everybody dies at constant rates, whatever else they have."""
    content = Content.load()
    conditions, rate = [], fixed(WORSENING, WORSE)
    for each in content.conditions:
        kept = tuple(effect for effect in each.effects if effect.target not in ("death", WORSENING))
        moves = tuple(replace(move, rate=rate) if move.target == WORSENING else move for move in each.transitions)
        conditions.append(replace(each, effects=kept, transitions=moves))
    chance = (float(-np.expm1(-DEATH)),) * 121
    one = {"recent": fixed("death.recent", 1.0)}
    one["community"] = {band: fixed(f"death.community.{band}", 1.0) for band in content.life_table.community}
    table = replace(content.life_table, female=chance, male=chance, effects=(), population=(), **one)
    effects = tuple(effect for effect in content.effects if effect.target != "death")
    services = dict(content.services)
    causes = tuple(replace(each, fatality=fixed(each.fatality.name, 1e-9)) for each in services["inpatient"].causes)
    after = replace(services["inpatient"].fatality, excess=fixed("inpatient.fatality.excess", 1e-9))
    services["inpatient"] = replace(services["inpatient"], causes=causes, fatality=after)
    content = replace(content, services=services)
    return National(replace(content, conditions=tuple(conditions), life_table=table, effects=effects), people=4000)


@pytest.fixture(scope="module")
def study(constant):
    """People with stage 1 of hypertension; one arm halves worsening, and lets fewer die."""
    text = CohortText(
        "mine", "Mine", measured=(Measured("age", 72, 5, 0, 120),), stages={"hypertension": (1.0, 0.0)}, include=()
    )
    effects = tuple(
        Effect(target, Enrolled("treated"), "ratio", fixed(f"treated.{target}", size))
        for target, size in ((WORSENING, RATIO), ("death", DEATH_RATIO))
    )
    cohort = Cohort(text, (StudyArm("control"), StudyArm("treated", "Treated", effects)), constant)
    return run_cohort(cohort, PEOPLE, seed=5, years=YEARS)


def cumulative(worse: float, death: float, years: float) -> float:
    """The share of people with an event by then, death competing: h / (h + m) (1 - exp(-(h + m) t))."""
    return worse / (worse + death) * -np.expm1(-(worse + death) * years)


def test_cumulative_incidence_with_competing_death_is_that_of_the_closed_form(study):
    found = study.incidence("hypertension.stage_2", by="arm")

    wanted = [cumulative(WORSE, DEATH, YEARS), cumulative(WORSE * RATIO, DEATH * DEATH_RATIO, YEARS)]
    error = 3 * np.sqrt(0.25 / PEOPLE)
    assert found["cumulative_incidence"].to_list() == pytest.approx(wanted, abs=error)
    assert (found["cumulative_low"] < found["cumulative_incidence"]).all()


def test_rates_and_hazard_ratios_are_those_that_were_put_in(study):
    for outcome, rate, ratio in (("hypertension.stage_2", WORSE, RATIO), ("death", DEATH, DEATH_RATIO)):
        found = study.incidence(outcome, by="arm")

        assert found["rate"][0] == pytest.approx(rate, rel=3 / np.sqrt(found["events"][0]))
        assert found["hazard_ratio"][0] == 1.0
        assert found["hazard_ratio"][1] == pytest.approx(ratio, rel=0.08)
        assert found["ratio_low"][1] < ratio < found["ratio_high"][1]


def test_events_and_person_years_give_the_rate(study):
    found = study.incidence("death", by="arm")

    assert found["rate"].to_list() == pytest.approx((found["events"] / found["person_years"]).to_list())
    assert (found["person_years"] < PEOPLE * YEARS).all()


def test_groups_within_an_arm_are_compared_with_the_first(study):
    found = study.incidence("death", by="age >= 72", months=24)

    assert found["group"].to_list() == ["False", "True"] and found["people"].sum() == PEOPLE
    assert found["hazard_ratio"][1] == pytest.approx(1.0, abs=0.35)


def test_both_arms_are_lived_by_the_same_people_with_the_same_luck(study):
    died = [set(each.of("death")[0].tolist()) for each in study.events]

    assert len(died[1] & died[0]) > 0.9 * len(died[1])


def test_only_people_not_yet_at_a_stage_are_at_risk_of_it(study):
    assert study.incidence("hypertension.stage_1")["people"].to_list() == [0]


def test_every_event_counts_where_that_is_asked(study):
    first, every = (study.incidence("use.ed", every=each) for each in (False, True))

    assert every["events"][0] > first["events"][0]
    assert every["person_years"][0] > first["person_years"][0]


def test_several_outcomes_are_one_that_comes_first(study):
    either = study.incidence(["death", "use.inpatient"])["cumulative_incidence"][0]
    apart = [study.incidence(each)["cumulative_incidence"][0] for each in ("death", "use.inpatient")]

    assert max(apart) < either < sum(apart)


def test_people_are_followed_from_the_month_after_an_event(study):
    found = study.incidence("use.inpatient", after="use.inpatient", months=6)
    everybody = study.incidence("use.inpatient", months=6)

    assert 0 < found["people"][0] < everybody["people"][0]
    assert found["cumulative_incidence"][0] > 1.5 * everybody["cumulative_incidence"][0]


def test_stays_are_followed_by_readmissions_and_deaths(study):
    again, died = study.readmission(), study.fatality()

    events = study.events[0]
    assert again["stays"][0] <= events.of(*[each for each in events.kinds if each.startswith("first stay")])[2].sum()
    assert 0.05 < again["share"][0] < 0.3
    # Nobody dies of a stay here: what is seen is a month of the constant rate.
    assert died["share"][0] == pytest.approx(DEATH / 12, abs=0.006)


def test_risks_of_two_arms_are_those_of_the_closed_form(study):
    found = study.risks("hypertension.stage_2")

    first, second = cumulative(WORSE, DEATH, YEARS), cumulative(WORSE * RATIO, DEATH * DEATH_RATIO, YEARS)
    wanted = (second / first, second / (1 - second) * (1 - first) / first, second - first)
    for name, ends, value in zip(("risk_ratio", "odds_ratio", "risk_difference"), ("ratio", "odds", "difference"),
                                 wanted, strict=True):  # fmt: skip
        assert found[f"{ends}_low"][1] < value < found[f"{ends}_high"][1], name
        assert found[f"{ends}_low"][1] < found[name][1] < found[f"{ends}_high"][1], name
    assert found["risk_ratio"][0] == 1.0 and found["risk_difference"][0] == 0.0


def test_the_prevalence_of_a_stage_among_the_living_is_that_of_the_closed_form(study):
    at_entry, later = (study.prevalence("hypertension.stage_2", months=months) for months in (0, 24))

    assert at_entry["share"][0] == 0.0 and at_entry["people"][0] == PEOPLE
    # Death does not hang on the stage, so that it leaves shares alone.
    wanted = -np.expm1(-WORSE * 2)
    assert later["share"][0] == pytest.approx(wanted, abs=3 * np.sqrt(wanted * (1 - wanted) / PEOPLE))
    assert study.prevalence("hypertension", months=24)["share"][0] == 1.0
    assert later["people"][0] < PEOPLE


def test_where_stages_run_both_ways_each_is_counted_alone(study):
    names = ("depression.active", "depression.remission", "depression")
    active, remission, either = (study.prevalence(name)["share"][0] for name in names)

    assert active > 0 and remission > 0 and active + remission == pytest.approx(either)


def test_spending_by_category_adds_up_and_is_of_the_time_alive(study):
    whole = study.spending()
    parts = [study.spending(category)["usd"][0] for category in CATEGORIES]

    assert whole["usd"][0] == pytest.approx(sum(parts))
    years = study.incidence("death")["person_years"][0]
    assert whole["person_years"][0] == pytest.approx(years)
    assert whole["usd_low"][0] < whole["usd"][0] < whole["usd_high"][0]


def test_deaths_within_a_year_of_a_stay_are_those_of_the_constant_rate(study):
    found = study.fatality(months=12)

    # The month of the stay counts as half lived, so that a year is eleven and a half months and half of the last. Stays
    # of one person share their death, so that there are as many trials as people with a stay.
    expected = -np.expm1(-DEATH)
    stays = [kind for kind in study.events[0].kinds if kind.startswith("first stay")]
    people = len(np.unique(study.events[0].of(*stays)[0]))
    assert found["share"][0] == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / people))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda run: run.incidence("strok"), 'the model counts no "strok". Did you mean "stroke"'),
        (lambda run: run.incidence(["death", "gout"]), 'the model counts no "gout"'),
        (lambda run: run.incidence("death", by="agee >= 75"), 'there is no column "agee". Did you mean "age"'),
        (lambda run: run.incidence("death", by="systolic"), "has too many values"),
        (lambda run: run.incidence("death", months=99), "99 is not from 1 to the 48 lived"),
        (lambda run: run.incidence("death", arm="placebo"), 'there is no arm "placebo"'),
        (lambda run: run.readmission("gout"), 'there is no cause "gout"'),
        (lambda run: run.incidence("Amputation"), "Amputation is not an event"),
        (lambda run: run.prevalence("diabets"), 'Did you mean "diabetes"'),
        (lambda run: run.spending("snff"), 'Did you mean "snf"'),
        (lambda run: run.spending(months=6), "is known by whole years"),
    ],
)
def test_what_cannot_be_counted_is_told_with_the_remedy(study, ask, words):
    with pytest.raises(EvidenceError) as told:
        ask(study)
    assert words in str(told.value)


def test_people_and_years_are_at_least_one(study):
    with pytest.raises(EvidenceError) as told:
        run_cohort(study.cohort, people=0, years=0)
    assert len(told.value.faults) == 2


# --- the statistics


def followed(ends: list[int], hits: list[bool], months: int = 12) -> Followed:
    """People by the month in which their time ended."""
    ends, none = np.array(ends), np.zeros(0, int)
    return Followed(months, np.arange(len(ends)), ends, np.array(hits), ends, (none, none, none))


def test_time_ends_in_the_middle_of_a_month():
    tally = rates.Tally.first(followed([12, 0, 5], [False, True, True]))

    assert tally.person_years == pytest.approx((12 + 0.5 + 5.5) / 12)
    assert tally.count == 2


def test_few_events_have_the_exact_interval():
    tally = rates.Tally.first(followed([12] * 7 + [3] * 3, [False] * 7 + [True] * 3))

    rate, (low, high) = rates.rate(tally)

    # Garwood: three events lie between 0.6187 and 8.7673.
    assert (low * tally.person_years, high * tally.person_years) == pytest.approx((0.6187, 8.7673), abs=1e-3)
    assert low < rate < high


def test_a_share_of_nobody_has_an_interval():
    share, (low, high) = rates.share(0, 20)

    # Wilson: 0 of 20 lie between 0 and 16.1 %.
    assert share == 0 and low == 0 and high == pytest.approx(0.161, abs=1e-3)


def test_half_have_had_it_by_the_middle_month():
    found, (low, high) = rates.middle(followed([0, 1, 2, 12], [True, True, False, False]))

    assert found == 2.0 and low == 1.0 and high != high  # four people: the share may lie above or below a half


def test_a_jackknife_of_a_mean_has_its_standard_error():
    values = np.arange(rates.PARTS, dtype=float)
    sums = rates.summed(np.arange(rates.PARTS), values, np.ones(rates.PARTS))

    found, (low, high) = rates.by_parts(sums, lambda each: each[0] / each[1], on_log=False)

    assert found == values.mean()
    assert high - low == pytest.approx(2 * 2.009575 * values.std(ddof=1) / np.sqrt(rates.PARTS))


def test_the_library_of_cohorts_can_be_loaded():
    from vbc_twin.evidence import library

    for name in library.names("cohorts"):
        cohort = Cohort.load(name)
        assert cohort.label and cohort.arms and cohort.assumed
        assert isinstance(cohort.panel(20, 1).patients, pl.DataFrame)


def test_the_register_holds_the_national_panel_and_the_arms_too(study):
    found = study.assumptions()

    names = found["name"].to_list()
    assert len(names) == len(set(names))
    assert {"panels.national.age.85plus", f"treated.{WORSENING}"} <= set(names)
