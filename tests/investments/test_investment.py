"""An investment is read from its file and sized; every fault is told at once."""

import tomllib
from datetime import date

import pytest

from vbc_twin.evidence import Document, Enrolled, EvidenceError
from vbc_twin.investments import Investment, names

FIGURE = 'unit = "x", shape = "lognormal", source = "judgement", mark = "judged"'
COACHING = f"""
label = "Coaching"
question = "Does it pay?"
evidence_grade = "B"
eligible = "copd_recorded >= 0 AND admissions_12m >= 1"
priority = "admissions_12m"
asked = "each_time"
[capacity]
role = "guide"
members_per_staff = {{ value = 50, {FIGURE} }}
[uptake]
reached = {{ value = 0.6, {FIGURE} }}
accepted = {{ value = 0.5, {FIGURE} }}
stays = {{ value = 0.8, {FIGURE} }}
stays_months = 6
lasts_months = 0
[exposure]
onset_months = {{ value = 3, {FIGURE} }}
half_life_months = {{ value = 6, {FIGURE} }}
[cost]
member_month = {{ value = 100, low = 80, high = 125, {FIGURE} }}
[[effect]]
target = "use.inpatient"
ratio = {{ value = 0.9, {FIGURE} }}
[[effect]]
target = "use.ed"
ratio = {{ value = 0.95, {FIGURE} }}
[[option]]
name = "evenings"
label = "In the evening too"
replaces = ["use.ed"]
cost.member_month = {{ value = 40, low = 32, high = 50, {FIGURE} }}
[[option.effect]]
target = "use.ed"
ratio = {{ value = 0.85, {FIGURE} }}
[[option]]
name = "devices"
cost.enrolment = {{ value = 60, {FIGURE} }}
workload.minutes_per_pcp_week = {{ value = 5, {FIGURE} }}
"""


def investment(text: str = COACHING) -> Investment:
    return Investment.from_document(Document("coaching", "data/investments/coaching.toml", tomllib.loads(text)))


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(EvidenceError) as error:
        investment(text)
    return error.value.faults


def test_a_file_becomes_an_investment():
    coaching = investment()

    assert (coaching.role, coaching.asked, coaching.stays_months, coaching.lasts_months) == ("guide", "each_time", 6, 0)
    assert [effect.when for effect in coaching.effects] == [Enrolled("coaching")] * 2
    assert coaching.member_month.name == "coaching.member_month"
    assert [option.name for option in coaching.options] == ["evenings", "devices"]


def test_a_cost_that_is_not_stated_is_nothing():
    coaching = investment()

    assert (coaching.staff_year.value, coaching.enrolment_cost.value) == (0, 0)
    assert coaching.staff_year.interval == "none"


def test_it_has_no_capacity_until_it_is_sized():
    assert investment().capacity == 0
    assert investment().sized(guides=2).capacity == 100


def test_sizing_takes_staff_options_and_a_first_month():
    sized = investment().sized(guides=1.5, options=["devices"], starts=date(2023, 7, 1))

    assert (sized.staff, sized.capacity, sized.chosen, sized.starts) == (1.5, 75, ("devices",), date(2023, 7, 1))


def test_an_option_replaces_what_it_says_and_adds_its_cost():
    sized = investment().sized(guides=1, options=["evenings"])

    assert [(effect.target, effect.size.value) for effect in sized.effects] == [
        ("use.inpatient", 0.9),
        ("use.ed", 0.85),
    ]
    assert sized.effects[1].size.name == "coaching.evenings.use.ed"
    assert sized.member_month.value == 140


def test_the_interval_of_a_sum_of_costs_adds_as_squares():
    sized = investment().sized(guides=1, options=["evenings"])

    below, above = (20**2 + 8**2) ** 0.5, (25**2 + 10**2) ** 0.5
    assert (sized.member_month.low, sized.member_month.high) == pytest.approx((140 - below, 140 + above))


def test_an_option_may_bring_a_cost_that_the_investment_had_not():
    sized = investment().sized(guides=1, options=["devices"])

    assert (sized.enrolment_cost.value, sized.enrolment_cost.name) == (60, "coaching.enrolment")
    assert sized.minutes_per_pcp_week.value == 5


def test_sizing_leaves_the_original_as_it_was():
    coaching = investment()

    coaching.sized(guides=1, options=["evenings"])

    assert coaching == investment()
    assert len({coaching, coaching.sized(guides=1), coaching.sized(guides=2)}) == 3


def test_figures_before_sizing_include_every_option_and_afterwards_those_in_force():
    before = {figure.name for figure in investment().parameters()}
    after = {figure.name for figure in investment().sized(guides=1).parameters()}

    assert "coaching.evenings.use.ed" in before
    assert "coaching.evenings.use.ed" not in after
    assert "coaching.use.ed" in after


def test_every_fault_of_a_size_is_told_at_once():
    with pytest.raises(EvidenceError) as error:
        investment().sized(nurses=-1, options=["evening", "devices", "devices"], starts="tomorrow")

    assert error.value.faults == (
        'coaching, nurses: no size of this investment is called "nurses". There is: guides, options, starts.',
        "coaching, guides: is missing; say how many, for example guides = 1",
        'coaching, options: no option of this investment is called "evening". Did you mean "evenings"?',
        'coaching, options: "devices" is chosen more than once',
        "coaching, starts: expected a date, for example 2024-07-01, found 'tomorrow'",
    )


@pytest.mark.parametrize("size", [-1, float("inf"), float("nan"), "four", True])
def test_a_size_that_is_no_number_from_zero_is_refused(size):
    with pytest.raises(EvidenceError, match="coaching, guides: expected a number from 0"):
        investment().sized(guides=size)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label = "Coaching"', "", "data/investments/coaching.toml, label: is missing"),
        ("question =", "queston =", 'no field of an investment is called "queston". Did you mean "question"?'),
        ('role = "guide"', "", "data/investments/coaching.toml, capacity.role: is missing"),
        ("members_per_staff", "member_per_staff", 'no field of capacity is called "member_per_staff". Did you mean'),
        ("AND admissions_12m", "AND (admissions_12m", "data/investments/coaching.toml, eligible: is no SQL condition"),
        ('"each_time"', '"twice"', 'no value of asked is called "twice". There is: each_time, once.'),
        (
            "stays_months = 6",
            "stays_months = 0",
            "uptake.stays_months: expected a whole number of months from 1, found 0",
        ),
        ("lasts_months = 0", 'lasts_months = "x"', "uptake.lasts_months: expected a whole number of months from 0"),
        ("reached =", "reach =", "data/investments/coaching.toml, uptake.reached: expected a table"),
        ('target = "use.inpatient"', 'target = "use.inpatent"', 'Did you mean "use.inpatient"'),
        (
            "ratio = { value = 0.9,",
            "shift = { value = 0.9,",
            "effect 1.shift: does not act on use.inpatient, which is a rate",
        ),
        ('replaces = ["use.ed"]', 'replaces = ["use.edd"]', 'no effect of this investment is called "use.edd"'),
        ('name = "devices"', 'name = "evenings"', "option 2, name: expected a name that no other option has"),
        ("cost.enrolment", "cost.enrollment", 'no field of cost is called "enrollment". Did you mean "enrolment"?'),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_remedy(old, new, told):
    assert old in COACHING

    assert any(told in line for line in faults_of(COACHING.replace(old, new, 1)))


def test_there_are_ten_investments():
    assert names() == [
        "annual_wellness_visit",
        "complex_care_management",
        "diabetes_education",
        "heart_failure_telemonitoring",
        "heart_failure_therapy",
        "home_blood_pressure",
        "medication_management",
        "smoking_cessation",
        "statin_outreach",
        "transitional_care",
    ]


@pytest.mark.parametrize(
    "name",
    ["diabetes_education", "heart_failure_therapy", "medication_management", "smoking_cessation", "statin_outreach"],
)
def test_a_programme_of_treatment_moves_levels_and_treatments_and_no_rate(name):
    assert all(each.target.startswith(("level.", "treatment.")) for each in Investment.load(name).effects)


@pytest.mark.parametrize(
    ("name", "options", "target", "value", "interval"),
    [
        ("complex_care_management", [], "use.inpatient", 0.98, (0.90, 1.07)),
        ("complex_care_management", [], "use.ed", 0.97, (0.88, 1.07)),
        ("transitional_care", [], "use.readmission_30d", 0.85, (0.72, 1.0)),
        ("heart_failure_telemonitoring", [], "use.inpatient.heart_failure", 0.85, (0.73, 0.98)),
        ("heart_failure_telemonitoring", ["physician_cover"], "death.heart_failure", 0.70, (0.50, 0.96)),
        ("home_blood_pressure", [], "level.systolic", -2.63, (-4.24, -1.02)),
        ("home_blood_pressure", ["pharmacist"], "level.systolic", -9.7, (-13.4, -6.0)),
        ("diabetes_education", [], "level.hba1c", -0.45, (-0.6, -0.3)),
        ("medication_management", [], "level.adherence", 0.06, (0.03, 0.1)),
        ("smoking_cessation", [], "level.smoking", -0.07, (-0.1, -0.045)),
    ],
)
def test_defaults_are_those_of_the_evidence(name, options, target, value, interval):
    sized = Investment.load(name).sized(nurses=1, options=options)

    (effect,) = [each for each in sized.effects if each.target == target]

    assert effect.size.value == value
    assert (effect.size.low, effect.size.high) == interval


def test_telemonitoring_saves_no_lives_without_physicians_on_call():
    targets = {effect.target for effect in Investment.load("heart_failure_telemonitoring").sized(nurses=1).effects}

    assert targets == {"use.inpatient.heart_failure"}


@pytest.mark.parametrize(
    ("name", "options", "least", "most"),
    [
        ("complex_care_management", [], 120, 260),
        ("heart_failure_telemonitoring", [], 100, 160),
        ("home_blood_pressure", ["pharmacist"], 60, 120),
    ],
)
def test_a_member_month_at_full_caseload_costs_what_the_cards_say(name, options, least, most):
    sized = Investment.load(name).sized(nurses=1, options=options)

    staff = sized.staff_year.value / 12 / sized.members_per_staff.value

    assert least <= staff + sized.member_month.value <= most


def test_an_episode_of_transitional_care_costs_what_the_card_says():
    sized = Investment.load("transitional_care").sized(nurses=1)

    episode = sized.staff_year.value / 12 / sized.members_per_staff.value * sized.lasts_months

    assert 900 <= episode <= 1400
