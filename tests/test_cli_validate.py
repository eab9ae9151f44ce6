"""The command that holds the twin against published outcomes."""

import json

import pytest
from typer.testing import CliRunner

import vbc_twin as vt
from vbc_twin.cli import app

COHORT = """
label = "Mine"
source = "Somebody 2020"
mark = "recalled"
population = "community"
follow_up_years = 1
include = "age >= 60"
[measured]
age = { mean = 72, deviation = 6 }
[[arm]]
name = "placebo"
[[arm]]
name = "treated"
[[arm.effect]]
target = "death"
ratio = { value = 0.5, source = "Somebody 2020", mark = "recalled" }
"""
CASES = """
label = "What was seen"
cohort = "mine"

[[case]]
name = "death"
outcome = "death"
published = { value = 3.0, low = 0.5, high = 9.0, unit = "%", source = "Somebody 2020", mark = "recalled" }

[[case]]
name = "ratio"
outcome = "death"
measure = "hazard_ratio"
arm = "treated"
used_for_calibration = true
published = { value = 0.5, unit = "ratio", source = "Somebody 2020", mark = "recalled" }
band = [0.1, 0.9]

[[case]]
name = "stays"
outcome = ["use.inpatient", "use.ed"]
measure = "rate"
published = { value = 9, unit = "per person-year", source = "Somebody 2020", mark = "recalled" }

[[case]]
name = "gout"
outcome = "gout.flare"
published = { value = 3.0, unit = "%", source = "Somebody 2020", mark = "recalled" }
reason = "nobody has gout here"
"""


def call(*words):
    return CliRunner().invoke(app, ["validate", *map(str, words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a cohort and a file of cases of one's own."""
    place = tmp_path_factory.mktemp("cases")
    (place / "mine.toml").write_text(COHORT, encoding="utf-8")
    (place / "seen.toml").write_text(CASES, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def listed(folder):
    """What the command lists of them."""
    done = call("--cases", folder, "--people", 1500, "--json")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    return {each["case"]: each for each in json.loads(done.stdout)}


def test_json_lists_every_case_with_published_beside_simulated(listed):
    assert list(listed) == ["death", "ratio", "stays", "gout"]
    death = listed["death"]
    assert death["published"] == 3.0 and death["simulated_low"] < death["simulated"] < death["simulated_high"]
    assert death["status"] == "inside" and death["reason"] == ""
    assert listed["ratio"]["used_for_calibration"] and listed["ratio"]["status"] == "inside"


def test_a_miss_and_what_is_not_modelled_come_with_a_reason(listed):
    assert listed["stays"]["status"] == "outside" and "not yet explained" in listed["stays"]["reason"]
    gout = listed["gout"]
    assert gout["status"] == "not modelled yet" and gout["simulated"] is None
    assert "nobody has gout here" in gout["reason"] and 'the model counts no "gout.flare"' in gout["reason"]


def test_tables_and_a_page_that_opens_offline_are_written(folder, tmp_path):
    done = call("--cases", folder, "--people", 300, "--out", tmp_path / "out")

    assert done.exit_code == 0, done.stderr
    for words in ("nothing was tuned to", "went into the model", "Not modelled yet", "validation.html"):
        assert words in done.stdout
    page = (tmp_path / "out" / "validation.html").read_text(encoding="utf-8")
    assert "plotly" in page.lower() and "Not modelled yet" in page and 'src="http' not in page
    told = json.loads((tmp_path / "out" / "validation.json").read_text(encoding="utf-8"))
    assert len(told["cases"]) == 4 and told["provenance"]["evidence_digest"] == vt.library.digest()
    assert (tmp_path / "out" / "validation.parquet").is_file()


def test_correlation_and_share_are_over_what_nothing_was_tuned_to(folder):
    found = vt.validate(folder, people=300)

    assert found.compared["case"].to_list() == ["death", "stays"]
    assert found.calibrated["case"].to_list() == ["ratio"]
    assert found.share_inside in (0.0, 0.5, 1.0)
    assert found.correlation != found.correlation  # two cases have none


def test_every_fault_of_every_file_is_told_before_anything_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr("vbc_twin.experiments.validation.run_cohort", lambda *_: pytest.fail("something was run"))
    (tmp_path / "mine.toml").write_text(COHORT.replace('"death"', '"deth"'), encoding="utf-8")
    bad = CASES.replace('measure = "rate"', 'measure = "rat"').replace('unit = "%"', 'unit = "percent"')
    (tmp_path / "seen.toml").write_text(bad + '[[case]]\nname = "gout"\nyears = 99\nband = [2]\n', encoding="utf-8")
    (tmp_path / "torn.toml").write_text("label = ", encoding="utf-8")

    done = call("--cases", tmp_path)

    assert done.exit_code == 2 and done.stdout == ""
    for words in ('"deth"', '"rat"', '"percent"', "is there twice", "found 99", "[lowest, highest]", "is not TOML"):
        assert words in done.stderr, words


def test_a_case_with_faults_is_refused_and_the_others_are_run(folder, tmp_path):
    for file in folder.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "seen.toml").open("a", encoding="utf-8") as file:
        file.write('[[case]]\nname = "odd"\noutcome = "death"\n')

    done = call("--cases", tmp_path, "--people", 300, "--json")

    assert done.exit_code == 2
    odd = json.loads(done.stdout)[-1]
    assert odd["status"] == "refused" and odd["published"] is None and "published: is missing" in odd["reason"]
    assert "One case was refused; the others were run." in done.stderr and "case 5, published" in done.stderr


def test_a_folder_that_is_not_there_and_a_number_of_people_below_one_are_told(tmp_path):
    done = call("--cases", tmp_path / "none", "--people", 0)

    assert done.exit_code == 2
    assert "there is no folder" in done.stderr and "--people" in done.stderr


def test_every_case_of_the_library_reads_and_says_what_it_is():
    from vbc_twin.experiments.validation_cases import load_cases

    cases = load_cases()

    assert len(cases) > 60
    for case in cases:
        assert case.what and case.label, case.name
        assert case.band[0] <= case.published.value <= case.band[1], case.name
        assert case.published.at, case.name


def test_a_result_beside_the_report_joins_it_if_it_rests_on_the_same_evidence(folder, tmp_path):
    from vbc_twin.cli import ask

    assert ask.validation(None, tmp_path / "demo") is None
    place = vt.save_validation(vt.validate(folder, people=100), tmp_path / "validation").parent / "validation.json"
    assert ask.validation(None, tmp_path / "demo").table.height == 4
    assert ask.validation(place, None).table.height == 4

    place.write_text(place.read_text(encoding="utf-8").replace(vt.library.digest(), "0" * 16), encoding="utf-8")

    assert ask.validation(None, tmp_path / "demo") is None
    with pytest.raises(vt.EvidenceError, match=r"--validation: .* was made with other evidence"):
        ask.validation(place, None)
