"""Files of validation cases of one's own: what each may ask, and how a fault is told."""

import pytest

from vbc_twin.evidence import EvidenceError
from vbc_twin.experiments import run_cohort, validate
from vbc_twin.experiments.cohorts_outcomes import canonical, outcome_of, outcomes_of
from vbc_twin.experiments.validation_case import Case, RefusedCase
from vbc_twin.experiments.validation_cases import load_cases
from vbc_twin.experiments.validation_measures import MEASURES, UNITS
from vbc_twin.twin import Content

COHORT = """
label = "Mine"
source = "Somebody 2020"
mark = "recalled"
population = "community"
follow_up_years = 2
include = "age >= 60"
[measured]
age = { mean = 72, deviation = 6 }
[stages.heart_failure]
nyha_1_2 = 0.4
[also_reported]
ntprobnp = { mean = 1500, deviation = 1400 }
[[arm]]
name = "placebo"
[[arm]]
name = "treated"
[[arm.effect]]
target = "death"
ratio = { value = 0.5, source = "Somebody 2020", mark = "recalled" }
"""
PUBLISHED = '{{ value = {}, unit = "{}", source = "Somebody 2020", mark = "recalled" }}'


def written(folder, *cases: dict, **cohorts: str):
    """A folder with the cohort, further cohorts, and cases; what a case leaves out is a death."""
    (folder / "mine.toml").write_text(COHORT, encoding="utf-8")
    for name, text in cohorts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    lines = ['label = "What was seen"', 'cohort = "mine"']
    for number, case in enumerate(cases):
        value, unit = case.pop("seen", (3, "%"))
        fields = {"name": f"case_{number}", "outcome": "death"} | case
        lines += ["[[case]]", f"published = {PUBLISHED.format(value, unit)}"]
        lines += [
            f"{key} = {str(each).lower() if isinstance(each, bool) else repr(each)}" for key, each in fields.items()
        ]
    (folder / "seen.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


EVERY_MEASURE = (
    {"measure": "rate", "seen": (3, "per 100 person-years")},
    {"measure": "rate_of_all", "outcome": "any_admission", "seen": (300, "per 1000 person-years")},
    {"measure": "cumulative_incidence", "outcome": ["MI", "death"], "days": 365, "seen": (3, "per 100 people")},
    {"measure": "survival", "seen": (94, "%")},
    {"measure": "median_time", "outcome": ["death", "use.ed"], "seen": (20, "months")},
    {"measure": "hazard_ratio", "seen": (0.5, "ratio")},
    {"measure": "rate_ratio", "outcome": "hospitalization", "by": "smoker", "seen": (1.2, "ratio")},
    {"measure": "risk_ratio", "arm": "treated", "seen": (0.5, "ratio")},
    {"measure": "odds_ratio", "by": "age >= 75", "arm": "placebo", "seen": (2, "ratio")},
    {"measure": "risk_difference", "seen": (-2, "percentage points")},
    {"measure": "readmission_30d", "outcome": "use.inpatient", "seen": (15, "%")},
    {"measure": "death_30d", "outcome": "heart_failure_admission", "seen": (10, "%")},
    {"measure": "death_after_stay", "outcome": "use.inpatient", "months": 6, "seen": (15, "%")},
    {"measure": "prevalence", "outcome": "heart_failure", "months": 0, "seen": (40, "%")},
    {"outcome": "spending.inpatient", "years": 1, "seen": (400, "USD per person-month")},
    {"measure": "spending_ratio", "outcome": "spending", "by": "heart_failure > 0", "seen": (2, "ratio")},
)  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Every measure once, in a small study."""
    folder = written(tmp_path_factory.mktemp("every"), *(dict(each) for each in EVERY_MEASURE))
    return validate(folder, people=3000)


def test_every_measure_gives_a_figure_with_its_interval(held):
    assert {each.get("measure", "spending") for each in EVERY_MEASURE} == set(MEASURES)
    for row in held.table.iter_rows(named=True):
        assert row["status"] in ("inside", "outside"), row
        assert row["simulated"] is not None and row["simulated"] == row["simulated"], row["case"]
        assert not row["simulated_low"] > row["simulated"] and not row["simulated_high"] < row["simulated"], row["case"]


def test_figures_are_given_in_the_published_unit(held):
    by_name = {row["measure"]: row["simulated"] for row in held.table.iter_rows(named=True)}

    assert by_name["prevalence"] == pytest.approx(40, abs=3)
    assert by_name["survival"] > 50 and by_name["risk_difference"] < 0 and by_name["median_time"] > 6
    assert 50 < by_name["spending"] < 2000


def test_read_is_accepted_plus_refused_and_the_others_are_run(tmp_path):
    folder = written(
        tmp_path, {}, {"outcome": "amputation"}, {"cohort": "empty"}, {"cohort": "none"}, {"where": "age < 30"},
        empty=COHORT.replace("age >= 60", "age >= 60 AND age < 50"),
    )  # fmt: skip

    found = validate(folder, people=300)

    assert found.table["status"].to_list() == ["outside", "not modelled yet", "refused", "refused", "outside"]
    assert found.provenance["read"] == 5 == found.provenance["accepted"] + found.provenance["refused"]
    reasons = found.table["reason"].to_list()
    assert "is not an event" in reasons[1] and "leave nobody" in reasons[2]
    assert '"none"' in reasons[3] and "nobody in the study meets where" in reasons[4]


def test_where_no_case_is_left_every_fault_is_raised_once(tmp_path):
    folder = written(tmp_path, {"cohort": "empty"}, {"cohort": "empty"}, empty=COHORT.replace("60", "60 AND age < 50"))

    with pytest.raises(EvidenceError) as told:
        validate(folder, people=300)

    assert len(told.value.faults) == 1


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ({"measure": "hazard_ratio"}, ['"%" is no unit of hazard_ratio']),
        ({"measure": "standardised_difference"}, ['no measure is called "standardised_difference"']),
        ({"where": "sex = 'f'"}, ['there is no column "sex"']),
        ({"where": "race = white"}, ["'white'"]),
        ({"by": "diabetes", "measure": "risk_ratio", "seen": (2, "ratio")}, ['for example "diabetes > 0"']),
        ({"by": "smoker"}, ["compares no groups"]),
        ({"arm": "placebo", "measure": "risk_ratio", "seen": (2, "ratio")}, ["is what others are compared with"]),
        ({"arm": "drug"}, ['no arm is called "drug"']),
        ({"years": 1.3}, ["expected whole months"]),
        ({"years": 1, "months": 12}, ["gives months and years"]),
        ({"outcome": "spending.snff", "months": 6, "seen": (9, "USD")}, ['"snff"', "whole years", '"USD" is no unit']),
        ({"outcome": "death", "measure": "prevalence"}, ["is of a condition or stage"]),
        ({"outcome": "death", "measure": "death_30d"}, ["is of stays"]),
        ({"outcome": ["use.ed", "death"], "measure": "prevalence"}, ["is of one outcome"]),
        ({"after": "use.ed", "outcome": "use.inpatient", "measure": "death_30d"}, ["does not begin with an event"]),
        ({"outcome": [3]}, ["expected a name or a list of names"]),
        ({"band": [2, 1]}, ["[lowest, highest]"]),
        ({"used_for_calibration": "no"}, ["expected true or false"]),
        ({"what": 3}, ["expected words"]),
        ({"publishd": 3}, ['Did you mean "published"']),
    ],
)  # fmt: skip
def test_a_case_with_faults_is_refused_with_all_of_them(tmp_path, case, words):
    good, bad = load_cases(written(tmp_path, {}, case))

    assert isinstance(good, Case) and isinstance(bad, RefusedCase)
    for each in words:
        assert each in " ".join(bad.faults), bad.faults


def test_a_figure_without_source_and_mark_is_told_in_words(tmp_path):
    written(tmp_path, {})
    text = (tmp_path / "seen.toml").read_text(encoding="utf-8")
    more = '\n[[case]]\nname = "bare"\noutcome = "death"\npublished = 0.5\n'
    (tmp_path / "seen.toml").write_text(text + more, encoding="utf-8")

    bare = load_cases(tmp_path)[1]

    assert "say in words where the figure stands" in " ".join(bare.faults)
    assert "say how surely it is known: checked" in " ".join(bare.faults)


def test_what_a_study_reports_beyond_the_model_is_kept_and_told(tmp_path):
    written(tmp_path, {})

    run = run_cohort(tmp_path / "mine.toml", people=10, years=1)

    assert any("ntprobnp" in each for each in run.cohort.assumed)


def test_every_other_name_of_an_outcome_leads_to_one_that_is_counted():
    from vbc_twin.experiments.cohorts_outcomes import _other_names

    known = outcomes_of(Content.load())
    for name, own in _other_names().also.items():
        assert own in known, name
        assert outcome_of(name, known).kinds == known[own].kinds or name in known
    assert canonical("Heart-failure admission") == "use.inpatient.heart_failure"


def test_an_outcome_that_is_several_in_one_counts_each_of_its_parts():
    known = outcomes_of(Content.load())

    assert known["revascularisation"].kinds == ("stay bypass", "stay intervention")
    assert known["mace"].kinds == ("stay infarction", "stay stroke", "death cardiovascular")
    assert known["use.inpatient.coronary"].kinds == ("stay infarction", "stay bypass", "stay intervention")


def test_readme_lists_every_measure_unit_and_outcome(root):
    told = (root / "data" / "README.md").read_text(encoding="utf-8")
    part = told[told.index("## A validation case") :]

    causes = [name for name in outcomes_of(Content.load()) if name.startswith("use.")]
    for name in (*MEASURES, *UNITS, *causes):
        assert f"`{name}`" in part or ("<cause>" in part and name.startswith("use.inpatient.")), name
