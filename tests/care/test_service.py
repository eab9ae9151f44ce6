"""A service is read from its file, and every fault of the file is told at once."""

import tomllib

import pytest

from vbc_twin.care import CATEGORIES, Service, load_all, names
from vbc_twin.evidence import Column, Document, Equals, EvidenceError

FIGURE = 'unit = "x", shape = "lognormal", source = "judgement", mark = "judged"'
VISITS = f"""
label = "Visits"
category = "outpatient"
target = "use.outpatient"
base = {{ value = 1.0, {FIGURE} }}
price = {{ value = 325, {FIGURE} }}
[[effect]]
target = "use.outpatient"
when = {{ column = "age", origin = 75, step = 10 }}
ratio = {{ value = 0.79, {FIGURE} }}
[[effect]]
target = "use.outpatient"
when = {{ column = "enrolment_type", equals = "aged_dual" }}
ratio = {{ value = 1.18, {FIGURE} }}
"""
STAYS = f"""
label = "Stays"
category = "inpatient"
target = "use.inpatient"
base = {{ value = 0.01, {FIGURE} }}
severity = {{ value = 0.7, {FIGURE} }}
[[cause]]
name = "stroke"
label = "Stroke"
share = {{ value = 0.4, {FIGURE} }}
price = {{ value = 9000, {FIGURE} }}
from_emergency = {{ value = 0.8, {FIGURE} }}
fatality = {{ value = 0.13, {FIGURE} }}
readmission = {{ value = 0.12, {FIGURE} }}
snf = {{ value = 0.23, {FIGURE} }}
[[cause]]
name = "other"
share = {{ value = 0.6, {FIGURE} }}
price = {{ value = 14000, {FIGURE} }}
from_emergency = {{ value = 0.6, {FIGURE} }}
fatality = {{ value = 0.05, {FIGURE} }}
readmission = {{ value = 0.15, {FIGURE} }}
snf = {{ value = 0.15, {FIGURE} }}
[fatality]
in_hospital = {{ value = 0.4, {FIGURE} }}
excess = {{ value = 1.0, {FIGURE} }}
half_life = {{ value = 3.0, {FIGURE} }}
outside = {{ value = 0.2, {FIGURE} }}
"""


def service(text: str, name: str = "outpatient") -> Service:
    return Service.from_document(Document(name, f"data/care/{name}.toml", tomllib.loads(text)))


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(EvidenceError) as error:
        service(text)
    return error.value.faults


def test_a_file_becomes_a_service():
    visits = service(VISITS)

    assert (visits.category, visits.target) == ("outpatient", "use.outpatient")
    assert visits.price.value == 325
    assert [effect.when for effect in visits.effects] == [Column("age", 75, 10), Equals("enrolment_type", "aged_dual")]
    assert [figure.name for figure in visits.parameters()] == [
        "outpatient.base",
        "outpatient.price",
        "outpatient.age.use.outpatient",
        "outpatient.enrolment_type.aged_dual.use.outpatient",
    ]


def test_stays_have_causes_with_their_own_prices():
    stays = service(STAYS, "inpatient")

    assert [(cause.name, cause.label, cause.price.value) for cause in stays.causes] == [
        ("stroke", "Stroke", 9000),
        ("other", "other", 14000),
    ]
    assert stays.prices == {}
    assert (stays.causes[0].fatality.value, stays.fatality.half_life.value) == (0.13, 3.0)
    assert "inpatient.stroke.from_emergency" in [figure.name for figure in stays.parameters()]


def test_a_price_may_be_split_over_categories():
    visits = service(VISITS.replace("price =", "price_physician =") + "")

    assert list(visits.prices) == ["physician"]
    assert visits.prices["physician"].name == "outpatient.price_physician"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label = "Visits"', "", "data/care/outpatient.toml, label: is missing"),
        ("base =", "bas =", 'no field of a service is called "bas". Did you mean "base"?'),
        ('category = "outpatient"', 'category = "outpatients"', 'no spending category is called "outpatients"'),
        ('target = "use.outpatient"\nbase', 'target = "use.outpatint"\nbase', 'Did you mean "use.outpatient"'),
        ("price =", "prise =", "data/care/outpatient.toml, price: give price"),
        ("price =", 'paid_by = "caus"\nprice =', 'no way to pay is called "caus". Did you mean "cause"?'),
        (
            "ratio =",
            "shift =",
            "data/care/outpatient.toml, effect 1.shift: does not act on use.outpatient, which is a rate",
        ),
        ("origin = 75,", "", "data/care/outpatient.toml, effect 1.when: lacks origin"),
        ("base = {", f"in_a_row = {{ value = 0.9, {FIGURE} }}\nbase = {{", "in_a_row: is a mean of more than one use"),
        (
            "base = {",
            f"severity = {{ value = 0.9, {FIGURE} }}\nbase = {{",
            "severity: goes with causes, whose price it",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_the_remedy(old, new, told):
    assert old in VISITS

    assert any(told in line for line in faults_of(VISITS.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value = 0.4", "value = 0.5", "cause: the shares add up to 1.100; they are shares of all stays, so 1"),
        ("half_life =", "half_lif =", 'is called "half_lif". Did you mean "half_life"?'),
        ("[fatality]", "[fatalty]", "fatality: goes with causes: give a table with in_hospital, excess, half_life"),
        ('name = "stroke"', 'name = "strok"', 'is called "use.inpatient.strok". Did you mean "use.inpatient.stroke"'),
        ('label = "Stroke"', 'labell = "Stroke"', 'no field of a cause is called "labell". Did you mean "label"?'),
        ("severity =", "severty =", 'no field of a service is called "severty". Did you mean "severity"?'),
        (
            "severity = { value = 0.7,",
            "severity = { valu = 0.7,",
            "data/care/outpatient.toml, severity.value: is missing",
        ),
        ("price = { value = 9000", "prize = { value = 9000", "cause 1.price: expected a table"),
    ],
)
def test_a_fault_of_a_cause_is_told_with_its_place_and_the_remedy(old, new, told):
    assert any(told in line for line in faults_of(STAYS.replace(old, new, 1)))


def test_a_file_without_target_is_no_service():
    with pytest.raises(EvidenceError, match="has no target, so it holds no service"):
        Service.load("trend")


def test_the_library_has_nine_services_that_cover_the_seven_categories():
    services = load_all()

    assert list(services) == names()
    assert set(services) == {
        "inpatient",
        "readmission",
        "ed",
        "snf",
        "home_health",
        "hospice",
        "physician",
        "outpatient",
        "dme",
    }
    paid = {category for each in services.values() for category in (each.category, *each.prices)}
    assert paid == set(CATEGORIES)


def test_age_adds_nothing_to_admissions_whose_illnesses_are_known():
    # CMS 2010: admissions at 85+ over 65-69 given eleven conditions are 0.93, so a slope of age would count them twice.
    effects = [each for each in Service.load("inpatient").effects if each.target == "use.inpatient"]

    assert "age" not in [getattr(effect.when, "column", "") for effect in effects]


def test_the_mean_price_of_a_stay_is_that_of_acos_in_2022():
    # Shares of stays over the whole population, as recalled in the clinical dossier, per 1,000 person-years.
    stays = {"heart_failure": 13, "stroke": 9, "copd": 6, "kidney": 14, "mental": 10.2, "cancer": 8}
    stays |= {"infarction": 6, "bypass": 1.3, "intervention": 4.7, "hip_fracture": 5, "other_injury": 10}
    stays |= {"pneumonia": 13, "sepsis": 24, "urinary_infection": 5, "other_infection": 9}
    stays |= {"joint_replacement": 3, "spinal_fusion": 2.8, "bowel_surgery": 2.6, "bleeding": 6, "all_else": 96.8}

    prices = {cause.name: cause.price.value for cause in Service.load("inpatient").causes}

    mean = sum(stays[name] * prices[name] for name in stays) / sum(stays.values())
    assert mean == pytest.approx(2909.1 / 0.25173, rel=0.005)
