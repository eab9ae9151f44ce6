"""A study's people: what a file may say of them, and that they have what it says."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from vbc_twin.evidence import EvidenceError, Faults
from vbc_twin.panel import CohortDraw, CohortText, LastStay, impossible, read_cohort_text
from vbc_twin.panel.cohort_copula import completed
from vbc_twin.panel.cohort_text import Measured
from vbc_twin.panel.likeness import Likeness
from vbc_twin.twin.national import National

STAGES = {
    "ckd": ("none", "g3a", "g3b", "g4", "g5", "dialysis", "transplant"),
    "diabetes": ("none", "uncomplicated", "complicated"),
}
DIALYSIS = 5
PEOPLE = 20_000


@pytest.fixture(scope="module")
def donors():
    """A few thousand people of the national panel."""
    return National(people=6000).panel.patients


def read(text: str) -> tuple[CohortText, list[str]]:
    """A cohort from the words of a file, and the faults found."""
    import tomllib

    faults = Faults()
    return read_cohort_text(tomllib.loads(text), "mine", "mine.toml", STAGES, faults), faults.lines


def cohort(**changes) -> CohortText:
    """A cohort with two numbers, two shares and stages, that go together."""
    text = CohortText(
        "mine",
        "Mine",
        population="community",
        measured=(Measured("age", 68, 9, 0, 120), Measured("egfr", 62, 18, 1, 160)),
        shares={"female": 0.3, "diabetes": 0.4},
        correlations={("age", "egfr"): -0.4, ("diabetes", "egfr"): -0.15},
    )
    return replace(text, **changes)


# --- what a file may say


def test_every_fault_of_a_file_is_told_at_once():
    _, faults = read(
        """
        label = "Mine"
        source = "somebody"
        mark = "guessed"
        populaton = "medicare"
        follow_up_years = 0
        include = ["agee >= 65", "age >>> 65"]
        [measured]
        age = { mean = 300, deviation = 10 }
        height = { mean = 170, deviation = 10 }
        bmi = { mean = 28, deviation = -1, spread = 2 }
        [shares]
        female = 1.2
        gout = 0.1
        [stages.diabetes]
        uncomplicated = 0.8
        complicated = 0.4
        [stages.ckd]
        mild = 0.1
        [[correlation]]
        between = ["age", "ldl"]
        value = 2
        """
    )

    said = "\n".join(faults)
    for words in (
        '"guessed"',
        'Did you mean "population"',
        "from 1 to 30, found 0",
        'there is no column "agee". Did you mean "age"',
        "is no SQL condition",
        "300 lies outside",
        '"height"',
        "found -1",
        '"spread"',
        "expected a share from 0 to 1, found 1.2",
        '"gout"',
        "add up to 1.200 of all people; they exceed one",
        '"mild"',
        '"ldl" is not declared above',
        "from -1 to 1, found 2",
    ):
        assert words in said, words


def test_a_condition_is_declared_once():
    _, faults = read(
        'label = "M"\nsource = "s"\nmark = "judged"\n[shares]\ndiabetes = 0.1\n[stages.diabetes]\ncomplicated = 0.1\n'
    )

    assert faults == ["mine.toml, diabetes: is declared under shares and under stages; keep one of them"]


def test_correlations_that_nobody_can_have_are_told():
    possible, wrong = {("age", "egfr"): 0.9, ("egfr", "bmi"): 0.9}, {("age", "bmi"): -0.9}

    assert impossible(cohort(correlations=possible)) is None
    assert "not positive semi-definite" in impossible(cohort(correlations=possible | wrong))


def test_a_matrix_is_completed_where_it_can_be():
    whole = completed(np.eye(3), {(0, 1): 0.9, (1, 2): 0.9})

    assert np.linalg.eigvalsh(whole).min() > -1e-6
    assert whole[0, 1] == whole[1, 2] == 0.9 and whole[0, 2] > 0.5
    assert completed(np.eye(3), {(0, 1): 0.9, (1, 2): 0.9, (0, 2): -0.9}) is None


# --- who is drawn


def test_means_spreads_shares_and_correlations_are_as_declared(donors):
    people = CohortDraw(cohort(), donors, DIALYSIS).panel(PEOPLE, 3).patients

    error = 4 / PEOPLE**0.5
    for name, mean, deviation in (("age", 68, 9), ("egfr", 62, 18)):
        assert people[name].mean() == pytest.approx(mean, abs=error * deviation)
        assert people[name].std() == pytest.approx(deviation, rel=error)
    assert people["female"].mean() == pytest.approx(0.3, abs=error / 2)
    has = people["diabetes"] > 0
    assert has.mean() == pytest.approx(0.4, abs=error / 2)
    assert np.corrcoef(people["age"], people["egfr"])[0, 1] == pytest.approx(-0.4, abs=error)
    assert np.corrcoef(has, people["egfr"])[0, 1] == pytest.approx(-0.15, abs=error)


def test_they_are_as_declared_among_those_whom_the_rules_let_in(donors):
    text = cohort(include=("age >= 60 AND age < 80", "egfr > 30"), measured=(
        Measured("age", 68, 5, 0, 120), Measured("egfr", 60, 15, 1, 160)
    ))  # fmt: skip

    people = CohortDraw(text, donors, DIALYSIS).panel(PEOPLE, 3).patients

    error = 4 / PEOPLE**0.5
    assert people["age"].is_between(60, 79).all() and (people["egfr"] > 30).all()
    assert people["age"].mean() == pytest.approx(68, abs=error * 5)
    assert people["egfr"].std() == pytest.approx(15, rel=error)
    assert (people["diabetes"] > 0).mean() == pytest.approx(0.4, abs=error / 2)
    assert np.corrcoef(people["age"], people["egfr"])[0, 1] == pytest.approx(-0.4, abs=error)


def test_stages_have_their_declared_shares(donors):
    text = cohort(shares={}, correlations={}, stages={"ckd": (0.4, 0.1, 0.1, 0.0, 0.2, 0.1)})

    people = CohortDraw(text, donors, DIALYSIS).panel(PEOPLE, 1).patients

    shares = [(people["ckd"] == stage).mean() for stage in range(7)]
    assert shares == pytest.approx([0.1, 0.4, 0.1, 0.1, 0.0, 0.2, 0.1], abs=0.015)
    assert ((people["enrolment_type"] == "esrd") == (people["ckd"] >= DIALYSIS)).all()


def test_a_person_is_the_same_however_many_are_drawn(donors):
    draw = CohortDraw(cohort(include=("egfr > 40",)), donors, DIALYSIS)

    some, more = draw.panel(100, 5).patients, draw.panel(5000, 5).patients

    assert some.equals(more.head(100))
    assert not some.equals(draw.panel(100, 6).patients)


def test_what_is_not_declared_comes_from_people_who_are_alike(donors):
    old = CohortDraw(cohort(measured=(Measured("age", 90, 2, 0, 120),), correlations={}), donors, DIALYSIS)
    young = CohortDraw(cohort(measured=(Measured("age", 67, 1, 0, 120),), correlations={}), donors, DIALYSIS)

    dementia = [(each.panel(4000, 1).patients["dementia"] > 0).mean() for each in (old, young)]

    assert dementia[0] > 2 * dementia[1]


def test_rules_about_what_is_not_declared_choose_whom_it_is_taken_from(donors):
    people = CohortDraw(cohort(include=("copd > 0 AND NOT smoker",)), donors, DIALYSIS).panel(500, 1).patients

    assert (people["copd"] > 0).all() and not people["smoker"].any()


def test_young_people_are_disabled_in_medicare_and_not_in_the_community(donors):
    young = cohort(measured=(Measured("age", 50, 5, 0, 120),), correlations={})

    types = {
        population: set(
            CohortDraw(replace(young, population=population), donors, DIALYSIS).panel(300, 1).patients["enrolment_type"]
        )
        for population in ("medicare", "community")
    }

    assert "disabled" in types["medicare"] and "disabled" not in types["community"]


@pytest.mark.parametrize("rule", ["age < 20", "copd > 5", "diabetes > 0 AND diabetes = 0"])
def test_a_rule_that_leaves_nobody_is_refused_with_the_reason(donors, rule):
    with pytest.raises(EvidenceError, match="leave nobody"):
        CohortDraw(cohort(include=(rule,)), donors, DIALYSIS)


def test_a_mean_that_the_rules_forbid_is_refused(donors):
    with pytest.raises(EvidenceError, match="age cannot have mean 68"):
        CohortDraw(cohort(include=("age >= 75",)), donors, DIALYSIS)


def test_nothing_need_be_declared(donors):
    text = CohortText("all", "All", include=("age >= 65",))

    people = CohortDraw(text, donors, DIALYSIS).panel(2000, 1).patients

    assert people["age"].min() >= 65
    assert people["female"].mean() == pytest.approx(donors.filter(pl.col("age") >= 65)["female"].mean(), abs=0.05)


def test_who_is_alike_in_nothing_less_than_the_first_is_found():
    people = pl.DataFrame({"age": [70, 71, 72, 90, 91, 92], "diabetes": [0, 0, 0, 1, 1, 1]})
    wanted = {"age": np.array([70, 92, 90]), "diabetes": np.array([0, 1, 0])}

    rows = Likeness(people, ["age", "diabetes"]).donor(wanted, np.array([0.5, 0.5, 0.9]))

    assert people["age"].gather(rows).to_list() == [71, 91, 92]


def test_a_study_has_examined_its_people_and_claims_have_not(donors):
    text = cohort(shares={"copd": 1.0, "female": 0.3}, correlations={}, measured=(Measured("age", 72, 5, 65, 120),))

    stages = {
        population: CohortDraw(replace(text, population=population), donors, DIALYSIS, frozenset({"copd"}))
        .panel(2000, 1)
        .patients["copd"]
        for population in ("community", "medicare")
    }

    assert stages["community"].min() == 2
    assert stages["medicare"].min() == 1


def test_a_stay_before_the_start_is_read_and_its_faults_are_told():
    head = 'label = "Mine"\nsource = "somebody"\nmark = "judged"\n[last_stay]\ncause = "stroke"\n'

    text, faults = read(head + "share = 0.5\nmonths = [1, 6]")
    _, wrong = read(head + "share = 1.5\nmonths = [0, 13]\nage = 3")

    assert not faults
    assert text.last_stay == LastStay("stroke", 0.5, (1, 6))
    assert len(wrong) == 3
