"""Every name of the evidence becomes a position, or is refused before the first month with all the others."""

from dataclasses import replace

import pytest

from vbc_twin import care
from vbc_twin.evidence import Column, Effect, Enrolled, Equals, EvidenceError, HasCondition, Since
from vbc_twin.twin.plan import compile_plan

ALWAYS = Equals("female", True)


@pytest.fixture(scope="module")
def effect(figure):
    """An effect of a test's own; the size carries the place by which a fault is told."""

    def made(target, when=ALWAYS, operator="ratio", *, place="mine") -> Effect:
        return Effect(target, when, operator, figure(place, 1.1))

    return made


@pytest.fixture(scope="module")
def faults_of(content):
    """What a plan with these effects and investments is refused for."""

    def refused(*effects, investments=()) -> tuple[str, ...]:
        with pytest.raises(EvidenceError) as error:
            compile_plan(content.conditions, content.services, investments, list(effects))
        return error.value.faults

    return refused


def test_the_library_as_it_is_compiles(content):
    plan = compile_plan(content.conditions, content.services, (), content.effects)

    assert len(plan.conditions) == 23
    assert (len(plan.causes), len(plan.groups)) == (20, 10)
    assert len(plan.central()) == len(plan.parameters)


UNRESOLVED = [
    (("use.inpatent",), 'no target in data/targets.toml is called "use.inpatent". Did you mean "use.inpatient"'),
    (("use.ed", HasCondition("hart_failure", "nyha_3")), 'is called "hart_failure". Did you mean "heart_failure"?'),
    (
        ("use.ed", HasCondition("dementia", "moderat")),
        'no stage of dementia is called "moderat". Did you mean "moderate"?',
    ),
    (("use.ed", Since("discharge", "strok", 3)), '"since" knows the event discharge. Did you mean "stroke"?'),
    (("use.ed", Since("fall", "", 3)), '"since" knows the event discharge'),
    (("use.ed", Column("sistolic", 120, 10)), 'is called "sistolic". Did you mean "systolic"'),
    (("use.ed", Equals("enrollment_type", "esrd")), 'is called "enrollment_type". Did you mean "enrolment_type"?'),
    (("use.ed", Equals("enrolment_type", "age_dual")), 'is called "age_dual". Did you mean "aged_dual"'),
    (("use.ed", Enrolled("care_managment")), 'no investment in this scenario is called "care_managment"'),
    (("use.ed", ALWAYS, "odds_ratio"), '"odds_ratio" does not act on a rate; use ratio'),
    (("use.snf", ALWAYS, "ratio"), '"ratio" does not act on a probability; use odds_ratio'),
]


def test_every_name_that_does_not_resolve_is_told_at_once_with_the_nearest(effect, faults_of):
    told = faults_of(*(effect(*given, place=f"effect {number}") for number, (given, _) in enumerate(UNRESOLVED)))

    assert len(told) == len(UNRESOLVED)
    for number, (line, (_, wanted)) in enumerate(zip(told, UNRESOLVED, strict=True)):
        assert line.startswith(f"effect {number}: ")
        assert wanted in line


def test_an_effect_on_a_price_is_refused_with_the_way_to_change_one(effect, faults_of):
    (told,) = faults_of(effect("price.inpatient"))

    assert told == "mine: a price is the same for everybody; a scenario changes it under [alter]"


def test_a_risk_factor_cannot_set_a_level_that_programmes_move(effect, faults_of):
    (told,) = faults_of(effect("level.systolic", ALWAYS, "shift"))

    assert told == "mine: level.systolic is moved by programmes, and a level by a treatment that is changed"


def test_a_shift_of_a_programme_on_a_rate_or_chance_is_refused(investment, faults_of):
    rate, chance = (
        investment((target, "shift", -0.1), name=f"on {target}") for target in ("use.ed", "use.readmission_30d")
    )

    told = faults_of(investments=(rate, chance))

    assert told[0] == 'on use.ed.use.ed: "shift" does not act on a rate; use ratio'
    assert told[1].startswith("on use.readmission_30d.use.readmission_30d: a shift acts on level.systolic, level.ldl, ")
    assert told[1].endswith("; use ratio for use.readmission_30d")
    assert len(told) == 2


def test_a_programme_may_act_on_another_of_the_same_scenario(content, investment, figure):
    first, second = investment(name="first"), investment(name="second")
    helps = Effect("use.ed", Enrolled("second"), "ratio", figure("first.helps", 0.9))

    plan = compile_plan(content.conditions, content.services, (replace(first, effects=(helps,)), second), [])

    (acting,) = [each for each in plan.programme_effects if each.investment >= 0]
    assert acting.investment == 1
    assert plan.targets[acting.target] == "use.ed"


def test_who_is_eligible_is_decided_on_recorded_and_history_columns(investment, faults_of):
    looks_inside = investment(name="seer", eligible="frailty > 1 OR heart_failure > 0", priority="agee")

    told = faults_of(investments=(looks_inside,))

    assert [line.split(". ")[0] for line in told] == [
        'seer, eligible: no recorded or history column is called "frailty"',
        'seer, eligible: no recorded or history column is called "heart_failure"',
        'seer, priority: no recorded or history column is called "agee"',
    ]
    assert "Did you mean" in told[1] and '"heart_failure_recorded"' in told[1]
    assert 'Did you mean "age"' in told[2]


def test_a_figure_that_several_effects_share_is_drawn_once(content):
    plan = compile_plan(content.conditions, content.services, (), content.effects)
    names = [each.name for each in plan.parameters]

    assert len(names) == len(set(names))


def test_a_condition_whose_transition_is_no_target_is_refused(content, figure):
    *others, flutter = content.conditions[:8]
    step = replace(flutter.transitions[0], to_stage="severe", rate=figure("flutter.rate", 0.1))

    with pytest.raises(EvidenceError) as error:
        compile_plan((*others, replace(flutter, transitions=(step,))), content.services, (), [])

    assert any(
        'no target in data/targets.toml is called "atrial_fibrillation.none_to_severe"' in line
        for line in error.value.faults
    )


def test_the_median_draw_of_every_figure_is_its_published_value(content):
    plan = compile_plan(content.conditions, content.services, (), content.effects)

    drawn = plan.drawn([0.5] * len(plan.parameters))

    assert drawn == pytest.approx(plan.central(), rel=1e-12)


def test_services_are_asked_for_by_their_door_names(content):
    assert set(content.services) == set(care.load_all())
