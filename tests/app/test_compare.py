"""The page Compare: it opens, tells what cannot run, runs, and shows the numbers that the library gives."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
import session
from choice import Choice
from streamlit.testing.v1 import AppTest

import vbc_twin as vt

NOBODYS_RUN = "0123456789abcdef"


def named(elements, label: str):
    """The field or button of this name."""
    return next(element for element in elements if element.label == label)


def press(page: AppTest, label: str) -> AppTest:
    """Presses the button of this name."""
    return named(page.button, label).click().run()


def can_run(page: AppTest) -> bool:
    return not named(page.button, "Run").disabled


def tables(page: AppTest) -> str:
    """The text of all tables of a page."""
    return " ".join(element.proto.body for element in page.get("html"))


@pytest.fixture(scope="module")
def quick(small_choice) -> Choice:
    """Another choice than the page begins with, so that the fields of a reloaded page must come from its run."""
    return replace(small_choice, years=2)


@pytest.fixture(scope="module")
def comparison(quick) -> vt.Comparison:
    """The same choice, lived by the library."""
    twin = vt.Twin.load(quick.twin, people=quick.people)
    return vt.compare(twin, *quick.scenarios(twin), draws=quick.draws)


def test_the_page_opens_with_a_choice_that_can_be_run(open_page):
    page = open_page()

    assert not page.exception
    assert page.title[0].value == "Compare two futures"
    assert page.multiselect[0].value == ["heart_failure_telemonitoring"]
    assert can_run(page)
    assert "Choose, then press Run" in page.info[0].value


def test_the_fields_begin_with_what_the_environment_says(open_page, monkeypatch):
    monkeypatch.setenv("VBC_TWIN_APP_DRAWS", "7")
    monkeypatch.setenv("VBC_TWIN_APP_PEOPLE", "many")

    page = open_page()

    assert named(page.number_input, "Draws").value == 7
    assert named(page.number_input, "People").value is None


def test_nothing_chosen_is_told_before_anything_runs(open_page):
    page = open_page()

    page.multiselect[0].set_value([]).run()

    assert "Nothing is chosen" in page.error[0].value
    assert not can_run(page)


def test_a_negative_size_is_told_before_anything_runs(open_page):
    page = open_page()

    page.number_input(key="heart_failure_telemonitoring staff").set_value(-1.0).run()

    assert "expected a number from 0, found -1" in page.error[0].value
    assert not can_run(page)


def test_several_investments_and_another_contract_can_be_chosen(open_page):
    page = open_page()

    page.multiselect[0].set_value(["home_blood_pressure", "transitional_care"]).run()
    page.checkbox(key="home_blood_pressure pharmacist").check().run()
    page.toggle[0].set_value(True).run()
    named(page.selectbox, "Contract instead").set_value("mssp_basic").run()
    page.selectbox(key="Contract instead level").set_value("C").run()

    assert not page.exception
    assert not page.error
    assert page.checkbox(key="Contract instead held").label.startswith("Stay at level C")
    assert can_run(page)


@pytest.mark.parametrize(
    "run", ["abc", "../../etc/passwd", "[object Object]", ""], ids=["short", "path", "object", "empty"]
)
def test_an_address_that_names_no_run_gets_a_plain_message(open_page, run):
    page = open_page(run=run)

    assert not page.exception
    assert ["in a form that no run has" in warning.value for warning in page.warning] == [True]


def test_a_run_that_is_gone_is_told(open_page):
    page = open_page(run=NOBODYS_RUN)

    assert not page.exception
    assert "not held here any more" in page.warning[0].value


def test_run_shows_the_numbers_that_the_library_gives_and_a_reload_finds_them(open_page, quick, comparison, wait):
    page = open_page()
    page.multiselect[0].set_value(["transitional_care"]).run()
    page.number_input(key="transitional_care staff").set_value(0.5).run()
    named(page.slider, "Years").set_value(2).run()

    press(page, "Run")
    wait(lambda: len(page.run().metric) or len(page.error))

    expected = vt.tables.headline(comparison)
    assert not page.exception
    assert page.header[0].value.replace("\\$", "$") == vt.tables.finding(comparison)
    assert [metric.label for metric in page.metric] == expected["figure"].to_list()
    assert [float(re.sub("[$,]", "", metric.value)) for metric in page.metric] == [
        float(f"{mean:.0f}") for mean in expected["mean_usd"]
    ]
    assert page.query_params["run"] == quick.digest(session.twin(quick.twin))

    reloaded = open_page(run=page.query_params["run"])

    assert [metric.value for metric in reloaded.metric] == [metric.value for metric in page.metric]
    assert reloaded.multiselect[0].value == ["transitional_care"]
    assert not reloaded.info

    reloaded.number_input(key="transitional_care staff").set_value(3.0).run()

    assert "answers an earlier choice" in reloaded.info[0].value


@pytest.fixture
def opened_at(open_page, quick, wait):
    """The page of the finished run, opened at one of its questions."""
    jobs = session.jobs()
    run = quick.digest(session.twin(quick.twin))
    jobs.start(run, quick)
    wait(lambda: jobs.state(run).name != "running")
    return lambda question: open_page(run=run, question=question)


@pytest.mark.parametrize(
    ("question", "shown", "figures"),
    [
        ("Worth", ["scorecard", "enrolment"], 2),
        ("Spending", ["pmpm"], 1),
        ("Health", ["burden"], 1),
        ("Settlement", ["settlements", "settlement_lines"], 1),
        ("Before and after", ["illusion"], 1),
        ("Sources", ["marks", "assumed"], 0),
        ("Nonsense", ["scorecard"], 2),
    ],
)
def test_the_answer_holds_what_the_report_holds(opened_at, comparison, question, shown, figures):
    page = opened_at(question)

    text = unescape(tables(page))
    assert not page.exception
    assert len(page.get("plotly_chart")) == figures
    for name in shown:
        choose_year = {"year": comparison.years[0]} if name == "settlement_lines" else {}
        printed = vt.tables.printed(getattr(vt.tables, name)(comparison, **choose_year))
        assert all(cell in text for row in printed.rows() for cell in row)


def test_every_assumption_and_the_provenance_are_shown(opened_at, comparison):
    page = opened_at("Sources")

    assert page.dataframe[0].value.shape[0] == vt.tables.assumptions(comparison).height
    assert all(str(value) in tables(page) for value in vt.tables.provenance(comparison).values())


def test_the_report_and_the_tables_can_be_taken_home(opened_at):
    page = opened_at("Worth")

    answer = session.jobs().answer(page.query_params["run"])
    labels = {button.proto.label for button in page.get("download_button")}
    assert labels == {"Download the report", "Download the tables"}
    assert answer.report().lower().startswith(b"<!doctype html>")
    assert "summary.json" in ZipFile(BytesIO(answer.archive())).namelist()


def test_a_run_can_be_cancelled_from_the_page(open_page, wait):
    page = open_page()
    named(page.slider, "Years").set_value(9).run()

    press(page, "Run")
    press(page, "Cancel")

    assert not page.exception
    assert "cancelled" in page.info[0].value
    assert session.jobs().state(page.query_params["run"]).name == "cancelled"
