"""A condition is read from its file, and every fault of the file is told at once."""

import tomllib

import pytest

from vbc_twin.conditions import Condition, load_all, names
from vbc_twin.evidence import Document, EvidenceError, HasCondition

FIGURE = 'unit = "x", shape = "lognormal", source = "judgement", mark = "judged"'
DEMENTIA = f"""
label = "Dementia"
stages = ["none", "mild", "moderate"]
undiagnosed = {{ value = 0.25, low = 0.15, high = 0.45, {FIGURE} }}
[stage_share]
mild = {{ value = 0.75, {FIGURE} }}
moderate = {{ value = 0.25, {FIGURE} }}
[[transition]]
from = "none"
to = "mild"
solved_from = "prevalence"
[[transition]]
from = "mild"
to = "moderate"
rate = {{ value = 0.04, low = 0.025, high = 0.06, {FIGURE} }}
[[effect]]
target = "use.inpatient"
ratio = {{ value = 6.6, {FIGURE} }}
[[effect]]
target = "use.inpatient"
when = {{ condition = "dementia", from_stage = "moderate" }}
ratio = {{ value = 1.35, {FIGURE} }}
"""


def condition(text: str, name: str = "dementia") -> Condition:
    return Condition.from_document(Document(name, f"data/conditions/{name}.toml", tomllib.loads(text)))


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(EvidenceError) as error:
        condition(text)
    return error.value.faults


def test_a_file_becomes_a_condition():
    dementia = condition(DEMENTIA)

    assert dementia.stages == ("none", "mild", "moderate")
    assert dementia.stage_share["moderate"].value == 0.25
    assert {each.name for each in dementia.undiagnosed.values()} == {"dementia.undiagnosed"}
    assert [(each.target, each.solved_from) for each in dementia.transitions] == [
        ("dementia.none_to_mild", "prevalence"),
        ("dementia.mild_to_moderate", ""),
    ]
    assert dementia.transitions[0].rate is None
    assert dementia.transitions[1].rate.value == 0.04
    assert dementia.moves
    assert dementia.onset_is_solved


def test_an_effect_without_a_circumstance_holds_from_the_first_stage_on():
    first, second = condition(DEMENTIA).effects

    assert first.when == HasCondition("dementia", "mild")
    assert second.when == HasCondition("dementia", "moderate")


def test_every_figure_has_a_name_of_its_own():
    found = [figure.name for figure in condition(DEMENTIA).parameters()]

    assert sorted(found) == [
        "dementia.mild_to_moderate",
        "dementia.moderate.use.inpatient",
        "dementia.stage_share.mild",
        "dementia.stage_share.moderate",
        "dementia.undiagnosed",
        "dementia.use.inpatient",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label = "Dementia"', "", "data/conditions/dementia.toml, label: is missing"),
        (
            'label = "Dementia"',
            'labell = "DEMENTIA"',
            'no field of a condition is called "labell". Did you mean "label"?',
        ),
        ('["none", "mild", "moderate"]', '["mild"]', "data/conditions/dementia.toml, stages: expected a list like"),
        (
            "value = 0.75",
            "value = 0.65",
            "data/conditions/dementia.toml, stage_share: the shares of the stages add up to 0.900",
        ),
        ("mild = {", "mil = {", 'stage_share.mil: no stage of dementia is called "mil". Did you mean'),
        ("value = 0.25, low", "valu = 0.25, low", "data/conditions/dementia.toml, undiagnosed.value: is missing"),
        ('solved_from = "prevalence"', "", "transition 1: has either a rate or solved_from"),
        ('solved_from = "prevalence"', 'solved_from = "air"', 'no way to solve a rate is called "air"'),
        (
            'to = "moderate"',
            'to = "moderat"',
            'transition 2.to: no stage of dementia is called "moderat". Did you mean "moderate"?',
        ),
        ('from = "mild"', 'from = "none"', 'a transition from "none" stands above; at most one leaves each stage'),
        ("\nrate = {", '\nsolved_from = "prevalence" #', "only the onset, none to mild, is solved from prevalence"),
        ('target = "use.inpatient"\nratio', 'target = "use.inpatent"\nratio', 'Did you mean "use.inpatient"'),
        (
            'target = "use.inpatient"\nratio',
            'target = "level.systolic"\nratio',
            "does not act on level.systolic, which is a level",
        ),
        (
            'condition = "dementia"',
            'condition = "dementa"',
            'no condition is called "dementa". Did you mean "dementia"?',
        ),
        (
            'from_stage = "moderate"',
            'from_stage = "worse"',
            'no stage of dementia is called "worse". There is: mild, moderate.',
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_remedy(old, new, told):
    assert old in DEMENTIA

    assert any(told in line for line in faults_of(DEMENTIA.replace(old, new, 1)))


def test_every_fault_of_a_file_is_told_at_once():
    text = DEMENTIA.replace('label = "Dementia"', "").replace("value = 0.75", "value = 0.5").replace("0.04", "0.4")

    assert len(faults_of(text)) == 3


def test_a_transition_that_is_no_target_is_told():
    told = faults_of(DEMENTIA.replace('"moderate"', '"very_bad"').replace("moderate =", "very_bad ="))

    assert any('is called "dementia.mild_to_very_bad"' in line for line in told)


def test_a_condition_that_does_not_exist_is_answered_with_the_nearest():
    with pytest.raises(EvidenceError, match=r'no condition is called "hart_failure"\. Did you mean "heart_failure"'):
        Condition.load("hart_failure")


def test_the_library_has_twenty_three_conditions_in_order_of_which_thirteen_move():
    conditions = load_all()

    assert [each.name for each in conditions] == [
        "hypertension",
        "hyperlipidaemia",
        "diabetes",
        "ckd",
        "coronary_disease",
        "heart_failure",
        "copd",
        "atrial_fibrillation",
        "depression",
        "dementia",
        "cancer",
        "stroke",
        "arthritis",
        "osteoporosis",
        "asthma",
        "peripheral_artery_disease",
        "anxiety",
        "serious_mental_illness",
        "substance_use",
        "liver_disease",
        "spine_disease",
        "dependence",
        "mild_cognitive_impairment",
    ]
    assert [each.name for each in conditions if not each.moves] == [
        "hyperlipidaemia",
        "arthritis",
        "osteoporosis",
        "asthma",
        "peripheral_artery_disease",
        "anxiety",
        "serious_mental_illness",
        "substance_use",
        "liver_disease",
        "spine_disease",
    ]
    assert [each.name for each in conditions if each.moves and not each.onset_is_solved] == ["stroke"]


def test_the_life_table_is_no_condition():
    assert "mortality" not in names()


BY_AGE = 'solved_from = "prevalence"\n[transition.rate_by_age]\n85plus = { value = 0.02, ' + FIGURE + " }"
SPLIT = "[transition.split]\nmoderate = { value = 0.2, " + FIGURE + " }\n[[transition]]"


def test_what_was_seen_of_an_onset_stands_beside_what_is_solved():
    (onset, _) = condition(DEMENTIA.replace('solved_from = "prevalence"', BY_AGE, 1)).transitions

    assert (onset.rate, onset.solved_from) == (None, "prevalence")
    assert {band: (each.name, each.value) for band, each in onset.rate_by_age.items()} == {
        "85plus": ("dementia.none_to_mild.85plus", 0.02)
    }


def test_some_who_leave_a_stage_may_come_to_another():
    found = condition(
        DEMENTIA.replace("[[transition]]", "@", 1).replace("[[transition]]", SPLIT).replace("@", "[[transition]]")
    )

    assert {stage: (each.name, each.value) for stage, each in found.transitions[0].split.items()} == {
        "moderate": ("dementia.none_to_mild.to_moderate", 0.2)
    }
    assert "dementia.none_to_mild.to_moderate" in [figure.name for figure in found.parameters()]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (BY_AGE.replace("85plus", "85_plus"), 'rate_by_age.85_plus: no age band is called "85_plus". Did you mean'),
        (BY_AGE.replace('solved_from = "prevalence"', "rate = { value = 1, " + FIGURE + " }"), "needs solved_from"),
        (
            'solved_from = "prevalence"\n' + SPLIT.replace("moderate", "moderat")[:-14],
            'no other stage is called "moderat"',
        ),
        (
            'solved_from = "prevalence"\n' + SPLIT.replace("0.2", "1.2")[:-14],
            "split: adds up to 1.200; the rest goes to",
        ),
    ],
)
def test_faults_of_what_was_seen_and_of_ways_out_are_told(new, told):
    assert any(told in line for line in faults_of(DEMENTIA.replace('solved_from = "prevalence"', new, 1)))


def test_a_stay_may_strike_people_with_a_condition():
    struck = condition('struck = { cause = "stroke", stage = "moderate" }\n' + DEMENTIA)

    assert (struck.struck_by, struck.struck_at) == ("stroke", "moderate")
    told = faults_of('struck = { cause = "strok", stage = "moderat", at = 1 }\n' + DEMENTIA)
    assert len(told) == 3
    assert any('no cause of admission is called "strok". Did you mean "stroke"' in line for line in told)
    assert any('no stage of dementia is called "moderat"' in line for line in told)


def test_only_those_who_recover_or_lose_a_transplant_go_back_to_an_earlier_stage():
    back = [
        each.target
        for condition in load_all()
        for each in condition.transitions
        if condition.stages.index(each.to_stage) < condition.stages.index(each.from_stage)
    ]

    assert back == [
        "ckd.transplant_to_dialysis",
        "coronary_disease.recent_infarction_to_post_infarction",
        "depression.remission_to_active",
        "cancer.local_to_none",
        "cancer.regional_to_none",
        "stroke.recent_to_present",
        "stroke.present_to_none",
        "dependence.some_to_none",
        "dependence.severe_to_some",
        "mild_cognitive_impairment.present_to_none",
    ]


def test_each_stage_may_have_a_share_of_its_own_on_no_record():
    mild = f"undiagnosed.mild = {{ value = 0.5, {FIGURE} }}\n[stage_share]"
    by_stage = DEMENTIA.replace("undiagnosed = {", "undiagnosed.moderate = {").replace("[stage_share]", mild)

    dementia = condition(by_stage)

    assert {stage: share.value for stage, share in dementia.undiagnosed.items()} == {"mild": 0.5, "moderate": 0.25}
    assert {each.name for each in dementia.parameters() if "undiagnosed" in each.name} == {
        "dementia.undiagnosed.mild",
        "dementia.undiagnosed.moderate",
    }
    # Three quarters at the first stage, one at the second.
    assert dementia.undiagnosed_share == pytest.approx(0.75 * 0.5 + 0.25 * 0.25)


def test_a_stage_whose_unseen_share_is_missing_is_told():
    told = faults_of(DEMENTIA.replace("undiagnosed = {", "undiagnosed.moderate = {"))

    assert any("undiagnosed.mild" in each for each in told)


def test_events_that_are_only_counted_have_a_rate_at_each_stage_that_is_named():
    copd = Condition.load("copd")

    # Severe exacerbations are stays: all of 1.17 a year at GOLD 2, less 0.91 moderate or severe, are mild.
    assert copd.events["mild_exacerbation"]["gold_2"].value == pytest.approx(1.17 - 0.91)
    assert copd.events["moderate_exacerbation"]["gold_2"].value == pytest.approx(0.91 - 0.16)
    assert "copd.mild_exacerbation.gold_2" in [figure.name for figure in copd.parameters()]


def test_an_event_of_no_stage_or_no_target_is_told():
    event = f"\n[event.relapse]\nmoderat = {{ value = 0.5, {FIGURE} }}\n"

    told = faults_of(DEMENTIA + event)

    assert any('is called "dementia.relapse"' in line for line in told)
    assert any('no stage of dementia is called "moderat"' in line for line in told)
